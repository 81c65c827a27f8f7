"""Which presses may come with edited words, and what they become. Pure."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.jobs import remix
from bot.jobs.following import pressed
from bot.jobs.models import Job, JobKind, JobRequest, JobState, Observation, Origin, Remix, Step
from bot.jobs.remix import may_remix, remix_request, remixable
from bot.midjourney.models import Component, Mode, TaskStatus

VARY = Component("MJ::JOB::variation::2::abc", label="V2")
REROLL = Component("MJ::JOB::reroll::0::abc::SOLO", emoji="🔄")
PAN = Component("MJ::JOB::pan_left::1::abc::SOLO", emoji="⬅️")
ANIMATE = Component("MJ::JOB::animate_high::1::abc::SOLO", label="Animate (High motion)", emoji="🎞️")
EXTEND = Component("MJ::JOB::animate_low_extend::1::abc", label="Extend (Low motion)", emoji="🎞️")
PICK = Component("MJ::JOB::upsample::2::abc", label="U2")


def job(request: JobRequest, **more: object) -> Job:
    made = Job(
        id=1,
        ulid="0" * 26,
        version=1,
        origin=Origin("1", user_id=7, channel_id=2),
        request=request,
        account="main",
        mode=Mode.FAST,
        state=JobState.SUCCEEDED,
        step=Step.ACTION,
        created_at=0.0,
    )
    return replace(made, **more)  # type: ignore[arg-type]  # by field name


PARENT = job(JobRequest(JobKind.IMAGINE, "a red fox", mode=Mode.TURBO, files=("key",)))


@pytest.mark.parametrize(
    ("component", "native", "expected"),
    [
        (VARY, False, True),
        (Component("variation2"), False, True),
        (Component("low_variation"), False, True),
        (REROLL, False, True),
        (PAN, True, True),
        (PAN, False, False),  # a pan without its picture would be nonsense
        (ANIMATE, True, True),  # Midjourney's own modal there is named AnimateModal
        (EXTEND, True, True),
        (ANIMATE, False, False),
        (PICK, True, False),
    ],
)
def test_only_what_draws_anew_takes_edited_words(
    component: Component,
    native: bool,  # noqa: FBT001  # pytest gives it by name
    expected: bool,  # noqa: FBT001  # likewise
) -> None:
    assert remixable(component, native=native) is expected


def test_films_are_rerolled_with_other_words_only_where_they_stay_films() -> None:
    films = replace(
        PARENT, observed=Observation(9, TaskStatus.SUCCEEDED, video_urls=("https://a.example/1.mp4",))
    )
    assert not may_remix(films, REROLL, shown="a red fox", native=False)
    assert may_remix(films, REROLL, shown="a red fox", native=True)


def test_a_picture_without_words_has_none_to_edit() -> None:
    assert may_remix(PARENT, VARY, shown="a red fox", native=False)
    assert not may_remix(PARENT, VARY, shown="", native=False)


@pytest.mark.parametrize("native", [True, False])
def test_words_that_only_moved_their_spaces_are_an_ordinary_press(
    native: bool,  # noqa: FBT001  # pytest gives it by name
) -> None:
    assert remix_request(PARENT, VARY, shown="a red fox", prompt=" a  red fox", native=native) is None


def test_natively_the_words_answer_the_upstreams_modal() -> None:
    made = remix_request(PARENT, VARY, shown="a red fox", prompt="a blue fox", native=True)
    assert made == JobRequest(
        JobKind.COMPONENT,
        "a blue fox",
        mode=Mode.TURBO,
        custom_id=VARY.custom_id,
        component_label="V2",
        modal_prompt="a blue fox",
        remix=Remix.NATIVE,
    )


def test_drawn_anew_it_keeps_the_image_prompts_once() -> None:
    made = remix_request(PARENT, VARY, shown="a red fox", prompt="a blue fox", native=False)
    assert made is not None
    assert (made.kind, made.files, made.remix) == (JobKind.IMAGINE, ("key",), Remix.NEW)
    echoed = replace(
        PARENT, observed=Observation(1001, TaskStatus.SUCCEEDED, prompt="https://s.mj.run/x fox")
    )
    again = remix_request(echoed, VARY, shown="x", prompt="y", native=False)
    assert again is not None
    assert again.files == ()


def remixed(component: Component, kind: Remix, **more: object) -> Job:
    return job(JobRequest(JobKind.IMAGINE, "a fox", custom_id=component.custom_id, remix=kind), **more)


def test_the_message_says_where_the_old_picture_was_left_behind() -> None:
    assert remix.note(remixed(VARY, Remix.NEW), PARENT).startswith("-# Drawn anew")
    assert remix.note(remixed(REROLL, Remix.NEW), PARENT) == "-# Drawn anew from the edited prompt."
    varied = replace(PARENT, request=pressed(PARENT, VARY, "a fox"))
    assert "cannot start from the old picture" in remix.note(remixed(REROLL, Remix.NEW), varied)
    assert not remix.note(remixed(VARY, Remix.NONE), PARENT)


def test_the_message_admits_that_the_account_did_not_ask_for_the_words() -> None:
    taken_without_asking = remixed(VARY, Remix.NATIVE, submitted_at=1.0)
    assert "was not used" in remix.note(taken_without_asking, PARENT)
    assert not remix.note(replace(taken_without_asking, step=Step.MODAL), PARENT)
    assert not remix.note(replace(taken_without_asking, submitted_at=None), PARENT)


@pytest.mark.parametrize(
    ("custom_id", "wording"),
    [
        (VARY.custom_id, "Remix"),
        ("MJ::JOB::low_variation::1::abc::SOLO", "Remix (Subtle)"),
        ("high_variation", "Remix (Strong)"),
        (PAN.custom_id, ""),
    ],
)
def test_a_remix_is_called_as_midjourney_calls_it(custom_id: str, wording: str) -> None:
    assert remix.wording(remixed(Component(custom_id), Remix.NATIVE)) == wording
    assert not remix.wording(remixed(Component(custom_id), Remix.NONE))
