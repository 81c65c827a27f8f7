"""How a person's prompt is shown inside our messages: readable, on one line, harmless. Pure.

A prompt may hold anything: markdown that would break the line, mentions, commands, emojis, links. Everything is
shown as it was written; nothing pings, nothing is rendered, links do not unfold.
"""

from __future__ import annotations

import re

ELLIPSIS = "…"
_LINK = re.compile(r"<?(https?://[^\s<>]+)>?")
# Discord shows any ASCII punctuation after a backslash as itself.
_MARKDOWN = re.compile(r"([\\*_~|`<\[\]])")
_ZERO_WIDTH = "\u200b"


def neutral(text: str, limit: int) -> str:
    """Give the prompt ready for a message, at most `limit` characters; cut with an ellipsis, never inside an escape."""
    pieces = _pieces(" ".join(text.split()))
    if sum(map(len, pieces)) <= limit:
        return "".join(pieces)
    kept, used = [], len(ELLIPSIS)
    for piece in pieces:
        used += len(piece)
        if used > limit:
            break
        kept.append(piece)
    return "".join(kept).rstrip() + ELLIPSIS if limit >= len(ELLIPSIS) else ""


def _pieces(text: str) -> list[str]:
    """Take a text apart into pieces that must not be cut: escaped characters and whole links."""
    pieces: list[str] = []
    end = 0
    for link in _LINK.finditer(text):
        pieces += _escaped(text[end : link.start()])
        pieces.append(f"<{link[1]}>")
        end = link.end()
    return pieces + _escaped(text[end:])


def _escaped(text: str) -> list[str]:
    return [_MARKDOWN.sub(r"\\\1", letter) if letter != "@" else f"@{_ZERO_WIDTH}" for letter in text]
