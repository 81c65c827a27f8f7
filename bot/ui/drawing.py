"""From rows to the view of one send or edit. Which class serves the press of what is drawn, others know."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import discord

from bot.ui.rows import Button, Row, Select


def drawn_view(
    rows: Sequence[Row],
    *,
    button: Callable[[discord.ui.Button[Any]], discord.ui.Item[Any]],
    select: Callable[[discord.ui.Select[Any]], discord.ui.Item[Any]],
) -> discord.ui.View:
    """Draw the rows; the view is spent after its send.

    Args:
        rows: from top to bottom, at most five.
        button: gives the item that serves a drawn button, by its custom id.
        select: likewise.
    """
    view = discord.ui.View(timeout=None)
    for place, row in enumerate(rows):
        if isinstance(row, Select):
            view.add_item(select(_select(row, place)))
        else:
            for one in row:
                view.add_item(button(_button(one, place)))
    return view


def _button(button: Button, place: int) -> discord.ui.Button[Any]:
    return discord.ui.Button(
        style=discord.ButtonStyle(button.style),
        label=button.label or None,
        emoji=button.emoji or None,
        custom_id=button.custom_id or None,
        url=button.url or None,
        row=place,
    )


def _select(select: Select, place: int) -> discord.ui.Select[Any]:
    options = [
        discord.SelectOption(
            label=one.label,
            value=one.value,
            emoji=one.emoji or None,
            default=one.value == select.chosen,
        )
        for one in select.options
    ]
    return discord.ui.Select(
        custom_id=select.custom_id, placeholder=select.placeholder, options=options, row=place
    )
