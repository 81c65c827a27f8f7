"""The words and buttons of every message, without Discord."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.i18n import Catalogues
from bot.jobs.models import (
    ComponentRow,
    Failure,
    Job,
    JobKind,
    JobRequest,
    JobState,
    JobView,
    Observation,
    Origin,
    Step,
)
from bot.midjourney.models import Component, Dimensions, Mode, TaskStatus
from bot.ui import messages
from bot.ui.messages import CONTENT_LIMIT
from bot.ui.prompts import neutral
from bot.ui.rows import BLURPLE, Button, Select

ULID = "01ARZ3NDEKTSV4RRFFQ69G5FAV"


def say(msgid: str, /, **params: object) -> str:
    return Catalogues().text("en-US", msgid, **params)


def job(prompt: str = "a red fox", state: JobState = JobState.QUEUED, **more: object) -> Job:
    seen = more.pop("seen", Observation(1, TaskStatus.RUNNING, progress=31))
    request = more.pop("request", JobRequest(JobKind.IMAGINE, prompt))
    return Job(
        id=1,
        ulid=ULID,
        version=1,
        origin=Origin("1", user_id=7, channel_id=2, guild_id=3),
        request=request,  # type: ignore[arg-type]
        account="main",
        mode=more.pop("mode", Mode.FAST),  # type: ignore[arg-type]
        state=state,
        step=Step.SUBMIT,
        created_at=0.0,
        observed=seen,  # type: ignore[arg-type]
        **more,  # type: ignore[arg-type]
    )


def pressed(custom_id: str, state: JobState, mode: Mode = Mode.FAST) -> Job:
    request = JobRequest(JobKind.COMPONENT, "a red fox", custom_id=custom_id)
    return job(state=state, request=request, mode=mode)


def test_the_line_waits_grows_and_ends_as_midjourneys_own() -> None:
    assert messages.progress(JobView(job()), say).content == "**a red fox** - <@7> (Waiting to start)"
    running = JobView(job(state=JobState.RUNNING))
    assert messages.progress(running, say).content == "**a red fox** - <@7> (31%) (fast)"
    done = JobView(job(state=JobState.SUCCEEDED, mode=Mode.RELAX))
    assert messages.result(done, say).content == "**a red fox** - <@7> (relaxed)"
    assert messages.stopped(done, say).content == "**a red fox** - <@7> (Stopped)"
    assert messages.failed(done, say).content == "**a red fox** - <@7> (Failed)"


def test_a_place_in_our_own_queue_is_told() -> None:
    waiting = JobView(job(), queue_position=4)
    assert messages.progress(waiting, say).content.endswith("(Waiting to start, 3 ahead)")
    assert messages.progress(replace(waiting, queue_position=1), say).content.endswith("(Waiting to start)")


@pytest.mark.parametrize(
    ("custom_id", "running", "done"),
    [
        ("MJ::JOB::upsample::1::h", "Image #1 <@7> (31%) (turbo)", "Image #1 <@7>"),
        ("MJ::JOB::variation::2::h", "Variations by <@7> (31%) (turbo)", "Variations by <@7> (turbo)"),
        (
            "MJ::JOB::upsample_v7_2x_subtle::1::h::SOLO",
            "Upscaling (Subtle) by <@7> (31%) (turbo)",
            "Upscaled (Subtle) by <@7> (turbo)",
        ),
        (
            "MJ::JOB::high_variation::1::h::SOLO",
            "Variations (Strong) by <@7> (31%) (turbo)",
            "Variations (Strong) by <@7> (turbo)",
        ),
        ("MJ::Outpaint::50::1::h::SOLO", "Zoom Out by <@7> (31%) (turbo)", "Zoom Out by <@7> (turbo)"),
        ("MJ::JOB::pan_left::1::h::SOLO", "Pan Left by <@7> (31%) (turbo)", "Pan Left by <@7> (turbo)"),
        ("MJ::JOB::reroll::0::h::SOLO", "<@7> (31%) (turbo)", "<@7> (turbo)"),
    ],
)
def test_what_was_pressed_is_named_as_midjourney_names_it(custom_id: str, running: str, done: str) -> None:
    under_way = JobView(pressed(custom_id, JobState.RUNNING, Mode.TURBO))
    assert messages.progress(under_way, say).content == f"**a red fox** - {running}"
    over = JobView(pressed(custom_id, JobState.SUCCEEDED, Mode.TURBO))
    assert messages.result(over, say).content == f"**a red fox** - {done}"


def test_a_blend_without_words_shows_its_shape() -> None:
    request = JobRequest(JobKind.BLEND, dimensions=Dimensions.PORTRAIT)
    blended = JobView(job(request=request))
    assert messages.progress(blended, say).content == "**--ar 2:3** - <@7> (Waiting to start)"


def test_a_description_is_an_embed_of_four_numbered_paragraphs() -> None:
    seen = Observation(9, TaskStatus.SUCCEEDED, texts=("one", "two", "three", "four"))
    described = job(state=JobState.SUCCEEDED, request=JobRequest(JobKind.DESCRIBE), seen=seen)
    letter = messages.result(JobView(described), say)
    assert letter.embed == "1️⃣ one\n\n2️⃣ two\n\n3️⃣ three\n\n4️⃣ four"


def test_a_job_that_waits_for_words_offers_to_give_them() -> None:
    letter = messages.progress(JobView(job(state=JobState.AWAITING_INPUT)), say)
    (row,) = letter.rows
    assert isinstance(row, tuple)
    assert [button.label for button in row] == ["Continue…", "Cancel Job"]


def test_the_cause_names_what_may_have_been_billed() -> None:
    failure = Failure("upstream", "No answer came from {name}.", {"name": "upstream"}, may_be_billed=True)
    words = messages.reason(job(state=JobState.FAILED, failure=failure), say)
    assert words.startswith("No answer came from upstream.")
    assert "billed" in words


def test_what_a_failures_own_words_say_is_not_said_again() -> None:
    lost = job(state=JobState.FAILED, failure=Failure("lost", "It may have been billed.", may_be_billed=True))
    assert messages.reason(lost, say) == "It may have been billed."


def test_what_is_being_stopped_offers_nothing_to_press() -> None:
    stopping = messages.progress(JobView(job(cancel_requested=True)), say)
    assert stopping.content.endswith("(Stopping)")
    assert stopping.rows == ()


def test_links_go_below_the_line_and_everything_stays_within_the_limit() -> None:
    long = JobView(job("fox " * 2000, state=JobState.SUCCEEDED))
    letter = messages.result(long, say, late=True, links=["https://example.com/a.mp4"])
    assert len(letter.content) <= CONTENT_LIMIT
    assert letter.content.endswith("https://example.com/a.mp4")
    assert "…** - <@7> (fast)" in letter.content


def test_four_signed_addresses_have_room_and_none_is_cut_in_two() -> None:
    links = [f"https://cdn.example.com/{n}.mp4?signed=".ljust(350, "a") for n in range(4)]
    long = JobView(job("fox " * 2000, state=JobState.SUCCEEDED))
    letter = messages.result(long, say, links=links)
    assert len(letter.content) <= CONTENT_LIMIT
    assert letter.content.splitlines()[1:] == links
    longer = [link.ljust(600, "a") for link in links]
    assert messages.result(long, say, links=longer).content.splitlines()[1:] == longer[:2]


def test_prompts_are_shown_as_they_were_written_and_do_nothing() -> None:
    assert (
        neutral("a **bold** `fox` <@1> ||x||", 500)
        == r"a \*\*bold\*\* \`fox\` \<@" + "\u200b1> " + r"\|\|x\|\|"
    )
    assert neutral("https://a.example/b_c.png fox\n\n# not a heading", 500) == (
        "<https://a.example/b_c.png> fox # not a heading"
    )
    assert "@everyone" not in neutral("hi @everyone", 500)


@given(st.text(alphabet=st.sampled_from("a*_~|`<>[]\\@ \nh:/t.ps"), max_size=300), st.integers(1, 60))
def test_a_cut_prompt_never_ends_inside_an_escape(prompt: str, limit: int) -> None:
    shown = neutral(prompt, limit)
    assert len(shown) <= limit
    body = shown.removesuffix("…")
    assert (len(body) - len(body.rstrip("\\"))) % 2 == 0


@given(st.text(max_size=4000))
def test_no_prompt_makes_a_message_too_long(prompt: str) -> None:
    for letter in (messages.progress(JobView(job(prompt)), say), messages.result(JobView(job(prompt)), say)):
        assert len(letter.content) <= CONTENT_LIMIT
        assert "\n" not in letter.content


def test_a_result_carries_its_components_pressed_ones_in_blue() -> None:
    rows = (ComponentRow(0, Component("a", "U1"), pressed=True), ComponentRow(1, Component("b", "U2")))
    (row,) = messages.result(JobView(job(state=JobState.SUCCEEDED), rows), say).rows
    assert not isinstance(row, Select)
    assert row[0] == Button(f"j1:c:{ULID}:0", "U1", style=BLURPLE)
    assert row[1].style != BLURPLE
