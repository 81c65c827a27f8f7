"""Where buttons go. Pure: components in, rows out, within Discord's five rows of five.

Rows are Midjourney's own as long as they fit. What does not fit flows into free places, and what still has none
goes into a select: no component is ever dropped.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby

from bot.errors import N_
from bot.jobs.models import ComponentRow
from bot.midjourney.actions import LABELS
from bot.ui.custom_ids import Op, button_id

MAX_ROWS = 5
ROW_WIDTH = 5
SELECT_SIZE = 25
LABEL_LIMIT = 80
MORE = N_("More actions…")

BLURPLE, GREY, GREEN, RED, LINK = 1, 2, 3, 4, 5


@dataclass(frozen=True, slots=True)
class Button:
    """A button as it is to be drawn: ours by `custom_id`, or a link by `url`. One of label and emoji is set."""

    custom_id: str = ""
    label: str = ""
    emoji: str = ""
    style: int = GREY
    url: str = ""


@dataclass(frozen=True, slots=True)
class Option:
    """A line of a select."""

    value: str
    label: str
    emoji: str = ""


@dataclass(frozen=True, slots=True)
class Select:
    """A row that holds one select."""

    custom_id: str
    options: tuple[Option, ...]
    placeholder: str
    chosen: str = ""
    """The value that is shown as chosen, if any."""


Row = tuple[Button, ...] | Select
Translate = Callable[[str], str]


def component_rows(
    ulid: str, components: Sequence[ComponentRow], translate: Translate = str
) -> tuple[Row, ...]:
    """Lay out a result's components: native rows, then free places, then selects.

    Up to 105 components find a place (one row of buttons over four selects); Midjourney offers some twenty.
    """
    for selects in range(MAX_ROWS):
        rows, left = _placed(components, MAX_ROWS - selects)
        if len(left) <= selects * SELECT_SIZE or selects == MAX_ROWS - 1:
            break
    drawn: list[Row] = [tuple(_button(ulid, item, translate) for item in row) for row in rows]
    for n in range(selects):
        options = left[n * SELECT_SIZE : (n + 1) * SELECT_SIZE]
        if options:
            lines = tuple(_option(item, translate) for item in options)
            drawn.append(Select(button_id(Op.MORE, ulid, n), lines, translate(MORE)))
    return tuple(drawn)


def _placed(
    components: Sequence[ComponentRow], max_rows: int
) -> tuple[list[list[ComponentRow]], list[ComponentRow]]:
    """Fill `max_rows` rows and give what found no place. Links are placed first: a select cannot hold them."""
    native = [
        row[start : start + ROW_WIDTH]
        for _, group in groupby(
            sorted(components, key=lambda item: item.component.row), lambda i: i.component.row
        )
        for row in [list(group)]
        for start in range(0, len(row), ROW_WIDTH)
    ]
    rows = native[:max_rows]
    homeless = [item for row in native[max_rows:] for item in row]
    homeless.sort(key=lambda item: not item.component.url)
    left: list[ComponentRow] = []
    for item in homeless:
        free = next((row for row in rows if len(row) < ROW_WIDTH), None)
        if free is not None:
            free.append(item)
        elif not (item.component.url and _swapped(rows, item, left)):
            left.append(item)
    return rows, left


def _swapped(rows: list[list[ComponentRow]], link: ComponentRow, left: list[ComponentRow]) -> bool:
    """Give a link the place of the last button that a select can hold instead."""
    for row in reversed(rows):
        for place in reversed(range(len(row))):
            if not row[place].component.url:
                left.append(row[place])
                row[place] = link
                return True
    return False


def _button(ulid: str, item: ComponentRow, translate: Translate) -> Button:
    part, label = item.component, _label(item, translate)
    if part.url:
        return Button(label=label, emoji=part.emoji, style=LINK, url=part.url)
    style = BLURPLE if item.pressed else part.style if GREY <= part.style <= RED else GREY
    return Button(button_id(Op.COMPONENT, ulid, item.n), label, part.emoji, style)


def _option(item: ComponentRow, translate: Translate) -> Option:
    label = _label(item, translate) or item.component.emoji
    return Option(str(item.n), label, item.component.emoji if item.component.label else "")


def _label(item: ComponentRow, translate: Translate) -> str:
    """Translate what the catalogue knows. An upstream's other words stay: a stranger's text is no message id."""
    label = item.component.label
    return (translate(label) if label in LABELS else label)[:LABEL_LIMIT]
