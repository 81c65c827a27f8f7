from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from bot.midjourney.dialect import HttpResponse
from bot.midjourney.dialects import midjourney_proxy_answers as answers
from bot.midjourney.errors import (
    BannedPrompt,
    InvalidRequest,
    NoAccount,
    QueueFull,
    RateLimited,
    Refused,
    TaskUnknown,
    Unanswered,
    Unauthorized,
    Unreadable,
    Unsupported,
)
from bot.midjourney.models import Accepted, TaskStatus

if TYPE_CHECKING:
    from collections.abc import Callable

    Samples = Callable[[str], bytes]


def submit(body: bytes, status: int = 200) -> Accepted:
    return answers.read_submit(HttpResponse(status, body))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("mj-submit-code1-novicezk.json", Accepted("8498455807619990")),
        ("mj-submit-code1-plus-live.json", Accepted("1748339029401828")),
        ("mj-submit-result-number.json", Accepted("1320098173412546")),
        ("mj-submit-code21-modal.json", Accepted("14001929738841620", needs_input=True)),
        ("mj-submit-code21-modal-rix.json", Accepted("17381923542354", needs_input=True)),
        ("mj-submit-code21-existed.json", Accepted("0741798445574458", already_done=True)),
        ("mj-submit-code22-queue.json", Accepted("0741798445574458")),
    ],
)
def test_recorded_acceptances_are_read(recorded: Samples, name: str, expected: Accepted) -> None:
    assert submit(recorded(name)) == expected


def test_a_queue_that_is_full_refuses_although_the_answer_holds_an_id(recorded: Samples) -> None:
    with pytest.raises(QueueFull):
        submit(recorded("mj-submit-code23-queue-full.json"))


def test_the_banned_word_is_named(recorded: Samples) -> None:
    with pytest.raises(BannedPrompt) as caught:
        submit(recorded("mj-submit-code24-banned.json"))
    assert caught.value.words == ("nude",)
    assert "nude" in str(caught.value)


def test_an_error_of_the_gateway_with_401_is_a_wrong_key(recorded: Samples) -> None:
    with pytest.raises(Unauthorized):
        submit(recorded("mj-error-401.json"), 401)
    with pytest.raises(Unauthorized):
        answers.read_task("1", HttpResponse(401, recorded("mj-error-401.json")))


def test_ids_beyond_53_bits_keep_every_digit(own: Samples) -> None:
    assert submit(own("mj-submit-wrapped.json")) == Accepted("1760000000000123456")


def test_imagine_all_starts_four_tasks(own: Samples) -> None:
    assert submit(own("mj-submit-imagine-all.json")) == Accepted(
        "1001", more_task_ids=("1002", "1003", "1004")
    )


def test_no_account_is_not_an_unknown_task(own: Samples) -> None:
    with pytest.raises(NoAccount) as caught:
        submit(own("mj-submit-code3-no-account.json"), 404)
    assert "无可用的账号实例" in caught.value.detail


def test_code_24_without_moderation_is_a_plain_refusal(own: Samples) -> None:
    with pytest.raises(Refused) as caught:
        submit(own("mj-submit-code24-plan.json"))
    assert type(caught.value) is Refused
    assert caught.value.detail == "This plan cannot make videos"


@pytest.mark.parametrize("status", [200, 400, 500])
def test_a_submit_lost_behind_the_gateway_may_have_been_billed(own: Samples, status: int) -> None:
    with pytest.raises(Unanswered):
        submit(own("mj-submit-gateway-lost.json"), status)


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (200, '{"code":3,"description":"关联任务不存在或已失效"}'.encode(), TaskUnknown),
        (404, b'{"code":3,"description":""}', TaskUnknown),
        (200, '{"code":4,"description":"任务不存在"}'.encode(), TaskUnknown),
        (200, '{"code":9,"description":"提交失败，队列已满，请稍后重试"}'.encode(), QueueFull),
        (200, '{"code":9,"description":"无可用的账号实例"}'.encode(), NoAccount),
        (400, '{"code":4,"description":"该任务所属渠道已被禁用"}'.encode(), NoAccount),
        (200, '{"code":4,"description":"该任务不支持重新生成"}'.encode(), Unsupported),
        (200, '{"code":4,"description":"当前账号不支持 remix，请开启 remix 功能"}'.encode(), Unsupported),
        (200, '{"code":4,"description":"禁止上传"}'.encode(), Unsupported),
        (200, b'{"code":4,"description":"prompt cannot be empty"}', InvalidRequest),
        (400, b'{"code":4,"description":"task_not_found"}', TaskUnknown),
        (400, b'{"code":4,"description":"unknown_action:MJ::BOOKMARK::x"}', Unsupported),
        (200, b'{"code":9,"description":""}', Unanswered),
        (429, b'{"code":30,"description":"rate limited"}', RateLimited),
        (429, b"", RateLimited),
        (401, b"", Unauthorized),
        (403, b"<html>no</html>", Unauthorized),
        (500, b'{"error":{"code":"insufficient_user_quota","message":"x"}}', Refused),
        (503, b'{"error":{"message":"no available channel"}}', Refused),
        (200, b"", Unanswered),
        (200, b"<html>hello</html>", Unanswered),
        (200, b'{"code":1,"result":"12', Unanswered),
        (200, b'{"code":1,"description":"ok","result":null}', Unanswered),
        (200, b'{"unexpected":true}', Unanswered),
        (500, b"<html>oops</html>", Unanswered),
        (504, b'{"error":{"message":"gateway time-out"}}', Unanswered),
    ],
)  # fmt: skip
def test_submits_are_judged_by_what_they_promise(status: int, body: bytes, error: type[Exception]) -> None:
    with pytest.raises(error) as caught:
        submit(body, status)
    if error is Unanswered:
        assert not isinstance(caught.value, Refused)


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        (4, "关联任务状态错误"),
        (4, "task_status_not_success"),
        (4, "prompt不能为空"),
        (4, "base64格式错误"),
        (4, "当前账号不支持 remix，请开启 remix 功能"),
        (4, "禁止上传"),
        (24, "可能包含敏感词"),
        (3, "无可用的账号实例"),
    ],
)
def test_a_known_sentence_is_not_quoted_to_those_who_cannot_read_it(code: int, sentence: str) -> None:
    body = json.dumps({"code": code, "description": sentence}).encode()
    with pytest.raises(Refused) as caught:
        submit(body)
    assert str(caught.value).isascii()
    assert sentence not in str(caught.value)


def test_an_unknown_sentence_is_quoted() -> None:
    with pytest.raises(InvalidRequest) as caught:
        submit('{"code":4,"description":"参数错误: ar"}'.encode())
    assert str(caught.value) == "Midjourney did not accept this request: 参数错误: ar"
    with pytest.raises(BannedPrompt) as banned:
        submit('{"code":24,"description":"可能包含敏感词: 裸体"}'.encode())
    assert "裸体" in str(banned.value)


def test_an_accepted_task_is_accepted_under_any_http_status() -> None:
    assert submit(b'{"code":1,"result":"5"}', 500) == Accepted("5")
    with pytest.raises(Unanswered):
        submit(b'{"code":1,"result":""}', 500)


def test_a_missing_route_means_that_the_service_cannot_do_it(own: Samples) -> None:
    with pytest.raises(Unsupported):
        submit(own("mj-error-spring-404.json"), 404)
    with pytest.raises(Unreadable):
        answers.read_task("1", HttpResponse(404, own("mj-error-spring-404.json")))


def test_a_recorded_grid_is_read_whole(recorded: Samples) -> None:
    task = answers.read_task(
        "1320098173412546", HttpResponse(200, recorded("mj-task-imagine-success-v61.json"))
    )
    assert task.status is TaskStatus.SUCCEEDED
    assert task.progress == 100
    assert task.prompt == "cat --v 6.1 --sref <https://s.mj.run/ktqQpnwPoPk>"
    assert task.image_url.endswith("&hm=b87e6b24e4bc3c2f1584b72154075607d6115602d0e5c7777e6637c29b8d3bd5&")
    assert [(c.label or c.emoji, c.row) for c in task.components] == [
        ("U1", 0), ("U2", 0), ("U3", 0), ("U4", 0), ("🔄", 0), ("V1", 1), ("V2", 1), ("V3", 1), ("V4", 1),
    ]  # fmt: skip
    assert task.components[0].custom_id == "MJ::JOB::upsample::1::26d56b92-4ed6-45e2-8561-563797923135"
    assert task.reason == ""


@pytest.mark.parametrize("name", ["mj-webhook-success-novicezk.json", "mj-webhook-success-plus.json"])
def test_recorded_webhooks_are_read(recorded: Samples, name: str) -> None:
    task = answers.read_webhook(recorded(name))
    assert (task.task_id, task.status, task.prompt) == ("14001929738841620", TaskStatus.SUCCEEDED, "Cat")
    assert task.image_url == "https://cdn.discordapp.com/attachments/xxx/xxx/xxxx.png"
    assert task.components == ()


def test_a_recorded_failure_gives_its_reason(recorded: Samples) -> None:
    task = answers.read_task("t1", HttpResponse(200, recorded("mj-task-failure-invalid-param.json")))
    assert task.status is TaskStatus.FAILED
    assert task.reason.startswith("[invalid_parameter] The prompt word format is incorrect")


def test_a_recorded_task_in_progress_is_read(recorded: Samples) -> None:
    task = answers.read_task(
        "1730621826053455", HttpResponse(200, recorded("mj-task-in-progress-fixture.json"))
    )
    assert (task.status, task.progress, task.image_url) == (TaskStatus.RUNNING, 50, "")


def test_an_all_empty_task_counts_as_running(recorded: Samples) -> None:
    task = answers.read_task("5", HttpResponse(200, recorded("mj-task-empty-schema.json")))
    assert (task.task_id, task.status, task.components) == ("5", TaskStatus.RUNNING, ())
    with pytest.raises(Unreadable):
        answers.read_webhook(recorded("mj-task-empty-schema.json"))


def test_a_recorded_seed_is_read(recorded: Samples) -> None:
    assert answers.read_seed(HttpResponse(200, recorded("mj-image-seed.json"))) == "636646138"


@pytest.mark.parametrize(
    "name",
    ["mj-describe-plus-doc.jsonc", "mj-shorten-plus-doc.jsonc", "mj-shorten-show-details-plus-doc.jsonc"],
)
def test_bodies_with_comments_are_unreadable(recorded: Samples, name: str) -> None:
    with pytest.raises(Unreadable):
        answers.read_webhook(recorded(name))


def strict(sample: bytes) -> bytes:
    return sample.replace(b"  }\n  // ...\n", b"  }\n")


def test_describe_gives_four_prompts(recorded: Samples) -> None:
    task = answers.read_webhook(strict(recorded("mj-describe-plus-doc.jsonc")))
    assert task.texts == ("Cat --ar 5:4", "Cat2 --ar 5:4", "Cat3 --ar 5:4", "Cat4 --ar 5:4")
    assert task.components == ()


@pytest.mark.parametrize(
    ("name", "last"),
    [
        ("mj-shorten-plus-doc.jsonc", "appdash appdash"),
        ("mj-shorten-show-details-plus-doc.jsonc", "appdash app"),
    ],
)
def test_shorten_gives_five_prompts_and_the_whole_text(recorded: Samples, name: str, last: str) -> None:
    task = answers.read_webhook(strict(recorded(name)))
    assert task.status is TaskStatus.SUCCEEDED
    assert task.image_url == ""
    assert len(task.texts) == 5
    assert task.texts[4] == last
    assert task.text.startswith("## Important tokens\n**appdash**")


def test_describe_without_numbers_is_parted_by_lines_and_loses_its_links(own: Samples) -> None:
    task = answers.read_webhook(own("mj-task-describe-lines.json"))
    assert task.texts == ("a red fox --ar 3:2", "a fox in snow --ar 3:2")
    assert [(c.label, c.emoji, c.row) for c in task.components] == [
        ("", "1️⃣", 0),
        ("", "2️⃣", 0),
        ("", "🔄", 0),
        ("Imagine all", "🎉", 1),
    ]


def test_an_upscaled_v7_picture_has_sixteen_buttons_in_five_native_rows(own: Samples) -> None:
    task = answers.read_webhook(own("mj-task-upscaled-v7.json"))
    rows = [[c.label or c.emoji for c in task.components if c.row == row] for row in range(5)]
    assert rows == [
        ["Upscale (Subtle)", "Upscale (Creative)"],
        ["Vary (Subtle)", "Vary (Strong)", "Vary (Region)"],
        ["Zoom Out 2x", "Zoom Out 1.5x", "Custom Zoom"],
        ["⬅️", "➡️", "⬆️", "⬇️"],
        ["Animate (High motion)", "Animate (Low motion)", "❤️", "Web"],
    ]
    assert {c.emoji for c in task.components if c.row == 0} == {"⏫"}
    assert task.components[-1].url == "https://www.midjourney.com/jobs/h-1"
    assert task.components[-1].style == 5
    assert task.state == "job-88"
    assert (task.width, task.height) == (1024, 1024)


def test_a_task_that_waits_for_a_modal_says_how_it_starts(own: Samples) -> None:
    task = answers.read_webhook(own("mj-task-modal.json"))
    assert (task.status, task.prefill) == (TaskStatus.NEEDS_INPUT, "cat --ar 3:2 --zoom 2")


def test_a_reason_comes_without_addresses(own: Samples) -> None:
    task = answers.read_webhook(own("mj-task-failure-gateway.json"))
    assert task.reason == "[Invalid parameter] `--zoom` see https://proxy.example/…"
    assert task.progress is None


def test_a_task_cancelled_at_one_fork_is_cancelled_and_not_failed(own: Samples) -> None:
    assert answers.read_webhook(own("mj-task-cancelled-trueai.json")).status is TaskStatus.CANCELLED


def test_a_film_in_the_pictures_place_is_a_film(own: Samples) -> None:
    task = answers.read_webhook(own("mj-task-video.json"))
    assert (task.image_url, task.video_urls) == ("", ("https://cdn.example/93.mp4?sig=1",))


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, b""),
        (200, b"\xef\xbb\xbf \n"),
        (204, b""),
        (200, b'{"code":4,"description":"task_no_found"}'),
        (400, b'{"code":4,"description":"task_not_found","type":"new_api_error"}'),
        (404, b'{"code":3,"description":""}'),
    ],
)
def test_an_unknown_task_is_known_by_many_answers(status: int, body: bytes) -> None:
    with pytest.raises(TaskUnknown):
        answers.read_task("1", HttpResponse(status, body))


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, b"<html>busy</html>"),
        (404, b"<html>nginx</html>"),
        (500, b""),
        (502, b"bad gateway"),
        (200, b"[]"),
        (200, b'"SUCCESS"'),
        (500, b'{"error":{"message":"boom"}}'),
    ],
)
def test_a_strange_answer_never_ends_a_task(status: int, body: bytes) -> None:
    with pytest.raises(Unreadable):
        answers.read_task("1", HttpResponse(status, body))


@pytest.mark.parametrize(
    ("progress", "expected"),
    [
        ('"31%"', 31),
        ('"31"', 31),
        ("31", 31),
        ('"Waiting to start"', None),
        ('""', None),
        ("null", None),
        ('"paused"', None),
        ('"250%"', 100),
    ],
)
def test_progress_is_a_percentage_or_nothing(progress: str, expected: int | None) -> None:
    body = f'{{"id":"1","status":"IN_PROGRESS","progress":{progress}}}'.encode()
    assert answers.read_webhook(body).progress == expected


def test_an_unknown_status_is_running_and_kept() -> None:
    task = answers.read_webhook(b'{"id":"1","status":"DREAMING"}')
    assert (task.status, task.unknown_status) == (TaskStatus.RUNNING, "DREAMING")


def test_a_list_leaves_out_what_is_no_task() -> None:
    body = b'[{"id":"1","status":"SUCCESS"},{"oops":1},null,{"status":"SUCCESS"},{"id":2,"status":""}]'
    assert [task.task_id for task in answers.read_tasks(HttpResponse(200, body))] == ["1", "2"]
    assert answers.read_tasks(HttpResponse(200, b"null")) == ()
    assert answers.read_tasks(HttpResponse(200, b'{"data":[{"id":"3","status":""}]}'))[0].task_id == "3"


def test_an_empty_answer_to_cancel_is_a_yes() -> None:
    answers.read_cancel(HttpResponse(200, b""))
    answers.read_cancel(HttpResponse(200, b'{"code":1,"description":"ok"}'))
    with pytest.raises(TaskUnknown):
        answers.read_cancel(HttpResponse(404, b'{"code":3,"description":""}'))


def test_recorded_messages_of_discord_give_the_native_rows(recorded: Samples) -> None:
    import json

    from bot.midjourney.dialects.midjourney_proxy_task import snapshot

    rows = json.loads(recorded("discord-components-upscaled-v52.json"))["components"]
    flat = [button for row in rows for button in row["components"]]
    task = snapshot({"id": "1", "status": "SUCCESS", "buttons": flat})
    assert task is not None
    assert [len([c for c in task.components if c.row == row]) for row in range(4)] == [2, 3, 4, 2]


def test_the_upscale_template_of_a_fork_is_laid_out(recorded: Samples) -> None:
    import json

    from bot.midjourney.dialects.midjourney_proxy_task import snapshot

    flat = json.loads(recorded("mj-buttons-upscale-template-trueai.json").replace(b"{{version}}", b"v6"))
    task = snapshot({"id": "1", "status": "SUCCESS", "buttons": flat})
    assert task is not None
    assert [len([c for c in task.components if c.row == row]) for row in range(4)] == [2, 3, 3, 4]
