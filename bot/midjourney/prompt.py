"""The grammar of Midjourney prompts, as far as the bot has to read them: text first, then ``--parameters``.

It does not judge whether a parameter suits a model version: Midjourney does that, and its rules change.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.midjourney.models import Mode

PROMPT_LIMIT = 6000
"""Characters that Discord's slash command option takes; Midjourney's own command has no lower limit."""

# Phones turn two hyphens into an em dash; Midjourney reads that as the same.
_DASHES = r"(?:--|—)"
_PARAMETER = re.compile(rf"(?<!\S){_DASHES}(?P<name>[A-Za-z][\w-]*)")
_RATIO = re.compile(r"(\d+)\s*:\s*(\d+)")
_RATIO_NAMES = ("ar", "aspect")
_VERSION_NAMES = ("v", "version")
_MODE_NAMES = tuple(mode.value for mode in Mode)


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
    marks = list(_PARAMETER.finditer(prompt))
    if not marks:
        return PromptParts(prompt.strip())
    ends = [mark.start() for mark in marks[1:]] + [len(prompt)]
    parameters = tuple(
        Parameter(mark["name"].lower(), prompt[mark.end() : end].strip())
        for mark, end in zip(marks, ends, strict=True)
    )
    return PromptParts(prompt[: marks[0].start()].strip(), parameters)


def _last_value(prompt: str, names: tuple[str, ...]) -> str | None:
    """Give the value of the last parameter with one of these names: Midjourney lets the last one win."""
    for parameter in reversed(split_prompt(prompt).parameters):
        if parameter.name in names:
            return parameter.value
    return None


def _without(prompt: str, names: tuple[str, ...], *, valued: bool) -> str:
    """Take parameters out; a valued one takes the word behind it along, unless that is a parameter too."""
    value = rf"(?:\s+(?!{_DASHES})\S+)?" if valued else ""
    pattern = re.compile(rf"(?<!\S){_DASHES}(?:{'|'.join(names)})(?!\S){value}", re.IGNORECASE)
    return re.sub(r"[ \t]{2,}", " ", pattern.sub("", prompt)).strip()


def aspect_ratio(prompt: str) -> tuple[int, int] | None:
    """Read ``--ar W:H``; None where it is absent or malformed (Midjourney then draws 1:1 or complains)."""
    match = _RATIO.fullmatch(_last_value(prompt, _RATIO_NAMES) or "")
    return (int(match[1]), int(match[2])) if match else None


def with_aspect_ratio(prompt: str, ratio: tuple[int, int]) -> str:
    """Set ``--ar``, replacing what was there."""
    return f"{_without(prompt, _RATIO_NAMES, valued=True)} --ar {ratio[0]}:{ratio[1]}".strip()


def version(prompt: str) -> str:
    """Read ``--v``, such as ``"7"`` or ``"6.1"``; empty where the account's default applies."""
    return (_last_value(prompt, _VERSION_NAMES) or "").split(" ")[0]


def with_version(prompt: str, value: str) -> str:
    """Set ``--v``; ``--niji`` goes, since the two exclude each other."""
    return f"{_without(prompt, (*_VERSION_NAMES, 'niji'), valued=True)} --v {value}".strip()


def niji(prompt: str) -> str | None:
    """Read ``--niji``: its version, empty for the bare flag, None where the prompt is not for Niji."""
    value = _last_value(prompt, ("niji",))
    return None if value is None else value.split(" ")[0]


def with_niji(prompt: str, value: str) -> str:
    """Set ``--niji``; ``--v`` goes, since the two exclude each other."""
    return f"{_without(prompt, (*_VERSION_NAMES, 'niji'), valued=True)} --niji {value}".strip()


def with_zoom(prompt: str, zoom: str) -> str:
    """Set ``--zoom``, replacing what was there."""
    return f"{_without(prompt, ('zoom',), valued=True)} --zoom {zoom}".strip()


def requested_mode(prompt: str) -> Mode | None:
    """Read the speed that the prompt itself asks for (``--fast``, ``--relax``, ``--turbo``). The last one wins."""
    for parameter in reversed(split_prompt(prompt).parameters):
        if parameter.name in _MODE_NAMES:
            return Mode(parameter.name)
    return None


def without_mode(prompt: str) -> str:
    """Take the speed flags out, for wire formats that carry the mode beside the prompt."""
    return _without(prompt, _MODE_NAMES, valued=False)


def with_mode(prompt: str, mode: Mode) -> str:
    """Set the speed flag, replacing those that were there."""
    return f"{without_mode(prompt)} --{mode.value}".strip()


def is_too_long(prompt: str) -> bool:
    """Tell whether a prompt is longer than Discord lets people write (see `PROMPT_LIMIT`)."""
    return len(prompt) > PROMPT_LIMIT
