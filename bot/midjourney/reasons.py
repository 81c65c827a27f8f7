"""Why a task failed, from the sentence with which a service gave it up. Pure; refused submits are `refusals`'.

Such sentences are English at Midjourney and TTAPI and Chinese at the proxies, so one half of the members cannot read
them. Those that are known are quoted with words of ours that can be translated; the others are only quoted.
"""

from __future__ import annotations

import re

from bot.errors import N_

_QUOTED = N_("Midjourney could not make this: {detail}")
_THEIR_FAULT = N_(
    "Midjourney could not make this: {detail}\nThe fault is there and not in the prompt. Try again in a few minutes."
)

# First match wins. Sources: TTAPI's FAQ, the titles of Midjourney's error messages, failReason of the proxies.
_KNOWN: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), message)
    for pattern, message in (
        (
            r"banned prompt|敏感词",
            N_(
                "Midjourney could not make this: {detail}\nIt does not allow these words. Change them and try again."
            ),
        ),
        (
            r"image denied|(?:output|image) filters",
            N_(
                "Midjourney could not make this: {detail}\nIts filters stopped the picture. Change the words or the "
                "pictures and try again."
            ),
        ),
        (
            r"invalid link",
            N_(
                "Midjourney could not make this: {detail}\nIt could not open a picture of this prompt. Check its "
                "address."
            ),
        ),
        (
            r"prompt word format is incorrect",
            N_(
                "Midjourney could not make this: {detail}\nCheck the parameters, and how many pictures the prompt has."
            ),
        ),
        (
            r"subscription required|plan cancelled|tos not accepted|action needed|pending mod message|\Ablocked\b",
            N_(
                "Midjourney could not make this: {detail}\nThis is about the bot's Midjourney account. Tell the bot's "
                "operator."
            ),
        ),
        (
            r"timeout|timed out|超时",
            N_("Midjourney could not make this: {detail}\nIt was not finished in time. Try again."),
        ),
        (
            r"取消任务|强制取消",
            N_("Midjourney could not make this: {detail}\nThe job was cancelled at the service."),
        ),
        (
            r"internal (?:server )?error|execution error|failed to process|queue full|unknown (?:integration|message)",
            _THEIR_FAULT,
        ),
        (
            r"系统异常|服务异常|实例不可用|任务失败|未知消息|未知集成",
            _THEIR_FAULT,
        ),
    )
)


def message(sentence: str) -> str:
    """Give the message id for a service's reason; its ``{detail}`` is the sentence."""
    return next((words for pattern, words in _KNOWN if pattern.search(sentence)), _QUOTED)
