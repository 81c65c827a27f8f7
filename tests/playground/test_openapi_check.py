"""The check against Discord's document finds what is wrong: else it would prove nothing about the bot."""

from __future__ import annotations

from typing import Any

import pytest

from bot.playground.models import LoggedRequest


def sent(method: str, path: str, body: Any, status: int = 200) -> LoggedRequest:
    return LoggedRequest(method, path, body, status, None)


@pytest.mark.parametrize(
    ("request_", "says"),
    [
        (sent("POST", "/channels/1/messages", {"content": 5}), "$.content"),
        (sent("POST", "/channels/1/messages", {"content": "x", "embeds": [{"title": "x" * 257}]}), "title"),
        (sent("PATCH", "/webhooks/1/token/messages/@original", {"content": 3}), "$.content"),
        (sent("PUT", "/applications/1/commands", [{"name": "x" * 33, "description": "y"}]), "name"),
        (sent("POST", "/interactions/1/token/callback", {"type": 99}), "/callback"),
        (sent("GET", "/no/such/route", None), "no such route"),
    ],
)
def test_a_wrong_request_is_named(openapi: Any, request_: LoggedRequest, says: str) -> None:
    (problem,) = openapi.problems([request_])
    assert says in problem


@pytest.mark.parametrize(
    "request_",
    [
        sent(
            "POST", "/channels/1/messages", {"content": "x", "attachments": [{"id": 0, "filename": "x.png"}]}
        ),
        sent("POST", "/interactions/1/token/callback", {"type": 5, "data": {"flags": 64}}),
        sent("POST", "/channels/1/messages", {"content": 5}, status=400),
        sent("GET", "/users/@me", None),
    ],
)
def test_a_right_or_refused_request_is_not(openapi: Any, request_: LoggedRequest) -> None:
    assert openapi.problems([request_]) == []


def test_a_wrong_answer_is_named(openapi: Any) -> None:
    check = openapi.OpenApiCheck.find()
    if check is None:
        pytest.skip("Discord's OpenAPI document is not at hand")
    assert "url" in check.answer_problem("GET", "/gateway", {})
    assert check.answer_problem("GET", "/gateway", {"url": "ws://127.0.0.1/gateway"}) is None
