"""What members give to /prefer, checked and shown; and what /imagine and /prefer offer while somebody types."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import discord
from discord.app_commands import Choice

from bot.errors import N_
from bot.jobs.composing import suffix_finding
from bot.logs import get_logger
from bot.midjourney.prompt import check_option_name
from bot.ui.desk import Desk
from bot.ui.errors import InputError
from bot.ui.messages import CONTENT_LIMIT, Say
from bot.ui.prompts import neutral
from bot.ui.questions import shown_params

log = get_logger(__name__)

MAX_CHOICES = 25
CHOICE_LIMIT = 100
VALUE_SHOWN = 80
_HALF_TYPED = re.compile(r"(?:^|\s)(?:--|[–—]{1,2})([A-Za-z0-9_-]*)$")


class BadPreference(InputError):
    """A name or a suffix that cannot be kept; carries the finding's own words."""


def option_name(given: str) -> str:
    """Accept the name of a saved option, with or without dashes.

    Raises:
        BadPreference: with words for the person.
    """
    name = given.strip().lstrip("-–—").lower()
    wrong = check_option_name(name)
    if wrong is not None:
        raise BadPreference(wrong.message, **shown_params(wrong))
    return name


def checked_suffix(given: str) -> str:
    """Accept a suffix; empty to remove it.

    Raises:
        BadPreference: with words for the person.
    """
    suffix = " ".join(given.split())
    wrong = suffix_finding(suffix) if suffix else None
    if wrong is not None:
        raise BadPreference(wrong.message, **shown_params(wrong))
    return suffix


def listed(options: Mapping[str, str], say: Say) -> str:
    """Write out the saved options."""
    if not options:
        return say(N_("You have no saved options. Add one with /prefer option set."))
    lines = [f"- **--{name}** {neutral(value, VALUE_SHOWN)}" for name, value in options.items()]
    return "\n".join([say(N_("Your saved options:")), *lines])[:CONTENT_LIMIT]


async def option_choices(interaction: discord.Interaction[Any], desk: Desk, typed: str) -> list[Choice[str]]:
    """Offer the names of the member's saved options."""
    start = typed.strip().lstrip("-–—").lower()
    try:
        options = await desk.preferences.options(interaction.user.id)
    except Exception as error:  # noqa: BLE001  # whoever types must not be disturbed by what is only a help
        log.warning("no choices", why=repr(error))
        return []
    return [Choice(name=f"--{name}", value=name) for name in options if name.startswith(start)][:MAX_CHOICES]


async def prompt_choices(interaction: discord.Interaction[Any], desk: Desk, typed: str) -> list[Choice[str]]:
    """Offer what the prompt may become: a saved option for the name that is being typed, or a recent prompt."""
    try:
        options = await desk.preferences.options(interaction.user.id)
        recent = await desk.preferences.recent_prompts(interaction.user.id, limit=MAX_CHOICES)
    except Exception as error:  # noqa: BLE001  # as above
        log.warning("no choices", why=repr(error))
        return []
    texts = [*completed(typed, options), *(text for text in recent if typed.strip().lower() in text.lower())]
    fitting = [text for text in dict.fromkeys(texts) if 0 < len(text) <= CHOICE_LIMIT]
    return [Choice(name=text, value=text) for text in fitting[:MAX_CHOICES]]


def completed(typed: str, options: Mapping[str, str]) -> list[str]:
    """Complete the ``--name`` at the end of what is typed from the saved options."""
    half = _HALF_TYPED.search(typed)
    if half is None:
        return []
    start = half[1].lower()
    kept = typed[: half.start(1)]
    return [f"{kept}{name}" for name in options if name.startswith(start)]
