"""Reads a prompt: image prompts, text with its weighted parts, parameters in their order; and writes it back.

Everything keeps its place in the source, so that a correction touches only what is wrong. Nothing is judged here,
nothing fails: any text is a prompt. Permutations (``{a, b}``) are plain text to this module; expand them first.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from bot.midjourney.prompt.table import Kind, Spec, lookup

DASHES = r"(?:--|[–—]{1,2})"
"""Phones turn two hyphens into a dash; Midjourney reads that as the same."""
NUMBER = r"-?(?:\d+\.?\d*|\.\d+)"
_MARK = re.compile(rf"(?<!\S){DASHES}(?=[A-Za-z])")
_WORD = re.compile(r"\S+")
_NAME = re.compile(r"[A-Za-z][\w-]*")
_GLUED = re.compile(r"([A-Za-z]+)([^A-Za-z].*)")
_WEIGHT = re.compile(rf"::({NUMBER})?", re.ASCII)
_URL = re.compile(r"<?https?://[^\s<>]+>?", re.IGNORECASE)
_STYLE = re.compile(r"(?:random|\d+)(?:::\S*)?", re.IGNORECASE)
_VERSION = re.compile(r"[\d.]+\S*")
PUNCTUATION = ",.;:!?，。；：！？、"
"""What ends a thought. Chinese keyboards write it wide, and put no space behind."""
_ENDS = "[,;!?，。；！？、]"
_RATIO = re.compile(rf"\d+\s*[:：∶]\s*\d+(?:(?:{_ENDS}|\.)\S*)?")
_PUNCTUATED = re.compile(rf"(?P<value>.+?)(?P<behind>{_ENDS}(?:\D.*)?|\.)")
_NARROW = str.maketrans({"∶": ":", "。": ".", "、": ","})
"""Signs of their own in Unicode, which are meant for these."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the source: its words as written and where they begin."""

    text: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True)
class Image:
    """An image prompt: its address without angle brackets, and its weight where it has one."""

    url: str
    weight: float | None
    span: Span


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a multi-prompt. `mark` is its ``::2``, empty where the weight of 1 goes without saying."""

    text: Span
    weight: float
    mark: Span


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One ``--name value …`` as it stands in the prompt."""

    typed: str
    """The name as written, without dashes."""
    name: str
    """Its canonical name; of unknown parameters the name in lower case."""
    spec: Spec | None
    values: tuple[Span, ...]
    span: Span
    """From the dashes to the last value."""
    glue: str = ""
    """What stood between name and value instead of a space: ``--ar16:9`` has none, ``--ar=16:9`` an equals sign."""
    glued: bool = False
    stray: tuple[Span, ...] = ()
    """Words behind the values that this parameter does not take."""

    @property
    def value(self) -> str:
        return " ".join(value.text for value in self.values)

    @property
    def narrow(self) -> str:
        """The value with half-width characters, for kinds that take no others; else as it was written."""
        anything = self.spec is None or self.spec.kind in {Kind.URLS, Kind.STYLES, Kind.TEXT}
        return self.value if anything else halfwidth(self.value)

    @property
    def family(self) -> str:
        return self.spec.family if self.spec else self.name

    @property
    def end(self) -> int:
        """Where the next parameter may begin: behind the stray words."""
        return self.stray[-1].end if self.stray else self.span.end

    def __str__(self) -> str:
        written = " ".join([f"--{self.typed}", *(value.text for value in self.values)])
        if self.glued:
            written = f"--{self.typed}{self.glue}{self.value}"
        behind = " ".join(word.text for word in self.stray)
        touching = self.stray and self.values and self.stray[0].start == self.values[-1].end
        return f"{written}{behind}" if touching else f"{written} {behind}".rstrip()


@dataclass(frozen=True)
class ParsedPrompt:
    """A prompt taken apart; `source` is what was written."""

    source: str
    images: tuple[Image, ...]
    text: Span
    parameters: tuple[Occurrence, ...]

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """The parts of a multi-prompt; the whole text is the only one where there is no ``::``."""
        return _parts(self.text)

    @property
    def is_multi(self) -> bool:
        return any(part.mark.text for part in self.parts)

    def last(self, *families: str) -> Occurrence | None:
        """Give the last parameter with one of these names or groups: it is the one that counts."""
        matches = (one for one in reversed(self.parameters) if one.name in families or one.family in families)
        return next(matches, None)

    def has(self, name: str) -> bool:
        return any(one.name == name for one in self.parameters)


def parse(text: str) -> ParsedPrompt:
    """Take any text apart as a prompt."""
    marks = [*_MARK.finditer(text)]
    ends = [*(mark.start() for mark in marks[1:]), len(text)][: len(marks)]
    parameters = tuple(
        _occurrence(text, mark.start(), mark.end(), end) for mark, end in zip(marks, ends, strict=True)
    )
    head = text[: marks[0].start()] if marks else text
    images, at = _images(head)
    return ParsedPrompt(text, images, _stripped(head[at:], at), parameters)


def render(parsed: ParsedPrompt) -> str:
    """Write a prompt from its pieces: as it was, but with single spaces and with two hyphens for dashes."""
    pieces = [image.span.text for image in parsed.images]
    pieces += [parsed.text.text, *map(str, parsed.parameters)]
    return " ".join(" ".join(pieces).split())


def halfwidth(text: str) -> str:
    """Write the wide figures, letters and signs of a Chinese keyboard as values have them: ``１６：９`` as ``16:9``."""
    return unicodedata.normalize("NFKC", text).translate(_NARROW)


def words(text: str, offset: int = 0) -> tuple[Span, ...]:
    """Split at white space, keeping places."""
    return tuple(Span(word[0], offset + word.start()) for word in _WORD.finditer(text))


def _stripped(text: str, offset: int) -> Span:
    bare = text.lstrip()
    return Span(bare.rstrip(), offset + len(text) - len(bare))


def _images(head: str) -> tuple[tuple[Image, ...], int]:
    """Read the addresses with which a prompt begins, and say where they end."""
    images: list[Image] = []
    for word in words(head):
        url, marker, weight = word.text.partition("::")
        if not _URL.fullmatch(url) or (weight and not re.fullmatch(NUMBER, weight, re.ASCII)):
            break
        images.append(Image(url.strip("<>"), float(weight or 1) if marker else None, word))
    return tuple(images), images[-1].span.end if images else 0


def _parts(text: Span) -> tuple[Part, ...]:
    parts: list[Part] = []
    at = 0
    for mark in _WEIGHT.finditer(text.text):
        words_before = _stripped(text.text[at : mark.start()], text.start + at)
        parts.append(
            Part(words_before, float(mark[1]) if mark[1] else 1.0, Span(mark[0], text.start + mark.start()))
        )
        at = mark.end()
    rest = _stripped(text.text[at:], text.start + at)
    if rest.text or not parts:
        parts.append(Part(rest, 1.0, Span("", rest.end)))
    return tuple(parts)


def _occurrence(text: str, start: int, after: int, end: int) -> Occurrence:
    """Read the parameter whose dashes stand from `start` to `after`, and whose words reach to `end` at most."""
    first = _WORD.match(text, after, end)
    word = first[0] if first else ""
    typed = (_NAME.match(word) or [word])[0]
    glued = _GLUED.fullmatch(word)
    if typed == word or not glued or not _is_glued(glued[1], glued[2]):
        at = after + len(typed)
        values, stray = _taken(lookup(typed), words(text[at:end], at))
        return _made(text, start, typed, values, stray, at)
    at = after + len(glued[1])
    value = glued[2].lstrip("=:：")
    glue = glued[2][: len(glued[2]) - len(value)]
    found = words(text[at + len(glue) : end], at + len(glue))
    kept, stray = _taken(lookup(glued[1]), found, least=1 if value else 0)
    return _made(text, start, glued[1], kept, stray, at + len(glue), glue=glue, glued=True)


def _is_glued(name: str, rest: str) -> bool:
    """Tell ``--v7`` and ``--tile,`` from ``--v2ray``, ``--fast1`` and names that nobody knows."""
    spec = lookup(name)
    if spec is None or rest[0] in "-_":
        return False
    return spec.kind is not Kind.FLAG or not rest[0].isalnum()


def _made(  # noqa: PLR0917  # the pieces of one value, in their order
    text: str,
    start: int,
    typed: str,
    values: tuple[Span, ...],
    stray: tuple[Span, ...],
    end: int,
    *,
    glue: str = "",
    glued: bool = False,
) -> Occurrence:
    spec = lookup(typed)
    span = Span(text[start : values[-1].end if values else end], start)
    return Occurrence(typed, spec.name if spec else typed.lower(), spec, values, span, glue, glued, stray)


def _taken(
    spec: Spec | None, found: tuple[Span, ...], *, least: int = 0
) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """Part the words behind a name into its values and those that it does not take."""
    if spec is None or spec.kind is Kind.TEXT:
        return found, ()
    if spec.kind is Kind.RATIO and found:
        return _unpunctuated(spec, *_ratio(found))
    fits = _fits(spec)
    count = 0
    while count < len(found) and fits(found[count].text):
        count += 1
    if spec.kind not in {Kind.URLS, Kind.STYLES}:
        count = min(count, 1)
    if not spec.optional and spec.kind is not Kind.FLAG:
        count = max(count, 1)
    count = max(count, least)
    return _unpunctuated(spec, found[:count], found[count:])


def _unpunctuated(
    spec: Spec, values: tuple[Span, ...], stray: tuple[Span, ...]
) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """Give the comma of ``--ar 3:2, more words`` to the words behind it: it is theirs, and no part of the value."""
    if not values or spec.kind in {Kind.URLS, Kind.STYLES}:
        return values, stray
    last = values[-1]
    match = _PUNCTUATED.fullmatch(last.text)
    is_number = re.fullmatch(NUMBER, last.text) and spec.kind in {Kind.INT, Kind.FLOAT}  # "250." is one
    if match is None or is_number:
        return values, stray
    behind = Span(match["behind"], last.start + match.start("behind"))
    return (*values[:-1], Span(match["value"], last.start)), (behind, *stray)


def _fits(spec: Spec) -> Callable[[str], bool]:
    match spec.kind:
        case Kind.FLAG:
            return lambda _: False
        case Kind.URLS:
            return _is_address
        case Kind.STYLES:
            return lambda word: _is_address(word) or _STYLE.fullmatch(word) is not None
        case Kind.VERSION:
            return lambda word: _VERSION.fullmatch(word) is not None
        case _:
            return lambda _: True


def _is_address(word: str) -> bool:
    return word.lower().startswith(("http://", "https://", "<http"))


def _ratio(found: tuple[Span, ...]) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """Take ``16 : 9`` as one value, however many words it is."""
    for count in (3, 2):
        if _RATIO.fullmatch(" ".join(word.text for word in found[:count])):
            return found[:count], found[count:]
    return found[:1], found[1:]
