"""What each press and each submitted modal does. Every handler answers within three seconds and waits for no upstream.

A component that needs a modal opens it as the very first answer, from our own row. Otherwise: commit, then turn the
pressed button blue from what the database says, then show the new job's progress.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any

import aiohttp
import discord

from bot.errors import N_
from bot.jobs.errors import NotAllowed, NotNow
from bot.jobs.models import Delivery, DeliveryKind, Job, JobState, JobView
from bot.jobs.offers import OfferKind
from bot.jobs.preferences import Pressed, Question, QuestionGone
from bot.jobs.pressing import ModalPlan
from bot.jobs.service import Receipt
from bot.logs import get_logger
from bot.ui import favourites, messages
from bot.ui.answers import answer_with_progress
from bot.ui.asking import tell
from bot.ui.buttons import view_of
from bot.ui.custom_ids import Op, modal_id
from bot.ui.desk import Desk
from bot.ui.errors import BadPrompt, whisper
from bot.ui.modals import modal_of, submitted_text
from bot.ui.origins import can_post, origin_of
from bot.ui.outbox import Outbox, Place, embeds_of, mentioning
from bot.ui.region import open_editor
from bot.ui.rows import component_rows
from bot.ui.single_prompts import MENDABLE, ask_again, single_prompt
from bot.ui.troubles import Trouble

log = get_logger(__name__)

Interaction = discord.Interaction[Any]
Handler = Callable[[Interaction, Desk, str, int], Awaitable[None]]


async def press_component(interaction: Interaction, desk: Desk, ulid: str, n: int) -> None:
    """Press a component of a finished job; anyone may, and the new job is theirs."""
    job, kind = await desk.jobs.offer(ulid, n)
    if kind is OfferKind.FAVOURITE:
        await favourites.toggle(interaction, desk, job)
        return
    if kind is OfferKind.REGION:
        await open_editor(interaction, desk, ulid, n)
        return
    preferences = await desk.preferences.of(interaction.user.id)
    plan = await desk.jobs.plan_press(ulid, n, remix=preferences.remix)
    if plan is not None:
        await interaction.response.send_modal(
            modal_of(plan, modal_id(Op.COMPONENT, ulid, n), desk.say(interaction))
        )
        return
    await _accept_press(interaction, desk, ulid, n, None)


async def submit_component(interaction: Interaction, desk: Desk, ulid: str, n: int) -> None:
    """Take the text of a component's modal and press it."""
    typed, shown_in = _text_of(interaction), interaction.message
    plan = await desk.jobs.plan_press(ulid, n, remix=True)
    before = plan.prefill if plan is not None else ""
    try:
        text = await single_prompt(interaction, desk, typed, before=before)
        await _accept_press(interaction, desk, ulid, n, text)
    except MENDABLE as wrong:
        press = Pressed(ulid, n, message_id=None if shown_in is None else shown_in.id)
        await ask_again(interaction, desk, press, typed, wrong=wrong, before=before)


async def _accept_press(interaction: Interaction, desk: Desk, ulid: str, n: int, prompt: str | None) -> None:
    mode = (await desk.preferences.of(interaction.user.id)).mode
    receipt = await desk.jobs.press(origin_of(interaction), ulid, n, prompt=prompt, mode=mode)
    if not receipt.fresh:
        await interaction.response.defer()  # a double click: the first one is being served
        return
    try:
        if interaction.message is not None:
            await _turn_blue(interaction, desk, ulid)
    except (discord.DiscordException, aiohttp.ClientError, OSError) as lost:
        # The jobs are accepted all the same; what cannot be shown now the courier makes up for.
        log.warning("a press could not be shown", ulid=ulid, why=str(lost))
    await answer_with_progress(interaction, desk, receipt)


async def _turn_blue(interaction: Interaction, desk: Desk, ulid: str) -> None:
    view = await desk.jobs.view(ulid)
    rows = component_rows(ulid, view.components, desk.say_in(view.job))
    await interaction.response.edit_message(view=view_of(rows))


async def cancel(interaction: Interaction, desk: Desk, ulid: str, _n: int) -> None:
    """Stop a job, for its owner or for who may manage messages there."""
    moderator = interaction.guild_id is not None and interaction.permissions.manage_messages
    job = await desk.jobs.cancel(ulid, interaction.user.id, moderator=moderator)
    words = (
        N_("Stopping. What Midjourney has already begun may still be billed.")
        if job.was_sent
        else N_("Stopped before it was sent. Nothing was billed.")
    )
    await whisper(interaction, desk.say(interaction)(words))
    desk.courier.wake.wake(job.id)


async def carry_on(interaction: Interaction, desk: Desk, ulid: str, n: int) -> None:
    """Open the modal for which the upstream waits, for the job's owner."""
    plan = await desk.jobs.plan_continue(ulid, interaction.user.id)
    await interaction.response.send_modal(
        modal_of(plan, modal_id(Op.CONTINUE, ulid, n), desk.say(interaction))
    )


async def submit_continue(interaction: Interaction, desk: Desk, ulid: str, n: int) -> None:
    """Take the text for which the upstream waits; the job's message goes back to waiting."""
    plan = await desk.jobs.plan_continue(ulid, interaction.user.id)
    typed = _text_of(interaction)
    try:
        text = await single_prompt(interaction, desk, typed, before=plan.prefill)
    except MENDABLE as wrong:
        press = Pressed(ulid, n, continues=True)
        await ask_again(interaction, desk, press, typed, wrong=wrong, before=plan.prefill)
        return
    job = await desk.jobs.continue_job(ulid, interaction.user.id, text)
    await _renew(interaction, desk, job)
    letter = messages.progress(await desk.jobs.view_of(job), desk.say_in(job))
    await interaction.response.edit_message(
        content=letter.content, view=view_of(letter.rows), allowed_mentions=mentioning(None)
    )
    desk.courier.wake.wake(job.id)


async def go_on(interaction: Interaction, desk: Desk, question: Question, press: Pressed, typed: str) -> None:
    """Press with words about which their author was asked, or ask again; once only, whatever is pressed how often."""
    plan = await _plan_of(interaction, desk, press)
    before = plan.prefill if plan is not None else ""
    try:
        text = await single_prompt(interaction, desk, typed, before=before)
        receipt = await _pressed(interaction, desk, question, press, text)
    except MENDABLE as wrong:
        await ask_again(interaction, desk, press, typed, wrong=wrong, before=before, asked=question.ulid)
        return
    await desk.questions.drop(question.ulid, interaction.user.id)
    await tell(interaction, desk.say(interaction)(N_("Started.")), asked=question.ulid)
    if press.continues:
        for job in receipt.jobs:
            desk.courier.wake.wake(job.id)
    else:
        await answer_with_progress(interaction, desk, receipt)
        await _turn_blue_there(interaction, desk, press)


async def _turn_blue_there(interaction: Interaction, desk: Desk, press: Pressed) -> None:
    """Turn the pressed button blue in its own message, where the bot itself reaches that; elsewhere it stays."""
    if press.message_id is None or not can_post(interaction):
        return
    place = Place(interaction.channel_id or 0, interaction.guild_id, interaction.user.id)
    view = await desk.jobs.view(press.job)
    rows = component_rows(press.job, view.components, desk.say_in(view.job))
    try:
        await Outbox(interaction.client).redraw(place, press.message_id, rows)
    except Trouble as trouble:
        log.info("a button stays as it was", ulid=press.job, why=str(trouble))


async def _plan_of(interaction: Interaction, desk: Desk, press: Pressed) -> ModalPlan | None:
    if press.continues:
        return await desk.jobs.plan_continue(press.job, interaction.user.id)
    return await desk.jobs.plan_press(press.job, press.n, remix=True)


async def _pressed(
    interaction: Interaction, desk: Desk, question: Question, press: Pressed, text: str
) -> Receipt:
    """Accept a press under its question's id; a job that waited for words takes them once by itself."""
    if press.continues:
        return Receipt([await desk.jobs.continue_job(press.job, interaction.user.id, text)], fresh=True)
    origin = replace(origin_of(interaction), interaction_id=f"q:{question.ulid}", message_id=press.message_id)
    mode = (await desk.preferences.of(interaction.user.id)).mode
    receipt = await desk.jobs.press(origin, press.job, press.n, prompt=text, mode=mode)
    if not receipt.fresh:
        raise QuestionGone
    return receipt


async def details(interaction: Interaction, desk: Desk, ulid: str, _n: int) -> None:
    """Say why a job failed, to its owner alone."""
    view = await desk.jobs.view(ulid)
    if view.job.origin.user_id != interaction.user.id:
        raise NotAllowed
    await whisper(interaction, messages.reason(view.job, desk.say(interaction)))


async def collect(interaction: Interaction, desk: Desk, ulid: str, _n: int) -> None:
    """Go on from here: this press brought a fresh token, with which the message can be kept or the result shown."""
    view = await desk.jobs.view(ulid)
    if view.job.origin.user_id != interaction.user.id:
        raise NotAllowed
    deliveries = {delivery.kind: delivery for delivery in await desk.deliveries.of_job(view.job.id)}
    progress, result = deliveries.get(DeliveryKind.PROGRESS), deliveries.get(DeliveryKind.RESULT)
    pressed = interaction.message.id if interaction.message is not None else None
    if progress is not None and progress.message_id == pressed:
        await _keep_following(interaction, desk, view.job, result)
    elif view.job.state is JobState.SUCCEEDED and result is not None:
        await _hand_over(interaction, desk, view, result)
    else:
        raise NotNow


async def _keep_following(interaction: Interaction, desk: Desk, job: Job, result: Delivery | None) -> None:
    """Give the progress message, which was pressed, another fifteen minutes."""
    await interaction.response.defer()
    await _renew(interaction, desk, job)
    if result is not None and result.problem:
        await desk.deliveries.save(replace(result, problem=""))
    desk.courier.wake.wake(job.id)


async def _hand_over(interaction: Interaction, desk: Desk, view: JobView, result: Delivery) -> None:
    """Give a result that reached nobody to its owner, who came for it somewhere else."""
    await interaction.response.defer(ephemeral=True, thinking=True)
    letter, files = await desk.courier.enclosed_result(view, desk.say(interaction))
    message = await interaction.followup.send(
        letter.content,
        embeds=embeds_of(letter, files),
        files=[enclosure.file() for enclosure in files],
        view=view_of(letter.rows),
        allowed_mentions=mentioning(None),
        ephemeral=True,
        wait=True,
    )
    await desk.deliveries.save(replace(result, message_id=message.id, done_at=desk.clock(), problem=""))


async def _renew(interaction: Interaction, desk: Desk, job: Job) -> None:
    """Keep this press's token: the newest reaches the message longest."""
    expires_at = interaction.expires_at.timestamp()
    await desk.deliveries.renew_token(job.id, token=interaction.token, expires_at=expires_at)


def _text_of(interaction: Interaction) -> str:
    text = submitted_text(interaction.data or {})
    if not text:
        raise BadPrompt
    return text


PRESSES: Mapping[Op, Handler] = {
    Op.COMPONENT: press_component,
    Op.CANCEL: cancel,
    Op.COLLECT: collect,
    Op.CONTINUE: carry_on,
    Op.DETAILS: details,
}
"""What each button does."""

SUBMITS: Mapping[Op, Handler] = {Op.COMPONENT: submit_component, Op.CONTINUE: submit_continue}
"""What each modal's submit does."""
