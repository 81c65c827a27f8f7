"""What a member is asked before anything is paid: use the corrected prompt? run all these jobs?

A question is a row, its message is for its member alone, and its buttons carry the row's id. The jobs of an answer
are accepted under the question's own id, in one transaction that knows whether they were made before: pressing
twice, or again after a crash, never runs anything twice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import discord

from bot.errors import N_
from bot.jobs.composing import (
    Appraisal,
    Mistaken,
    appraised,
    one_prompt,
    prepared,
    refuses_turbo,
    turbo_written_out,
)
from bot.jobs.models import JobRequest
from bot.jobs.preferences import QuestionGone, QuestionKind
from bot.jobs.pressing import ModalPlan
from bot.midjourney.models import Mode
from bot.midjourney.prompt import Finding, Severity, may_name_options
from bot.ui.answers import answer_command, answer_with_progress
from bot.ui.controls import controls_of
from bot.ui.custom_ids import QuestionOp, question_id
from bot.ui.desk import Desk
from bot.ui.errors import whisper
from bot.ui.inputs import checked_prompt
from bot.ui.messages import CONTENT_LIMIT, MODE_WORDS, Say
from bot.ui.modals import modal_of, submitted_text
from bot.ui.origins import origin_of
from bot.ui.outbox import mentioning
from bot.ui.prompts import neutral
from bot.ui.rows import BLURPLE, GREEN, GREY, Button, Row

Interaction = discord.Interaction[Any]

PROMPTS_SHOWN = 5
SHOWN_LENGTH = 150
CORRECTED_LENGTH = 700
PARAM_LENGTH = 150
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
    appraisal = appraised(request.prompt, pictures=len(request.sources) + len(request.files), terms=terms)
    if appraisal.errors:
        await _ask_to_mend(interaction, desk, request, appraisal)
    elif len(appraisal.prompts) > 1:
        await _ask_for_all(interaction, desk, request, appraisal.prompts, appraisal.notes)
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


async def _ask_to_mend(interaction: Interaction, desk: Desk, request: JobRequest, found: Appraisal) -> None:
    question = await desk.questions.add(
        interaction.user.id, QuestionKind.MEND, request, found.corrected, now=desk.clock()
    )
    say = desk.say(interaction)
    edit = Button(question_id(QuestionOp.EDIT, question.ulid), say(N_("Edit")), style=GREY)
    use = Button(question_id(QuestionOp.USE, question.ulid), say(N_("Use the corrected prompt")), style=GREEN)
    lines = [say(N_("**Midjourney would refuse this prompt.** Nothing was sent or billed.")), ""]
    lines += _bullets((*found.errors, *found.notes), say)
    if found.corrected:
        lines += ["", say(N_("Corrected:")), neutral(found.corrected[0], CORRECTED_LENGTH)]
    await _tell(interaction, "\n".join(lines), ((use, edit) if found.corrected else (edit,),))


async def _ask_for_all(
    interaction: Interaction,
    desk: Desk,
    request: JobRequest,
    prompts: Sequence[str],
    notes: Sequence[Finding] = (),
) -> None:
    desk.jobs.check_count(len(prompts))
    jobs, slowed = _jobs(desk, request, prompts)
    price = await _price(desk, jobs, desk.say(interaction))
    question = await desk.questions.add(
        interaction.user.id, QuestionKind.BATCH, request, prompts, now=desk.clock()
    )
    say = desk.say(interaction)
    shown = [f"- {neutral(prompt, SHOWN_LENGTH)}" for prompt in prompts[:PROMPTS_SHOWN]]
    if len(prompts) > PROMPTS_SHOWN:
        shown.append(say(N_("- … and {count} more"), count=len(prompts) - PROMPTS_SHOWN))
    buttons = (
        Button(question_id(QuestionOp.RUN, question.ulid), say(N_("Yes")), style=BLURPLE),
        Button(question_id(QuestionOp.DROP, question.ulid), say(N_("Cancel")), style=GREY),
        Button(question_id(QuestionOp.EDIT, question.ulid), say(N_("Edit")), style=GREY),
    )
    told = _bullets((*notes, *slowed), say)
    await _tell(interaction, "\n".join([*price, *shown, *([""] if told else []), *told]), (buttons,))


async def _price(desk: Desk, requests: Sequence[JobRequest], say: Say) -> list[str]:
    """Say how many jobs these are and what they will cost, as far as that is known."""
    modes = Counter(desk.jobs.mode_for(request) for request in requests)
    parts = [
        say(N_("{count} × {mode}"), count=count, mode=say(MODE_WORDS[mode])) for mode, count in modes.items()
    ]
    words = [say(N_("**Run {count} jobs?** {modes}"), count=len(requests), modes=", ".join(parts))]
    account = desk.jobs.account
    known = {
        mode: await desk.preferences.typical_cost(account.name if account else "", requests[0].kind, mode)
        for mode in modes
    }
    costs = [cost * modes[mode] for mode, cost in known.items() if cost is not None]
    if len(costs) == len(modes):
        text = N_(
            "The latest such jobs cost {each} each, so this will take about {total} of the account's quota."
        )
        words.append(say(text, each=f"{sum(costs) / len(requests):g}", total=f"{sum(costs):g}"))
    else:
        words.append(
            say(N_("Each is billed like an /imagine of its own; the service has not said how much that is."))
        )
    return words


async def use(interaction: Interaction, desk: Desk, ulid: str) -> None:
    """Go on with the corrected prompt."""
    question = await desk.questions.get(ulid, interaction.user.id, now=desk.clock())
    if not question.prompts:
        raise QuestionGone
    if len(question.prompts) > 1:
        await _ask_for_all(interaction, desk, question.request, question.prompts)
    else:
        jobs, slowed = _jobs(desk, question.request, question.prompts)
        await _run(interaction, desk, jobs, ulid, slowed)


async def run(interaction: Interaction, desk: Desk, ulid: str) -> None:
    """Start every job of a confirmed batch."""
    question = await desk.questions.get(ulid, interaction.user.id, now=desk.clock())
    jobs, _ = _jobs(desk, question.request, question.prompts)
    await _run(interaction, desk, jobs, ulid)


async def drop(interaction: Interaction, desk: Desk, ulid: str) -> None:
    """Run nothing."""
    await desk.questions.drop(ulid, interaction.user.id)
    await _tell(interaction, desk.say(interaction)(N_("Cancelled. Nothing was sent or billed.")), ())


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
    prompt = checked_prompt(await desk.spelled_out(interaction.user.id, typed))
    await imagine(interaction, desk, replace(question.request, prompt=prompt), asked=ulid)


async def _run(
    interaction: Interaction,
    desk: Desk,
    requests: Sequence[JobRequest],
    asked: str,
    notes: Sequence[Finding] = (),
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
        await _tell(interaction, say(N_("Started.")), ())
        await answer_with_progress(interaction, desk, receipt)
    else:
        raise QuestionGone
    if notes and receipt.fresh:
        await whisper(interaction, "\n".join(_bullets(notes, say)))


async def _tell(interaction: Interaction, words: str, rows: tuple[Row, ...]) -> None:
    """Say something to the person alone: in the place of the question that they answered, else as a new message."""
    view = controls_of(rows)
    if interaction.message is not None and interaction.message.flags.ephemeral:
        await interaction.response.edit_message(
            content=words[:CONTENT_LIMIT], view=view, allowed_mentions=mentioning(None)
        )
    else:
        await interaction.response.send_message(words[:CONTENT_LIMIT], view=view, ephemeral=True)


def _bullets(findings: Sequence[Finding], say: Say) -> list[str]:
    return [f"- {say(finding.message, **shown_params(finding))}" for finding in findings]


async def single_prompt(interaction: Interaction, desk: Desk, typed: str, *, before: str = "") -> str:
    """Give the prompt of the one job that a text makes where nothing can be asked back; see `one_prompt`.

    Raises:
        PromptTooLong, OneJobOnly, Mistaken: with words for the person.
    """
    named = may_name_options(typed)
    options = await desk.preferences.options(interaction.user.id) if named else {}
    with quoting():
        return one_prompt(typed, options, before=before, terms=desk.jobs.terms)


@contextmanager
def quoting() -> Iterator[None]:
    """Let a mistake quote its prompt as it was written, and harmlessly: what is raised is shown in Discord."""
    try:
        yield
    except Mistaken as wrong:
        raise Mistaken(wrong.finding, shown_params(wrong.finding)) from None


def shown_params(finding: Finding) -> dict[str, object]:
    """Give what fills a finding's words; what it quotes of the prompt is shown as it was written."""
    return {
        name: neutral(value, PARAM_LENGTH) if isinstance(value, str) else value
        for name, value in finding.params.items()
    }


ANSWERS: Mapping[QuestionOp, Callable[[Interaction, Desk, str], Awaitable[None]]] = {
    QuestionOp.USE: use,
    QuestionOp.EDIT: edit,
    QuestionOp.RUN: run,
    QuestionOp.DROP: drop,
}
"""What each button under a question does."""
