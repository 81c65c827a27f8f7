"""What is said of a task that a service gave up."""

from __future__ import annotations

import pytest

from bot.i18n import Catalogues
from bot.jobs.lifecycle import upstream_failure


@pytest.mark.parametrize(
    ("sentence", "hint"),
    [
        ("[Banned prompt detected] Sorry! Our AI moderator thinks this is not allowed.", "Change them"),
        ("可能包含敏感词", "Change them"),
        ("[Image denied] Request cancelled due to image filters", "Its filters"),
        ("Request cancelled due to output filters", "Its filters"),
        ("[Invalid link!] Could not fetch it", "Check its address"),
        ("[invalid_parameter] The prompt word format is incorrect, please check and try again.", "Check the"),
        ("Subscription required", "Tell the bot's operator"),
        ("Job Timeout", "not finished in time"),
        ("执行超时 30 分钟", "not finished in time"),
        ("强制取消", "cancelled at the service"),
        ("[Internal error] Something went wrong. Please try again later.", "Try again in a few minutes"),
        ("[Internal server error] Apologies, try again", "Try again in a few minutes"),
        ("Execution error, system exception", "Try again in a few minutes"),
        ("服务异常，请稍后重试", "Try again in a few minutes"),
        ("未知消息", "Try again in a few minutes"),
    ],
)
def test_a_known_reason_is_quoted_and_explained_in_the_readers_language(sentence: str, hint: str) -> None:
    failure = upstream_failure(sentence)
    english = failure.message.format_map(failure.params)
    assert english.startswith(f"Midjourney could not make this: {sentence}\n")
    assert hint in english
    chinese = Catalogues().text("zh-CN", failure.message, **failure.params)
    assert f"（原话：{sentence}）。" in chinese
    assert chinese.endswith("。")


@pytest.mark.parametrize(
    "sentence", ["Duplicate images detected", "[Invalid parameter] --zoom", "不明", "The road was blocked"]
)
def test_an_unknown_reason_is_only_quoted(sentence: str) -> None:
    failure = upstream_failure(sentence)
    assert failure.message.format_map(failure.params) == f"Midjourney could not make this: {sentence}"


def test_no_reason_is_said_to_be_none() -> None:
    assert "gave no reason" in upstream_failure("").message
