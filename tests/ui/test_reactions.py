"""Reactions on the bot's messages, and results by direct message. Real events over the real gateway."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.jobs.models import DeliveryKind, JobState
from bot.jobs.preferences import Preferences
from bot.sandbox.options import SandboxOptions
from bot.sandbox.server import open_sandbox
from bot.storage.preferences import SqlPreferenceStore
from tests.ui.conftest import SIDE, buttons

if TYPE_CHECKING:
    from bot.playground.models import Message
    from bot.playground.people import PersonHandle
    from tests.ui.conftest import OpenStage, Stage


def letters(stage: Stage, who: PersonHandle) -> list[Message]:
    """Give what the bot wrote to a person directly."""
    own = stage.playground.world.application.id
    return [each for each in who.messages("@dm") if each.author_id == own]


@pytest.mark.parametrize("emoji", ["✉️", "✉"])
async def test_an_envelope_brings_picture_prompt_seed_and_job_id_to_whoever_asks(
    opening: OpenStage, emoji: str
) -> None:
    async with (
        open_sandbox(SandboxOptions(time_factor=0.0, side=SIDE)) as sandbox,
        opening(sandbox=sandbox) as stage,
    ):
        await stage.imagine()
        job = await stage.over()
        await stage.delivered()
        (parent,) = stage.posts()
        stage.bo.react(parent, emoji)
        (letter,) = await stage.until(lambda: letters(stage, stage.bo))
        assert letter.content.startswith("**a red fox**")
        assert f"**Job ID** `{job.ulid}`" in letter.content
        assert f"**Seed** {sandbox.studio.get(job.task_id).seed}" in letter.content
        assert [each.filename for each in letter.attachments] == [f"{job.ulid}.png"]
        pressed = await (await stage.bo.press(letter, label="V2")).answered()
        await stage.until(lambda: pressed.messages)
        assert letters(stage, stage.ada) == []


async def test_a_cross_by_the_owner_stops_what_runs(stage: Stage) -> None:
    handle = await stage.imagine()
    await stage.running()
    assert handle.response is not None
    stage.bo.react(handle.response, "❌")
    stage.ada.react(handle.response, "❤️")  # comes after the one that must do nothing
    stage.ada.react(handle.response, "❌")
    assert (await stage.over()).state is JobState.CANCELLED


async def test_a_cross_deletes_what_is_done_for_its_owner_alone(stage: Stage) -> None:
    parent = await stage.result()
    await stage.delivered()
    stage.bo.react(parent, "❌")
    stage.bo.react(parent, "✉️")  # served after the cross, by the same person
    await stage.until(lambda: letters(stage, stage.bo))
    assert parent in stage.posts()
    stage.ada.react(parent, "❌")
    await stage.until(lambda: parent not in stage.posts())


@pytest.mark.parametrize("place", ["#general", "big canvases"])
async def test_a_cross_by_a_moderator_deletes_too_in_threads_as_well(stage: Stage, place: str) -> None:
    where = stage.playground.channel(place)
    parent = await stage.result(place=where)
    await stage.delivered()
    stage.playground.person("mod").react(parent, "❌")
    await stage.until(lambda: parent not in stage.posts(where))


@pytest.mark.parametrize("emoji", ["❤️", "🌟"])
async def test_a_heart_marks_a_favourite_until_it_is_taken_away(stage: Stage, emoji: str) -> None:
    parent = await stage.result()
    await stage.delivered()
    favourites = stage.services.bot.desk.around.favourites
    records = stage.services.bot.desk.around.records

    async def liked() -> bool:
        return bool(await records.recent_of(stage.bo.id, text="", limit=5))

    async def forgotten() -> bool:
        return not await liked()

    stage.bo.react(parent, emoji)
    await stage.eventually(liked)
    stage.bo.unreact(parent, emoji)
    await stage.eventually(forgotten)
    assert not await favourites.remove(stage.bo.id, 1)


async def test_other_emojis_and_other_messages_do_nothing(stage: Stage) -> None:
    parent = await stage.result()
    await stage.delivered()
    other = await stage.bo.say("#general", "hello")
    stage.ada.react(other, "❌")
    stage.ada.react(parent, "👍")
    stage.ada.react(parent, "✉️")
    await stage.until(lambda: letters(stage, stage.ada))
    assert other in stage.ada.messages("#general")
    assert parent in stage.posts()


async def test_who_takes_no_direct_messages_gets_none_and_breaks_nothing(stage: Stage) -> None:
    parent = await stage.result()
    await stage.delivered()
    stage.playground.world.users[stage.bo.id].accepts_dms = False
    stage.bo.react(parent, "✉️")
    stage.ada.react(parent, "✉️")
    await stage.until(lambda: letters(stage, stage.ada))
    assert letters(stage, stage.bo) == []


async def test_a_message_that_shows_a_job_again_takes_reactions_too(stage: Stage) -> None:
    await stage.result()
    await stage.delivered()
    handle = await stage.ada.command("#general", "show", job=(await stage.job()).ulid)
    message = await stage.until(lambda: next((m for m in handle.messages if m.attachments), None))
    records = stage.services.bot.desk.around.records

    async def noted() -> bool:
        return await records.of_message(message.id) is not None

    await stage.eventually(noted)
    stage.ada.react(message, "❌")
    await stage.until(lambda: message not in stage.posts())
    assert len(stage.posts()) == 1


# --- results by direct message -------------------------------------------------------------------------------------


async def prefer_direct(stage: Stage, who: PersonHandle) -> None:
    """Let a person ask for their results by direct message."""
    store = SqlPreferenceStore(stage.services.ground.database)
    await store.save(who.id, Preferences(auto_dm=True))


async def test_results_go_directly_only_to_those_who_asked(stage: Stage) -> None:
    await prefer_direct(stage, stage.ada)
    await stage.result()
    await stage.delivered()
    (letter,) = await stage.until(lambda: letters(stage, stage.ada))
    assert (await stage.job()).ulid in letter.content
    assert len(stage.posts()) == 1
    handle = await stage.bo.command("#general", "imagine", prompt="a grey wolf")
    await handle.answered()
    await stage.finish(2)
    await stage.delivered(2)
    assert await stage.delivery(2, DeliveryKind.DIRECT) is None
    assert letters(stage, stage.bo) == []
    assert "U1" in buttons(letter)


async def test_a_crash_after_a_direct_message_does_not_send_it_again(opening: OpenStage) -> None:
    async with opening() as stage:
        await prefer_direct(stage, stage.ada)
        stage.crash.name = "direct.posted"
        await stage.result()
        await stage.until(lambda: letters(stage, stage.ada))

        async def died() -> bool:
            return stage.crash.happened

        await stage.eventually(died)
        stage.clock.now += 200.0  # Discord no longer knows the nonce
    async with opening() as stage:
        stage.services.courier.wake.wake(1)

        async def done() -> bool:
            found = await stage.delivery(1, DeliveryKind.DIRECT)
            return found is not None and found.done_at is not None

        await stage.eventually(done)
        assert len(letters(stage, stage.ada)) == 1


async def test_who_asked_but_takes_no_direct_messages_still_gets_the_result(stage: Stage) -> None:
    await prefer_direct(stage, stage.ada)
    stage.playground.world.users[stage.ada.id].accepts_dms = False
    await stage.result()
    await stage.delivered()

    async def given_up() -> bool:
        found = await stage.delivery(1, DeliveryKind.DIRECT)
        return found is not None and found.done_at is not None and bool(found.problem)

    await stage.eventually(given_up)
    assert len(stage.posts()) == 1
