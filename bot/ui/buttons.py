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
from bot.ui.drawing import drawn_view
from bot.ui.rows import Row


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
    """Build the view for one send or edit; it is spent after that.

    Raises:
        ValueError: a select carries an id that nobody here serves.
    """
    return drawn_view(rows, button=_served_button, select=_served_select)


def _served_button(drawn: discord.ui.Button[Any]) -> discord.ui.Item[Any]:
    """Leave links as they are: they have no press to serve."""
    custom_id = drawn.custom_id or ""
    draft = DRAFT_BUTTON.fullmatch(custom_id)
    if draft is not None:
        return DraftButton(drawn, DraftOp(draft["op"]), draft["ulid"])
    match = BUTTON.fullmatch(custom_id)
    return drawn if match is None else JobButton(drawn, Op(match["op"]), match["ulid"], int(match["n"]))


def _served_select(drawn: discord.ui.Select[Any]) -> discord.ui.Item[Any]:
    match = SELECT.fullmatch(drawn.custom_id)
    if match is None:
        raise ValueError(drawn.custom_id)
    return MoreSelect(drawn, match["ulid"])
