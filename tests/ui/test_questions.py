"""What members are asked before anything is paid: mistakes in a prompt, and prompts that make many jobs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.midjourney.models import Mode
from tests.ui.conftest import buttons, no_job, picture, save_option, with_account

if TYPE_CHECKING:
    from bot.playground.models import Message
    from tests.ui.conftest import OpenStage, Stage


async def asked(stage: Stage, prompt: str, **options: object) -> Message:
    """Use /imagine and give the question that comes back, to the person alone."""
    handle = await stage.imagine(prompt, **options)
    assert handle.response is not None
    assert handle.response.only_for == stage.ada.id
    return handle.response


async def press(stage: Stage, message: Message, label: str) -> list[Message]:
    """Press and give what that posted for all to see."""
    handle = await (await stage.ada.press(message, label=label)).answered()
    return [each for each in handle.messages if each.only_for is None]


async def test_a_mistake_is_named_with_the_nearest_right_value_before_anything_is_sent(stage: Stage) -> None:
    question = await asked(stage, "a fox --s 5000 --v 6")
    assert "--s" in question.content
    assert "1000" in question.content
    assert "Nothing was sent or billed" in question.content
    assert "a fox --s 1000 --v 6" in question.content
    assert list(buttons(question)) == ["Use the corrected prompt", "Edit"]
    assert await no_job(stage)


async def test_the_corrected_prompt_runs_by_one_press_and_only_once(stage: Stage) -> None:
    question = await asked(stage, "a fox --s 5000")
    pressed = await (await stage.ada.press(question, label="Use the corrected prompt")).answered()
    (progress,) = await stage.until(lambda: [each for each in pressed.messages if each.only_for is None])
    assert "a fox --s 1000" in progress.content
    assert question.content == "Started."
    assert not buttons(question)
    assert (await stage.job()).request.prompt == "a fox --s 1000"
    await stage.finish()
    await stage.delivered()
    # The question is nobody else's to see, so nothing can reply to it.
    assert (await stage.job()).origin.message_id is None
    (result,) = stage.posts()
    assert result.reference_id is None


async def test_a_question_is_answered_after_a_restart(opening: OpenStage) -> None:
    async with opening() as stage:
        question = await asked(stage, "a fox --s 5000")
    async with opening() as stage:
        await press(stage, question, "Use the corrected prompt")
        assert (await stage.job()).request.prompt == "a fox --s 1000"


async def test_pressing_twice_at_once_makes_the_jobs_once(stage: Stage) -> None:
    question = await asked(stage, "a {red, blue} fox")
    first = await stage.ada.press(question, label="Yes")
    second = await stage.ada.press(question, label="Yes")
    await first.answered()
    await second.answered()
    assert not await no_job(stage, 2)
    assert await no_job(stage, 3)


async def test_a_crash_after_the_jobs_were_made_does_not_let_the_button_make_them_again(
    opening: OpenStage,
) -> None:
    async with opening() as stage:
        question = await asked(stage, "a {red, blue} fox")
        stage.crash.name = "accept.committed"
        await stage.ada.press(question, label="Yes")

        async def crashed() -> bool:
            return stage.crash.happened

        await stage.eventually(crashed)
        assert not await no_job(stage, 2)
    async with opening() as stage:
        handle = await (await stage.ada.press(question, label="Yes")).answered()
        assert handle.response is not None
        assert "answered already" in handle.response.content
        assert await no_job(stage, 3)


async def test_the_prompt_can_be_edited_instead_and_is_checked_again(stage: Stage) -> None:
    question = await asked(stage, "a fox --s 5000")
    opened = await (await stage.ada.press(question, label="Edit")).answered()
    assert opened.modal is not None
    assert "a fox --s 5000" in str(opened.modal)
    await (await stage.ada.submit(opened, {"prompt": "a fox --s 6000"})).answered()
    assert "--s 1000" in question.content
    assert await no_job(stage)
    opened = await (await stage.ada.press(question, label="Edit")).answered()
    await (await stage.ada.submit(opened, {"prompt": "a fox --s 700"})).answered()
    assert (await stage.job()).request.prompt == "a fox --s 700"
    assert question.content == "Started."


async def test_an_editing_form_opened_before_a_restart_is_served_after_it(opening: OpenStage) -> None:
    async with opening() as stage:
        question = await asked(stage, "a fox --s 5000")
        opened = await (await stage.ada.press(question, label="Edit")).answered()
    async with opening() as stage:
        await (await stage.ada.submit(opened, {"prompt": "a fox --s 7"})).answered()
        assert (await stage.job()).request.prompt == "a fox --s 7"


async def test_what_only_its_author_can_mend_offers_editing_alone(stage: Stage) -> None:
    question = await asked(stage, "--ar 3:2")
    assert "no words" in question.content
    assert list(buttons(question)) == ["Edit"]


async def test_an_unknown_parameter_is_noted_and_passed_on(stage: Stage) -> None:
    handle = await stage.imagine("a fox --sparkle 3")
    assert (await stage.job()).request.prompt == "a fox --sparkle 3"
    (note,) = await stage.until(lambda: [each for each in handle.messages if each.only_for is not None])
    assert note.content.startswith("Sent as you wrote it. Worth knowing:\n- --sparkle")


async def test_notes_stand_apart_from_mistakes(stage: Stage) -> None:
    question = await asked(stage, "a fox --sparkle 3 --s 5000")
    mistakes, _, notes = question.content.partition("Worth knowing:")
    assert "from 0 to 1000" in mistakes
    assert "--sparkle is not" not in mistakes
    assert "--sparkle is not" in notes


async def test_the_picture_beside_a_wrong_prompt_is_kept_for_the_corrected_one(stage: Stage) -> None:
    question = await asked(stage, "a fox --s 5000", image=picture())
    await press(stage, question, "Use the corrected prompt")
    job = await stage.running()
    assert len(job.request.files) == 1


async def test_permutations_ask_with_number_and_cost_and_then_run_each_with_its_own_message(
    stage: Stage,
) -> None:
    question = await asked(stage, "a {red, blue} fox --ar {1:1, 3:2}")
    assert question.content.startswith("**Run 4 jobs?** 4 × fast")
    assert "billed like an /imagine of its own" in question.content
    assert "a red fox --ar 1:1" in question.content
    assert await no_job(stage)
    pressed = await (await stage.ada.press(question, label="Yes")).answered()
    await stage.until(lambda: len([each for each in pressed.messages if each.only_for is None]) == 4)
    prompts = [(await stage.job(n)).request.prompt for n in (1, 2, 3, 4)]
    assert prompts == [
        "a red fox --ar 1:1",
        "a red fox --ar 3:2",
        "a blue fox --ar 1:1",
        "a blue fox --ar 3:2",
    ]


async def test_repeat_makes_the_same_job_again_and_each_speed_is_counted(stage: Stage) -> None:
    question = await asked(stage, "a fox --v 7 --repeat 2 {--relax, --turbo}")
    assert question.content.startswith("**Run 4 jobs?** 2 × relaxed, 2 × turbo")
    await press(stage, question, "Yes")
    assert [(await stage.job(n)).mode for n in (1, 2, 3, 4)] == [Mode.RELAX] * 2 + [Mode.TURBO] * 2
    assert "--repeat" not in (await stage.job()).request.prompt


@pytest.mark.dialect("ttapi")
async def test_what_such_jobs_cost_before_is_said(opening: OpenStage) -> None:
    async with opening() as stage:
        await stage.imagine("a fox")
        job = await stage.finish()
        assert job.observed.cost
        question = await asked(stage, "a fox --repeat 3")
        assert f"cost {job.observed.cost:g} each" in question.content
        assert f"about {3 * job.observed.cost:g} of the account's quota" in question.content


async def test_cancelling_runs_nothing_and_ends_the_question(stage: Stage) -> None:
    question = await asked(stage, "a {red, blue} fox")
    run = buttons(question)["Yes"]["custom_id"]
    await press(stage, question, "Cancel")
    assert question.content == "Cancelled. Nothing was sent or billed."
    other = await asked(stage, "a {red, blue} cat")
    buttons(other)["Yes"]["custom_id"] = run
    handle = await (await stage.ada.press(other, run)).answered()
    assert handle.response is not None
    assert "answered already" in handle.response.content
    assert await no_job(stage)


@pytest.mark.parametrize("prompt", ["a fox --repeat 4", "a {red, blue, green, grey} fox"])
async def test_of_more_jobs_than_a_member_may_have_waiting_the_first_may_run(
    opening: OpenStage, prompt: str
) -> None:
    async with opening(max_queued_per_member=3) as stage:
        question = await asked(stage, prompt)
        assert "makes 4 jobs" in question.content
        assert "more than 3 waiting" in question.content
        assert "**Run 3 jobs?** 3 × fast" in question.content
        assert list(buttons(question)) == ["Run the first 3", "Cancel", "Edit"]
        assert await no_job(stage)
        await press(stage, question, "Run the first 3")
        assert not await no_job(stage, 3)
        assert await no_job(stage, 4)


async def test_more_jobs_than_a_member_may_have_waiting_can_be_edited(opening: OpenStage) -> None:
    async with opening(max_queued_per_member=3) as stage:
        question = await asked(stage, "a fox --repeat 4")
        opened = await (await stage.ada.press(question, label="Edit")).answered()
        assert "a fox --repeat 4" in str(opened.modal)
        await (await stage.ada.submit(opened, {"prompt": "a fox --repeat 3"})).answered()
        assert list(buttons(question)) == ["Yes", "Cancel", "Edit"]


async def test_a_repetition_is_corrected_to_what_a_member_may_have_waiting(opening: OpenStage) -> None:
    async with opening(max_queued_per_member=3) as stage:
        question = await asked(stage, "a fox --repeat 50")
        assert "from 1 to 3. Try --repeat 3" in question.content
        assert "Corrected, 3 jobs:\n- a fox × 3" in question.content
        await (await stage.ada.press(question, label="Use the corrected prompt")).answered()
        assert question.content.startswith("**Run 3 jobs?**")
        await press(stage, question, "Yes")
        assert not await no_job(stage, 3)


async def test_a_corrected_prompt_of_too_many_jobs_is_no_dead_end(opening: OpenStage) -> None:
    async with opening(max_queued_per_member=3) as stage:
        question = await asked(stage, "a {red, blue} fox --s 5000 --repeat 2")
        await (await stage.ada.press(question, label="Use the corrected prompt")).answered()
        assert "Run the first 3" in buttons(question)


async def test_every_corrected_prompt_is_shown(stage: Stage) -> None:
    question = await asked(stage, "a fox --s {10, 20, 3000, 4000, 50, 60, 70}")
    corrected = question.content.partition("Corrected, 7 jobs:\n")[2].splitlines()
    assert corrected == [
        "- a fox --s 10",
        "- a fox --s 20",
        "- a fox --s 1000 × 2",
        "- a fox --s 50",
        "- a fox --s 60",
        "- … and 1 more",
    ]


async def test_equal_prompts_are_listed_once(stage: Stage) -> None:
    question = await asked(stage, "bird --repeat 3")
    assert question.content.splitlines()[-1] == "- bird × 3"
    assert question.content.count("bird") == 1


V7_IN_FAST_MODE = "draws version 7 in relax and turbo mode only"


@pytest.mark.dialect("ttapi")
@pytest.mark.parametrize("prompt", ["a fox --v 7", "a fox --v 7 --fast"])
async def test_version_7_in_fast_mode_is_refused_before_anything_is_sent(stage: Stage, prompt: str) -> None:
    question = await asked(stage, prompt)
    assert V7_IN_FAST_MODE in question.content
    assert await no_job(stage)
    await press(stage, question, "Use the corrected prompt")
    job = await stage.running()
    assert (job.request.prompt, job.mode) == ("a fox --v 7 --relax", Mode.RELAX)


@pytest.mark.dialect("ttapi")
async def test_version_7_moves_to_turbo_where_the_account_has_no_relax(opening: OpenStage) -> None:
    async with opening(change=with_account(modes=("fast", "turbo"))) as stage:
        question = await asked(stage, "a fox --v 7", mode="fast")
        await press(stage, question, "Use the corrected prompt")
        assert (await stage.running()).mode is Mode.TURBO


@pytest.mark.dialect("ttapi")
async def test_version_7_in_fast_mode_is_refused_in_those_jobs_of_a_batch_alone_that_name_it(
    stage: Stage,
) -> None:
    question = await asked(stage, "a fox --v {7, 6} --s 5000")
    assert question.content.count(V7_IN_FAST_MODE) == 1
    await (await stage.ada.press(question, label="Use the corrected prompt")).answered()
    assert question.content.startswith("**Run 2 jobs?** 1 × relaxed, 1 × fast")
    await press(stage, question, "Yes")
    assert (await stage.running(1)).request.prompt == "a fox --v 7 --s 1000 --relax"
    assert (await stage.running(2)).request.prompt == "a fox --v 6 --s 1000"


async def test_version_7_runs_in_what_its_member_prefers(stage: Stage) -> None:
    await (await stage.ada.command("#general", "relax")).answered()
    await stage.imagine("a fox --v 7")
    assert (await stage.running()).mode is Mode.RELAX


@pytest.mark.dialect("midjourney_proxy")
async def test_version_7_runs_in_fast_mode_where_the_service_draws_it_so(stage: Stage) -> None:
    await stage.imagine("a fox --v 7")
    assert (await stage.running()).mode is Mode.FAST


async def test_more_than_forty_jobs_are_refused(opening: OpenStage) -> None:
    async with opening(max_queued_per_member=100) as stage:
        refused = await asked(stage, "a {1,2,3,4,5,6,7} {1,2,3,4,5,6} fox")
        assert "42 jobs" in refused.content
        assert "40" in refused.content
        assert await no_job(stage)


async def test_nobody_answers_anothers_question(stage: Stage) -> None:
    question = await asked(stage, "a {red, blue} fox")
    theirs = await asked(stage, "a {red, blue} cat")
    forged = buttons(question)["Yes"]["custom_id"]
    await stage.bo.command("#general", "imagine", prompt="a {red, blue} owl")
    mine = await stage.until(lambda: stage.shown("owl", who="bo"))
    buttons(mine)["Yes"]["custom_id"] = forged
    handle = await (await stage.bo.press(mine, forged)).answered()
    assert handle.response is not None
    assert "answered already" in handle.response.content
    assert theirs.content
    assert await no_job(stage)


async def test_a_question_of_yesterday_is_not_answered_today(stage: Stage) -> None:
    question = await asked(stage, "a fox --s 5000")
    stage.clock.now += 86_401
    handle = await (await stage.ada.press(question, label="Use the corrected prompt")).answered()
    assert handle.response is not None
    assert "too old" in handle.response.content


@pytest.mark.parametrize("prompt", ["a fox --s 5000 **@everyone** <@1>", "a {**x**, <@1>} fox"])
async def test_what_is_quoted_from_a_prompt_pings_and_formats_nothing(stage: Stage, prompt: str) -> None:
    question = await asked(stage, prompt)
    assert "<@1>" not in question.content
    assert not question.pinged
    assert await no_job(stage)


async def test_turbo_chosen_beside_a_prompt_is_refused_like_the_typed_flag(stage: Stage) -> None:
    chosen = await asked(stage, "a fox", mode="turbo")
    typed = await asked(stage, "a fox --turbo")
    assert "--turbo works with" in chosen.content
    assert chosen.content == typed.content
    assert await no_job(stage)
    await press(stage, chosen, "Use the corrected prompt")
    job = await stage.job()
    assert (job.request.prompt, job.mode) == ("a fox --fast", Mode.FAST)


async def test_turbo_chosen_beside_a_prompt_can_be_edited_away_and_then_what_is_preferred_counts(
    stage: Stage,
) -> None:
    await (await stage.ada.command("#general", "relax")).answered()
    question = await asked(stage, "a fox", mode="turbo")
    opened = await (await stage.ada.press(question, label="Edit")).answered()
    assert "a fox --turbo" in str(opened.modal)
    await (await stage.ada.submit(opened, {"prompt": "a fox"})).answered()
    assert (await stage.job()).mode is Mode.RELAX


@pytest.mark.parametrize(("prompt", "mode"), [("a fox --v 7", Mode.TURBO), ("a fox --fast", Mode.FAST)])
async def test_turbo_chosen_beside_a_prompt_runs_where_it_may_and_yields_to_the_prompts_own_speed(
    stage: Stage, prompt: str, mode: Mode
) -> None:
    await stage.imagine(prompt, mode="turbo")
    job = await stage.job()
    assert (job.request.prompt, job.mode) == (prompt, mode)


async def test_what_is_noted_about_a_single_prompt_is_noted_about_several(stage: Stage) -> None:
    question = await asked(stage, "a {red, blue} fox --newthing 3")
    assert question.content.count("--newthing is not a parameter that this bot knows") == 1
    await press(stage, question, "Yes")
    assert (await stage.job(2)).request.prompt == "a blue fox --newthing 3"


async def test_saved_options_are_spelled_out_in_an_edited_prompt(stage: Stage) -> None:
    await save_option(stage)
    question = await asked(stage, "a fox --s 5000")
    opened = await (await stage.ada.press(question, label="Edit")).answered()
    await (await stage.ada.submit(opened, {"prompt": "a fox --oil"})).answered()
    assert (await stage.job()).request.prompt == "a fox in oil"
