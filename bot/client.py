"""The bot as Discord sees it: intents, commands, and where interactions arrive. Its services are given to it.

Errors of commands, components and modals all end in `bot.ui.errors.report_error`.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from typing import Any, Protocol, cast

import discord
from discord import app_commands
from discord.ext import commands

from bot import discord_private
from bot.config import DiscordSettings
from bot.errors import N_
from bot.logs import get_logger
from bot.ui import setting_presses
from bot.ui.buttons import DYNAMIC_ITEMS
from bot.ui.controls import CONTROL_ITEMS
from bot.ui.custom_ids import DRAFT_MODAL, MODAL, QUESTION, DraftOp, Op, QuestionOp, is_ours
from bot.ui.desk import Desk, guarded
from bot.ui.drafts import DRAFT_PRESSES, DRAFT_SUBMITS
from bot.ui.errors import InputError, report_error
from bot.ui.presses import PRESSES, SUBMITS
from bot.ui.questions import ANSWERS, submit_edit
from bot.ui.translator import CatalogueTranslator

log = get_logger(__name__)

COMMANDS_HASH = "commands.hash"
MAX_RATELIMIT_SECONDS = 30.0
"""A request that would have to wait longer fails instead; the courier tries again by itself."""
CLOSING_SECONDS = 5.0
"""How long closing waits for interactions that are being served; Discord gives up on them after three."""


class SettingsStore(Protocol):
    """Small facts that outlive the process, by key."""

    async def get(self, key: str) -> str | None: ...

    async def set(self, key: str, value: str) -> None: ...


class Expired(InputError):
    default_message = N_(
        "This button is from an older version of the bot and no longer works. Start with /imagine."
    )


class EaselTree(app_commands.CommandTree["EaselBot"]):
    """The commands, with one check before them and one exit for their errors."""

    async def interaction_check(self, interaction: discord.Interaction[EaselBot], /) -> bool:
        interaction.client.note_serving()
        try:
            interaction.client.desk.admit(interaction)
        except InputError as refusal:
            if interaction.type is not discord.InteractionType.autocomplete:
                await report_error(interaction, refusal, interaction.client.desk.catalogues)
            return False
        return True

    async def on_error(
        self, interaction: discord.Interaction[EaselBot], error: app_commands.AppCommandError, /
    ) -> None:
        await report_error(interaction, error, interaction.client.desk.catalogues)


class EaselBot(commands.Bot):
    """The bot. `desk` must be set before `start`; the composition root does, since the courier needs the bot first.

    Args:
        settings: the ``[discord]`` table.
        facts: where the fingerprint of the synced commands is kept.
        extensions: module names of the cogs; one that fails to load keeps the bot from starting.
        sync: True to send the commands to Discord even if nothing changed.
    """

    desk: Desk

    def __init__(
        self,
        settings: DiscordSettings,
        *,
        facts: SettingsStore,
        extensions: Sequence[str],
        sync: bool = False,
    ) -> None:
        with discord_private.without_advice():
            super().__init__(
                command_prefix=commands.when_mentioned,
                help_command=None,
                tree_cls=EaselTree,
                intents=discord.Intents(guild_reactions=True, dm_reactions=True),
                max_messages=None,
                chunk_guilds_at_startup=False,
                guild_ready_timeout=0.0,  # no guild is cached, so there is none to wait for
                member_cache_flags=discord.MemberCacheFlags.none(),
                allowed_mentions=discord.AllowedMentions.none(),
                max_ratelimit_timeout=MAX_RATELIMIT_SECONDS,
                allowed_installs=app_commands.AppInstallationType(guild=True, user=settings.user_installs),
                allowed_contexts=app_commands.AppCommandContext(
                    guild=True, dm_channel=True, private_channel=settings.user_installs
                ),
            )
        self._settings = settings
        self._facts = facts
        self._extension_names = tuple(extensions)
        self._sync = sync
        self._speaking = ExitStack()
        self._serving: set[asyncio.Task[Any]] = set()

    async def login(self, token: str) -> None:
        """Check discord.py, point it at the configured address, and log in."""
        discord_private.check()
        self._speaking.enter_context(discord_private.speaking_to(self._settings.api_base))
        await super().login(token)

    async def close(self) -> None:
        """Let what is being served come to its end, then leave Discord. discord.py would cut it off."""
        serving = self._serving - {asyncio.current_task()}
        if serving:
            await asyncio.wait(serving, timeout=CLOSING_SECONDS)
        await super().close()
        self._speaking.close()

    def note_serving(self) -> None:
        """Remember the current task until it ends, so that closing waits for it."""
        task = asyncio.current_task()
        if task is not None:
            self._serving.add(task)
            task.add_done_callback(self._serving.discard)

    async def setup_hook(self) -> None:
        """Register what is pressed, load the cogs, sync the commands if they changed.

        Runs once, after login and before the gateway.
        """
        await discord_private.ask_for_gateway(self)
        self.add_dynamic_items(*DYNAMIC_ITEMS, *CONTROL_ITEMS)
        await self.tree.set_translator(CatalogueTranslator(self.desk.catalogues))
        for name in self._extension_names:
            await self.load_extension(name)
        await self.sync_commands(force=self._sync)

    async def sync_commands(self, *, force: bool = False) -> bool:
        """Send the commands to Discord if they are not what was sent last; True if they were sent.

        Discord limits how often that may be done, so it is not done at every start.
        """
        payloads = await discord_private.command_payloads(self.tree)
        facts = json.dumps([self.application_id, payloads], sort_keys=True, default=str)
        fingerprint = hashlib.sha256(facts.encode()).hexdigest()
        if not force and await self._facts.get(COMMANDS_HASH) == fingerprint:
            return False
        await self.tree.sync()
        await self._facts.set(COMMANDS_HASH, fingerprint)
        log.info("commands synced", count=len(payloads))
        return True

    async def pressed(self, interaction: discord.Interaction[Any], op: Op, ulid: str, n: int) -> None:
        """Serve a press of one of our buttons."""
        self.note_serving()
        await guarded(interaction, PRESSES[op], ulid, n)

    async def pressed_draft(self, interaction: discord.Interaction[Any], op: DraftOp, ulid: str) -> None:
        """Serve a press of a button on something that waits for its second step."""
        self.note_serving()
        await guarded(interaction, DRAFT_PRESSES[op], ulid)

    async def answered(self, interaction: discord.Interaction[Any], op: QuestionOp, ulid: str) -> None:
        """Serve the answer to a question."""
        self.note_serving()
        await guarded(interaction, ANSWERS[op], ulid)

    async def set(self, interaction: discord.Interaction[Any], what: str, value: str) -> None:
        """Serve a control of the settings panel."""
        self.note_serving()
        await guarded(interaction, setting_presses.change, what, value)

    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        """Serve what discord.py does not know: modals from before a restart, and buttons that nobody serves."""
        data: Mapping[str, Any] = cast("Mapping[str, Any]", interaction.data or {})
        custom_id = str(data.get("custom_id", ""))
        if interaction.type is discord.InteractionType.modal_submit:
            self.note_serving()
            match = MODAL.fullmatch(custom_id)
            if match is not None:
                await guarded(interaction, SUBMITS[Op(match["op"])], match["ulid"], int(match["n"]))
                return
            draft = DRAFT_MODAL.fullmatch(custom_id)
            if draft is not None:
                await guarded(interaction, DRAFT_SUBMITS[DraftOp(draft["op"])], draft["ulid"])
                return
            question = QUESTION.fullmatch(custom_id)
            if question is not None:
                await guarded(interaction, submit_edit, question["ulid"])
                return
        elif interaction.type is not discord.InteractionType.component or is_ours(custom_id):
            return
        if not interaction.response.is_done():
            await report_error(interaction, Expired(), self.desk.catalogues)

    async def on_message(self, message: discord.Message, /) -> None:
        """Ignore messages: the bot has no text commands, and no intent to read any."""
