"""What happens when somebody presses something: buttons and selects that live in the database, not in memory.

Every clickable item is a `DynamicItem` whose id says all that is needed, so that a press works years later and after
any number of restarts. A view is built anew for each send, holds nothing but dynamic items and links, never times
out and is never stopped: discord.py would otherwise unregister the class for the whole bot.

discord.py loses errors of dynamic items, so `from_custom_id` only parses, and a press goes straight to the client,
whose guard ends in `report_error`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Protocol, Self, cast

import discord

from bot.ui.custom_ids import BUTTON, DRAFT_BUTTON, SELECT, DraftOp, Op
from bot.ui.rows import Button, Option, Row, Select


class Pressable(Protocol):
    """A client that serves presses; it must not raise."""

    async def pressed(self, interaction: discord.Interaction[Any], op: Op, ulid: str, n: int) -> None: ...

    async def pressed_draft(self, interaction: discord.Interaction[Any], op: DraftOp, ulid: str) -> None: ...


class JobButton(discord.ui.DynamicItem[discord.ui.Button[Any]], template=BUTTON):
    """A button of ours about a job."""

    def __init__(self, drawn: discord.ui.Button[Any], op: Op, ulid: str, n: int) -> None:
        super().__init__(drawn)
        self._op = op
        self._ulid = ulid
        self._n = n

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        del interaction
        if not isinstance(item, discord.ui.Button):
            raise TypeError(item)
        return cls(item, Op(match["op"]), match["ulid"], int(match["n"]))

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        await cast("Pressable", interaction.client).pressed(interaction, self._op, self._ulid, self._n)


class MoreSelect(discord.ui.DynamicItem[discord.ui.Select[Any]], template=SELECT):
    """The select for components that found no place as buttons; choosing one is pressing it."""

    def __init__(self, drawn: discord.ui.Select[Any], ulid: str) -> None:
        super().__init__(drawn)
        self._ulid = ulid

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        del interaction
        if not isinstance(item, discord.ui.Select):
            raise TypeError(item)
        return cls(item, match["ulid"])

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        chosen = self.item.values
        n = int(chosen[0]) if chosen and chosen[0].isdecimal() else -1
        await cast("Pressable", interaction.client).pressed(interaction, Op.COMPONENT, self._ulid, n)


class DraftButton(discord.ui.DynamicItem[discord.ui.Button[Any]], template=DRAFT_BUTTON):
    """A button on something that waits for its second step."""

    def __init__(self, drawn: discord.ui.Button[Any], op: DraftOp, ulid: str) -> None:
        super().__init__(drawn)
        self._op = op
        self._ulid = ulid

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        del interaction
        if not isinstance(item, discord.ui.Button):
            raise TypeError(item)
        return cls(item, DraftOp(match["op"]), match["ulid"])

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        await cast("Pressable", interaction.client).pressed_draft(interaction, self._op, self._ulid)


DYNAMIC_ITEMS: tuple[type[discord.ui.DynamicItem[Any]], ...] = (JobButton, MoreSelect, DraftButton)
"""The classes that the bot registers at start."""


def view_of(rows: Sequence[Row]) -> discord.ui.View:
    """Build the view for one send or edit; it is spent after that."""
    view = discord.ui.View(timeout=None)
    for place, row in enumerate(rows):
        if isinstance(row, Select):
            view.add_item(_select(row, place))
        else:
            for button in row:
                view.add_item(_button(button, place))
    return view


def _button(button: Button, place: int) -> discord.ui.Item[Any]:
    drawn: discord.ui.Button[Any] = discord.ui.Button(
        style=discord.ButtonStyle(button.style),
        label=button.label or None,
        emoji=button.emoji or None,
        custom_id=button.custom_id or None,
        url=button.url or None,
        row=place,
    )
    draft = DRAFT_BUTTON.fullmatch(button.custom_id)
    if draft is not None:
        return DraftButton(drawn, DraftOp(draft["op"]), draft["ulid"])
    match = BUTTON.fullmatch(button.custom_id)
    return drawn if match is None else JobButton(drawn, Op(match["op"]), match["ulid"], int(match["n"]))


def _select(select: Select, place: int) -> discord.ui.Item[Any]:
    drawn: discord.ui.Select[Any] = discord.ui.Select(
        custom_id=select.custom_id,
        placeholder=select.placeholder,
        options=[_option(option) for option in select.options],
        row=place,
    )
    match = SELECT.fullmatch(select.custom_id)
    if match is None:
        raise ValueError(select.custom_id)
    return MoreSelect(drawn, match["ulid"])


def _option(option: Option) -> discord.SelectOption:
    return discord.SelectOption(label=option.label, value=option.value, emoji=option.emoji or None)
