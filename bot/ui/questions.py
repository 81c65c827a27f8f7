"""What a member is asked before anything is paid: use the corrected prompt? run all these jobs?

A question is a row, its message is for its member alone, and its buttons carry the row's id. The jobs of an answer
are accepted under the question's own id, in one transaction that knows whether they were made before: pressing
twice, or again after a crash, never runs anything twice.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import discord

from bot.errors import N_
from bot.jobs.appraising import Appraisal, appraised
from bot.jobs.composing import prepared, refuses_turbo, turbo_written_out
from bot.jobs.models import JobRequest
from bot.jobs.preferences import QuestionGone, QuestionKind
from bot.jobs.pressing import ModalPlan
from bot.midjourney.models import Mode
from bot.midjourney.prompt import Finding, Severity
from bot.ui import presses
from bot.ui.answers import answer_command, answer_with_progress
from bot.ui.asking import (
    batch_row,
    mending_row,
    mending_words,
    note_lines,
    price_lines,
    prompt_lines,
    tell,
)
from bot.ui.custom_ids import QuestionOp, question_id
from bot.ui.desk import Desk
from bot.ui.errors import whisper
from bot.ui.inputs import checked_prompt
from bot.ui.modals import modal_of, submitted_text
from bot.ui.origins import origin_of

Interaction = discord.Interaction[Any]

INSTEAD_OF_TURBO: Mapping[Mode, str] = {
    Mode.FAST: N_(
        "Midjourney's newest models and its films have no turbo mode, so they run in fast mode here."
    ),
    Mode.RELAX: N_(
        "Midjourney's newest models and its films have no turbo mode, so they run in relax mode here."
    ),
}
"""What is said where turbo mode gives way, by what comes in its place: the first that the account offers."""


async def imagine(interaction: Interaction, desk: Desk, request: JobRequest, *, asked: str = "") -> None:
    """Start an /imagine, or ask its member first where the prompt has mistakes or makes several jobs.

    Args:
        interaction: what they just did.
        desk: the services.
        request: with the prompt as it is to be understood; preferences are in it already.
        asked: the question that this answers, if any.

    Raises:
        EaselError: with words for the person.
    """
    terms = desk.jobs.terms
    if interaction.namespace.mode == Mode.TURBO:  # the command's option, not what is merely preferred
        otherwise = await desk.mode_of(interaction.user.id)
        request = turbo_written_out(request, otherwise=otherwise, terms=terms)
    pictures = len(request.sources) + len(request.files)
    appraisal = appraised(request.prompt, pictures=pictures, mode=request.mode, terms=terms)
    if appraisal.errors:
        await _ask_to_mend(interaction, desk, request, appraisal, asked)
    elif len(appraisal.prompts) > 1:
        prompts, notes = appraisal.prompts, appraisal.notes
        await _ask_for_all(interaction, desk, request, prompts, notes=notes, asked=asked)
    else:
        jobs, slowed = _jobs(desk, request, appraisal.prompts)
        await _run(interaction, desk, jobs, asked, (*appraisal.notes, *slowed))


def _jobs(
    desk: Desk, request: JobRequest, prompts: Sequence[str]
) -> tuple[Sequence[JobRequest], Sequence[Finding]]:
    """Give the jobs of these prompts, and what is to be said where one cannot run as fast as its member prefers."""
    jobs = prepared(request, prompts)
    instead = next((mode for mode in INSTEAD_OF_TURBO if desk.jobs.offered_mode(mode)), None)
    hasty = {job.prompt for job in jobs if desk.jobs.mode_for(job) is Mode.TURBO}
    refused = {prompt for prompt in hasty if refuses_turbo(prompt, desk.jobs.terms)}
    if instead is None or not refused:
        return jobs, ()
    slowed = [replace(job, mode=instead) if job.prompt in refused else job for job in jobs]
    return slowed, (Finding(Severity.NOTE, INSTEAD_OF_TURBO[instead], {}),)


async def _ask_to_mend(
    interaction: Interaction, desk: Desk, request: JobRequest, found: Appraisal, asked: str
) -> None:
    question = await desk.questions.add(
        interaction.user.id, QuestionKind.MEND, request, found.corrected, now=desk.clock()
    )
    say = desk.say(interaction)
    words = mending_words(found.errors, found.notes, found.corrected, say)
    row = mending_row(question.ulid, say, mendable=bool(found.corrected))
    await tell(interaction, words, row, asked=asked)


async def _ask_for_all(
    interaction: Interaction,
    desk: Desk,
    request: JobRequest,
    prompts: Sequence[str],
    *,
    notes: Sequence[Finding] = (),
    asked: str = "",
) -> None:
    """Ask whether all these jobs are to run; of more than a member may have waiting, the first."""
    say, most = desk.say(interaction), desk.jobs.terms.most
    runnable = prompts[:most]
    jobs, slowed = _jobs(desk, request, runnable)
    words = await price_lines(desk, jobs, say)
    if len(prompts) > most:
        too_many = N_(
            "**This prompt makes {count} jobs, and nobody here may have more than {max} waiting.** Edit it, or run the "
            "first {max}."
        )
        words = [say(too_many, count=len(prompts), max=most), "", *words]
    question = await desk.questions.add(
        interaction.user.id, QuestionKind.BATCH, request, runnable, now=desk.clock()
    )
    words += [*prompt_lines(runnable, say), *note_lines((*notes, *slowed), say)]
    row = batch_row(question.ulid, say, first=most if len(prompts) > most else 0)
    await tell(interaction, "\n".join(words), row, asked=asked)


async def use(interaction: Interaction, desk: Desk, ulid: str) -> None:
    """Go on with the corrected prompt."""
    question = await desk.questions.get(ulid, interaction.user.id, now=desk.clock())
    if not question.prompts:
        raise QuestionGone
    if question.press is not None:
        await presses.go_on(interaction, desk, question, question.press, question.prompts[0])
    elif len(question.prompts) > 1:
        await _ask_for_all(interaction, desk, question.request, question.prompts, asked=ulid)
    else:
        jobs, slowed = _jobs(desk, question.request, question.prompts)
        await _run(interaction, desk, jobs, ulid, slowed, heading=N_("Sent. Worth knowing:"))


async def run(interaction: Interaction, desk: Desk, ulid: str) -> None:
    """Start every job of a confirmed batch."""
    question = await desk.questions.get(ulid, interaction.user.id, now=desk.clock())
    jobs, _ = _jobs(desk, question.request, question.prompts)
    await _run(interaction, desk, jobs, ulid)


async def drop(interaction: Interaction, desk: Desk, ulid: str) -> None:
    """Run nothing."""
    await desk.questions.drop(ulid, interaction.user.id)
    await tell(interaction, desk.say(interaction)(N_("Cancelled. Nothing was sent or billed.")), asked=ulid)


async def edit(interaction: Interaction, desk: Desk, ulid: str) -> None:
    """Open the prompt for editing."""
    question = await desk.questions.get(ulid, interaction.user.id, now=desk.clock())
    plan = ModalPlan(N_("Edit your prompt"), N_("Prompt"), question.request.prompt)
    await interaction.response.send_modal(
        modal_of(plan, question_id(QuestionOp.EDIT, ulid), desk.say(interaction))
    )


async def submit_edit(interaction: Interaction, desk: Desk, ulid: str) -> None:
    """Take the edited prompt, and start it or ask again."""
    question = await desk.questions.get(ulid, interaction.user.id, now=desk.clock())
    typed = checked_prompt(submitted_text(interaction.data or {}))
    if question.press is not None:
        await presses.go_on(interaction, desk, question, question.press, typed)
        return
    prompt = checked_prompt(await desk.spelled_out(interaction.user.id, typed))
    await imagine(interaction, desk, replace(question.request, prompt=prompt), asked=ulid)


async def _run(
    interaction: Interaction,
    desk: Desk,
    requests: Sequence[JobRequest],
    asked: str,
    notes: Sequence[Finding] = (),
    *,
    heading: str = N_("Sent as you wrote it. Worth knowing:"),
) -> None:
    """Start the jobs; those of a question under its id, so that they are made once whatever is pressed how often."""
    origin = origin_of(interaction)
    if asked:
        # The question's message is nobody else's to see, so no result can reply to it.
        origin = replace(origin, interaction_id=f"q:{asked}", message_id=None)
    receipt = await desk.jobs.start_all(origin, requests)
    say = desk.say(interaction)
    if not asked:
        await answer_command(interaction, desk, receipt)
    elif receipt.fresh:
        await desk.questions.drop(asked, interaction.user.id)
        await tell(interaction, say(N_("Started.")), asked=asked)
        await answer_with_progress(interaction, desk, receipt)
    else:
        raise QuestionGone
    if notes and receipt.fresh:
        await whisper(interaction, "\n".join(note_lines(notes, say, heading=heading)).strip())


ANSWERS: Mapping[QuestionOp, Callable[[Interaction, Desk, str], Awaitable[None]]] = {
    QuestionOp.USE: use,
    QuestionOp.EDIT: edit,
    QuestionOp.RUN: run,
    QuestionOp.DROP: drop,
}
"""What each button under a question does."""
