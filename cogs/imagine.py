"""/imagine: four pictures from a prompt."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.app_commands import Choice, locale_str
from discord.ext import commands

from bot.client import EaselBot
from bot.errors import N_
from bot.jobs.composing import PROMPT_LIMIT, composed
from bot.jobs.models import JobKind, JobRequest, Source
from bot.midjourney.models import Mode
from bot.ui import questions
from bot.ui.desk import Desk
from bot.ui.inputs import Extras, applied, checked_prompt, picture_source
from bot.ui.panel import MODELS
from bot.ui.preferring import prompt_choices, recalled

ASPECTS = ("1:1", "2:3", "3:2", "3:4", "4:3", "4:5", "5:4", "9:16", "16:9", "21:9")
MODES = {Mode.FAST: N_("Fast"), Mode.RELAX: N_("Relaxed"), Mode.TURBO: N_("Turbo")}


class Imagine(commands.Cog):
    """The command and nothing else: what becomes of the job is the engine's."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @app_commands.command(name="imagine", description=locale_str(N_("Create images with Midjourney")))
    @app_commands.describe(
        prompt=locale_str(N_("The prompt to imagine")),
        image=locale_str(N_("A picture to be inspired by")),
        aspect=locale_str(N_("The shape, such as 16:9")),
        mode=locale_str(N_("How fast")),
        model=locale_str(N_("Which of Midjourney's models")),
    )
    @app_commands.choices(
        aspect=[Choice(name=aspect, value=aspect) for aspect in ASPECTS],
        mode=[Choice(name=locale_str(name), value=mode.value) for mode, name in MODES.items()],
        model=[Choice(name=name, value=model) for model, name in MODELS.items()],
    )
    async def imagine(  # noqa: PLR0917  # discord.py passes a command's options by name
        self,
        interaction: discord.Interaction[EaselBot],
        prompt: app_commands.Range[str, 1, PROMPT_LIMIT],
        image: discord.Attachment | None = None,
        aspect: str = "",
        mode: str = "",
        model: str = "",
    ) -> None:
        member = interaction.user.id
        preferences = await self._desk.preferences.of(member)
        prompt = await recalled(interaction, self._desk, prompt)
        typed = await self._desk.spelled_out(member, checked_prompt(prompt))
        sources: tuple[Source, ...] = ()
        if image is not None:
            sources = (picture_source(image, self._desk.picture_limits),)
        request = JobRequest(
            kind=JobKind.IMAGINE,
            prompt=checked_prompt(
                composed(applied(typed, Extras(aspect, model)), preferences, self._desk.jobs.terms)
            ),
            mode=Mode(mode) if mode else self._desk.jobs.offered_mode(preferences.mode),
            sources=sources,
        )
        await questions.imagine(interaction, self._desk, request)

    @imagine.autocomplete("prompt")
    async def _prompts(self, interaction: discord.Interaction[EaselBot], current: str) -> list[Choice[str]]:
        return await prompt_choices(interaction, self._desk, current)


async def setup(bot: EaselBot) -> None:
    await bot.add_cog(Imagine(bot.desk))
