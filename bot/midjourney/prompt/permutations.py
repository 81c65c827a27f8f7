r"""Prompts that stand for several: ``{red, green} bird`` and ``--repeat 3``. Counts first, then expands.

Groups nest: ``{a {red, blue} fox, an owl}`` is three prompts. The order is that of reading: the first group varies
slowest, the last one fastest, and the repetitions of a prompt follow each other. ``\,`` is a comma inside a group;
``\{`` and ``\}`` are braces. Expanded prompts keep these two escaped, because Midjourney reads them once more. A
Chinese keyboard's comma parts options like the narrow one: whoever writes ``{红，蓝}`` means two prompts, and is
shown them before anything runs.
Nothing here asks anyone or knows prices: `Expansion.count` is what a confirmation has to show.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from bot.errors import N_
from bot.midjourney.prompt.findings import Edit, Finding, Severity, about_text, edited, error, replaced
from bot.midjourney.prompt.parsing import halfwidth, parse

REPEAT_MOST = 40
_DEPTH = 16
"""Groups inside groups; more is taken for a slip of the keyboard."""
_SHOWN_MOST = 9999
_COMMAS = (",", "，")
_TOKEN = re.compile(r"\\[,，{}]|[{},，]|[^\\{},，]+|\\", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Expansion:
    """The prompts that one prompt stands for.

    Attributes:
        prompts: one for each job, in order, without ``--repeat``; none where `findings` say why not.
        count: how many jobs it would be, also where that is too many to expand.
        findings: what is wrong with the braces, the repetition or the number.
    """

    prompts: tuple[str, ...]
    count: int
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class _Group:
    """The options of one pair of braces."""

    options: tuple[_Sequence, ...]


_Sequence = tuple["str | _Group", ...]


def expand(text: str, limit: int) -> Expansion:
    """Give the prompts for which a prompt stands.

    Args:
        text: the prompt as written.
        limit: the most jobs that one prompt may become.
    """
    tree, problem = _read(text)
    if problem is not None:
        return Expansion((), 0, (problem,))
    count = _count(tree)
    if count > limit:
        return _too_many(count * max(1, _times(text)[0]), limit)
    texts = [_tidy(one) for one in _texts(tree)] if _has_groups(tree) else [text]
    jobs: list[tuple[str, int]] = []
    for one in texts:
        times, without, wrong = _repetition(one)
        if wrong is not None:
            return Expansion((), 0, (wrong,))
        jobs.append((without, times))
    total = sum(times for _, times in jobs)
    if total > limit:
        return _too_many(total, limit)
    return Expansion(tuple(one for one, times in jobs for _ in range(times)), total)


def _too_many(count: int, limit: int) -> Expansion:
    if count > _SHOWN_MOST:
        words = N_(
            "This prompt stands for more than {count} jobs; at most {limit} are allowed. Use fewer options."
        )
    else:
        words = N_("This prompt stands for {count} jobs; at most {limit} are allowed. Use fewer options.")
    finding = about_text(Severity.ERROR, words, count=min(count, _SHOWN_MOST), limit=limit)
    return Expansion((), count, (finding,))


def _read(text: str) -> tuple[_Sequence, Finding | None]:
    """Read the braces into a tree, without recursion: prompts come from outside."""
    stack: list[list[list[str | _Group]]] = [[[]]]
    opened: list[int] = []
    for token in _TOKEN.finditer(text):
        written = token[0]
        if written == "{":
            opened.append(token.start())
            stack.append([[]])
            if len(opened) > _DEPTH:
                words = N_("The braces are nested too deeply; use at most {depth} levels.")
                return (), about_text(Severity.ERROR, words, start=token.start(), depth=_DEPTH)
        elif written == "}":
            if not opened:
                return (), _unbalanced(
                    token.start(), N_("A “}}” has no “{{” before it. Write \\}} for a plain brace.")
                )
            opened.pop()
            options = stack.pop()
            stack[-1][-1].append(_Group(tuple(tuple(option) for option in options)))
        elif written in _COMMAS and opened:
            stack[-1].append([])
        else:
            escaped = opened and written[1:] in _COMMAS
            stack[-1][-1].append(written[1:] if escaped else written)
    if opened:
        return (), _unbalanced(opened[-1], N_("A “{{” has no “}}” behind it. Write \\{{ for a plain brace."))
    return tuple(stack[0][0]), None


def _unbalanced(at: int, words: str) -> Finding:
    return about_text(Severity.ERROR, words, Edit(at, at, "\\"), start=at)


def _has_groups(tree: _Sequence) -> bool:
    return any(isinstance(piece, _Group) for piece in tree)


def _count(tree: _Sequence) -> int:
    """Count what a tree stands for, without expanding it."""
    return math.prod(
        sum(_count(option) for option in piece.options) for piece in tree if isinstance(piece, _Group)
    )


def _texts(tree: _Sequence) -> Iterator[str]:
    choices = [
        [piece] if isinstance(piece, str) else [text for option in piece.options for text in _texts(option)]
        for piece in tree
    ]
    return ("".join(pieces).strip() for pieces in product(*choices))


def _tidy(text: str) -> str:
    return re.sub(r"\s{2,}", " ", text).strip()


def _times(text: str) -> tuple[int, bool]:
    """Read ``--repeat``: how often, and whether that is a number Midjourney takes. Once where it is absent."""
    found = parse(text).last("repeat")
    if found is None:
        return 1, True
    number = halfwidth(found.value)
    if not re.fullmatch(r"\d{1,4}", number, re.ASCII):
        return 1, False
    return int(number), number == found.value and 1 <= int(number) <= REPEAT_MOST


def _repetition(text: str) -> tuple[int, str, Finding | None]:
    """Take ``--repeat`` out of one expanded prompt."""
    times, right = _times(text)
    repeats = [one for one in parse(text).parameters if one.name == "repeat"]
    if not right:
        suggestion = f"--{repeats[-1].typed} {min(max(times, 1), REPEAT_MOST)}"
        words = N_("{name} takes a whole number from 1 to {most}. Try {suggestion}.")
        finding = error(repeats[-1], words, suggestion, replaced(repeats[-1], suggestion), most=REPEAT_MOST)
        return 0, text, finding
    return times, edited(text, [replaced(one, "") for one in repeats]), None
