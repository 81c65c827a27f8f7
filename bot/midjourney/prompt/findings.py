"""What a check finds in a prompt, in words for its author, and how findings are put right.

A finding says which parameter it is about, what is wrong and why, and holds the nearest right wording ready. The
words are message ids with parameters (`bot.errors.N_`); they are translated at the edge.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.midjourney.prompt.parsing import Occurrence, ParsedPrompt
from bot.midjourney.prompt.versions import DEFAULT_MODEL, DEFAULT_NIJI, Model


class Severity(StrEnum):
    """Whether Midjourney is known to refuse it."""

    ERROR = "error"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Edit:
    """Put `text` in place of the source from `start` to `end`."""

    start: int
    end: int
    text: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing worth saying about a prompt."""

    severity: Severity
    message: str
    """A message id with ``{named}`` places."""
    params: dict[str, object]
    parameter: str = ""
    """The canonical name; empty where it is about the text."""
    start: int = 0
    """Where in the source it begins."""
    suggestion: str = ""
    """The nearest right wording (``--ar 14:1``); empty where something is to be taken out, or nothing is known."""
    edits: tuple[Edit, ...] = ()
    """What makes it right; empty where only the author can know."""

    def __str__(self) -> str:
        return self.message.format_map(self.params)


@dataclass(frozen=True, slots=True)
class Context:
    """What a check has to know beside the prompt.

    Attributes:
        model: what draws where the prompt names no version.
        pictures: image prompts that are given beside the text, as attachments.
        zooming: whether this is the text of a change to a finished picture, such as a Custom Zoom: only there does
            ``--zoom`` mean anything, and only there may ``--video`` come without a picture of its own.
    """

    model: Model = DEFAULT_MODEL
    pictures: int = 0
    zooming: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """A prompt under examination: its model and surroundings."""

    parsed: ParsedPrompt
    model: Model
    context: Context


def model_of(parsed: ParsedPrompt, default: Model = DEFAULT_MODEL) -> Model:
    """Tell which model a prompt is for; where its version cannot be read, the default."""
    asked = parsed.last("model")
    if asked is None:
        return default
    niji = asked.name == "niji"
    if niji and not asked.values:
        return DEFAULT_NIJI
    if not re.fullmatch(r"\d{1,3}(?:\.\d{1,3})?", asked.value, re.ASCII):
        return DEFAULT_NIJI if niji else DEFAULT_MODEL
    return Model(float(asked.value), niji)


def error(one: Occurrence, message: str, suggestion: str, *edits: Edit, **params: object) -> Finding:
    """Say that Midjourney refuses this parameter. ``{name}`` and ``{suggestion}`` are filled in."""
    params = {"name": f"--{one.typed}", "suggestion": suggestion, **params}
    return Finding(Severity.ERROR, message, params, one.name, one.span.start, suggestion, edits)


def note(one: Occurrence, message: str, suggestion: str = "", *edits: Edit, **params: object) -> Finding:
    """Say something about a parameter that Midjourney may well take."""
    params = {"name": f"--{one.typed}", "suggestion": suggestion, **params}
    return Finding(Severity.NOTE, message, params, one.name, one.span.start, suggestion, edits)


def about_text(severity: Severity, message: str, *edits: Edit, start: int = 0, **params: object) -> Finding:
    """Say something about the words rather than about a parameter."""
    return Finding(
        severity, message, params, start=start, suggestion=str(params.get("suggestion", "")), edits=edits
    )


def replaced(one: Occurrence, text: str) -> Edit:
    """Put `text` in place of a parameter and its values; an empty one takes it out."""
    return Edit(one.span.start, one.span.end, text)


def fixed(parsed: ParsedPrompt, findings: Iterable[Finding]) -> str:
    """Put the suggestions of these findings into a prompt.

    Where two want to change the same place, the first has it: check the outcome again, or use `mended`.
    """
    taken: list[Edit] = []
    for finding in findings:
        new = [edit for edit in finding.edits if edit not in taken]
        if not any(_clash(edit, other) for edit in new for other in taken):
            taken += new
    return edited(parsed.source, taken)


def edited(source: str, edits: Sequence[Edit]) -> str:
    """Carry out edits that do not overlap, and close the gaps that they leave."""
    if not edits:
        return source
    text = source
    for edit in sorted(edits, key=lambda one: (one.start, one.end), reverse=True):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return re.sub(r"[ \t]{2,}", " ", text).strip()


def _clash(one: Edit, other: Edit) -> bool:
    if one.start == one.end or other.start == other.end:
        return max(one.start, other.start) < min(one.end, other.end)
    return one.start < other.end and other.start < one.end
