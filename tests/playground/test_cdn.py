"""Files: signed addresses that end, content types by name, embeds that take their attachment over."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

import aiohttp
import av
import discord
import pytest

from bot.playground import Playground, Upload

if TYPE_CHECKING:
    from tests.playground.conftest import Clock, Connect


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as opened:
        yield opened


async def test_an_address_is_good_for_a_day_and_only_with_its_signature(
    playground: Playground, session: aiohttp.ClientSession, clock: Clock, png: bytes
) -> None:
    message = await playground.person("ada").say("#images", "", Upload("cat.png", png))
    url = playground.world.links.url(message.attachments[0])
    async with session.get(url) as answer:
        assert (answer.status, answer.content_type, await answer.read()) == (200, "image/png", png)
    for broken in (url.replace("hm=", "hm=0"), url.split("?")[0], url.replace("cat.png", "dog.png")):
        async with session.get(broken) as answer:
            assert answer.status == 404
    clock.now += 24 * 3600 + 1
    async with session.get(url) as answer:
        assert answer.status == 404


@pytest.mark.parametrize(
    ("asked", "status", "place"),
    [("bytes=0-", 206, "bytes 0-9/10"), ("bytes=-3", 206, "bytes 7-9/10"), ("bytes=10-", 416, "bytes */10")],
)
async def test_players_may_ask_for_a_part_of_a_file(
    playground: Playground, session: aiohttp.ClientSession, asked: str, status: int, place: str
) -> None:
    message = await playground.person("ada").say("#images", "", Upload("cat.mp4", b"0123456789"))
    url = playground.world.links.url(message.attachments[0])
    async with session.get(url, headers={"Range": asked}) as answer:
        assert (answer.status, answer.headers["Content-Range"]) == (status, place)


async def test_a_film_is_measured_and_what_is_none_is_not() -> None:
    stored = io.BytesIO()
    with av.open(stored, "w", format="mp4") as film:
        stream = film.add_stream("libx264", rate=1)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        film.mux(stream.encode(av.VideoFrame(64, 48, "yuv420p")))
        film.mux(stream.encode(None))
    measured = await Upload("cat.mp4", stored.getvalue()).measured()
    assert (measured.width, measured.height) == (64, 48)
    assert (await Upload("cat.mp4", b"no film").measured()).width is None


async def test_a_deleted_attachment_is_gone(playground: Playground, connect: Connect) -> None:
    bot = await connect()
    place = bot.client.get_partial_messageable(playground.channel("images").id)
    message = await place.send("a file", file=discord.File(io.BytesIO(b"x"), "x.txt"))
    file = message.attachments[0]
    await message.edit(attachments=[])
    with pytest.raises(discord.NotFound):
        await file.read()


async def test_an_embed_shows_its_attachment_and_keeps_it_through_edits(
    playground: Playground, connect: Connect, png: bytes
) -> None:
    bot = await connect()
    place = bot.client.get_partial_messageable(playground.channel("images").id)
    embed = discord.Embed(title="A cat").set_image(url="attachment://cat.png")
    message = await place.send(embed=embed, file=discord.File(io.BytesIO(png), "cat.png"))
    assert message.attachments == []
    assert message.embeds[0].image.url is not None
    assert message.embeds[0].image.url.startswith(f"{playground.base_url}/attachments/")
    message = await message.edit(content="still there")
    stored = playground.world.messages.get(message.channel.id, message.id)
    assert [each.filename for each in stored.embedded] == ["cat.png"]


async def test_names_are_cleaned_as_discord_cleans_them(playground: Playground) -> None:
    message = await playground.person("ada").say("#images", "", Upload("mein Bär (1).PNG", b"no picture"))
    file = message.attachments[0]
    assert (file.filename, file.content_type, file.width) == ("mein_Bar_1_.PNG", "image/png", None)
