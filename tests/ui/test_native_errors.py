"""What goes wrong at Midjourney or before it, and what its owner is told instead of Midjourney's error embeds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.jobs.models import JobState
from bot.sandbox.faults import Fault, Kind
from bot.sandbox.options import SandboxOptions
from bot.sandbox.server import open_sandbox
from tests.ui.conftest import SIDE, buttons, no_job, with_account

if TYPE_CHECKING:
    from bot.playground.handles import InteractionHandle
    from bot.playground.models import Message
    from bot.sandbox.server import Sandbox
    from tests.ui.conftest import OpenStage, Stage

TITLES = (
    "[Invalid parameter] --cref does not go with --v 7",
    "[Invalid link] the picture cannot be read",
    "Banned prompt detected",
    "Request cancelled due to output filters",
    "Duplicate images detected",
    "Action needed to continue",
    "Pending mod message",
    "Blocked",
    "Plan Cancelled",
    "Subscription required",
    "Tos not accepted",
)
"""Midjourney's own titles, as services hand them on: as the reason of a task that failed."""

TRIES = 20
"""How often a job is handed in before it is given up."""

NO_KEY = Fault(Kind.STATUS, code=403)
REFUSED = "Midjourney did not accept this request: [Invalid"
NOT_FINISHED = "its task is not finished there, or can no longer be changed"
KEY_REFUSED = "account was refused. Nothing is wrong with your prompt; tell the bot's operator"
NO_CREDIT = "has run out of credit. Tell the bot's operator"
ANSWERS = (
    (Fault(Kind.REFUSED), {"ttapi": REFUSED, "midjourney_proxy": NOT_FINISHED}),
    (
        Fault(Kind.BANNED),
        dict.fromkeys(("ttapi", "midjourney_proxy"), "does not allow this prompt (sandbox)"),
    ),
    (Fault(Kind.NO_CREDIT), dict.fromkeys(("ttapi", "midjourney_proxy"), NO_CREDIT)),
    (NO_KEY, dict.fromkeys(("ttapi", "midjourney_proxy"), KEY_REFUSED)),
    (Fault(Kind.NO_ACCOUNT), {"ttapi": KEY_REFUSED, "midjourney_proxy": "has no account free for this"}),
)
"""What a submit may be answered with, and the words for it; nothing was accepted."""


def private(stage: Stage) -> list[Message]:
    return [each for each in stage.ada.messages("#general") if each.only_for is not None]


async def cause(stage: Stage, words: str) -> Message:
    """Wait for what only the owner is told, and give it."""
    found: Message = await stage.until(lambda: stage.shown(words))
    assert found.only_for == stage.ada.id
    assert stage.shown(words, who="bo") is None
    return found


async def patient(stage: Stage, state: JobState, n: int = 1) -> None:
    """Let each pause of a job be over at once until it has come to a state."""

    async def reached() -> bool:
        job = await stage.job(n)
        stage.clock.now = max(stage.clock.now, job.next_look_at or 0.0)
        stage.services.engine_wake.wake(n)
        return job.state is state

    await stage.eventually(reached)


async def shows(stage: Stage, handle: InteractionHandle, end: str) -> None:
    """Let time pass until the message of job 3 ends in these words."""

    async def seen() -> bool:
        stage.later(3, seconds=3.0)
        return handle.response is not None and handle.response.content.endswith(end)

    await stage.eventually(seen)


async def ended_with(stage: Stage, n: int, reason: str) -> None:
    """Let job `n` fail for this reason, and see who is told what."""
    handle = await stage.imagine(f"a red fox {n}")
    await stage.running(n)
    stage.clock.now += 60  # it was busy for so long, and is looked at again
    job = await stage.fail(reason, n)
    await cause(stage, f"Midjourney could not make this: {reason}")
    assert handle.response is not None
    assert handle.response.content == f"**a red fox {n}** - <@{stage.ada.id}> (Failed)"
    assert list(buttons(handle.response)) == ["Details"]
    assert job.failure is not None
    assert job.failure.code == "upstream"


async def test_what_midjourney_itself_refuses_is_told_in_its_own_words_to_the_owner_alone(
    stage: Stage,
) -> None:
    for n, reason in enumerate(TITLES, start=1):
        await ended_with(stage, n, reason)


@pytest.mark.parametrize(("fault", "words"), ANSWERS, ids=[str(fault.kind) for fault, _ in ANSWERS])
async def test_a_refused_submit_is_told_with_what_to_do_and_is_neither_billed_nor_sent_again(
    stage: Stage, dialect: str, fault: Fault, words: dict[str, str]
) -> None:
    stage.sandbox.faults.add(fault)
    handle = await stage.imagine()
    job = await stage.over()
    told = await cause(stage, words[dialect])
    assert "may have billed" not in told.content
    assert job.failure is not None
    assert not job.failure.may_be_billed
    assert handle.response is not None
    assert handle.response.content.endswith("(Failed)")
    assert [submit.accepted for submit in stage.sandbox.submits] == [False]


@pytest.mark.parametrize("kind", [Kind.QUEUE_FULL, Kind.RATE_LIMITED])
async def test_a_full_queue_is_waited_for_without_a_word(stage: Stage, kind: Kind) -> None:
    stage.sandbox.faults.add(Fault(kind, times=2))
    handle = await stage.imagine()
    await patient(stage, JobState.RUNNING)
    assert handle.response is not None
    assert handle.response.content.endswith("(Waiting to start)")
    assert [submit.accepted for submit in stage.sandbox.submits] == [False, False, True]
    await stage.finish()
    await stage.delivered()
    assert len(stage.posts()) == 1
    assert private(stage) == []


async def test_a_queue_that_stays_full_ends_in_words_behind_a_button_and_costs_nothing(stage: Stage) -> None:
    stage.sandbox.faults.add(Fault(Kind.QUEUE_FULL, times=None))
    handle = await stage.imagine()
    await patient(stage, JobState.FAILED)
    # Its command can no longer be answered: Discord allows that for a quarter of an hour.
    failed = await stage.until(lambda: stage.shown("(Failed)"))
    assert handle.response is not None
    assert failed.id == handle.response.id
    asked = await (await stage.ada.press(failed, label="Details")).answered()
    assert asked.response is not None
    assert asked.response.only_for == stage.ada.id
    assert "too busy to take this for a long time" in asked.response.content
    assert "Nothing was billed; try later" in asked.response.content
    assert [submit.accepted for submit in stage.sandbox.submits] == [False] * TRIES


async def test_who_has_too_much_waiting_is_told_before_anything_is_accepted(opening: OpenStage) -> None:
    async with opening(max_queued_per_member=1, change=with_account(concurrency=1)) as stage:
        await stage.imagine("a red fox")
        await stage.running()
        await stage.imagine("a blue fox")
        refused = await stage.imagine("a green fox")
        assert refused.response is not None
        assert refused.response.only_for == stage.ada.id
        assert "as many jobs waiting as anybody may (1)" in refused.response.content
        assert await no_job(stage, 3)


async def test_a_place_in_the_queue_is_told_and_moves_up(opening: OpenStage) -> None:
    async with opening(change=with_account(concurrency=1)) as stage:
        handles = [await stage.imagine(f"a {colour} fox") for colour in ("red", "blue", "green")]
        await shows(stage, handles[2], "(Waiting to start, 1 ahead)")
        await stage.finish()
        await shows(stage, handles[2], "(Waiting to start)")


async def test_the_services_own_queue_shows_as_waiting_and_loses_nothing(opening: OpenStage) -> None:
    options = SandboxOptions(manual=True, concurrency=1, side=SIDE)
    async with open_sandbox(options) as sandbox, opening(sandbox=sandbox) as stage:
        await stage.imagine("a red fox")
        await stage.running()
        handle = await stage.imagine("a blue fox")
        waiting = await stage.running(2)
        assert sandbox.studio.waiting(sandbox.studio.get(waiting.task_id)) == 0
        stage.later(2)
        assert handle.response is not None
        assert handle.response.content.endswith("(Waiting to start)")
        await stage.finish()
        await stage.finish(2)
        await stage.delivered(2)
        assert len(stage.posts()) == 2


async def test_a_submit_that_broke_may_be_billed_which_is_said_and_it_is_not_sent_again(stage: Stage) -> None:
    stage.sandbox.faults.add(Fault(Kind.SERVER_ERROR))
    handle = await stage.imagine()
    await patient(stage, JobState.FAILED)
    told = await cause(stage, "It may have been billed; it will not be sent again by itself")
    assert "Midjourney may have billed" not in told.content  # once is enough
    assert handle.response is not None
    assert handle.response.content.endswith("(Failed)")
    assert len(stage.sandbox.submits) == 1


@pytest.mark.dialect("midjourney_proxy")
async def test_an_answer_lost_on_its_way_is_found_again_where_the_service_lists_its_tasks(
    stage: Stage,
) -> None:
    stage.sandbox.faults.add(Fault(Kind.DROP_AFTER))
    await stage.imagine()
    await patient(stage, JobState.RUNNING)
    await stage.finish()
    await stage.delivered()
    assert len(stage.posts()) == len(stage.sandbox.submits) == 1
    assert private(stage) == []


@pytest.mark.dialect("midjourney_proxy")
async def test_a_form_that_nobody_fills_in_ends_the_job_with_words(
    opening: OpenStage, remixing: Sandbox
) -> None:
    async with opening(sandbox=remixing) as stage:
        parent = await stage.result()
        await (await stage.ada.press(parent, label="V1")).answered()
        await patient(stage, JobState.AWAITING_INPUT, 2)
        await patient(stage, JobState.FAILED, 2)
        told = await cause(stage, "Nobody continued this job in time")
        assert "Press the button of the picture again" in told.content
