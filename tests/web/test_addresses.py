"""Where the world finds the web side, with and without an address of our own."""

from __future__ import annotations

import pytest
from pydantic import SecretStr

from bot.config import WebSettings
from bot.jobs.models import Job, JobKind, JobRequest, JobState, Observation, Origin, Step
from bot.midjourney.models import Mode, TaskStatus
from bot.web.addresses import PublicAddresses

ULID = "01K00000000000000000000000"
REACHABLE = PublicAddresses(WebSettings(public_url="https://bot.example", secret=SecretStr("k" * 32)))
HIDDEN = PublicAddresses(WebSettings(secret=SecretStr("k" * 32)))


def job(image: str = "", videos: tuple[str, ...] = ()) -> Job:
    return Job(
        id=1,
        ulid=ULID,
        version=1,
        origin=Origin("1", user_id=7, channel_id=2),
        request=JobRequest(JobKind.IMAGINE, "a fox"),
        account="main",
        mode=Mode.FAST,
        state=JobState.SUCCEEDED,
        step=Step.SUBMIT,
        created_at=0.0,
        observed=Observation(rank=1, status=TaskStatus.SUCCEEDED, image_url=image, video_urls=videos),
    )


def test_an_upstream_reports_by_webhook_only_where_we_can_be_reached() -> None:
    assert REACHABLE.callback_for(job()).url.startswith(f"https://bot.example/hooks/main/{ULID}/")
    assert HIDDEN.callback_for(job()).url == ""
    assert REACHABLE.callback_for(job()).state == HIDDEN.callback_for(job()).state == ULID


@pytest.mark.parametrize(
    ("image", "videos", "shown"),
    [
        ("https://cdn.example/fox.png", (), "https://cdn.example/fox.png"),
        ("https://cdn.example/fox.png", ("https://cdn.example/fox.mp4",), "https://cdn.example/fox.mp4"),
        ("http://127.0.0.1:8080/fox.png", (), ""),
    ],
)
def test_a_picture_opens_here_or_else_where_the_upstream_has_it(
    image: str, videos: tuple[str, ...], shown: str
) -> None:
    assert REACHABLE.picture_of(job(image, videos)).startswith("https://bot.example/pictures/")
    assert HIDDEN.picture_of(job(image, videos)) == shown


def test_the_region_editor_needs_an_address_of_our_own() -> None:
    assert REACHABLE.editor_of(ULID).startswith(f"https://bot.example/region/{ULID}.")
    assert HIDDEN.editor_of(ULID) == ""
