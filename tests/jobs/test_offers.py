"""What pressing a component starts with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.jobs.models import ComponentRow, Job, JobKind, JobRequest, JobState, Observation, Origin, Step
from bot.jobs.offers import custom_zoom_prefill, request_for, web_link
from bot.midjourney.models import Component, Mode, TaskStatus

if TYPE_CHECKING:
    from collections.abc import Sequence

PICK = Component("MJ::Job::PicReader::2", emoji="2️⃣")


def parent(prompt: str, *, size: tuple[int, int] | None = None, texts: Sequence[str] = ()) -> Job:
    width, height = size or (None, None)
    return Job(
        id=1,
        ulid="01K00000000000000000000000",
        version=1,
        origin=Origin(interaction_id="1", user_id=7, channel_id=3),
        request=JobRequest(JobKind.IMAGINE, prompt),
        account="main",
        mode=Mode.FAST,
        state=JobState.SUCCEEDED,
        step=Step.SUBMIT,
        created_at=0.0,
        observed=Observation(
            rank=1000, status=TaskStatus.SUCCEEDED, texts=tuple(texts), width=width, height=height
        ),
    )


@pytest.mark.parametrize(
    ("job", "text"),
    [
        (parent("a fox --ar 3:2 --v 7", size=(1000, 1000)), "a fox --ar 3:2 --v 7 --zoom 2"),
        (parent("a fox --zoom 1.5"), "a fox --ar 1:1 --zoom 2"),
        (parent("a fox", size=(1344, 896)), "a fox --ar 3:2 --zoom 2"),
    ],
)
def test_custom_zoom_starts_with_the_pictures_shape(job: Job, text: str) -> None:
    assert custom_zoom_prefill(job) == text


def test_a_pick_starts_with_the_text_it_stands_for() -> None:
    (request,) = request_for(parent("", texts=("one", "two")), PICK, None)
    assert (request.prompt, request.modal_prompt) == ("two", "two")
    (edited,) = request_for(parent("", texts=("one", "two")), PICK, "two foxes")
    assert edited.modal_prompt == "two foxes"
    (missing,) = request_for(parent("", texts=("one",)), PICK, None)
    assert missing.prompt == ""


@pytest.mark.parametrize(("heart", "row"), [(2, 2), (4, 4), (None, 4)])
def test_web_stands_beside_the_heart(heart: int | None, row: int) -> None:
    rows = [ComponentRow(0, Component("MJ::JOB::low_variation::1::x::SOLO", "Vary (Subtle)", row=1))]
    if heart is not None:
        rows.append(ComponentRow(1, Component("MJ::BOOKMARK::x", emoji="❤️", row=heart)))
    (web,) = web_link(parent("a fox"), tuple(rows), lambda _: "https://easel.example/p")
    assert web.component.row == row
