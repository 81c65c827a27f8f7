"""Prompts that come by another way than /imagine and make one job: forms of presses, /shorten, the region's words.

What is written into a form would be lost with it, and Discord opens no form in answer to another: where it cannot be
used, a question keeps it, with a button that opens it again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import discord

from bot.errors import N_, EaselError
from bot.jobs.accounts import ModeUnavailable
from bot.jobs.composing import Mistaken, OneJobOnly, one_prompt, put_right
from bot.jobs.errors import PromptTooLong, TooManyQueued
from bot.jobs.models import JobKind, JobRequest
from bot.jobs.preferences import Pressed, QuestionKind
from bot.midjourney.prompt import may_name_options
from bot.ui.asking import mending_row, mending_words, shown_params, tell
from bot.ui.desk import Desk

Interaction = discord.Interaction[Any]

MENDABLE = (Mistaken, OneJobOnly, PromptTooLong, TooManyQueued, ModeUnavailable)
"""What other words, or the same ones later, can put right."""


async def single_prompt(interaction: Interaction, desk: Desk, typed: str, *, before: str = "") -> str:
    """Give the prompt of the one job that a text makes; see `one_prompt`.

    Raises:
        PromptTooLong, OneJobOnly, Mistaken: with words for the person.
    """
    options = await desk.preferences.options(interaction.user.id) if may_name_options(typed) else {}
    with quoting():
        return one_prompt(typed, options, before=before, terms=desk.jobs.terms)


@contextmanager
def quoting() -> Iterator[None]:
    """Let a mistake quote its prompt as it was written, and harmlessly: what is raised is shown in Discord."""
    try:
        yield
    except Mistaken as wrong:
        raise Mistaken(wrong.finding, shown_params(wrong.finding)) from None


async def ask_again(
    interaction: Interaction,
    desk: Desk,
    press: Pressed,
    typed: str,
    *,
    wrong: EaselError,
    before: str = "",
    asked: str = "",
) -> None:
    """Say why a form cannot be used, and keep what was written into it until it is edited or corrected.

    Args:
        interaction: the form's.
        desk: the services.
        press: what the form belongs to.
        typed: what was written.
        wrong: why it cannot be used.
        before: with what the writing began.
        asked: the question that this answers, if any.
    """
    say = desk.say(interaction)
    corrected: Sequence[str] = ()
    if isinstance(wrong, Mistaken):
        options = await desk.preferences.options(interaction.user.id) if may_name_options(typed) else {}
        right = put_right(typed, options, before=before, terms=desk.jobs.terms)
        corrected = (right,) if right else ()
        words = mending_words((wrong.finding,), (), corrected, say)
    else:
        why = desk.catalogues.for_error(str(interaction.locale), wrong)
        words = say(N_("{first} {second}"), first=why, second=say(N_("Nothing was sent or billed.")))
    request = JobRequest(JobKind.IMAGINE, prompt=typed)
    question = await desk.questions.add(
        interaction.user.id, QuestionKind.PRESS, request, corrected, now=desk.clock(), press=press
    )
    row = mending_row(question.ulid, say, mendable=bool(corrected))
    await tell(interaction, words, row, asked=asked)
    if asked:
        await desk.questions.drop(asked, interaction.user.id)  # its words are the new question's from here on
