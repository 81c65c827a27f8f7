"""TTAPI's dialect over real sockets."""

from collections.abc import Callable
from typing import Any

import pytest

SINGLE = {
    "upscale_subtle",
    "upscale_creative",
    "low_variation",
    "high_variation",
    "inpaint",
    "zoom_out_2",
    "zoom_out_1_5",
}
PANS = {"pan_left", "pan_right", "pan_up", "pan_down"}


async def test_an_imagine_ends_in_a_grid_that_can_be_downloaded(client: Any) -> None:
    done = await client.tt_done(
        "imagine", prompt="a lake --ar 3:2", mode="turbo", timeout=300, translation=False
    )
    data = done["data"]
    assert (done["status"], data["progress"], data["actions"], data["quota"]) == (
        "SUCCESS",
        "100",
        "imagine",
        4,
    )
    image = await client.picture(data["cdnImage"])
    assert image.size == (data["width"], data["height"])


async def test_answers_have_the_keys_of_the_recorded_ones(
    opened: Any, recorded: Callable[[str], Any]
) -> None:
    client = await opened(manual=True)
    status, answer = await client.tt("imagine", prompt="a lake", getUImages=True)
    assert status == 200
    assert answer.keys() == recorded("ttapi-submit-ok.json").keys()
    job_id = answer["data"]["jobId"]
    pending = recorded("ttapi-task-pending.json")
    assert await client.tt_fetch(job_id) == {**pending, "jobId": job_id}
    await client.sandbox.studio.step(job_id, progress=46)
    running = await client.tt_fetch(job_id)
    assert running["data"].keys() == recorded("ttapi-task-onqueue.json")["data"].keys()
    assert (running["status"], running["data"]["progress"], running["data"]["components"]) == (
        "ON_QUEUE",
        "46",
        [],
    )
    await client.sandbox.studio.finish(job_id)
    done = await client.tt_fetch(job_id)
    assert done["data"].keys() == recorded("ttapi-task-success.json")["data"].keys()
    assert len(done["data"]["images"]) == 4
    assert (await client.ask("GET", "/midjourney/status"))[1] == recorded("ttapi-status.json")


async def test_a_failed_job_has_its_reason_as_message_and_an_empty_list(opened: Any) -> None:
    client = await opened(manual=True)
    _, answer = await client.tt("imagine", prompt="a lake")
    await client.sandbox.studio.fail(answer["data"]["jobId"], "Job Timeout")
    failed = await client.tt_fetch(answer["data"]["jobId"])
    assert (failed["status"], failed["message"], failed["data"]) == ("FAILED", "Job Timeout", [])


async def test_a_preview_can_be_downloaded_while_the_job_runs(opened: Any) -> None:
    client = await opened(manual=True)
    _, answer = await client.tt("imagine", prompt="a lake")
    await client.sandbox.studio.step(answer["data"]["jobId"], progress=31)
    url = (await client.tt_fetch(answer["data"]["jobId"]))["data"]["discordImage"]
    assert url.endswith("_grid_31.webp")
    assert (await client.picture(url)).size == (1024, 1024)


async def test_every_action_that_a_result_lists_is_accepted_and_succeeds(client: Any) -> None:
    grid = await client.tt_done("imagine", prompt="a lake --ar 3:2 --v 6.1")
    single = await client.tt_done("action", jobId=grid["jobId"], action="upsample3")
    assert set(single["data"]["components"]) == SINGLE | PANS | {"make_square"}
    large = await client.tt_done("action", jobId=single["jobId"], action="upscale_creative")
    assert large["data"]["width"] == 2 * single["data"]["width"]
    assert {"redo_upscale_subtle", "redo_upscale_creative"} <= set(large["data"]["components"])
    for parent in (grid, single, large):
        for name in set(parent["data"]["components"]) - {"inpaint"}:
            done = await client.tt_done("action", jobId=parent["jobId"], action=name)
            assert (done["status"], done["data"]["actions"]) == ("SUCCESS", name)


async def test_version_5_offers_its_own_upscalers(client: Any) -> None:
    grid = await client.tt_done("imagine", prompt="a lake --v 5.2")
    single = await client.tt_done("action", jobId=grid["jobId"], action="upsample1")
    assert {"upscale2", "upscale4"} <= set(single["data"]["components"])
    assert "make_square" not in single["data"]["components"]
    large = await client.tt_done("action", jobId=single["jobId"], action="upscale2")
    assert {"redo_upscale2", "redo_upscale4"} <= set(large["data"]["components"])


async def test_a_panned_image_offers_pans_along_the_same_axis_only(client: Any) -> None:
    grid = await client.tt_done("imagine", prompt="a lake")
    single = await client.tt_done("action", jobId=grid["jobId"], action="upsample1")
    panned = await client.tt_done("action", jobId=single["jobId"], action="pan_left")
    again = await client.tt_done("action", jobId=panned["jobId"], action="upsample1")
    assert PANS & set(again["data"]["components"]) == {"pan_left", "pan_right"}
    assert "make_square" in again["data"]["components"]


async def test_an_action_that_is_not_offered_is_a_parameter_error(
    client: Any, recorded: Callable[[str], Any]
) -> None:
    grid = await client.tt_done("imagine", prompt="a lake")
    for action in ("pan_left", "inpaint", "custom_zoom", "nonsense"):
        status, answer = await client.tt("action", jobId=grid["jobId"], action=action)
        assert (status, answer) == (400, recorded("ttapi-submit-400-null.json"))


async def test_inpaint_repaints_the_white_part_and_refuses_a_mask_of_another_size(
    client: Any, mask_of: Callable[..., str]
) -> None:
    grid = await client.tt_done("imagine", prompt="a lake")
    single = await client.tt_done("action", jobId=grid["jobId"], action="upsample1")
    mask = mask_of((1024, 1024), (100, 100, 600, 600))
    done = await client.tt_done("inpaint", jobId=single["jobId"], mask=mask, prompt="a castle")
    assert done["data"]["prompt"] == "a castle"
    wrong = mask_of((512, 512), (10, 10, 60, 60))
    status, answer = await client.tt("inpaint", jobId=single["jobId"], mask=wrong)
    assert (status, answer["message"]) == (400, "the mask is 512x512, the image 1024x1024")
    status, _ = await client.tt("inpaint", jobId=single["jobId"], mask=f"data:image/png;base64,{mask}")
    assert status == 400


async def test_the_seed_of_a_prompt_comes_back_from_the_seed_endpoint(client: Any) -> None:
    grid = await client.tt_done("imagine", prompt="a lake --seed 4711")
    assert grid["data"]["seed"] == ""
    assert (await client.tt_done("seed", jobId=grid["jobId"]))["data"]["seed"] == "4711"


async def test_blend_and_describe_take_data_urls(client: Any, data_url: Callable[..., str]) -> None:
    images = [data_url("red"), data_url("blue")]
    blended = await client.tt_done("blend", imgBase64Array=images, dimensions="PORTRAIT")
    assert blended["data"]["width"] < blended["data"]["height"]
    described = await client.tt_done("describe", base64=data_url("green", (90, 60)))
    assert len(described["data"]["prompt"].split("\n")) == 4
    assert described["data"]["components"] == []
    assert (await client.tt("blend", imgBase64Array=images[:1]))[0] == 400


async def test_prompt_check_answers_as_recorded(client: Any, recorded: Callable[[str], Any]) -> None:
    assert await client.tt("promptCheck", prompt="a lake") == (200, recorded("ttapi-promptcheck-ok.json"))
    assert await client.tt("promptCheck", prompt="") == (400, recorded("ttapi-promptcheck-400.json"))
    status, answer = await client.tt("promptCheck", prompt="much gore")
    assert (status, answer["message"]) == (200, "banned prompt words：gore")
    assert answer.keys() == recorded("ttapi-promptcheck-banned.json").keys()


async def test_fetch_works_by_get_and_by_post(client: Any) -> None:
    done = await client.tt_done("imagine", prompt="a lake")
    assert (await client.tt("fetch", jobId=done["jobId"]))[1] == done
    assert (await client.tt("fetch", jobId="nothing"))[0] == 404


@pytest.mark.parametrize(
    ("endpoint", "body", "status"),
    [
        ("imagine", {"prompt": "x", "colour": "red"}, 400),
        ("imagine", {"prompt": "x", "mode": "warp"}, 400),
        ("imagine", {"prompt": "x", "getUImages": "yes"}, 400),
        ("imagine", {"prompt": " "}, 400),
        ("imagine", {"prompt": "x", "timeout": 299}, 400),
        ("imagine", {"prompt": "x", "mode": "relax", "timeout": "300"}, 400),
        ("imagine", {"prompt": "x", "timeout": "soon"}, 400),
        ("action", {"jobId": "x", "action": "upsample1", "mode": "turbo"}, 400),
        ("imagine", {"prompt": "much gore"}, 400),
        ("blend", {"imgBase64Array": ["data:image/png;base64,xxxx"] * 2}, 400),
        ("action", {"jobId": "nothing", "action": "upsample1"}, 400),
    ],
)
async def test_what_the_documents_do_not_allow_is_refused(
    client: Any, endpoint: str, body: dict[str, Any], status: int
) -> None:
    answered, answer = await client.tt(endpoint, **body)
    assert (answered, answer["status"]) == (status, "FAILED")
    assert client.sandbox.studio.tasks() == []
    assert [submit.accepted for submit in client.sandbox.submits] == [False]


async def test_a_wrong_key_is_refused(client: Any) -> None:
    status, _ = await client.ask("POST", "/midjourney/v1/imagine", {"prompt": "x"}, **{"TT-API-KEY": "wrong"})
    assert status == 401


async def test_an_action_may_keep_its_parents_job_id(opened: Any) -> None:
    client = await opened(manual=True, ttapi_action_keeps_job_id=True, concurrency=1)
    _, answer = await client.tt("imagine", prompt="a lake")
    job_id = answer["data"]["jobId"]
    await client.sandbox.studio.finish(job_id)
    _, busy = await client.tt("imagine", prompt="another")
    _, answer = await client.tt("action", jobId=job_id, action="upsample1")
    assert answer["data"]["jobId"] == job_id
    assert (await client.tt_fetch(job_id))["data"]["actions"] == "imagine"
    await client.sandbox.studio.finish(busy["data"]["jobId"])
    assert (await client.tt_fetch(job_id))["status"] == "PENDING_QUEUE"
    await client.sandbox.studio.finish(job_id)
    assert (await client.tt_fetch(job_id))["data"]["actions"] == "upsample1"
    assert (await client.tt("action", jobId=job_id, action="variation2"))[0] == 200


async def test_the_newer_edition_names_its_fields_differently(opened: Any) -> None:
    client = await opened(ttapi_edition="2026")
    _, answer = await client.tt("imagine", prompt="a lake")
    await client.sandbox.studio.ended(answer["data"]["job_id"])
    data = (await client.tt_fetch(answer["data"]["job_id"]))["data"]
    assert (data["action"], data["quota"]) == ("imagine", "2")


async def test_a_webhook_is_tried_three_times_until_http_200(opened: Any, hook: Any) -> None:
    client = await opened()
    hook.statuses = [500, 204]
    await client.tt_done("imagine", prompt="a lake", hookUrl=hook.url, notify_id="ours")
    await client.sandbox.webhooks.idle()
    assert [body["status"] for body in hook.bodies] == ["SUCCESS"] * 3
    assert hook.bodies[0]["data"]["notify_id"] == "ours"
    hook.statuses = [500] * 9
    await client.tt_done("imagine", prompt="a lake", hookUrl=hook.url)
    await client.sandbox.webhooks.idle()
    assert len(hook.bodies) == 6


async def test_webhooks_can_tell_of_every_change(opened: Any, hook: Any) -> None:
    client = await opened(ttapi_webhooks="every")
    await client.tt_done("imagine", prompt="a lake", hookUrl=hook.url)
    await client.sandbox.webhooks.idle()
    assert [body["status"] for body in hook.bodies] == [
        "PENDING_QUEUE",
        "PENDING_QUEUE",
        "ON_QUEUE",
        "SUCCESS",
    ]
