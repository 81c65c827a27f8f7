"""Answers are foreign bytes: whatever they hold, decoders give a value or one of our errors."""

from __future__ import annotations

import contextlib
import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import SecretStr

from bot.config import AccountSettings
from bot.midjourney import wire
from bot.midjourney.dialect import Dialect, HttpResponse
from bot.midjourney.dialects import make_dialect
from bot.midjourney.errors import Refused, Unanswered, Unreadable, UpstreamError

if TYPE_CHECKING:
    from collections.abc import Callable

DIALECTS = [
    make_dialect(AccountSettings(dialect=name, base_url="http://x", api_key=SecretStr("k")))
    for name in ("ttapi", "midjourney_proxy")
]

leaves = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=True)
    | st.text()
    | st.sampled_from(
        ["SUCCESS", "FAILED", "FAILURE", "MODAL", "", "[x](", "1️⃣ a", "http://[", "https://a/b.mp4"]
    )
)
keys = st.sampled_from(
    ["status", "code", "result", "description", "message", "data", "properties", "buttons", "id", "jobId", "error",
     "imageUrl", "progress", "prompt", "components", "images", "videoUrls", "url", "customId", "emoji", "label",
     "style", "finalPrompt", "action", "width", "seed", "failReason", "bannedWord", "numberOfQueues", "fast"]
)  # fmt: skip
documents = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys | st.text(), inner, max_size=8),
    max_leaves=25,
)
bodies = st.binary() | documents.map(lambda value: json.dumps(value).encode("utf-8", "surrogatepass"))
statuses = st.sampled_from([200, 204, 301, 400, 401, 404, 429, 499, 500, 503, 504])


def readers(dialect: Dialect) -> list[Callable[[HttpResponse], Any]]:
    return [
        dialect.read_submit,
        lambda response: dialect.read_fetch("1", response),
        dialect.read_fetch_many,
        dialect.read_cancel,
        dialect.read_seed,
        dialect.read_prompt_check,
        dialect.read_status,
        lambda response: dialect.read_webhook(response.body),
    ]


@settings(max_examples=150, deadline=None)
@given(statuses, bodies)
def test_no_answer_raises_anything_but_our_own_errors(status: int, body: bytes) -> None:
    response = HttpResponse(status, body)
    for dialect in DIALECTS:
        for read in readers(dialect):
            try:
                repr(read(response)).encode()
            except UpstreamError as error:
                str(error).encode()


@settings(max_examples=150, deadline=None)
@given(statuses, bodies)
def test_a_submit_is_accepted_refused_or_unanswered_and_nothing_else(status: int, body: bytes) -> None:
    for dialect in DIALECTS:
        with contextlib.suppress(Refused, Unanswered):
            assert dialect.read_submit(HttpResponse(status, body)).task_id


@pytest.mark.parametrize(
    "body", [b"[" * 100_000, b"1" * 10_000, b"\xff\xfe", b'{"a":1} trailing', b"// x\n{}"]
)
def test_bodies_that_break_parsers_are_unreadable(body: bytes) -> None:
    with pytest.raises(Unreadable):
        wire.read_json(body)


def test_byte_order_marks_and_white_space_are_forgiven() -> None:
    assert wire.read_json(b'\xef\xbb\xbf \r\n{"a": 1}\n') == {"a": 1}


def test_sentences_lose_keys_addresses_and_control_characters() -> None:
    said = "bad\x00 key sk-abcdef123456,\r\nBearer abc; see https://u:p@bot.example/hooks/s3?x=1 \x1b[0m"
    assert wire.clean_sentence(said) == "bad key …, … see https://bot.example/… [0m"
    assert len(wire.clean_sentence("x" * 1000)) == 300


@given(st.text())
def test_cleaned_sentences_are_one_short_line(text: str) -> None:
    line = wire.clean_sentence(text)
    assert len(line) <= 300
    assert len(line.splitlines()) <= 1


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (True, ""),
        (10**18 + 1, "1000000000000000001"),
        (3.0, "3"),
        ([], ""),
        ({}, ""),
        ("a\0\ud800", "a?"),
    ],
)
def test_texts_are_always_storable(value: object, text: str) -> None:
    assert wire.as_text(value) == text


@pytest.mark.timeout(5)
@pytest.mark.parametrize(
    "piece", ["[", "[a](", "[a](" + " " * 50, "a.", "a@", "1️⃣ ", "--ar ", "x://", "bearer "]
)
def test_no_text_keeps_the_bot_busy(piece: str) -> None:
    text = piece * (200_000 // len(piece))
    body = json.dumps(
        {
            "id": "1",
            "jobId": "1",
            "status": "SUCCESS",
            "action": "DESCRIBE",
            "message": text,
            "failReason": text,
        }
        | {
            "prompt": text,
            "data": {"action": "describe", "prompt": text},
            "properties": {"finalPrompt": text},
        }
    ).encode()
    for dialect in DIALECTS:
        assert dialect.read_webhook(body).task_id == "1"
