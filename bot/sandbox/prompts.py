"""Reads what the sandbox needs from a prompt: aspect, seed, version, speed, zoom, and its own magic words.

It is not a validator of Midjourney's language: parameters it does not use are left alone. It is an
independent reading of the documents, and shares no code with the bot's own prompt module.
"""

import re
from dataclasses import dataclass
from math import gcd
from typing import Literal

_PARAMETER = re.compile(
    r"(?:^|\s)(?:--|—)([a-z]+)(?:[ =]+((?:(?!--|—)\S+)(?:\s+(?!--|—)\S+)*))?", re.IGNORECASE
)
_URL = re.compile(r"https?://\S+")
_SPEEDS = ("fast", "relax", "turbo")
_LARGEST_SEED = 4_294_967_295
_LARGEST_RATIO = 14


class InvalidParameterError(ValueError):
    """A parameter has a value that Midjourney refuses; the text is what its failed task says."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """One prompt as the sandbox understood it."""

    raw: str
    text: str
    """The words alone: no parameters, no links."""
    aspect: tuple[int, int] = (1, 1)
    seed: int | None = None
    version: str = "7"
    speed: str | None = None
    zoom: float | None = None
    stylize: int = 100
    chaos: int = 0
    tile: bool = False
    video: bool = False
    motion: Literal["low", "high"] = "low"
    films: int = 4
    """How many films an animation makes (`--bs`)."""
    sandbox: tuple[str, ...] = ()
    """The words after `--sandbox`, which ask for faults."""


def read_prompt(raw: str) -> Prompt:
    """Read a prompt; raises InvalidParameterError for an aspect, seed, zoom or `--bs` out of range."""
    found = {name.lower(): (value or "").strip() for name, value in _PARAMETER.findall(raw)}
    return Prompt(
        raw=raw,
        text=" ".join(_URL.sub(" ", _PARAMETER.sub(" ", raw)).split()),
        aspect=_aspect(found.get("ar") or found.get("aspect")),
        seed=_seed(found.get("seed")),
        version=_version(found),
        speed=next((speed for speed in _SPEEDS if speed in found), None),
        zoom=_zoom(found.get("zoom")),
        stylize=_within(found.get("stylize") or found.get("s"), 100, 1000),
        chaos=_within(found.get("chaos") or found.get("c"), 0, 100),
        tile="tile" in found,
        video="video" in found,
        motion="high" if found.get("motion") == "high" else "low",
        films=_films(found.get("bs")),
        sandbox=sandbox_words(raw),
    )


def sandbox_words(raw: str) -> tuple[str, ...]:
    """Return the magic words of a prompt; never raises, whatever else the prompt holds."""
    values = [value for name, value in _PARAMETER.findall(raw) if name.lower() == "sandbox"]
    return tuple(word.lower() for value in values for word in value.split())


def plain_parameters(raw: str) -> str:
    """Return only the parameters of a prompt, as written: what a rewritten text keeps."""
    return " ".join(match.group(0).strip() for match in _PARAMETER.finditer(raw))


def with_aspect(raw: str, aspect: tuple[int, int]) -> str:
    """Return the prompt with its aspect replaced, as Midjourney does when a pan changes the canvas."""
    bare = re.sub(r"\s*--(?:ar|aspect)\s+\S+", "", raw).strip()
    return f"{bare} --ar {aspect[0]}:{aspect[1]}".strip()


def without_zoom(raw: str) -> str:
    """Return the prompt without `--zoom`, which belongs to one press and not to what follows it."""
    return re.sub(r"\s*--zoom\s+\S+", "", raw).strip()


def _aspect(value: str | None) -> tuple[int, int]:
    if value is None:
        return (1, 1)
    match = re.fullmatch(r"(\d{1,4})[:/x](\d{1,4})", value.split()[0] if value else "")
    width, height = (int(match[1]), int(match[2])) if match else (0, 0)
    if not width or not height or max(width, height) / min(width, height) > _LARGEST_RATIO:
        raise InvalidParameterError(
            f"[Invalid parameter] Invalid value provided for argument `--ar`: {value!r}"
        )
    divisor = gcd(width, height)
    return (width // divisor, height // divisor)


def _seed(value: str | None) -> int | None:
    if value is None:
        return None
    if not value.isdecimal() or int(value) > _LARGEST_SEED:
        raise InvalidParameterError(
            f"[Invalid parameter] `--seed` must be 0 to {_LARGEST_SEED}, got {value!r}"
        )
    return int(value)


def _within(value: str | None, default: int, most: int) -> int:
    """Read 0 to `most`; what is no number, or none, is the default: nobody refuses a picture for that here."""
    word = (value or "").split(maxsplit=1)[0] if value else ""
    return min(most, int(word)) if word.isdecimal() else default


def _films(value: str | None) -> int:
    if value not in (None, "1", "2", "4"):
        raise InvalidParameterError(f"[Invalid parameter] `--bs` must be 1, 2 or 4, got {value!r}")
    return int(value or 4)


def _zoom(value: str | None) -> float | None:
    if value is None:
        return None
    try:
        zoom = float(value)
    except ValueError:
        zoom = 0.0
    if not 1 <= zoom <= 2:  # noqa: PLR2004 - the range the vendor documents give for --zoom
        raise InvalidParameterError(f"[Invalid parameter] `--zoom` must be between 1 and 2, got {value!r}")
    return zoom


def _version(found: dict[str, str]) -> str:
    if "niji" in found:
        return f"niji {found['niji'] or '7'}"
    return found.get("v") or found.get("version") or "7"
