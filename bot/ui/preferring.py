"""What members give to /prefer, checked and shown; and what /imagine and /prefer offer while somebody types."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import discord
from discord.app_commands import Choice

from bot.errors import N_
from bot.jobs.composing import Terms, suffix_finding
from bot.jobs.errors import JobUnknown
from bot.logs import get_logger
from bot.midjourney.prompt import check_option_name
from bot.ui.asking import shown_params
from bot.ui.desk import Desk
from bot.ui.errors import InputError
from bot.ui.messages import CONTENT_LIMIT, Say
from bot.ui.prompts import ELLIPSIS, neutral

log = get_logger(__name__)

MAX_CHOICES = 25
CHOICE_LIMIT = 100
VALUE_SHOWN = 80
_HALF_TYPED = re.compile(r"(?:^|\s)(?:--|[–—]{1,2})([A-Za-z0-9_-]*)$")


RECALL = "\N{CLOCKWISE OPEN CIRCLE ARROW} "
_RECALLED = re.compile(rf"{RECALL}([0-9A-HJKMNP-TV-Z]{{26}})")


class PromptForgotten(InputError):
    default_message = N_("This earlier prompt is no longer known here. Type it anew.")


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


def checked_suffix(given: str, terms: Terms) -> str:
    """Accept a suffix; empty to remove it.

    Raises:
        BadPreference: with words for the person.
    """
    suffix = " ".join(given.split())
    wrong = suffix_finding(suffix, terms) if suffix else None
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
    whole = [text for text in completed(typed, options) if len(text) <= CHOICE_LIMIT]
    found = {text: text for text in whole}
    found |= {text: _reference(text, ulid) for text, ulid in recent.items() if _fits(typed, text)}
    return [Choice(name=_cut(text), value=value) for text, value in found.items()][:MAX_CHOICES]


def _fits(typed: str, text: str) -> bool:
    return bool(text) and typed.strip().lower() in text.lower()


def _cut(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= CHOICE_LIMIT else text[: CHOICE_LIMIT - 1] + ELLIPSIS


def _reference(text: str, ulid: str) -> str:
    """Give what a choice sends: the prompt itself, or in its place, where Discord takes no such length, its job."""
    return text if len(text) <= CHOICE_LIMIT else f"{RECALL}{ulid}"


async def recalled(interaction: discord.Interaction[Any], desk: Desk, given: str) -> str:
    """Give the prompt for which a chosen reference stands; what was typed stays as it is.

    Raises:
        PromptForgotten: there is no such prompt of theirs any more.
    """
    ulid = _RECALLED.fullmatch(given.strip())
    if ulid is None:
        return given
    try:
        job = (await desk.jobs.view(ulid[1])).job
    except JobUnknown:
        raise PromptForgotten from None
    if job.origin.user_id != interaction.user.id:
        raise PromptForgotten
    return job.request.prompt


def completed(typed: str, options: Mapping[str, str]) -> list[str]:
    """Complete the ``--name`` at the end of what is typed from the saved options."""
    half = _HALF_TYPED.search(typed)
    if half is None:
        return []
    start = half[1].lower()
    kept = typed[: half.start(1)]
    return [f"{kept}{name}" for name in options if name.startswith(start)]
