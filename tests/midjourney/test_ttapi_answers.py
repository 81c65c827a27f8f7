from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.midjourney.dialect import HttpResponse
from bot.midjourney.dialects import ttapi_answers as answers
from bot.midjourney.errors import (
    BannedPrompt,
    InvalidRequest,
    OutOfCredit,
    QueueFull,
    RateLimited,
    Refused,
    TaskUnknown,
    Unanswered,
    Unauthorized,
    Unreadable,
)
from bot.midjourney.models import Accepted, Mode, ModeStatus, PromptVerdict, TaskStatus

if TYPE_CHECKING:
    from collections.abc import Callable

    Samples = Callable[[str], bytes]

ID = "f5850038-90a3-8a97-0476-107ea4b8dac4"


def submit(body: bytes, status: int = 200) -> Accepted:
    return answers.read_submit(HttpResponse(status, body))


def test_both_spellings_of_the_job_id_are_read(recorded: Samples, own: Samples) -> None:
    assert submit(own("ttapi-submit-job_id.json")) == Accepted("0123456789abcdef0123456789abcdef")
    assert submit(recorded("ttapi-submit-ok.json")) == Accepted("afa774a3-1aee-5aba-4510-14818d6875e4")


def test_a_wrong_parameter_is_told_in_the_services_words(recorded: Samples) -> None:
    with pytest.raises(InvalidRequest) as caught:
        submit(recorded("ttapi-submit-400-null.json"), 400)
    assert caught.value.detail == "'action' parameter error!"


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (400, '{"status":"FAILED","message":"banned prompt words：sexy"}', BannedPrompt),
        (401, '{"status":"FAILED","message":"key"}', Unauthorized),
        (402, '{"status":"FAILED","message":"balance"}', OutOfCredit),
        (403, "", Unauthorized),
        (429, "", RateLimited),
        (499, '{"status":"FAILED","message":"busy"}', QueueFull),
        (200, '{"status":"FAILED","message":"insufficient balance"}', OutOfCredit),
        (200, '{"status":"FAILED","message":"no"}', Refused),
        (200, '{"code":-4,"message":""}', OutOfCredit),
        (200, '{"status":-5,"message":""}', RateLimited),
        (200, '{"status":-6,"message":""}', TaskUnknown),
        (500, '{"status":"FAILED","message":"sorry"}', Unanswered),
        (500, '{"status":"FAILED","message":"banned prompt words: gore"}', BannedPrompt),
        (500, "<html>", Unanswered),
        (504, '{"status":"FAILED","message":"time-out"}', Unanswered),
        (200, "", Unanswered),
        (200, '{"status":"SUCCESS","data":{}}', Unanswered),
        (200, '{"status":"SUCCESS","data":[]}', Unanswered),
        (200, '{"status":"SUCC', Unanswered),
        (200, "[]", Unanswered),
    ],
)
def test_submits_are_judged_by_what_they_promise(status: int, body: str, error: type[Exception]) -> None:
    with pytest.raises(error) as caught:
        submit(body.encode(), status)
    assert (error is Unanswered) != isinstance(caught.value, Refused)


def test_a_recorded_grid_is_read_whole(recorded: Samples) -> None:
    task = answers.read_task(ID, HttpResponse(200, recorded("ttapi-task-success.json")))
    assert (task.task_id, task.status, task.progress, task.cost) == (ID, TaskStatus.SUCCEEDED, 100, 3.0)
    assert task.image_url.startswith("https://cdn.discordapp.com/"), "127.0.0.1 is the service's own inside"
    assert len(task.image_urls) == 4
    assert (task.width, task.height, task.seed) == (1632, 2912, "")
    assert [(c.custom_id, c.label, c.row) for c in task.components][:5] == [
        ("upsample1", "U1", 0),
        ("upsample2", "U2", 0),
        ("upsample3", "U3", 0),
        ("upsample4", "U4", 0),
        ("variation1", "V1", 1),
    ]


def test_only_the_status_tells_whether_a_task_is_done(recorded: Samples) -> None:
    task = answers.read_task(ID, HttpResponse(200, recorded("ttapi-task-onqueue.json")))
    assert (task.status, task.progress) == (TaskStatus.RUNNING, 100)
    pending = answers.read_task(ID, HttpResponse(200, recorded("ttapi-task-pending.json")))
    assert (pending.status, pending.progress) == (TaskStatus.QUEUED, None)


def test_a_failed_task_gives_its_reason_unless_that_says_nothing(recorded: Samples, own: Samples) -> None:
    plain = answers.read_webhook(recorded("ttapi-task-failed.json"))
    assert (plain.task_id, plain.status, plain.reason) == (ID, TaskStatus.FAILED, "")
    told = answers.read_webhook(own("ttapi-task-failed-moderated.json"))
    assert told.reason == "[Image denied] Request cancelled due to image filters"


def test_a_complaint_about_the_fetch_is_not_a_failed_task() -> None:
    body = b'{"status":"FAILED","message":"\'jobId\' parameter error!","data":null}'
    with pytest.raises(Unreadable):
        answers.read_task(ID, HttpResponse(200, body))
    with pytest.raises(TaskUnknown):
        answers.read_task(ID, HttpResponse(404, b'{"status":"FAILED","message":"no","data":null}'))
    with pytest.raises(TaskUnknown):
        answers.read_task(ID, HttpResponse(200, b'{"status":"FAILED","message":"job does not exist"}'))


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (200, b"<html>", Unreadable),
        (200, b"", Unreadable),
        (404, b"<html>", Unreadable),
        (500, b'{"status":"FAILED","jobId":"1","message":"x"}', Unreadable),
        (401, b"", Unauthorized),
        (429, b"", RateLimited),
    ],
)
def test_a_strange_answer_never_ends_a_task(status: int, body: bytes, error: type[Exception]) -> None:
    with pytest.raises(error):
        answers.read_task(ID, HttpResponse(status, body))


def test_a_body_with_comments_is_unreadable(recorded: Samples) -> None:
    with pytest.raises(Unreadable):
        answers.read_webhook(recorded("ttapi-webhook-commented.jsonc"))


def test_an_upscaled_picture_is_laid_out_natively_and_keeps_the_unknown(own: Samples) -> None:
    task = answers.read_webhook(own("ttapi-task-upscaled.json"))
    rows = [[c.label or c.emoji for c in task.components if c.row == row] for row in range(5)]
    assert rows == [
        ["Upscale (Subtle)", "Upscale (Creative)"],
        ["Vary (Subtle)", "Vary (Strong)", "Vary (Region)"],
        ["Zoom Out 2x", "Zoom Out 1.5x"],
        ["⬅️", "➡️", "⬆️", "⬇️"],
        ["Some New Thing"],
    ]
    assert (task.state, task.cost) == ("job-7", 4.0)
    assert task.image_url == "https://cdn.ttapi.io/u-1.png"


def test_describe_gives_its_prompts_line_by_line(own: Samples) -> None:
    task = answers.read_webhook(own("ttapi-task-describe.json"))
    assert task.texts == ("a red fox --ar 3:2", "a fox in snow --ar 3:2", "fox, ink --ar 3:2", "fox --ar 3:2")
    assert task.image_url == ""


def test_the_prompt_check_names_the_words(recorded: Samples) -> None:
    def check(name: str, status: int = 200) -> PromptVerdict:
        return answers.read_prompt_check(HttpResponse(status, recorded(name)))

    assert check("ttapi-promptcheck-ok.json") == PromptVerdict(allowed=True)
    verdict = check("ttapi-promptcheck-banned.json")
    assert (verdict.allowed, verdict.words) == (False, ("sexy",))
    with pytest.raises(InvalidRequest):
        check("ttapi-promptcheck-400.json", 400)


def test_the_status_tells_each_speed(recorded: Samples) -> None:
    assert answers.read_status(HttpResponse(200, recorded("ttapi-status.json"))) == (
        ModeStatus(Mode.TURBO, available=True, average_seconds=23.87, detail="Endpoints running"),
        ModeStatus(Mode.FAST, available=True, average_seconds=46.42, detail="Endpoints running"),
        ModeStatus(Mode.RELAX, available=True, average_seconds=39.37, detail="Endpoints running"),
    )
    with pytest.raises(Unauthorized):
        answers.read_status(HttpResponse(401, b""))
    with pytest.raises(Unreadable):
        answers.read_status(HttpResponse(200, b"<html>"))
