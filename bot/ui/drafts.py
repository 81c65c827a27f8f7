"""What takes two steps: pictures of a message first and the prompt after, one picture of a blend and then another.

The first step is a row (`bot.jobs.around.Draft`), so a restart between the two loses nothing. Modals and buttons
carry the row's id.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import discord
from ulid import ULID

from bot.errors import N_
from bot.jobs.around import DRAFT_SECONDS, Draft, DraftKind
from bot.jobs.composing import bot_type, composed
from bot.jobs.models import JobKind, JobRequest, Source
from bot.jobs.pressing import ModalPlan
from bot.midjourney.dialect import Capability
from bot.midjourney.errors import Unsupported
from bot.midjourney.models import Mode
from bot.midjourney.prompt import requested_mode
from bot.ui import questions
from bot.ui.answers import answer_command
from bot.ui.buttons import view_of
from bot.ui.custom_ids import DraftOp, draft_id
from bot.ui.desk import Desk
from bot.ui.errors import InputError, whisper
from bot.ui.inputs import BLEND_MAX, checked_prompt
from bot.ui.modals import modal_of, submitted_text
from bot.ui.origins import origin_of
from bot.ui.rows import BLURPLE, Button
from bot.ui.single_prompts import single_prompt

Interaction = discord.Interaction[Any]
Handler = Callable[[Interaction, Desk, str], Awaitable[None]]


class DraftGone(InputError):
    default_message = N_("This was begun more than ten minutes ago, or is done already. Begin again.")


async def begin_prompt(interaction: Interaction, desk: Desk, sources: tuple[Source, ...]) -> None:
    """Keep the pictures and ask for the prompt."""
    draft = _draft(interaction, desk, DraftKind.IMAGINE, sources=sources)
    await desk.around.drafts.put(draft)
    plan = ModalPlan(N_("Use as image prompt"), N_("Prompt"), "")
    await interaction.response.send_modal(
        modal_of(plan, draft_id(DraftOp.IMAGINE, draft.ulid), desk.say(interaction))
    )


async def submit_prompt(interaction: Interaction, desk: Desk, ulid: str) -> None:
    """Take the prompt for the pictures that were kept, and start the job."""
    typed = checked_prompt(submitted_text(interaction.data or {}))
    draft = await _own(interaction, desk, ulid)
    preferences = await desk.preferences.of(draft.user_id)
    typed = await desk.spelled_out(draft.user_id, typed)
    request = JobRequest(
        kind=JobKind.IMAGINE,
        prompt=checked_prompt(composed(typed, preferences, desk.jobs.terms)),
        mode=desk.jobs.offered_mode(preferences.mode),
        sources=draft.sources,
    )
    await questions.imagine(interaction, desk, request)
    await desk.around.drafts.drop(ulid)


async def blend_with(interaction: Interaction, desk: Desk, picture: Source) -> None:
    """Keep the first picture; at the second, blend the two."""
    since = desk.clock() - DRAFT_SECONDS
    first = await desk.around.drafts.latest(interaction.user.id, DraftKind.BLEND, since=since)
    if first is None or first.sources == (picture,):
        if first is None:
            await desk.around.drafts.put(_draft(interaction, desk, DraftKind.BLEND, sources=(picture,)))
        words = N_("Got the first picture. Now use Blend with… on a second one within ten minutes.")
        await whisper(interaction, desk.say(interaction)(words))
        return
    mode = await desk.mode_of(interaction.user.id)
    request = JobRequest(kind=JobKind.BLEND, sources=(*first.sources, picture)[:BLEND_MAX], mode=mode)
    receipt = await desk.jobs.start(origin_of(interaction), request)
    await desk.around.drafts.drop(first.ulid)
    await answer_command(interaction, desk, receipt)


async def shorten(interaction: Interaction, desk: Desk, prompt: str) -> None:
    """Shorten a prompt; where the server's own account cannot, offer the one that can, if there is one.

    Raises:
        Unsupported: no account can.
        JobError: the prompt cannot be used.
    """
    accounts = desk.around.accounts
    able = [each.name for each in accounts.all() if each.can(Capability.SHORTEN)]
    if not able:
        raise Unsupported(
            N_("The Midjourney service behind this bot cannot shorten prompts. Nothing was sent or billed.")
        )
    prompt = await single_prompt(interaction, desk, checked_prompt(prompt))
    if accounts.default in able:
        receipt = await desk.jobs.start(
            origin_of(interaction), _shortening(prompt, await desk.mode_of(interaction.user.id))
        )
        await answer_command(interaction, desk, receipt)
        return
    draft = _draft(interaction, desk, DraftKind.SHORTEN, text=prompt)
    await desk.around.drafts.put(draft)
    say = desk.say(interaction)
    words = say(
        N_(
            "The usual Midjourney service of this bot cannot shorten prompts; the account {account} can. "
            "Pictures from the shortened prompts will be made there, too."
        ),
        account=able[0],
    )
    button = Button(draft_id(DraftOp.SHORTEN, draft.ulid), say(N_("Shorten it there")), style=BLURPLE)
    await interaction.response.send_message(words, view=view_of(((button,),)), ephemeral=True)


async def shorten_elsewhere(interaction: Interaction, desk: Desk, ulid: str) -> None:
    """Shorten a kept prompt on the first account that can."""
    draft = await _own(interaction, desk, ulid)
    able = next(
        (each.name for each in desk.around.accounts.all() if each.can(Capability.SHORTEN)),
        "",
    )
    if not able:
        raise DraftGone
    receipt = await desk.jobs.start(origin_of(interaction), _shortening(draft.text), account=able)
    await desk.around.drafts.drop(ulid)
    await answer_command(interaction, desk, receipt)


def _shortening(prompt: str, mode: Mode | None = None) -> JobRequest:
    return JobRequest(
        kind=JobKind.SHORTEN, prompt=prompt, mode=requested_mode(prompt) or mode, bot_type=bot_type(prompt)
    )


def _draft(
    interaction: Interaction,
    desk: Desk,
    kind: DraftKind,
    *,
    sources: tuple[Source, ...] = (),
    text: str = "",
) -> Draft:
    return Draft(str(ULID()), interaction.user.id, kind, desk.clock(), sources, text)


async def _own(interaction: Interaction, desk: Desk, ulid: str) -> Draft:
    draft = await desk.around.drafts.get(ulid, since=desk.clock() - DRAFT_SECONDS)
    if draft is None or draft.user_id != interaction.user.id:
        raise DraftGone
    return draft


DRAFT_PRESSES: Mapping[DraftOp, Handler] = {DraftOp.SHORTEN: shorten_elsewhere}
"""What each button on a draft does."""

DRAFT_SUBMITS: Mapping[DraftOp, Handler] = {DraftOp.IMAGINE: submit_prompt}
"""What each modal of a draft does."""
