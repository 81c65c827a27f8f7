"""Texts that describe and shorten come back with: numbered prompts inside prose, taken apart.

Midjourney numbers with keycap emojis ("1️⃣ … 2️⃣ …"), some services leave plain lines, and both may hold Markdown.
"""

from __future__ import annotations

import re

_LENGTH_LIMIT = 20_000  # characters; real listings have less than 3000

_NUMBER = re.compile(r"(?m)^[ \t]*(?:[1-9]\ufe0f?\u20e3|[1-9][.)][ \t])[ \t]*")
_KEYCAP = re.compile(r"[1-9]\ufe0f?\u20e3")
# Bounded, and without brackets inside brackets, so that no text makes it slow.
_MARKDOWN_LINK = re.compile(r"\[([^\[\]]{0,1000})\]\(\s{0,3}<?[^()\s>]{0,2000}>?\s{0,3}\)")
_HEADING = re.compile(r"(?m)^#+ .*$")


def numbered_prompts(text: str) -> tuple[str, ...]:
    """Give the prompts that are numbered in `text`, without numbers, Markdown links and line breaks."""
    text = text[:_LENGTH_LIMIT]
    last_heading = max((match.end() for match in _HEADING.finditer(text)), default=0)
    starts = list(_NUMBER.finditer(text, last_heading))
    ends = [*(start.start() for start in starts), len(text)][1:]
    found = (_tidy(text[start.end() : end]) for start, end in zip(starts, ends, strict=True))
    return tuple(prompt for prompt in found if prompt)


def described_prompts(text: str) -> tuple[str, ...]:
    """Give the prompts of a describe result: the numbered ones, else each line that is not empty."""
    return numbered_prompts(text) or tuple(
        line for raw in text[:_LENGTH_LIMIT].splitlines() if (line := _tidy(raw))
    )


def has_numbers(text: str) -> bool:
    """Tell whether `text` numbers its parts as Midjourney does."""
    return _KEYCAP.search(text) is not None


def _tidy(text: str) -> str:
    return " ".join(_MARKDOWN_LINK.sub(r"\1", text).split())
