"""Reads and sets single parameters: the shape, the version, the zoom, the speed. Leaves all else as it was written."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.midjourney.models import Mode
from bot.midjourney.prompt.findings import edited, replaced
from bot.midjourney.prompt.parsing import parse

_RATIO = re.compile(r"(\d+)\s*:\s*(\d+)")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One ``--name value``; the value is empty for flags."""

    name: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class PromptParts:
    """A prompt taken apart. Names are in lower case, values as written."""

    text: str
    parameters: tuple[Parameter, ...] = ()


def split_prompt(prompt: str) -> PromptParts:
    """Take a prompt apart at its parameters. What follows a parameter up to the next one is its value."""
    parsed = parse(prompt)
    found = parsed.parameters
    parameters = tuple(
        Parameter(one.typed.lower(), " ".join(word.text for word in (*one.values, *one.stray)))
        for one in found
    )
    return PromptParts((prompt[: found[0].span.start] if found else prompt).strip(), parameters)


def aspect_ratio(prompt: str) -> tuple[int, int] | None:
    """Read ``--ar W:H``; None where it is absent or malformed (Midjourney then draws 1:1 or complains)."""
    match = _RATIO.fullmatch(_last_value(prompt, "ar") or "")
    return (int(match[1]), int(match[2])) if match else None


def with_aspect_ratio(prompt: str, ratio: tuple[int, int]) -> str:
    """Set ``--ar``, replacing what was there."""
    return _appended(_without(prompt, "ar"), f"--ar {ratio[0]}:{ratio[1]}")


def version(prompt: str) -> str:
    """Read ``--v``, such as ``"7"`` or ``"6.1"``; empty where the account's default applies."""
    return _last_value(prompt, "version") or ""


def with_version(prompt: str, value: str) -> str:
    """Set ``--v``; ``--niji`` goes, since the two exclude each other."""
    return _appended(_without(prompt, "model"), f"--v {value}")


def niji(prompt: str) -> str | None:
    """Read ``--niji``: its version, empty for the bare flag, None where the prompt is not for Niji."""
    return _last_value(prompt, "niji")


def with_niji(prompt: str, value: str) -> str:
    """Set ``--niji``; ``--v`` goes, since the two exclude each other."""
    return _appended(_without(prompt, "model"), f"--niji {value}")


def with_zoom(prompt: str, factor: str) -> str:
    """Set ``--zoom``, replacing what was there."""
    return _appended(without_zoom(prompt), f"--zoom {factor}")


def without_zoom(prompt: str) -> str:
    """Take ``--zoom`` out."""
    return _without(prompt, "zoom")


def zoom(prompt: str) -> str | None:
    """Read the value of ``--zoom``. The last one wins."""
    return _last_value(prompt, "zoom")


def requested_mode(prompt: str) -> Mode | None:
    """Read the speed that the prompt itself asks for (``--fast``, ``--relax``, ``--turbo``). The last one wins."""
    found = parse(prompt).last("speed")
    return Mode(found.name) if found else None


def without_mode(prompt: str) -> str:
    """Take the speed flags out, for wire formats that carry the mode beside the prompt."""
    return _without(prompt, "speed")


def with_mode(prompt: str, mode: Mode) -> str:
    """Set the speed flag, replacing those that were there."""
    return _appended(without_mode(prompt), f"--{mode.value}")


def stealth(prompt: str) -> bool:
    """Tell whether a prompt asks for stealth mode. The last of ``--stealth`` and ``--public`` wins."""
    found = parse(prompt).last("visibility")
    return found is not None and found.name == "stealth"


def _last_value(prompt: str, name: str) -> str | None:
    found = parse(prompt).last(name)
    return found.value if found else None


def _without(prompt: str, family: str) -> str:
    gone = [replaced(one, "") for one in parse(prompt).parameters if one.family == family]
    return edited(prompt, gone).strip()


def _appended(prompt: str, parameter: str) -> str:
    return f"{prompt} {parameter}".strip()
