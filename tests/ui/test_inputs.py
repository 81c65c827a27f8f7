"""What people give, judged before anything is downloaded."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from bot.jobs.composing import PROMPT_LIMIT, bot_type
from bot.jobs.errors import PromptTooLong
from bot.jobs.models import Source
from bot.midjourney.models import BotType
from bot.ui.errors import BadAttachment, BadLink, BadPrompt, InputError
from bot.ui.inputs import (
    Extras,
    PictureLimits,
    applied,
    blend_sources,
    checked_prompt,
    describe_source,
    link_source,
    picture_source,
)


@dataclass(frozen=True)
class Given:
    """What Discord says of an attachment."""

    url: str
    filename: str
    content_type: str | None
    size: int
    width: int | None = None
    height: int | None = None


LIMITS = PictureLimits(max_bytes=20 * 1024**2, max_pixels=50_000_000)
FOX = Given("https://cdn.example/fox.png", "fox.png", "image/png", 1000, 640, 480)


def test_a_picture_is_taken_and_trusted() -> None:
    assert picture_source(FOX, LIMITS) == Source("https://cdn.example/fox.png", "fox.png", trusted=True)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (Given("u", "fox.svg", "image/svg+xml", 1000), "not a picture that Midjourney reads"),
        (Given("u", "fox.mp4", "video/mp4", 1000), "not a picture that Midjourney reads"),
        (Given("u", "notes", None, 1000), "not a picture that Midjourney reads"),
        (Given("u", "fox.png", "image/png", 21 * 1024**2), "at most 20 MiB"),
        (Given("u", "fox.png", "image/png", 0), "empty"),
        (Given("u", "fox.png", "image/png", 1000, 20_000, 20_000), "at most 50 megapixels"),
        (Given("u", "fox.png", "image/png", 1000, 4000, 2), "too small"),
    ],
)
def test_what_cannot_be_used_is_named_with_what_to_do(given: Given, words: str) -> None:
    with pytest.raises(BadAttachment) as caught:
        picture_source(given, LIMITS)
    assert words in str(caught.value)
    assert given.filename in str(caught.value)


def test_a_file_without_type_is_known_by_its_ending() -> None:
    assert picture_source(Given("u", "FOX.JPEG", None, 10), LIMITS).filename == "FOX.JPEG"


@pytest.mark.parametrize("count", [0, 1, 6])
def test_a_blend_takes_two_to_five(count: int) -> None:
    with pytest.raises(BadAttachment):
        blend_sources([FOX] * count, LIMITS)


@pytest.mark.parametrize(
    "link",
    [
        "ftp://a.example/b",
        "javascript:alert(1)",
        "https://",
        "https://u:p@a.example/",
        "https://a b/",
        "http://a:x/",
        "x" * 3000,
    ],
)
def test_only_web_addresses_are_links(link: str) -> None:
    with pytest.raises(BadLink):
        link_source(link)


def test_a_link_is_not_trusted() -> None:
    assert not link_source("https://a.example/fox.png").trusted


def test_a_describe_takes_exactly_one() -> None:
    assert describe_source(FOX, "", LIMITS).trusted
    assert describe_source(None, " https://a.example/fox.png ", LIMITS).url == "https://a.example/fox.png"
    for image, link in ((None, ""), (FOX, "https://a.example/fox.png")):
        with pytest.raises(InputError):
            describe_source(image, link, LIMITS)


@pytest.mark.parametrize("prompt", ["", "   "])
def test_a_prompt_is_not_empty(prompt: str) -> None:
    with pytest.raises(BadPrompt):
        checked_prompt(prompt)


def test_a_prompt_is_not_endless() -> None:
    assert checked_prompt("x" * PROMPT_LIMIT)
    with pytest.raises(PromptTooLong, match=str(PROMPT_LIMIT)):
        checked_prompt("x" * (PROMPT_LIMIT + 1))


@pytest.mark.parametrize(
    ("prompt", "extras", "expected"),
    [
        ("fox", Extras("16:9", "v 7"), "fox --ar 16:9 --v 7"),
        ("fox --ar 1:2", Extras("16:9"), "fox --ar 1:2"),
        ("fox --aspect 1:2", Extras("16:9"), "fox --aspect 1:2"),
        ("fox --v 6", Extras(model="niji 6"), "fox --v 6"),
        ("fox --niji 5", Extras(model="v 7"), "fox --niji 5"),
        ("fox", Extras(model="niji 6"), "fox --niji 6"),
        ("fox", Extras(), "fox"),
    ],
)
def test_options_are_appended_unless_the_prompt_has_them(prompt: str, extras: Extras, expected: str) -> None:
    assert applied(prompt, extras) == expected


@pytest.mark.parametrize("aspect", ["wide", "16", "0:9", "16:9:1"])
def test_a_shape_is_two_numbers(aspect: str) -> None:
    with pytest.raises(BadPrompt):
        applied("fox", Extras(aspect))


def test_niji_prompts_go_to_niji() -> None:
    assert bot_type("fox --niji 6") is BotType.NIJI
    assert bot_type("fox") is BotType.MIDJOURNEY
