"""How a question is put to a member: its words, its buttons, its place. What its answers do is `bot.ui.questions`'."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import discord

from bot.errors import N_, Listed
from bot.jobs.models import JobRequest
from bot.midjourney.prompt import Finding
from bot.ui.controls import controls_of
from bot.ui.custom_ids import QuestionOp, question_id
from bot.ui.desk import Desk
from bot.ui.messages import CONTENT_LIMIT, MODE_WORDS, Say
from bot.ui.outbox import mentioning
from bot.ui.prompts import neutral
from bot.ui.rows import BLURPLE, GREEN, GREY, Button, Row

Interaction = discord.Interaction[Any]

PROMPTS_SHOWN = 5
SHOWN_LENGTH = 150
CORRECTED_LENGTH = 700
PARAM_LENGTH = 150


def mending_row(ulid: str, say: Say, *, mendable: bool) -> Row:
    """Give the buttons under a prompt with mistakes."""
    edit = Button(question_id(QuestionOp.EDIT, ulid), say(N_("Edit")), style=GREY)
    use = Button(question_id(QuestionOp.USE, ulid), say(N_("Use the corrected prompt")), style=GREEN)
    return (use, edit) if mendable else (edit,)


def batch_row(ulid: str, say: Say, *, first: int = 0) -> Row:
    """Give the buttons under a prompt that makes several jobs; `first` is how many of them may run, 0 for all."""
    yes = say(N_("Run the first {count}"), count=first) if first else say(N_("Yes"))
    return (
        Button(question_id(QuestionOp.RUN, ulid), yes, style=BLURPLE),
        Button(question_id(QuestionOp.DROP, ulid), say(N_("Cancel")), style=GREY),
        Button(question_id(QuestionOp.EDIT, ulid), say(N_("Edit")), style=GREY),
    )


def mending_words(
    wrong: Sequence[Finding], notes: Sequence[Finding], corrected: Sequence[str], say: Say
) -> str:
    """Say what is wrong with a prompt, and what it becomes when that is put right."""
    lines = [say(N_("**Midjourney would refuse this prompt.** Nothing was sent or billed.")), ""]
    lines += bullets(wrong, say)
    if len(corrected) == 1:
        lines += ["", say(N_("Corrected:")), neutral(corrected[0], CORRECTED_LENGTH)]
    elif corrected:
        lines += [
            "",
            say(N_("Corrected, {count} jobs:"), count=len(corrected)),
            *prompt_lines(corrected, say),
        ]
    return "\n".join(lines + note_lines(notes, say))


def prompt_lines(prompts: Sequence[str], say: Say) -> list[str]:
    """List the prompts of several jobs, each once with how often it runs; of many, the first."""
    times = Counter(prompts)
    shown = list(times)[:PROMPTS_SHOWN]
    lines = [
        f"- {neutral(prompt, SHOWN_LENGTH)}" + (f" × {times[prompt]}" if times[prompt] > 1 else "")
        for prompt in shown
    ]
    rest = len(prompts) - sum(times[prompt] for prompt in shown)
    return [*lines, say(N_("- … and {count} more"), count=rest)] if rest else lines


async def price_lines(desk: Desk, requests: Sequence[JobRequest], say: Say) -> list[str]:
    """Say how many jobs these are and what they will cost, as far as that is known."""
    modes = Counter(desk.jobs.mode_for(request) for request in requests)
    parts = [
        say(N_("{count} × {mode}"), count=count, mode=say(MODE_WORDS[mode])) for mode, count in modes.items()
    ]
    words = [say(N_("**Run {count} jobs?** {modes}"), count=len(requests), modes=Listed(parts))]
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


def note_lines(notes: Sequence[Finding], say: Say, *, heading: str = N_("Worth knowing:")) -> list[str]:
    """Give what stands in nobody's way, under a heading of its own; nothing where there is none."""
    return ["", say(heading), *bullets(notes, say)] if notes else []


def bullets(findings: Sequence[Finding], say: Say) -> list[str]:
    return [f"- {say(finding.message, **shown_params(finding))}" for finding in findings]


def shown_params(finding: Finding) -> dict[str, object]:
    """Give what fills a finding's words; what it quotes of the prompt is shown as it was written."""
    return {
        name: neutral(value, PARAM_LENGTH) if isinstance(value, str) else value
        for name, value in finding.params.items()
    }


async def tell(interaction: Interaction, words: str, row: Row = (), *, asked: str = "") -> None:
    """Say something to the person alone: in the place of the question that they answered, else as a new message."""
    view = controls_of((row,) if row else ())
    if asked and interaction.message is not None and interaction.message.flags.ephemeral:
        await interaction.response.edit_message(
            content=words[:CONTENT_LIMIT], view=view, allowed_mentions=mentioning(None)
        )
    else:
        await interaction.response.send_message(words[:CONTENT_LIMIT], view=view, ephemeral=True)
