"""What people give, checked before a job is accepted: prompts, attachments by their metadata, links by their shape.

Pure. The bytes are checked again when they are fetched (type sniffed, pixels counted, addresses resolved): what
stands here is what can be said at once, in words, without downloading anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

from bot.errors import N_
from bot.jobs.composing import PROMPT_LIMIT
from bot.jobs.errors import PromptTooLong
from bot.jobs.models import Source
from bot.midjourney.prompt import (
    aspect_ratio,
    niji,
    split_prompt,
    version,
    with_aspect_ratio,
    with_niji,
    with_version,
)
from bot.ui.errors import BadAttachment, BadLink, BadPrompt

LINK_LIMIT = 2048
PICTURE_TYPES = {"image/png": "PNG", "image/jpeg": "JPEG", "image/webp": "WebP", "image/gif": "GIF"}
_TYPE_OF_ENDING = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "webp": "image/webp",
    "gif": "image/gif",
}
MIN_SIDE = 16
BLEND_MIN, BLEND_MAX = 2, 5


@dataclass(frozen=True, slots=True)
class PictureLimits:
    """The operator's limits: bytes and pixels of one input picture."""

    max_bytes: int
    max_pixels: int


class Attached(Protocol):
    """What an attachment says of itself (`discord.Attachment`): bytes, and pixels where Discord knows them."""

    @property
    def url(self) -> str: ...

    @property
    def filename(self) -> str: ...

    @property
    def content_type(self) -> str | None: ...

    @property
    def size(self) -> int: ...

    @property
    def width(self) -> int | None: ...

    @property
    def height(self) -> int | None: ...


def picture_source(given: Attached, limits: PictureLimits) -> Source:
    """Accept an attachment as a picture.

    Raises:
        BadAttachment: with words that name the file and what to do.
    """
    name = given.filename[:100]
    kind = (given.content_type or "").split(";")[0].strip().lower()
    kind = kind or _TYPE_OF_ENDING.get(given.filename.rpartition(".")[2].lower(), "")
    if kind not in PICTURE_TYPES:
        raise BadAttachment(
            N_("{name} is not a picture that Midjourney reads. Use PNG, JPEG or WebP."), name=name
        )
    if given.size > limits.max_bytes:
        mib = limits.max_bytes // 1024**2
        raise BadAttachment(
            N_("{name} is too large. Use a picture of at most {mib} MiB."), name=name, mib=mib
        )
    if given.size == 0:
        raise BadAttachment(N_("{name} is empty. Attach it again."), name=name)
    if given.width and given.height:
        _check_sides(name, given.width, given.height, limits)
    return Source(given.url, given.filename, trusted=True)


def _check_sides(name: str, width: int, height: int, limits: PictureLimits) -> None:
    if width * height > limits.max_pixels:
        most = limits.max_pixels // 1_000_000
        words = N_("{name} has too many pixels. Scale it down to at most {most} megapixels.")
        raise BadAttachment(words, name=name, most=most)
    if min(width, height) < MIN_SIDE:
        raise BadAttachment(N_("{name} is too small to be read. Use a larger picture."), name=name)


def blend_sources(given: Sequence[Attached], limits: PictureLimits) -> tuple[Source, ...]:
    """Accept the two to five pictures of a blend.

    Raises:
        BadAttachment: with words for the first that cannot be used, or for their number.
    """
    if not BLEND_MIN <= len(given) <= BLEND_MAX:
        raise BadAttachment(N_("Blending needs two to five pictures."))
    return tuple(picture_source(item, limits) for item in given)


def describe_source(image: Attached | None, link: str | None, limits: PictureLimits) -> Source:
    """Accept the one picture of a describe.

    Raises:
        InputError: none was given, or both, or the one cannot be used.
    """
    link = (link or "").strip()
    if image is not None and link:
        raise BadAttachment(N_("Give either a picture or a link, not both."))
    if image is not None:
        return picture_source(image, limits)
    if not link:
        raise BadAttachment(N_("Attach a picture, or give a link to one."))
    return link_source(link)


def link_source(link: str) -> Source:
    """Accept an address that a person typed. Where it leads is checked when it is fetched.

    Raises:
        BadLink: not an http(s) address.
    """
    if len(link) > LINK_LIMIT or any(letter.isspace() or ord(letter) < ord(" ") for letter in link):
        raise BadLink
    try:
        parts = urlsplit(link)
        parts.port  # noqa: B018  # reading it is what checks it
    except ValueError:
        raise BadLink from None
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username is not None:
        raise BadLink
    return Source(link)


def checked_prompt(prompt: str) -> str:
    """Accept a prompt.

    Raises:
        BadPrompt: empty.
        PromptTooLong: longer than can be edited later.
    """
    prompt = prompt.strip()
    if not prompt:
        raise BadPrompt
    if len(prompt) > PROMPT_LIMIT:
        raise PromptTooLong(limit=PROMPT_LIMIT)
    return prompt


@dataclass(frozen=True, slots=True)
class Extras:
    """The options of /imagine beside the prompt, as chosen; empty for none. `model` is ``v 7`` or ``niji 6``."""

    aspect: str = ""
    model: str = ""


def applied(prompt: str, extras: Extras) -> str:
    """Append the options as parameters. What the prompt itself says wins over an option.

    Raises:
        BadPrompt: the shape is not of the form 3:2.
    """
    names = {parameter.name for parameter in split_prompt(prompt).parameters}
    if extras.aspect and not names & {"ar", "aspect"}:
        ratio = aspect_ratio(f"--ar {extras.aspect.strip()}")
        if ratio is None or 0 in ratio:
            raise BadPrompt(N_("The aspect must be two whole numbers, such as 16:9."))
        prompt = with_aspect_ratio(prompt, ratio)
    family, _, number = extras.model.partition(" ")
    if family and not version(prompt) and niji(prompt) is None:
        prompt = with_niji(prompt, number) if family == "niji" else with_version(prompt, number)
    return prompt
