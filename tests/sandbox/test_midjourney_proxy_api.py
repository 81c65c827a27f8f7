"""midjourney-proxy's dialect over real sockets."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from bot.sandbox import Fault, Kind

GRID = ["U1", "U2", "U3", "U4", "🔄", "V1", "V2", "V3", "V4"]
SINGLE_V7 = [
    *("Upscale (Subtle)", "Upscale (Creative)", "Vary (Subtle)", "Vary (Strong)", "Vary (Region)"),
    *("Zoom Out 2x", "Zoom Out 1.5x", "Custom Zoom", "⬅️", "➡️", "⬆️", "⬇️"),
    *("Animate (High motion)", "Animate (Low motion)", "❤️"),
]


def faces(task: dict[str, Any]) -> list[str]:
    return [button["label"] or button["emoji"] for button in task["buttons"]]


async def single(client: Any, prompt: str = "a lake") -> dict[str, Any]:
    return await client.pressed(await client.mj_done("imagine", prompt=prompt), "MJ::JOB::upsample::2")


async def test_a_finished_grid_has_the_keys_and_buttons_of_the_recorded_one(
    client: Any, recorded: Callable[[str], Any]
) -> None:
    task = await client.mj_done("imagine", prompt="cat --v 6.1", base64Array=[])
    known = recorded("mj-task-imagine-success-v61.json")
    assert task.keys() == known.keys()
    assert task["properties"].keys() == known["properties"].keys()
    job = known["properties"]["messageHash"]
    ours = [
        {**b, "customId": b["customId"].replace(task["properties"]["messageHash"], job)}
        for b in task["buttons"]
    ]
    assert ours == known["buttons"]


async def test_an_upscaled_image_has_the_recorded_buttons_of_its_version(
    client: Any, recorded: Callable[[str], Any]
) -> None:
    task = await single(client, "cat --v 6.1")
    job = task["properties"]["messageHash"]
    template = recorded("mj-buttons-upscale-template-trueai.json")
    for button in template:
        button["customId"] = button["customId"].replace("{{version}}", "v6").replace("{{id}}", job)
    assert task["buttons"][: len(template)] == template


async def test_a_square_v7_image_has_fifteen_buttons_and_any_other_also_make_square(client: Any) -> None:
    assert faces(await single(client)) == SINGLE_V7
    wide = faces(await single(client, "a lake --ar 3:2"))
    assert wide == [*SINGLE_V7[:8], "Make Square", *SINGLE_V7[8:]]


async def test_a_v8_image_offers_no_upscale_zoom_or_pan(client: Any) -> None:
    names = [
        "Vary (Subtle)",
        "Vary (Strong)",
        "Vary (Region)",
        "Animate (High motion)",
        "Animate (Low motion)",
        "❤️",
    ]
    assert faces(await single(client, "a lake --v 8.1")) == names


@pytest.mark.parametrize(
    ("start", "action", "buttons"),
    [
        ("MJ::JOB::upsample_v7_2x_subtle", "UPSCALE", "Redo Upscale (Subtle)"),
        ("MJ::JOB::low_variation", "VARIATION", "U1"),
        ("MJ::Outpaint::50", "ZOOM", "U1"),
        ("MJ::Outpaint::75", "ZOOM", "U1"),
        ("MJ::Outpaint::100", "ZOOM", "U1"),
        ("MJ::JOB::pan_up", "PAN", "U1"),
    ],
)
async def test_pressing_a_button_of_a_single_image_makes_what_it_says(
    client: Any, start: str, action: str, buttons: str
) -> None:
    task = await client.pressed(await single(client, "a lake --ar 3:2"), start)
    assert (task["status"], task["action"]) == ("SUCCESS", action)
    assert faces(task)[0] == buttons


async def test_a_pressed_button_turns_blue_and_can_be_pressed_again(client: Any) -> None:
    grid = await client.mj_done("imagine", prompt="a lake")
    await client.pressed(grid, "MJ::JOB::upsample::2")
    seen = await client.mj_task(grid["id"])
    assert [b["style"] for b in seen["buttons"]][:3] == [2, 1, 2]
    assert (await client.pressed(grid, "MJ::JOB::upsample::2"))["status"] == "SUCCESS"


async def test_custom_zoom_waits_for_a_modal_and_obeys_it(
    client: Any, recorded: Callable[[str], Any]
) -> None:
    answer = await client.press(await single(client), "MJ::CustomZoom")
    assert (
        recorded("mj-submit-code21-modal.json").items() <= {**answer, "result": "14001929738841620"}.items()
    )
    assert answer["properties"] == {"finalPrompt": "a lake", "remix": True}
    waiting = await client.mj_task(answer["result"], wait=False)
    assert (waiting["status"], waiting["progress"], waiting["buttons"]) == ("MODAL", "", [])
    refused = await client.mj("modal", taskId=answer["result"], prompt="a lake")
    assert (refused["code"], refused["description"]) == (4, "custom zoom needs --zoom in the prompt")
    done = await client.mj_done("modal", taskId=answer["result"], prompt="a lake --ar 2:1 --zoom 1.5")
    assert (done["id"], done["prompt"]) == (answer["result"], "a lake --ar 2:1")
    image = await client.picture(done["imageUrl"])
    assert image.width == pytest.approx(image.height * 2, rel=0.02)


async def test_vary_region_waits_for_a_mask(client: Any, mask_of: Callable[..., str]) -> None:
    answer = await client.press(await single(client), "MJ::Inpaint")
    assert answer["code"] == 21
    assert (await client.mj_task(answer["result"], wait=False))["prompt"] == ""
    assert (await client.mj("modal", taskId=answer["result"], prompt="a castle"))["code"] == 4
    mask = "data:image/png;base64," + mask_of((1024, 1024), (0, 0, 500, 500))
    done = await client.mj_done("modal", taskId=answer["result"], prompt="a castle", maskBase64=mask)
    assert (done["action"], faces(done)) == ("VARIATION", GRID)


async def test_a_gateway_may_say_code_1_and_leave_the_status_to_tell_of_the_modal(opened: Any) -> None:
    client = await opened(modal_answer="code1")
    answer = await client.press(await single(client), "MJ::CustomZoom")
    assert answer["code"] == 1
    assert (await client.mj_task(answer["result"], wait=False))["status"] == "MODAL"


async def test_with_remix_on_variations_pans_and_rerolls_ask_and_picks_do_not(opened: Any) -> None:
    client = await opened(remix=True)
    grid = await client.mj_done("imagine", prompt="a lake")
    for start in ("MJ::JOB::variation::1", "MJ::JOB::reroll"):
        assert (await client.press(grid, start))["code"] == 21
    answer = await client.press(grid, "MJ::JOB::variation::1")
    done = await client.mj_done("modal", taskId=answer["result"], prompt="a lake in winter")
    assert done["prompt"] == "a lake in winter"
    image = await client.pressed(grid, "MJ::JOB::upsample::1")
    assert (await client.press(image, "MJ::JOB::pan_left"))["code"] == 21
    assert (await client.press(image, "MJ::Outpaint::50"))["code"] == 1


async def test_describe_offers_four_prompts_to_imagine_and_another_try(
    client: Any, data_url: Callable[..., str]
) -> None:
    task = await client.mj_done("describe", base64=data_url("blue", (90, 60)))
    assert faces(task) == ["1️⃣", "2️⃣", "3️⃣", "4️⃣", "🔄", "Imagine all"]
    texts = task["properties"]["finalPrompt"].split("\n\n")
    assert (task["action"], len(texts), task["prompt"]) == ("DESCRIBE", 4, task["properties"]["finalPrompt"])
    assert (await client.picture(task["imageUrl"])).size == (90, 60)
    answer = await client.press(task, "MJ::Job::PicReader::2")
    assert (answer["code"], f"2️⃣ {answer['properties']['finalPrompt']}") == (21, texts[1])
    made = await client.mj_done("modal", taskId=answer["result"])
    assert (made["action"], f"2️⃣ {made['prompt']}") == ("IMAGINE", texts[1])
    assert (await client.pressed(task, "MJ::Picread::Retry"))["action"] == "DESCRIBE"
    assert (await client.press(task, "MJ::Job::PicReader::all"))["code"] == 4


async def test_imagine_all_starts_four_tasks_where_the_service_can(
    opened: Any, data_url: Callable[..., str]
) -> None:
    client = await opened(imagine_all="submit")
    task = await client.mj_done("describe", base64=data_url())
    ids = (await client.press(task, "MJ::Job::PicReader::all"))["result"].split(",")
    assert [(await client.mj_task(i))["action"] for i in ids] == ["IMAGINE"] * 4


async def test_shorten_marks_words_offers_shorter_prompts_and_shows_details(client: Any) -> None:
    task = await client.mj_done("shorten", prompt="a majestic crystal whale over the misty harbor of dreams")
    found = task["properties"]["finalPrompt"]
    assert found.startswith("## Important tokens\n")
    assert faces(task)[-1] == "Show Details"
    assert len(task["buttons"]) - 1 == found.count("️⃣")
    assert task["imageUrl"] == ""
    answer = await client.press(task, "MJ::Job::PromptAnalyzer::1")
    assert (answer["code"], answer["properties"]["finalPrompt"] in found) == (21, True)
    details = await client.pressed(task, "MJ::Job::PromptAnalyzerExtended")
    assert "█" in details["properties"]["finalPrompt"]


async def test_bookmarks_are_refused_as_unknown_actions(client: Any) -> None:
    assert (await client.press(await single(client), "MJ::BOOKMARK"))["code"] == 4


async def test_change_and_simple_change_press_the_grids_buttons(client: Any) -> None:
    grid = await client.mj_done("imagine", prompt="a lake")
    assert (await client.mj_done("change", taskId=grid["id"], action="UPSCALE", index=3))[
        "action"
    ] == "UPSCALE"
    assert (await client.mj_done("change", taskId=grid["id"], action="REROLL"))["action"] == "REROLL"
    assert (await client.mj_done("simple-change", content=f"{grid['id']} V4"))["action"] == "VARIATION"


async def test_blend_takes_two_to_five_pictures_and_uploads_get_addresses(
    client: Any, data_url: Callable[..., str]
) -> None:
    images = [data_url("red"), data_url("blue")]
    assert (await client.mj_done("blend", base64Array=images, dimensions="LANDSCAPE"))["action"] == "BLEND"
    for count in (1, 6):
        assert (await client.mj("blend", base64Array=[images[0]] * count))["code"] == 4
    uploaded = await client.mj("upload-discord-images", base64Array=images)
    assert (await client.picture(uploaded["result"][1])).getpixel((5, 5)) == (0, 0, 255)


@pytest.mark.parametrize(
    "headers",
    [
        {"Authorization": "Bearer sandbox-key"},
        {"Authorization": "sandbox-key"},
        {"mj-api-secret": "sandbox-key"},
    ],
)
async def test_the_key_may_be_sent_in_three_ways(client: Any, headers: dict[str, str]) -> None:
    status, answer = await client.ask("POST", "/mj/submit/imagine", {"prompt": "x"}, **headers)
    assert (status, answer["code"]) == (200, 1)


async def test_authorization_wins_and_a_wrong_key_is_refused_as_recorded(
    opened: Any, recorded: Callable[[str], Any]
) -> None:
    client = await opened(auth_styles=frozenset({"raw", "secret"}))
    both = {"Authorization": "Bearer sandbox-key", "mj-api-secret": "sandbox-key"}
    assert await client.ask("POST", "/mj/submit/imagine", {"prompt": "x"}, **both) == (
        401,
        recorded("mj-error-401.json"),
    )
    assert not client.sandbox.submits


@pytest.mark.parametrize(
    ("path", "body", "speed"),
    [
        ("/mj", {"prompt": "x"}, "fast"),
        ("/mj", {"prompt": "x --turbo"}, "turbo"),
        ("/mj", {"prompt": "x --turbo", "accountFilter": {"modes": ["RELAX"]}}, "relax"),
        ("/mj-fast/mj", {"prompt": "x --turbo", "accountFilter": {"modes": ["RELAX"]}}, "fast"),
        ("/relax/mj", {"prompt": "x"}, "relax"),
    ],
)
async def test_the_path_sets_the_speed_before_the_filter_and_the_prompt(
    client: Any, path: str, body: dict[str, Any], speed: str
) -> None:
    _, answer = await client.ask("POST", f"{path}/submit/imagine", body)
    assert client.sandbox.studio.get(answer["result"]).order.speed == speed


async def test_tasks_beyond_the_concurrency_wait_with_code_22_and_then_the_queue_is_full(
    opened: Any, recorded: Callable[[str], Any]
) -> None:
    client = await opened(manual=True, concurrency=2, queue_limit=1)
    first, _, third, fourth = [await client.mj("imagine", prompt=f"lake {n}") for n in range(4)]
    assert third["code"] == 22
    assert recorded("mj-submit-code22-queue.json")["properties"].keys() <= third["properties"].keys()
    assert (fourth["code"], fourth["result"]) == (23, None)
    waiting = await client.mj_task(third["result"], wait=False)
    assert (waiting["status"], waiting["progress"]) == ("NOT_START", None)
    await client.sandbox.studio.finish(first["result"])
    assert (await client.mj_task(third["result"], wait=False))["status"] == "SUBMITTED"


async def test_progress_by_hand_shows_in_the_task(opened: Any, recorded: Callable[[str], Any]) -> None:
    client = await opened(manual=True)
    task_id = (await client.mj("imagine", prompt="cat", state="ours"))["result"]
    await client.sandbox.studio.step(task_id, progress=50)
    task = await client.mj_task(task_id, wait=False)
    known = recorded("mj-task-in-progress-fixture.json")
    assert (task["status"], task["progress"]) == (known["status"], known["progress"])
    assert (task["state"], task["finishTime"]) == ("ours", 0)
    assert task["imageUrl"].endswith(".webp")


async def test_cancelling_makes_a_failure_and_frees_the_slot(opened: Any) -> None:
    client = await opened(manual=True, concurrency=1)
    first = (await client.mj("imagine", prompt="one"))["result"]
    second = (await client.mj("imagine", prompt="two"))["result"]
    for task_id in (first, first, "unknown"):
        assert await client.ask("POST", f"/mj/task/{task_id}/cancel") == (200, "")
    task = await client.mj_task(first)
    assert (task["status"], task["failReason"], task["progress"]) == ("FAILURE", "取消任务", "")
    assert (await client.mj_task(second, wait=False))["status"] == "SUBMITTED"


async def test_lists_leave_out_unknown_ids_and_the_seed_is_a_string(
    client: Any, recorded: Callable[[str], Any]
) -> None:
    task = await client.mj_done("imagine", prompt="a lake --seed 636646138")
    _, found = await client.ask("POST", "/mj/task/list-by-condition", {"ids": ["nothing", task["id"]]})
    assert found == [task]
    assert (await client.ask("GET", f"/mj/task/{task['id']}/image-seed"))[1] == recorded("mj-image-seed.json")


@pytest.mark.parametrize(("option", "status"), [("204", 204), ("200", 200), ("code4", 400)])
async def test_an_unknown_id_is_answered_as_each_branch_does(opened: Any, option: str, status: int) -> None:
    client = await opened(unknown_fetch=option)
    answered, body = await client.ask("GET", "/mj/task/nothing/fetch")
    assert answered == status
    assert body == "" or body["description"] == "task_no_found"


async def test_unknown_things_are_refused_loudly(client: Any) -> None:
    assert (await client.mj("imagine", prompt="x", colour="red"))["description"].startswith(
        "bad request: colour"
    )
    assert (await client.mj("imagine", prompt=""))["code"] == 4
    assert (await client.mj("imagine", prompt="x", state="s" * 256))["code"] == 4
    assert (await client.mj("imagine", prompt="x", base64Array=["data:image/png;base64,eHg="]))["code"] == 4
    task = await client.mj_done("imagine", prompt="a lake")
    assert (await client.mj("action", taskId=task["id"], customId="MJ::JOB::nonsense"))["code"] == 4
    body = {"taskId": "nothing", "customId": "x"}
    status, answer = await client.ask("POST", "/mj/submit/action", body)
    assert (status, answer["code"]) == (404, 3)
    status, answer = await client.ask("POST", "/mj/submit/swap", {})
    assert (status, answer["error"]["message"]) == (404, "the sandbox knows no POST /mj/submit/swap")


async def test_a_banned_word_and_an_impossible_aspect_fail_each_at_its_time(
    client: Any, recorded: Callable[[str], Any]
) -> None:
    banned = await client.mj("imagine", prompt="a nude body")
    assert banned.keys() == recorded("mj-submit-code24-banned.json").keys()
    assert (banned["code"], banned["properties"]["bannedWord"]) == (24, "nude")
    task = await client.mj_done("imagine", prompt="cat --ar wide")
    assert task["status"] == "FAILURE"
    assert task["failReason"].startswith("[Invalid parameter]")


async def test_each_change_is_sent_once_to_the_hook_with_the_state_echoed(opened: Any, hook: Any) -> None:
    client = await opened(manual=True)
    hook.statuses = [500]
    task_id = (await client.mj("imagine", prompt="cat", notifyHook=hook.url, state="job-1"))["result"]
    await client.sandbox.studio.step(task_id, progress=31)
    await client.sandbox.studio.finish(task_id)
    await client.sandbox.webhooks.idle()
    seen = [(body["status"], body["progress"]) for body in hook.bodies]
    assert seen == [("NOT_START", None), ("SUBMITTED", "0%"), ("IN_PROGRESS", "31%"), ("SUCCESS", "100%")]
    assert hook.bodies[-1] == await client.mj_task(task_id)
    assert hook.bodies[-1]["state"] == "job-1"


async def test_an_old_proxy_says_that_the_result_exists_already(
    client: Any, recorded: Callable[[str], Any]
) -> None:
    grid = await client.mj_done("imagine", prompt="a lake")
    client.sandbox.faults.add(Fault(Kind.EXISTED, endpoint="action"))
    answer = await client.press(grid, "MJ::JOB::upsample::1")
    assert answer.keys() == recorded("mj-submit-code21-existed.json").keys()
    assert answer["properties"]["status"] == "SUCCESS"
    assert (await client.picture(answer["properties"]["imageUrl"])).size == (1024, 1024)


async def test_pictures_linked_on_this_machine_show_in_what_they_prompt(
    client: Any, data_url: Callable[..., str]
) -> None:
    uploaded = (await client.mj("upload-discord-images", base64Array=[data_url("red")]))["result"][0]
    plain = await client.mj_done("imagine", prompt="sea --seed 1")
    shown = await client.mj_done("imagine", prompt=f"{uploaded} sea --seed 1")
    means = [np.asarray(await client.picture(task["imageUrl"]))[..., 0].mean() for task in (plain, shown)]
    assert means[1] > means[0] + 20
    described = await client.mj_done("describe", link=uploaded)
    assert "red" in described["prompt"] or "crimson" in described["prompt"]
    assert (await client.mj("imagine", prompt=f"{client.sandbox.base_url}/pictures/none.png sea"))[
        "code"
    ] == 4
    assert (await client.mj("describe", link="https://elsewhere.test/a.png"))["code"] == 4
    assert (await client.mj("imagine", prompt="https://elsewhere.test/a.png sea"))["code"] == 1


async def test_rerolling_a_blend_blends_again(client: Any, data_url: Callable[..., str]) -> None:
    blend = await client.mj_done("blend", base64Array=[data_url("red"), data_url("blue")])
    pixels = np.asarray(await client.picture((await client.pressed(blend, "MJ::JOB::reroll"))["imageUrl"]))
    assert pixels[..., 1].max() == 0


async def test_a_modal_is_answered_once_and_may_bring_its_own_hook_and_state(client: Any, hook: Any) -> None:
    answer = await client.press(await single(client), "MJ::CustomZoom")
    body = {"taskId": answer["result"], "prompt": "a lake --zoom 2"}
    assert (await client.mj("modal", **body, notifyHook=hook.url, state="job-2"))["result"] == answer[
        "result"
    ]
    assert (await client.mj("modal", **body))["code"] == 4
    await client.mj_task(answer["result"])
    await client.sandbox.webhooks.idle()
    assert (hook.bodies[-1]["status"], hook.bodies[-1]["state"]) == ("SUCCESS", "job-2")


async def test_the_lists_show_the_newest_tasks_first_and_those_that_wait(opened: Any) -> None:
    client = await opened(manual=True, concurrency=1)
    first, second = [(await client.mj("imagine", prompt="cat", state=f"job-{n}"))["result"] for n in (1, 2)]
    await client.tt("imagine", prompt="not of this dialect")
    _, newest = await client.ask("GET", "/mj/task/list")
    assert [(task["id"], task["state"]) for task in newest] == [(second, "job-2"), (first, "job-1")]
    _, waiting = await client.ask("GET", "/mj/task/queue")
    assert [task["id"] for task in waiting] == [second]
