"""The controls that belong to a person rather than to a job: the settings panel's, and those under a question.

Like a job's buttons they are `DynamicItem`s: nothing is remembered per message, and a press works after any number
of restarts. Each class has a prefix of its own, since discord.py serves every class whose template fits. They stay
apart from `bot.ui.buttons` because another part of the client serves them; how they are drawn is one and the same.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Protocol, Self, cast

import discord

from bot.ui.custom_ids import QUESTION, SETTING, SETTING_SELECT, QuestionOp
from bot.ui.drawing import drawn_view
from bot.ui.rows import Row


class Asking(Protocol):
    """A client that serves these controls; it must not raise."""

    async def answered(self, interaction: discord.Interaction[Any], op: QuestionOp, ulid: str) -> None: ...

    async def set(self, interaction: discord.Interaction[Any], what: str, value: str) -> None: ...


class QuestionButton(discord.ui.DynamicItem[discord.ui.Button[Any]], template=QUESTION):
    """An answer to a question."""

    def __init__(self, drawn: discord.ui.Button[Any], op: QuestionOp, ulid: str) -> None:
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
        return cls(item, QuestionOp(match["op"]), match["ulid"])

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        await cast("Asking", interaction.client).answered(interaction, self._op, self._ulid)


class SettingButton(discord.ui.DynamicItem[discord.ui.Button[Any]], template=SETTING):
    """A button of the settings panel."""

    def __init__(self, drawn: discord.ui.Button[Any], what: str, value: str) -> None:
        super().__init__(drawn)
        self._what = what
        self._value = value

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        del interaction
        if not isinstance(item, discord.ui.Button):
            raise TypeError(item)
        return cls(item, match["what"], match["value"])

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        await cast("Asking", interaction.client).set(interaction, self._what, self._value)


class SettingSelect(discord.ui.DynamicItem[discord.ui.Select[Any]], template=SETTING_SELECT):
    """The select of the settings panel."""

    def __init__(self, drawn: discord.ui.Select[Any], what: str) -> None:
        super().__init__(drawn)
        self._what = what

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        del interaction
        if not isinstance(item, discord.ui.Select):
            raise TypeError(item)
        return cls(item, match["what"])

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        chosen = self.item.values
        await cast("Asking", interaction.client).set(interaction, self._what, chosen[0] if chosen else "")


CONTROL_ITEMS: tuple[type[discord.ui.DynamicItem[Any]], ...] = (QuestionButton, SettingButton, SettingSelect)
"""The classes that the bot registers at start."""


def controls_of(rows: Sequence[Row]) -> discord.ui.View:
    """Build the view for one send or edit; it is spent after that.

    Raises:
        ValueError: a control carries an id that nobody here serves.
    """
    return drawn_view(rows, button=_served_button, select=_served_select)


def _served_button(drawn: discord.ui.Button[Any]) -> discord.ui.Item[Any]:
    custom_id = drawn.custom_id or ""
    if match := QUESTION.fullmatch(custom_id):
        return QuestionButton(drawn, QuestionOp(match["op"]), match["ulid"])
    if match := SETTING.fullmatch(custom_id):
        return SettingButton(drawn, match["what"], match["value"])
    raise ValueError(custom_id)


def _served_select(drawn: discord.ui.Select[Any]) -> discord.ui.Item[Any]:
    match = SETTING_SELECT.fullmatch(drawn.custom_id)
    if match is None:
        raise ValueError(drawn.custom_id)
    return SettingSelect(drawn, match["what"])
