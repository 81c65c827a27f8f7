from __future__ import annotations

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

import pytest

from bot.config import ImageSettings
from bot.jobs.models import Source
from bot.media.addresses import Reach
from bot.media.download import Downloader
from bot.media.errors import AddressForbidden, Gone, NotAPicture, TooLarge, TooManyPixels
from bot.media.inputs import CheckedInputs

if TYPE_CHECKING:
    from conftest import Host, Painter

IMAGES = ImageSettings(max_input_mib=0.01, max_input_megapixels=0.01)


@pytest.fixture
async def downloader() -> AsyncIterator[Downloader]:
    async with Downloader(Reach.of(["http://127.0.0.1"])) as opened:
        yield opened


@pytest.fixture
def inputs(downloader: Downloader, host: Host) -> CheckedInputs:
    return CheckedInputs(downloader, IMAGES, api_base=host.url("api/v10"))


async def test_an_attachment_is_fetched_from_a_stand_in_for_discord(
    inputs: CheckedInputs, host: Host, paint: Painter
) -> None:
    url = host.file("cat.png", paint("JPEG"), "image/png")
    picture = await inputs.fetch(Source(url, "cat.png", trusted=True))
    assert picture.data == paint("JPEG")
    assert picture.content_type == "image/jpeg"  # neither the name nor the server is believed


async def test_a_link_typed_by_a_member_cannot_reach_the_same_place(
    inputs: CheckedInputs, host: Host, paint: Painter
) -> None:
    with pytest.raises(AddressForbidden):
        await inputs.fetch(Source(host.file("cat.png", paint())))


async def test_an_attachment_that_lies_elsewhere_is_a_link_like_any_other(
    downloader: Downloader, host: Host, paint: Painter
) -> None:
    inputs = CheckedInputs(downloader, IMAGES, api_base="https://discord.com/api/v10")
    with pytest.raises(AddressForbidden):
        await inputs.fetch(Source(host.file("cat.png", paint()), trusted=True))


async def test_the_limits_are_those_of_the_settings(
    inputs: CheckedInputs, host: Host, paint: Painter
) -> None:
    heavy = host.file("heavy.png", paint(size=(99, 99), noisy=True))
    large = host.file("large.png", paint(size=(101, 101)))
    with pytest.raises(TooLarge, match=r"larger than 0\.01 MiB"):
        await inputs.fetch(Source(heavy, trusted=True))
    with pytest.raises(TooManyPixels, match=r"101×101, more than 0\.01 megapixels"):
        await inputs.fetch(Source(large, trusted=True))


async def test_a_page_and_a_dead_link_have_words_of_their_own(inputs: CheckedInputs, host: Host) -> None:
    with pytest.raises(NotAPicture):
        await inputs.fetch(Source(host.file("page", b"<html>", "text/html"), trusted=True))
    with pytest.raises(Gone):
        await inputs.fetch(Source(host.status("dead", 404), trusted=True))
