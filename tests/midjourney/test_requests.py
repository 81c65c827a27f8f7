"""What goes out: the exact bodies of both dialects."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest

from bot.config import AccountSettings
from bot.midjourney.dialect import HttpRequest
from bot.midjourney.dialects import make_dialect
from bot.midjourney.dialects.ttapi import Ttapi
from bot.midjourney.errors import InvalidRequest, Unsupported
from bot.midjourney.models import (
    Blend,
    BotType,
    Callback,
    Describe,
    Dimensions,
    FindSeed,
    Imagine,
    Inpaint,
    Mode,
    Picture,
    Press,
    Shorten,
    SubmitModal,
    SubmitRequest,
)

Account = Callable[..., AccountSettings]

CALLBACK = Callback("https://bot.example/hooks/x", "job-1")
PNG = Picture(b"png", "image/png")
JPEG = Picture(b"jpg", "image/jpeg")
PNG_URL, JPEG_URL = "data:image/png;base64,cG5n", "data:image/jpeg;base64,anBn"
TT_CALLBACK = {"hookUrl": "https://bot.example/hooks/x", "notify_id": "job-1"}
MJ_CALLBACK = {"notifyHook": "https://bot.example/hooks/x", "state": "job-1"}
MJ_BOT = {"botType": "MID_JOURNEY"}


@pytest.mark.parametrize(
    ("request_", "path", "body"),
    [
        (
            Imagine("a fox --ar 3:2", mode=Mode.TURBO),
            "imagine",
            {"prompt": "a fox --ar 3:2", "mode": "turbo", "timeout": 300, "getUImages": False},
        ),
        (
            Imagine("a fox --relax --ar 3:2", mode=Mode.FAST),
            "imagine",
            {"prompt": "a fox --ar 3:2", "mode": "relax", "timeout": 600, "getUImages": False},
        ),
        (
            Imagine("a fox", bot_type=BotType.NIJI),
            "imagine",
            {"prompt": "a fox --niji 7", "mode": "fast", "timeout": 300, "getUImages": False},
        ),
        (
            Blend((PNG, JPEG), Dimensions.PORTRAIT),
            "blend",
            {
                "imgBase64Array": [PNG_URL, JPEG_URL],
                "dimensions": "PORTRAIT",
                "mode": "fast",
                "timeout": 300,
                "getUImages": False,
            },
        ),
        (Describe(PNG, "https://x.example/a.png"), "describe", {"base64": PNG_URL, "timeout": 300}),
        (
            Describe(url="https://x.example/a.png"),
            "describe",
            {"url": "https://x.example/a.png", "timeout": 300},
        ),
        (
            Press("t-1", "upscale_subtle"),
            "action",
            {"jobId": "t-1", "action": "upscale_subtle", "timeout": 600, "getUImages": False},
        ),
        (
            Inpaint("t-1", b"png", "a hat"),
            "inpaint",
            {"jobId": "t-1", "mask": "cG5n", "prompt": "a hat", "timeout": 600},
        ),
        (Inpaint("t-1", b"png"), "inpaint", {"jobId": "t-1", "mask": "cG5n", "timeout": 600}),
    ],
)
def test_ttapi_submits(account: Account, request_: SubmitRequest, path: str, body: Mapping[str, Any]) -> None:
    sent = make_dialect(account("ttapi")).submit(request_, CALLBACK)
    assert sent == HttpRequest("POST", f"/midjourney/v1/{path}", json={**body, **TT_CALLBACK})


@pytest.mark.parametrize(
    ("request_", "path", "body"),
    [
        (Imagine("a fox"), "imagine", {"prompt": "a fox", "base64Array": [], **MJ_BOT}),
        (
            Imagine("a fox", (PNG,), bot_type=BotType.NIJI),
            "imagine",
            {"prompt": "a fox", "base64Array": [PNG_URL], "botType": "NIJI_JOURNEY"},
        ),
        (
            Imagine("a fox", mode=Mode.RELAX),
            "imagine",
            {"prompt": "a fox --relax", "base64Array": [], **MJ_BOT},
        ),
        (
            Imagine("a fox --turbo", mode=Mode.RELAX),
            "imagine",
            {"prompt": "a fox --turbo", "base64Array": [], **MJ_BOT},
        ),
        (
            Blend((PNG, JPEG), Dimensions.LANDSCAPE, mode=Mode.RELAX),
            "blend",
            {
                "base64Array": [PNG_URL, JPEG_URL],
                "dimensions": "LANDSCAPE",
                "accountFilter": {"modes": ["RELAX"]},
                **MJ_BOT,
            },
        ),
        (Describe(JPEG), "describe", {"base64": JPEG_URL, **MJ_BOT}),
        (Describe(url="https://x.example/a.png"), "describe", {"link": "https://x.example/a.png", **MJ_BOT}),
        (Shorten("a very long fox"), "shorten", {"prompt": "a very long fox", **MJ_BOT}),
        (
            Shorten("a fox --niji 7", bot_type=BotType.NIJI),
            "shorten",
            {"prompt": "a fox --niji 7", "botType": "NIJI_JOURNEY"},
        ),
        (
            Press("1", "MJ::JOB::upsample::2::h"),
            "action",
            {"taskId": "1", "customId": "MJ::JOB::upsample::2::h"},
        ),
        (SubmitModal("2", "a fox --zoom 1.5"), "modal", {"taskId": "2", "prompt": "a fox --zoom 1.5"}),
        (SubmitModal("2", "", b"png"), "modal", {"taskId": "2", "prompt": "", "maskBase64": PNG_URL}),
    ],
)
def test_midjourney_proxy_submits(
    account: Account, request_: SubmitRequest, path: str, body: Mapping[str, Any]
) -> None:
    sent = make_dialect(account()).submit(request_, CALLBACK)
    assert sent == HttpRequest("POST", f"/mj/submit/{path}", json={**body, **MJ_CALLBACK})


def test_a_path_of_its_own_for_a_speed_replaces_flag_and_filter(account: Account) -> None:
    dialect = make_dialect(account(mode_paths={"relax": "mj-relax", "fast": "/mj-fast/"}))
    sent = dialect.submit(Imagine("a fox --relax --v 7"), Callback())
    assert sent.path == "/mj-relax/mj/submit/imagine"
    assert sent.json == {"prompt": "a fox --v 7", "base64Array": [], **MJ_BOT}
    assert (
        dialect.submit(Press("1", "MJ::JOB::reroll::0::h::SOLO"), Callback()).path
        == "/mj-fast/mj/submit/action"
    )
    assert dialect.submit(Blend((PNG, PNG), mode=Mode.RELAX), Callback()).path == "/mj-relax/mj/submit/blend"
    assert dialect.submit(Imagine("a fox", mode=Mode.TURBO), Callback()).path == "/mj/submit/imagine"
    assert dialect.fetch("1").path == "/mj/task/1/fetch"


@pytest.mark.parametrize("name", ["ttapi", "midjourney_proxy"])
def test_a_flag_in_the_prompt_does_not_buy_a_speed_that_the_operator_shut(
    account: Account, name: str
) -> None:
    dialect = make_dialect(account(name, modes=("fast", "relax")))
    with pytest.raises(Unsupported) as caught:
        dialect.submit(Imagine("a fox --turbo"), Callback())
    assert "does not offer --turbo. Choose one of: --fast, --relax." in str(caught.value)


def test_ttapi_takes_pictures_beside_a_prompt_as_links_before_it_and_none_that_lies_nowhere(
    account: Account,
) -> None:
    dialect = make_dialect(account("ttapi"))
    linked = replace(PNG, url="https://cdn.example/hill.png?ex=1")
    sent = dialect.submit(Imagine("a fox --ar 3:2", (linked, linked)), Callback())
    assert sent.json is not None
    assert sent.json["prompt"] == f"{linked.url} {linked.url} a fox --ar 3:2"
    with pytest.raises(Unsupported, match="web address at the start of the prompt"):
        dialect.submit(Imagine("a fox", (linked, PNG)), Callback())


def test_ttapi_says_that_version_7_has_no_fast_mode_instead_of_changing_it(account: Account) -> None:
    dialect = make_dialect(account("ttapi"))
    with pytest.raises(Unsupported) as caught:
        dialect.submit(Imagine("a fox --v 7"), Callback())
    assert "--turbo or --relax" in str(caught.value)
    sent = dialect.submit(Imagine("a fox --v 7 --turbo"), Callback())
    assert sent.json is not None
    assert sent.json["mode"] == "turbo"


@pytest.mark.parametrize(
    "request_",
    [
        Imagine("a fox", (PNG,)),
        Shorten("a fox"),
        SubmitModal("1", "a fox"),
        Press("1", "inpaint"),
        Press("1", "Custom Zoom"),
    ],
)
def test_what_ttapi_cannot_do_is_said_before_anything_is_sent(
    account: Account, request_: SubmitRequest
) -> None:
    with pytest.raises(Unsupported):
        make_dialect(account("ttapi")).submit(request_, Callback())


def test_midjourney_proxy_never_presses_a_modal_and_inpaints_by_modal(account: Account) -> None:
    dialect = make_dialect(account())
    with pytest.raises(InvalidRequest):
        dialect.submit(Press("1", "MJ::RemixModal::h::1::0"), Callback())
    with pytest.raises(Unsupported):
        dialect.submit(Inpaint("1", b"png"), Callback())


@pytest.mark.parametrize(
    ("asked", "mode", "sent"),
    [(60, Mode.FAST, 300), (60, Mode.RELAX, 600), (900, Mode.FAST, 900), (1200, Mode.RELAX, 1200)],
)
def test_time_outs_stay_within_what_ttapi_takes(account: Account, asked: int, mode: Mode, sent: int) -> None:
    dialect = make_dialect(account("ttapi", task_timeout_seconds=asked))
    body = dialect.submit(Imagine("a fox", mode=mode), Callback()).json
    assert body is not None
    assert body["timeout"] == sent


def test_ttapi_reads(account: Account) -> None:
    dialect = make_dialect(account("ttapi"))
    assert dialect.fetch("a b") == HttpRequest("GET", "/midjourney/v1/fetch", query={"jobId": "a b"})
    assert Ttapi(account("ttapi"), fetch_method="POST").fetch("1") == HttpRequest(
        "POST", "/midjourney/v1/fetch", json={"jobId": "1"}
    )
    assert dialect.find_seed(FindSeed("1"), CALLBACK) == HttpRequest(
        "POST", "/midjourney/v1/seed", json={"jobId": "1", "timeout": 300, **TT_CALLBACK}
    )
    assert dialect.check_prompt("x") == HttpRequest(
        "POST", "/midjourney/v1/promptCheck", json={"prompt": "x"}
    )
    assert dialect.status() == HttpRequest("GET", "/midjourney/status")
    assert dialect.authorize("k") == {"TT-API-KEY": "k"}


def test_midjourney_proxy_reads(account: Account) -> None:
    dialect = make_dialect(account())
    assert dialect.fetch("../a b") == HttpRequest("GET", "/mj/task/..%2Fa%20b/fetch")
    assert dialect.fetch_many(["1", "2"]) == HttpRequest(
        "POST", "/mj/task/list-by-condition", json={"ids": ["1", "2"]}
    )
    assert dialect.list_recent() == HttpRequest("GET", "/mj/task/list")
    assert dialect.cancel("1") == HttpRequest("POST", "/mj/task/1/cancel")
    assert dialect.find_seed(FindSeed("1"), CALLBACK) == HttpRequest("GET", "/mj/task/1/image-seed")


@pytest.mark.parametrize(
    ("auth", "headers"),
    [
        ("bearer", {"Authorization": "Bearer k"}),
        ("raw", {"Authorization": "k"}),
        ("mj-api-secret", {"mj-api-secret": "k"}),
    ],
)
def test_midjourney_proxy_sends_one_header_with_the_key(
    account: Account, auth: str, headers: Mapping[str, str]
) -> None:
    assert make_dialect(account(auth=auth)).authorize("k") == headers
