"""What the handlers of interactions work with, and the guard that stands before each of them.

discord.py builds dynamic items and delivers modals without asking us, so handlers find their services through the
client of the interaction, which carries one `Desk`. Commands get theirs as constructor arguments.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Concatenate, ParamSpec, Protocol, cast

import discord

from bot.i18n import Catalogues
from bot.jobs.models import Job
from bot.jobs.ports import Clock, DeliveryStore
from bot.jobs.preferences import PreferenceStore, QuestionStore
from bot.jobs.service import JobService
from bot.midjourney.models import Mode
from bot.midjourney.prompt import apply_options, may_name_options
from bot.ui.around import Around
from bot.ui.delivery import Courier
from bot.ui.errors import NotServed, report_error
from bot.ui.inputs import PictureLimits
from bot.ui.messages import Say
from bot.ui.region import RegionDesk

P = ParamSpec("P")


@dataclass(frozen=True, slots=True)
class Desk:
    """The services behind everything that is pressed or submitted."""

    jobs: JobService
    deliveries: DeliveryStore
    courier: Courier
    catalogues: Catalogues
    clock: Clock
    picture_limits: PictureLimits
    around: Around
    preferences: PreferenceStore
    questions: QuestionStore
    region: RegionDesk
    allowed_guilds: frozenset[int] = frozenset()
    """Empty for all. Where it is not, direct messages are refused too: whose they are cannot be told."""

    def say(self, interaction: discord.Interaction[Any]) -> Say:
        """Speak the language of the person, for what only they see."""
        return partial(self.catalogues.text, str(interaction.locale))

    def say_in(self, job: Job) -> Say:
        """Speak the language of the place, for what everybody sees."""
        return partial(self.catalogues.text, job.origin.guild_locale)

    async def mode_of(self, user_id: int) -> Mode | None:
        """Give the speed that a member chose, where new jobs may run in it."""
        return self.jobs.offered_mode((await self.preferences.of(user_id)).mode)

    async def spelled_out(self, user_id: int, typed: str) -> str:
        """Put a member's saved options into a prompt that names any."""
        if not may_name_options(typed):
            return typed
        return apply_options(typed, await self.preferences.options(user_id))

    def admit(self, interaction: discord.Interaction[Any]) -> None:
        """Refuse places that the bot does not serve: a stranger must not spend the owner's balance.

        Raises:
            NotServed: always for a guild that is not allowed.
        """
        if self.allowed_guilds and interaction.guild_id not in self.allowed_guilds:
            raise NotServed


class Carrier(Protocol):
    """A client that carries a desk."""

    desk: Desk


def desk_of(interaction: discord.Interaction[Any]) -> Desk:
    return cast("Carrier", interaction.client).desk


async def guarded(
    interaction: discord.Interaction[Any],
    handler: Callable[Concatenate[discord.Interaction[Any], Desk, P], Awaitable[None]],
    *args: P.args,
    **kwargs: P.kwargs,
) -> None:
    """Run a handler; whatever it raises is told to the person, and nothing escapes into discord.py's silence."""
    desk = desk_of(interaction)
    try:
        desk.admit(interaction)
        await handler(interaction, desk, *args, **kwargs)
    except Exception as error:  # noqa: BLE001  # the one exit, which logs what is not expected
        await report_error(interaction, error, desk.catalogues)
