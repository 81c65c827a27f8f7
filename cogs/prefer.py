"""/prefer: saved options, the suffix, and the switches that Midjourney's own bot has there."""

from __future__ import annotations

from dataclasses import replace

import discord
from discord import app_commands
from discord.app_commands import Choice, locale_str
from discord.ext import commands

from bot.client import EaselBot
from bot.errors import N_
from bot.jobs.composing import option_findings
from bot.jobs.preferences import OPTION_VALUE_LIMIT, SUFFIX_LIMIT, Preferences
from bot.midjourney.prompt import Variability
from bot.ui.asking import note_lines
from bot.ui.desk import Desk
from bot.ui.errors import InputError, whisper
from bot.ui.preferring import checked_suffix, listed, option_choices, option_name
from bot.ui.prompts import neutral

SHOWN = 500


class NoSuchOption(InputError):
    default_message = N_("You have no option called {name}. See /prefer option list.")


class Prefer(
    commands.GroupCog,
    group_name="prefer",
    group_description=locale_str(N_("Set what your prompts leave open")),
):
    """Each command changes one thing and says what is kept now."""

    option = app_commands.Group(name="option", description=locale_str(N_("Your own parameters")))

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @option.command(name="set", description=locale_str(N_("Save a parameter of your own, or delete one")))
    @app_commands.describe(
        option=locale_str(N_("Its name: --name in a prompt then stands for the value")),
        value=locale_str(N_("What it stands for; leave it out to delete the option")),
    )
    async def option_set(
        self,
        interaction: discord.Interaction[EaselBot],
        option: app_commands.Range[str, 1, 40],
        value: app_commands.Range[str, 0, OPTION_VALUE_LIMIT] = "",
    ) -> None:
        name, value, say = option_name(option), value.strip(), self._desk.say(interaction)
        findings = option_findings(value, self._desk.jobs.terms) if value else ()
        existed = await self._desk.preferences.set_option(interaction.user.id, name, value)
        if value:
            saved = say(N_("Saved: --{name} now stands for {value}"), name=name, value=neutral(value, SHOWN))
            heading = N_("In a prompt, there would be something to say about it:")
            await whisper(interaction, "\n".join([saved, *note_lines(findings, say, heading=heading)]))
        elif existed:
            await whisper(interaction, say(N_("Deleted: --{name} no longer stands for anything."), name=name))
        else:
            raise NoSuchOption(name=name)

    @option_set.autocomplete("option")
    async def _names(self, interaction: discord.Interaction[EaselBot], current: str) -> list[Choice[str]]:
        return await option_choices(interaction, self._desk, current)

    @option.command(name="list", description=locale_str(N_("See your saved options")))
    async def option_list(self, interaction: discord.Interaction[EaselBot]) -> None:
        options = await self._desk.preferences.options(interaction.user.id)
        await whisper(interaction, listed(options, self._desk.say(interaction)))

    @app_commands.command(
        name="suffix",
        description=locale_str(N_("Parameters to end every prompt with; leave out to remove them")),
    )
    @app_commands.describe(new_value=locale_str(N_("Parameters only, such as --ar 3:2 --s 250")))
    async def suffix(
        self,
        interaction: discord.Interaction[EaselBot],
        new_value: app_commands.Range[str, 0, SUFFIX_LIMIT] = "",
    ) -> None:
        say = self._desk.say(interaction)
        value = checked_suffix(new_value, self._desk.jobs.terms)
        await self._change(interaction, suffix=value)
        if value:
            words = N_("Your prompts now end in {suffix} where they do not say otherwise.")
            await whisper(interaction, say(words, suffix=neutral(value, SHOWN)))
        else:
            await whisper(interaction, say(N_("Your suffix is removed.")))

    @app_commands.command(name="remix", description=locale_str(N_("Toggle remix mode")))
    async def remix(self, interaction: discord.Interaction[EaselBot]) -> None:
        on = not (await self._preferences(interaction)).remix
        await self._change(interaction, remix=on)
        await self._tell(interaction, self._remix_words() if on else N_("Remix mode turned off!"))

    def _remix_words(self) -> str:
        account = self._desk.jobs.account
        if account is not None and account.remix:
            return N_(
                "Remix mode turned on! Variations, pans and rerolls now let you edit the prompt first. "
                "Turn it off with /prefer remix."
            )
        return N_(
            "Remix mode turned on! Variations and rerolls now let you edit the prompt first. The service cannot "
            "change an old picture by new words, so an edited prompt is drawn anew. Turn it off with /prefer remix."
        )

    @app_commands.command(
        name="auto_dm", description=locale_str(N_("Toggle direct messages with your finished jobs"))
    )
    async def auto_dm(self, interaction: discord.Interaction[EaselBot]) -> None:
        on = not (await self._preferences(interaction)).auto_dm
        await self._change(interaction, auto_dm=on)
        words = (
            N_("Your finished jobs are now sent to you directly as well.")
            if on
            else N_("Your finished jobs are no longer sent to you directly.")
        )
        await self._tell(interaction, words)

    @app_commands.command(name="variability", description=locale_str(N_("Toggle high or low variation mode")))
    async def variability(self, interaction: discord.Interaction[EaselBot]) -> None:
        low = (await self._preferences(interaction)).variability is Variability.LOW
        await self._change(interaction, variability=Variability.HIGH if low else Variability.LOW)
        words = (
            N_(
                "High variation mode is noted, but the service cannot be told: V1 to V4 vary as the Midjourney account "
                "behind it is set. Vary (Subtle) and Vary (Strong) under a single picture do what they say."
            )
            if low
            else N_(
                "Low variation mode is noted, but the service cannot be told: V1 to V4 vary as the Midjourney account "
                "behind it is set. Vary (Subtle) and Vary (Strong) under a single picture do what they say."
            )
        )
        await self._tell(interaction, words)

    async def _preferences(self, interaction: discord.Interaction[EaselBot]) -> Preferences:
        return await self._desk.preferences.of(interaction.user.id)

    async def _change(self, interaction: discord.Interaction[EaselBot], **changes: object) -> None:
        changed = replace(await self._preferences(interaction), **changes)  # type: ignore[arg-type]  # by field name
        await self._desk.preferences.save(interaction.user.id, changed)

    async def _tell(self, interaction: discord.Interaction[EaselBot], words: str) -> None:
        await whisper(interaction, self._desk.say(interaction)(words))


async def setup(bot: EaselBot) -> None:
    await bot.add_cog(Prefer(bot.desk))
