"""From the buttons that an upstream offers to buttons that Discord accepts, in the rows of Midjourney's own bot.

Nothing that was offered is dropped: what the catalogue does not know becomes a plain labelled button behind the rest.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot.midjourney.actions import CATALOGUE, Action, Kind, classify_custom_id, classify_name
from bot.midjourney.emoji import emoji_or_none
from bot.midjourney.models import Component

ROW_LENGTH = 5
ROWS = 5
LABEL_LIMIT = 80
"""Characters in a button's label, by Discord's rules."""
_LINK_STYLE = 5
_GREY = 2
_CLICKED = 1


@dataclass(frozen=True, slots=True)
class Offered:
    """A button as midjourney-proxy words it."""

    custom_id: str = ""
    label: str = ""
    emoji: str = ""
    style: int = _GREY
    url: str = ""


def readable_name(name: str) -> str:
    """Make a label from an internal name: ``some_new_thing`` and ``MJ::JOB::some_new_thing::1`` are Some New Thing."""
    parts = [part for part in name.split("::") if part and part.upper() not in {"MJ", "JOB", "SOLO"}]
    words = re.sub(r"[\W_]+", " ", parts[0] if parts else name).split()
    label = " ".join(word[:1].upper() + word[1:] for word in words)
    return label[:LABEL_LIMIT] or "?"


def from_offers(offers: Iterable[Offered]) -> tuple[Component, ...]:
    """Arrange midjourney-proxy's buttons. Entries with neither customId nor URL are no buttons (schema examples)."""
    pairs = []
    for offer in offers:
        if offer.url:
            pairs.append((_action(Kind.WEB), _link(offer)))
        elif offer.custom_id:
            action = classify_custom_id(offer.custom_id)
            pairs.append((action, _button(offer, action)))
    return _arranged(pairs)


def from_names(names: Iterable[str]) -> tuple[Component, ...]:
    """Arrange TTAPI's component names."""
    pairs = []
    for name in names:
        action = classify_name(name)
        pairs.append((action, _button(Offered(name), action)))
    return _arranged(pairs)


def _action(kind: Kind) -> Action:
    return next(action for action in CATALOGUE if action.kind is kind)


def _link(offer: Offered) -> Component:
    label, emoji = _face(offer.label, offer.emoji)
    return Component("", label if label or emoji else "Web", emoji, style=_LINK_STYLE, url=offer.url)


def _button(offer: Offered, action: Action) -> Component:
    """Prefer the upstream's words; the catalogue's where they are missing, bare digits or no emoji."""
    label, emoji = _face(offer.label, offer.emoji)
    if not any(char.isalpha() for char in label):
        label = action.label
    emoji = emoji or action.emoji
    if not label and not emoji:
        label = readable_name(offer.label or offer.custom_id)
    # 1 is "already clicked"; the other numbers are leftovers of proxies' own pages
    return Component(offer.custom_id, label, emoji, style=_CLICKED if offer.style == _CLICKED else _GREY)


def _face(label: str, emoji: str) -> tuple[str, str]:
    """Give a label and an emoji that Discord accepts; a label that is only an emoji becomes the emoji."""
    label = " ".join(label.split())[:LABEL_LIMIT]
    if lone := emoji_or_none(label):
        return "", emoji_or_none(emoji) or lone
    return label, emoji_or_none(emoji)


def _arranged(pairs: list[tuple[Action, Component]]) -> tuple[Component, ...]:
    """Put the known ones into native rows without gaps, the unknown ones behind them.

    A row takes five; what does not fit goes on the next free row, and beyond five rows into gaps of earlier ones.
    """
    order = {action.kind: place for place, action in enumerate(CATALOGUE)}
    last = len(CATALOGUE)
    pairs = sorted(pairs, key=lambda pair: (pair[0].row, order.get(pair[0].kind, last), pair[0].n))
    rows: list[list[Component]] = []
    current: int | None = None
    for action, component in pairs:
        if action.row != current or len(rows[-1]) == ROW_LENGTH:
            rows.append([])
            current = action.row
        rows[-1].append(component)
    _fold(rows)
    return tuple(replace(component, row=row) for row, line in enumerate(rows) for component in line)


def _fold(rows: list[list[Component]]) -> None:
    """Move what lies beyond Discord's five rows into gaps; what finds none stays where it is, for the caller to see."""
    for line in rows[ROWS:]:
        for component in tuple(line):
            gap = next((row for row in reversed(rows[:ROWS]) if len(row) < ROW_LENGTH), None)
            if gap is None:
                return
            line.remove(component)
            gap.append(component)
    while len(rows) > ROWS and not rows[-1]:
        rows.pop()
