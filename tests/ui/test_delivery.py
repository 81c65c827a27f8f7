"""What reaches people when things go wrong: crashes, refusals, dead tokens, places that the bot cannot reach."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.jobs.models import DeliveryKind, JobState
from bot.playground.faults import Cut
from bot.playground.messages import Post
from bot.ui.custom_ids import Op, button_id
from tests.ui.conftest import buttons, picture

if TYPE_CHECKING:
    from bot.playground.handles import InteractionHandle
    from bot.playground.models import Message
    from tests.ui.conftest import OpenStage, Stage

MINUTE = 60.0
SEND = "/messages"
POINTS = (
    "result.intent_saved",
    "result.before_post",
    "result.after_post",
    "result.saved",
    "progress.deleted",
)


async def crashed(stage: Stage) -> None:
    async def happened() -> bool:
        return stage.crash.happened

    await stage.eventually(happened)


@pytest.mark.parametrize("away", [10.0, 30 * MINUTE])
@pytest.mark.parametrize("point", POINTS)
async def test_a_result_is_posted_exactly_once_whenever_the_process_dies(
    opening: OpenStage, point: str, away: float
) -> None:
    async with opening() as stage:
        stage.crash.name = point
        handle = await stage.imagine()
        await stage.finish()
        await crashed(stage)
    async with opening() as stage:
        stage.clock.now += away
        stage.services.courier.wake.wake(1)
        await stage.delivered()
        assert len(stage.posts()) == 1
        assert handle.response is None


async def test_a_connection_cut_after_discord_posted_makes_no_second_post(stage: Stage) -> None:
    stage.playground.faults.order(
        "POST", f"/channels/{stage.playground.channel('general').id}/messages", Cut.AFTER
    )
    await stage.imagine()
    await stage.finish()

    async def again() -> bool:
        stage.later()
        found = await stage.delivery(1, DeliveryKind.RESULT)
        return found is not None and found.done_at is not None

    await stage.eventually(again)
    assert len(stage.posts()) == 1


async def test_a_process_that_dies_before_it_answers_still_delivers(opening: OpenStage) -> None:
    async with opening() as stage:
        stage.playground.faults.order("POST", "/callback", Cut.BEFORE)
        await stage.ada.command("#general", "imagine", prompt="a red fox")
        await stage.running()
        stage.later(seconds=20)
        progress = await stage.until(lambda: stage.shown("a red fox"))
        assert "Cancel Job" in buttons(progress)
        await stage.finish()
        await stage.delivered()
        assert len(stage.posts()) == 1
        assert stage.shown("Waiting to start") is None


async def test_a_lost_answer_is_found_again_and_taken_away(stage: Stage) -> None:
    stage.playground.faults.order("POST", "/callback", Cut.AFTER)
    handle = await stage.ada.command("#general", "imagine", prompt="a red fox")
    await stage.running()
    stage.later(seconds=20)

    async def adopted() -> bool:
        found = await stage.delivery(1, DeliveryKind.PROGRESS)
        return found is not None and found.message_id is not None

    await stage.eventually(adopted)
    await stage.finish()
    await stage.delivered()
    assert handle.response is None
    assert len(stage.ada.messages("#general")) == 1


async def test_an_answer_beside_the_couriers_own_is_taken_back_though_its_handler_died(stage: Stage) -> None:
    await stage.imagine()
    job = await stage.running()
    world = stage.playground.world
    cancel = {"type": 2, "style": 4, "label": "Cancel Job", "custom_id": button_id(Op.CANCEL, job.ulid)}
    late = Post({"content": "(Waiting to start)", "components": [{"type": 1, "components": [cancel]}]}, {})
    world.messages.create(stage.playground.channel("general"), world.application.id, late)
    progress = await stage.delivery(1, DeliveryKind.PROGRESS)
    assert progress is not None
    await stage.services.ground.deliveries.save(replace(progress, attempts=1))
    await stage.finish()
    await stage.delivered()
    (left,) = stage.ada.messages("#general")
    assert "(Waiting to start)" not in left.content


async def test_where_the_bot_may_not_post_the_progress_message_becomes_the_result(stage: Stage) -> None:
    stage.playground.faults.order(
        "POST", f"/channels/{stage.playground.channel('general').id}/messages", 50013
    )
    handle = await stage.imagine()
    await stage.finish()
    delivered = await stage.delivered()
    assert handle.response is not None
    assert handle.response.id == delivered.message_id
    assert handle.response.attachments
    assert "U1" in buttons(handle.response)


async def test_files_that_are_too_large_become_a_link(stage: Stage) -> None:
    stage.playground.faults.order(
        "POST", f"/channels/{stage.playground.channel('general').id}/messages", 40005
    )
    await stage.imagine()
    job = await stage.finish()
    await stage.delivered()
    (result,) = stage.posts()
    assert not result.attachments
    assert job.observed.image_url in result.content


async def test_after_fifteen_minutes_progress_goes_on_by_the_bots_own_token(stage: Stage) -> None:
    handle = await stage.imagine()
    job = await stage.running()
    stage.clock.now += 15 * MINUTE
    await stage.sandbox.studio.step(job.task_id, progress=62)

    async def look() -> bool:
        stage.clock.now += 1
        stage.services.engine_wake.wake(1)
        stage.services.courier.wake.wake(1)
        return handle.response is not None and "(62%)" in handle.response.content

    await stage.eventually(look)
    assert not [each for each in stage.playground.world.log if each.code == 50027]


async def test_a_failure_is_shown_to_all_and_its_cause_told_to_the_owner_alone(stage: Stage) -> None:
    handle = await stage.imagine()
    await stage.fail("Image denied by the moderators")
    cause = await stage.until(lambda: stage.shown("Image denied by the moderators"))
    assert cause.only_for == stage.ada.id
    assert handle.response is not None
    assert handle.response.content == f"**a red fox** - <@{stage.ada.id}> (Failed)"
    refused = await (await stage.bo.press(handle.response, label="Details")).answered()
    assert refused.response is not None
    assert "Image denied" not in refused.response.content
    asked = await (await stage.ada.press(handle.response, label="Details")).answered()
    assert asked.response is not None
    assert "Image denied by the moderators" in asked.response.content


async def test_a_banned_word_is_told_to_the_owner_and_nothing_is_billed(stage: Stage) -> None:
    banned = min(stage.sandbox.options.banned_words)
    await stage.imagine(f"a {banned} statue")
    job = await stage.over()
    assert job.state is JobState.FAILED
    assert job.failure is not None
    assert not job.failure.may_be_billed
    cause = await stage.until(lambda: stage.shown(banned))
    assert cause is not None
    told = await stage.until(
        lambda: [each for each in stage.ada.messages("#general") if each.only_for == stage.ada.id]
    )
    assert banned in told[-1].content


async def test_a_failure_whose_message_was_deleted_is_told_in_a_new_one(stage: Stage) -> None:
    handle = await stage.imagine()
    await stage.running()
    assert handle.response is not None
    stage.playground.person("mod").delete(handle.response)
    await stage.fail()
    told = await stage.until(lambda: stage.shown("(Failed)"))
    assert "Details" in buttons(told)


async def test_a_deleted_progress_message_does_not_keep_the_result_away(stage: Stage) -> None:
    handle = await stage.imagine()
    await stage.running()
    assert handle.response is not None
    stage.playground.person("mod").delete(handle.response)
    await stage.finish()
    await stage.delivered()
    assert len(stage.posts()) == 1


async def elsewhere(stage: Stage) -> InteractionHandle:
    return await stage.imagine(place="#elsewhere")


async def test_a_user_install_gets_the_result_in_its_own_message(opening: OpenStage) -> None:
    async with opening(user_installs=True) as stage:
        handle = await elsewhere(stage)
        assert not (await stage.job()).origin.can_post
        await stage.finish()
        await stage.delivered()
        assert handle.response is not None
        assert handle.response.attachments
        assert "V4" in buttons(handle.response)


async def test_before_the_token_ends_a_press_renews_it(opening: OpenStage) -> None:
    async with opening(user_installs=True) as stage:
        handle = await elsewhere(stage)
        await stage.running()
        stage.later(seconds=14 * MINUTE)
        message: Message = await stage.until(
            lambda: (
                handle.response if handle.response and "Show my result" in buttons(handle.response) else None
            )
        )
        await (await stage.ada.press(message, label="Show my result")).answered()
        stage.later()
        await stage.until(lambda: "Show my result" not in buttons(message))
        stage.clock.now += 10 * MINUTE
        await stage.finish()
        await stage.delivered()
        assert message.attachments


async def test_a_result_that_reached_nobody_waits_for_a_press(opening: OpenStage) -> None:
    async with opening(user_installs=True) as stage:
        handle = await elsewhere(stage)
        await stage.running()
        stage.later(seconds=14 * MINUTE)
        message: Message = await stage.until(
            lambda: (
                handle.response if handle.response and "Show my result" in buttons(handle.response) else None
            )
        )
        stage.clock.now += 5 * MINUTE
        await stage.finish()

        async def stranded() -> bool:
            return list(await stage.services.ground.deliveries.undelivered_for(stage.ada.id, limit=3)) == [1]

        await stage.eventually(stranded)
        await (await stage.ada.press(message, label="Show my result")).answered()
        await stage.delivered()
        assert message.attachments


async def test_a_stranded_result_is_offered_at_the_next_command(opening: OpenStage) -> None:
    async with opening(user_installs=True) as stage:
        await elsewhere(stage)
        await stage.running()
        stage.clock.now += 20 * MINUTE
        await stage.finish()

        async def stranded() -> bool:
            return list(await stage.services.ground.deliveries.undelivered_for(stage.ada.id, limit=3)) == [1]

        await stage.eventually(stranded)
        await stage.imagine("a blue fox")
        offer = await stage.until(lambda: stage.shown("could not be posted"))
        assert offer.only_for == stage.ada.id
        handle = await (await stage.ada.press(offer, label="Show my result")).answered()
        result = await handle.finished()
        assert result.attachments
        assert "U1" in buttons(result)
        await stage.delivered()


async def test_a_result_after_a_told_failure_is_posted_late(stage: Stage) -> None:
    await stage.imagine()
    job = await stage.running()
    stage.clock.now += 3600
    stage.services.engine_wake.wake(1)
    await stage.until(lambda: stage.shown("(Failed)"))
    await stage.sandbox.studio.finish(job.task_id)

    async def late() -> bool:
        stage.clock.now += 60
        stage.services.engine_wake.wake(1)
        found = await stage.delivery(1, DeliveryKind.RESULT)
        return found is not None and found.done_at is not None

    await stage.eventually(late)
    (result,) = stage.posts()
    assert "Delivered late" in result.content
    assert stage.shown("(Failed)") is None


@pytest.mark.parametrize("point", ["failure.intent_saved", "failure.told"])
async def test_a_failure_is_told_at_most_once_whenever_the_process_dies(
    opening: OpenStage, point: str
) -> None:
    async with opening() as stage:
        stage.crash.name = point
        await stage.imagine()
        await stage.fail("Image denied by the moderators")
        await crashed(stage)
    async with opening() as stage:
        stage.later()

        async def told() -> bool:
            found = await stage.delivery(1, DeliveryKind.FAILURE)
            return found is not None and found.done_at is not None

        await stage.eventually(told)
        shown = [each for each in stage.ada.messages("#general") if "(Failed)" in each.content]
        causes = [each for each in stage.ada.messages("#general") if "Image denied" in each.content]
        assert len(shown) == 1
        assert len(causes) <= 1
        assert "Details" in buttons(shown[0])


async def test_words_that_discord_refuses_do_not_keep_the_picture_away(stage: Stage) -> None:
    general = stage.playground.channel("general").id
    stage.playground.faults.order("POST", f"/channels/{general}/messages", 50035, times=2)
    await stage.imagine()
    await stage.finish()
    await stage.delivered()
    (result,) = stage.posts()
    assert "U1" in buttons(result)
    assert "http" in result.content


async def test_a_stranded_description_is_handed_over_whole(opening: OpenStage) -> None:
    async with opening(user_installs=True) as stage:
        await (await stage.ada.command("#elsewhere", "describe", image=picture())).answered()
        await stage.running()
        stage.clock.now += 20 * MINUTE
        await stage.finish()

        async def stranded() -> bool:
            return list(await stage.services.ground.deliveries.undelivered_for(stage.ada.id, limit=3)) == [1]

        await stage.eventually(stranded)
        await stage.imagine("a blue fox")
        offer = await stage.until(lambda: stage.shown("could not be posted"))
        handle = await (await stage.ada.press(offer, label="Show my result")).answered()
        result = await handle.finished()
        assert result.embeds[0]["description"].count("\n\n") == 3
