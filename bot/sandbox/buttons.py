"""Which buttons a result offers, as data: reference tables of both dialects side by side.

Each offer has one `name`. Where TTAPI has a word for it, that word is the name; what only
midjourney-proxy can press carries a name of our own and is left out of TTAPI's component list.
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Offer:
    """One button: its name here, the customId with a hole for the job's uuid, label and emoji."""

    name: str
    pattern: str
    label: str = ""
    emoji: str = ""
    in_ttapi: bool = True

    def custom_id(self, job_hash: str) -> str:
        return self.pattern.format(h=job_hash)


_DIGITS = ("1️⃣", "2️⃣", "3️⃣", "4️⃣", "5️⃣")

_REROLL = Offer("reroll", "MJ::JOB::reroll::0::{h}::SOLO", emoji="🔄")
GRID = (
    *(Offer(f"upsample{n}", f"MJ::JOB::upsample::{n}::{{h}}", f"U{n}") for n in range(1, 5)),
    _REROLL,
    *(Offer(f"variation{n}", f"MJ::JOB::variation::{n}::{{h}}", f"V{n}") for n in range(1, 5)),
)
_VARY = (
    Offer("low_variation", "MJ::JOB::low_variation::1::{h}::SOLO", "Vary (Subtle)", "🪄"),
    Offer("high_variation", "MJ::JOB::high_variation::1::{h}::SOLO", "Vary (Strong)", "🪄"),
)
_REGION = Offer("inpaint", "MJ::Inpaint::1::{h}::SOLO", "Vary (Region)", "🖌️")
_ZOOM = (
    Offer("zoom_out_2", "MJ::Outpaint::50::1::{h}::SOLO", "Zoom Out 2x", "🔍"),
    Offer("zoom_out_1_5", "MJ::Outpaint::75::1::{h}::SOLO", "Zoom Out 1.5x", "🔍"),
    Offer("custom_zoom", "MJ::CustomZoom::{h}", "Custom Zoom", "🔍", in_ttapi=False),
)
_SQUARE = Offer("make_square", "MJ::Outpaint::100::1::{h}::SOLO", "Make Square", "↔️")
_PANS = {
    "x": (
        Offer("pan_left", "MJ::JOB::pan_left::1::{h}::SOLO", emoji="⬅️"),
        Offer("pan_right", "MJ::JOB::pan_right::1::{h}::SOLO", emoji="➡️"),
    ),
    "y": (
        Offer("pan_up", "MJ::JOB::pan_up::1::{h}::SOLO", emoji="⬆️"),
        Offer("pan_down", "MJ::JOB::pan_down::1::{h}::SOLO", emoji="⬇️"),
    ),
}
_ANIMATE = (
    Offer(
        "animate_high", "MJ::JOB::animate_high::1::{h}::SOLO", "Animate (High motion)", "🎞️", in_ttapi=False
    ),
    Offer("animate_low", "MJ::JOB::animate_low::1::{h}::SOLO", "Animate (Low motion)", "🎞️", in_ttapi=False),
)
_FILM_PICKS = tuple(
    Offer(f"film{n}", f"MJ::JOB::video_virtual_upscale::{n}::{{h}}", f"U{n}", in_ttapi=False)
    for n in range(1, 5)
)
_EXTEND = (
    Offer("extend_high", "MJ::JOB::animate_high_extend::1::{h}", "Extend (High motion)", "🎞️", in_ttapi=False),
    Offer("extend_low", "MJ::JOB::animate_low_extend::1::{h}", "Extend (Low motion)", "🎞️", in_ttapi=False),
)
_BOOKMARK = Offer("bookmark", "MJ::BOOKMARK::{h}", emoji="❤️", in_ttapi=False)

DESCRIBED = (
    *(
        Offer(f"describe{n}", f"MJ::Job::PicReader::{n}", emoji=_DIGITS[n - 1], in_ttapi=False)
        for n in range(1, 5)
    ),
    Offer("describe_retry", "MJ::Picread::Retry", emoji="🔄", in_ttapi=False),
    Offer("describe_all", "MJ::Job::PicReader::all", "Imagine all", "🎉", in_ttapi=False),
)
_DETAILS = Offer("shorten_details", "MJ::Job::PromptAnalyzerExtended", "Show Details", in_ttapi=False)

_UPSCALERS = {
    "7": ("v7_2x_subtle", "v7_2x_creative"),
    "6.1": ("v6r1_2x_subtle", "v6r1_2x_creative"),
    "6": ("v6_2x_subtle", "v6_2x_creative"),
    "5": ("v5_2x", "v5_4x"),
}
_UPSCALER_NAMES = {
    "2x_subtle": ("upscale_subtle", "Upscale (Subtle)"),
    "2x_creative": ("upscale_creative", "Upscale (Creative)"),
    "2x": ("upscale2", "Upscale (2x)"),
    "4x": ("upscale4", "Upscale (4x)"),
}


def upscaled(version: str, *, square: bool, panned: str | None = None) -> tuple[Offer, ...]:
    """Return the buttons of a single image; `panned` is the axis ("x", "y") of the pan it came from."""
    family = _family(version)
    if family == "4":
        return (Offer("variation1", "MJ::JOB::variation::1::{h}::SOLO", "Make Variations", "🪄"), _BOOKMARK)
    if family == "8":
        return (*_VARY, _REGION, *_ANIMATE, _BOOKMARK)
    pans = _PANS[panned] if panned else (*_PANS["x"], *_PANS["y"])
    square_button = () if square else (_SQUARE,)
    animate = _ANIMATE if family == "7" else ()
    return (*_upscalers(family), *_VARY, _REGION, *_ZOOM, *square_button, *pans, *animate, _BOOKMARK)


def filmed(count: int) -> tuple[Offer, ...]:
    """Return the buttons of a set of this many films, or of a single film."""
    return _EXTEND if count == 1 else (*_FILM_PICKS[:count], _REROLL)


def enlarged(version: str) -> tuple[Offer, ...]:
    """Return the buttons of an image after an HD upscale."""
    family = _family(version)
    animate = _ANIMATE if family == "7" else ()
    redo = (Offer(f"redo_{o.name}", o.pattern, f"Redo {o.label}", o.emoji) for o in _upscalers(family))
    return (*redo, *_VARY, *animate, _BOOKMARK)


def shortened(count: int) -> tuple[Offer, ...]:
    """Return the buttons of a shorten with this many shorter prompts."""
    numbers = (
        Offer(f"shorten{n}", f"MJ::Job::PromptAnalyzer::{n}", emoji=_DIGITS[n - 1], in_ttapi=False)
        for n in range(1, count + 1)
    )
    return (*numbers, _DETAILS)


def _upscalers(family: str) -> tuple[Offer, ...]:
    found = []
    for mark in _UPSCALERS.get(family, ()):
        name, label = _UPSCALER_NAMES[mark.partition("_")[2]]
        found.append(Offer(name, f"MJ::JOB::upsample_{mark}::1::{{h}}::SOLO", label, "upscale_1"))
    return tuple(found)


def _family(version: str) -> str:
    number = re.sub(r"^niji\s*", "", version) or "7"
    if number.startswith("6"):
        return "6.1" if number == "6.1" else "6"
    return "4" if number.split(".")[0] in ("1", "2", "3", "4") else number.split(".")[0]
