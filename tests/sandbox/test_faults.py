"""Each fault, shown over real sockets."""

import asyncio
from typing import Any

import aiohttp
import pytest

from bot.sandbox import Fault, Kind
from bot.sandbox.faults import Faults, Stage, UnknownFaultError


async def submit(client: Any, prompt: str = "a lake", **body: Any) -> tuple[int, Any]:
    return await client.ask("POST", "/mj/submit/imagine", {"prompt": prompt, **body})


@pytest.mark.parametrize("kind", [Kind.DROP_BEFORE, Kind.DROP_AFTER])
async def test_a_dropped_connection_leaves_a_task_only_when_it_died_after_acceptance(
    client: Any, kind: Kind
) -> None:
    client.sandbox.faults.add(Fault(kind))
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await submit(client, state="job-7")
    accepted = kind is Kind.DROP_AFTER
    assert [(s.state, s.accepted, s.fault) for s in client.sandbox.submits] == [
        ("job-7", accepted, kind.value)
    ]
    assert len(client.sandbox.studio.tasks()) == accepted
    assert (await submit(client))[1]["code"] == 1


@pytest.mark.parametrize(
    ("kind", "status"),
    [(Kind.RATE_LIMITED, 429), (Kind.SERVER_ERROR, 500), (Kind.UNAVAILABLE, 503), (Kind.STATUS, 400)],
)
async def test_http_errors_come_in_the_dialects_own_shape(client: Any, kind: Kind, status: int) -> None:
    client.sandbox.faults.add(Fault(kind, times=2, code=400))
    answered, body = await submit(client)
    assert (answered, "message" in body["error"]) == (status, True)
    answered, body = await client.tt("imagine", prompt="a lake")
    assert (answered, body["status"]) == (status, "FAILED")
    assert client.sandbox.studio.tasks() == []


@pytest.mark.parametrize(
    ("kind", "code", "status"),
    [
        (Kind.NO_ACCOUNT, 3, 403),
        (Kind.REFUSED, 4, 400),
        (Kind.BUSY, 9, 500),
        (Kind.QUEUE_FULL, 23, 499),
        (Kind.BANNED, 24, 400),
    ],
)
async def test_refusals_have_a_code_in_one_dialect_and_a_status_in_the_other(
    client: Any, kind: Kind, code: int, status: int
) -> None:
    client.sandbox.faults.add(Fault(kind, times=2))
    answered, body = await submit(client)
    assert (answered, body["code"], body["result"]) == (200, code, None)
    assert (await client.tt("imagine", prompt="a lake"))[0] == status


async def test_credit_ends_at_the_gateway_in_one_dialect_and_with_http_402_in_the_other(client: Any) -> None:
    client.sandbox.faults.add(Fault(Kind.NO_CREDIT, times=2))
    answered, body = await submit(client)
    assert (answered, body["code"], body["description"]) == (400, 4, "quota_not_enough")
    assert (await client.tt("imagine", prompt="a lake"))[0] == 402
    assert client.sandbox.studio.tasks() == []


async def test_code_22_can_be_forced_and_the_task_runs_all_the_same(client: Any) -> None:
    client.sandbox.faults.add(Fault(Kind.IN_QUEUE))
    _, body = await submit(client)
    assert body["code"] == 22
    assert (await client.mj_task(body["result"]))["status"] == "SUCCESS"


async def test_html_with_http_200_can_meet_a_fetch_that_names_it_and_no_other_read(client: Any) -> None:
    task_id = (await submit(client))[1]["result"]
    client.sandbox.faults.add(Fault(Kind.HTML))
    assert (await client.mj_task(task_id))["status"] == "SUCCESS"
    client.sandbox.faults.clear()
    client.sandbox.faults.add(Fault(Kind.HTML, endpoint="fetch"))
    assert "<html>" in await client.mj_task(task_id)
    assert (await client.mj_task(task_id))["status"] == "SUCCESS"


async def test_a_slow_answer_comes_after_the_task_was_accepted(client: Any) -> None:
    client.sandbox.faults.add(Fault(Kind.SLOW_ANSWER, seconds=0.2))
    started = asyncio.get_running_loop().time()
    assert (await submit(client))[1]["code"] == 1
    assert asyncio.get_running_loop().time() - started >= 0.2


async def test_a_failing_task_is_accepted_and_ends_with_the_reason(client: Any) -> None:
    client.sandbox.faults.add(Fault(Kind.FAIL, reason="Banned prompt detected"))
    task = await client.mj_done("imagine", prompt="a lake")
    assert (task["status"], task["failReason"]) == ("FAILURE", "Banned prompt detected")


async def test_a_stuck_task_never_ends_by_itself_and_keeps_its_slot(opened: Any) -> None:
    client = await opened(concurrency=1)
    client.sandbox.faults.add(Fault(Kind.STUCK))
    stuck = (await submit(client))[1]["result"]
    waiting = (await submit(client))[1]
    assert waiting["code"] == 22
    await client.ask("POST", f"/mj/task/{stuck}/cancel")
    assert (await client.mj_task(waiting["result"]))["status"] == "SUCCESS"


async def test_a_fault_strikes_only_matching_prompts_and_only_so_often(client: Any) -> None:
    client.sandbox.faults.add(Fault(Kind.REFUSED, times=2, match="castle"))
    codes = [(await submit(client, prompt))[1]["code"] for prompt in ("lake", "a castle", "castle", "castle")]
    assert codes == [1, 4, 4, 1]


async def test_magic_words_in_a_prompt_ask_for_faults(client: Any) -> None:
    assert (await client.mj_done("imagine", prompt="a lake --sandbox fail"))["status"] == "FAILURE"
    assert (await submit(client, "a lake --sandbox rate-limited"))[0] == 429
    assert (await submit(client, "a lake --sandbox queue-full --ar 3:2"))[1]["code"] == 23
    _, unknown = await submit(client, "a lake --sandbox explode")
    assert unknown["code"] == 4
    assert "known: drop-before" in unknown["description"]


async def test_faults_can_be_set_listed_and_cleared_over_http(client: Any) -> None:
    status, listed = await client.ask(
        "POST", "/sandbox/faults", {"kind": "stuck", "times": None, "match": "x"}
    )
    assert (status, listed[0]["kind"], listed[0]["times"]) == (201, "stuck", None)
    assert (await client.ask("GET", "/sandbox/faults"))[1] == listed
    for wrong in ({"kind": "explode"}, {"kind": "stuck", "colour": "red"}, {}):
        assert (await client.ask("POST", "/sandbox/faults", wrong))[0] == 400
    assert (await client.ask("DELETE", "/sandbox/faults"))[0] == 204
    assert (await client.ask("GET", "/sandbox/faults"))[1] == []


async def statuses(client: Any, hook: Any, fault: Fault) -> list[str]:
    """Run one task whose second change (SUBMITTED) meets the fault, and return what arrived."""
    task_id = (await submit(client, notifyHook=hook.url))[1]["result"]
    client.sandbox.faults.add(fault)
    await client.sandbox.studio.step(task_id, progress=50)
    await client.sandbox.studio.finish(task_id)
    await client.sandbox.webhooks.idle()
    return [body["status"] for body in hook.bodies][2:]


@pytest.mark.parametrize(
    ("kind", "arrived"),
    [
        (Kind.WEBHOOK_LOST, ["SUCCESS"]),
        (Kind.WEBHOOK_DOUBLED, ["IN_PROGRESS", "IN_PROGRESS", "SUCCESS"]),
        (Kind.WEBHOOK_REORDERED, ["SUCCESS", "IN_PROGRESS"]),
        (Kind.WEBHOOK_LATE, ["SUCCESS", "IN_PROGRESS"]),
    ],
)
async def test_webhooks_can_be_lost_doubled_reordered_and_late(
    opened: Any, hook: Any, kind: Kind, arrived: list[str]
) -> None:
    client = await opened(manual=True)
    assert await statuses(client, hook, Fault(kind, endpoint="imagine", seconds=0.2)) == arrived


async def test_a_picture_can_expire(client: Any) -> None:
    task = await client.mj_done("imagine", prompt="a lake")
    client.sandbox.faults.add(Fault(Kind.STATUS, endpoint="picture", code=403))
    async with client.session.get(task["imageUrl"]) as answer:
        assert (answer.status, await answer.text()) == (403, "This content is no longer available.")
    assert (await client.picture(task["imageUrl"])).size == (2048, 2048)


def test_an_unknown_magic_word_is_an_error_and_never_silence() -> None:
    with pytest.raises(UnknownFaultError, match="explode"):
        Faults().take(Stage.TASK, "imagine", "cat --sandbox explode")
