"""From an upstream's complaint to an error: HTTP status, code number and sentence, read by tables.

Code numbers mean different things at different services, so the sentence decides wherever it says enough.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from bot.errors import N_
from bot.midjourney.dialect import HttpResponse
from bot.midjourney.errors import (
    BannedPrompt,
    InvalidRequest,
    NoAccount,
    OutOfCredit,
    QueueFull,
    RateLimited,
    Refused,
    TaskUnknown,
    Unanswered,
    Unauthorized,
    Unsupported,
    UpstreamError,
)
from bot.midjourney.wire import clean_sentence, retry_after

Build = Callable[[str], Refused]
"""Makes the error out of the upstream's sentence."""

_BANNED_WORDS = re.compile(r"(?i)banned prompt words?\s*[:：]\s*(.+)")
_WORD_LIMIT = 10
_NO_MORE_THAN_BANNED = re.compile(
    r"(?:提示词|prompt)?\s*(?:可能)?(?:包含|含有)?\s*敏感词[。.!！]?", re.IGNORECASE
)
"""The proxies' sentence for forbidden words, which names none and is not everybody's language."""


def banned(sentence: str) -> BannedPrompt:
    """Build the error for forbidden words, with the words where the sentence lists them."""
    match = _BANNED_WORDS.search(sentence)
    listed = match[1].strip(" []。.\"'") if match else ""
    words = tuple(word for part in re.split(r"[,，、;]", listed) if (word := clean_sentence(part.strip())))
    detail = "" if _NO_MORE_THAN_BANNED.fullmatch(sentence.strip()) else clean_sentence(sentence)
    return BannedPrompt(detail=detail, words=words[:_WORD_LIMIT])


def _plain(error: type[Refused], message: str | None = None) -> Build:
    """Build this error, with the words for a sentence that not everybody can read where its own say too little."""

    def build(sentence: str) -> Refused:
        return error(message, detail=clean_sentence(sentence))

    return build


# First match wins. Sources: new-api's own error names, trueai's and novicezk's sentences, TTAPI's FAQ.
_SENTENCES: tuple[tuple[re.Pattern[str], Build], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), build)
    for pattern, build in (
        (r"banned (?:prompt|word)|sensitive word|敏感词|违禁词", banned),
        (
            r"quota_not_enough|insufficient|余额不足|额度不足|欠费|not enough (?:quota|balance|credit)",
            _plain(OutOfCredit),
        ),
        (r"rate.?limit|too many requests|过于频繁|频率", _plain(RateLimited)),
        (r"队列已满|queue[^.]{0,20}\bfull|full[^.]{0,10}queue|queue[^.]{0,20}exhausted", _plain(QueueFull)),
        (r"无效的令牌|未登录|invalid token|invalid api.?key|unauthori[sz]ed", _plain(Unauthorized)),
        (
            r"task_no(?:t)?_found|关联任务不存在|任务不存在|(?:task|job)(?:id)? (?:does )?not (?:exist|found)",
            _plain(TaskUnknown),
        ),
        (
            r"关联任务状态错误|task_status_not_success",
            _plain(
                InvalidRequest,
                N_(
                    "Midjourney cannot do this with the picture: its task is not finished there, or can no longer "
                    "be changed."
                ),
            ),
        ),
        (
            r"prompt ?不能为空|prompt_is_required",
            _plain(InvalidRequest, N_("There are no words to draw from. Say what the picture shows.")),
        ),
        (
            r"base64 ?格式错误",
            _plain(InvalidRequest, N_("The Midjourney service could not read the picture. Try another one.")),
        ),
        (
            r"账号不支持 ?remix",
            _plain(
                Unsupported,
                N_(
                    "The Midjourney account behind this bot is not in remix mode, so that is not possible. Tell the "
                    "bot's operator."
                ),
            ),
        ),
        (
            r"禁止上传",
            _plain(Unsupported, N_("The Midjourney service behind this bot takes no uploaded pictures.")),
        ),
        (r"无可用的账号|no available account|渠道已被禁用", _plain(NoAccount)),
        (
            r"unknown_action|未知的 ?action|无可用渠道|no available channel|该任务不支持",
            _plain(Unsupported),
        ),
    )
)

# new-api could not read its own upstream's answer, or could not store the task after it was sent (measured: billed).
_LOST_BEHIND_GATEWAY = re.compile(
    r"do_request_failed|copy_response_body_failed|insert_midjourney_task_failed"
)

_STATUSES: dict[int, type[Refused]] = {
    400: InvalidRequest,
    401: Unauthorized,
    402: OutOfCredit,
    403: Unauthorized,
    404: Unsupported,
    405: Unsupported,
    413: InvalidRequest,
    422: InvalidRequest,
    429: RateLimited,
    499: QueueFull,
}
_NOBODY_KNOWS = frozenset({408, 502, 504})
_SERVER_ERROR = 500


def is_known(sentence: str) -> bool:
    """Tell whether a sentence names its cause."""
    return any(pattern.search(sentence) for pattern, _ in _SENTENCES)


def by_sentence(sentence: str, otherwise: type[Refused]) -> Refused:
    """Let the sentence decide; `otherwise` for one that says nothing known."""
    for pattern, build in _SENTENCES:
        if pattern.search(sentence):
            return build(sentence)
    return otherwise(detail=clean_sentence(sentence))


def by_status(response: HttpResponse, sentence: str) -> Refused | None:
    """Give the refusal that an HTTP status alone makes certain, else None (2xx, 3xx, 5xx)."""
    kind = _STATUSES.get(response.status)
    sentence = sentence or f"HTTP {response.status}"
    if kind is RateLimited:
        return RateLimited(detail=clean_sentence(sentence), retry_after=retry_after(response))
    if kind is Unauthorized or kind is OutOfCredit:
        return kind(detail=clean_sentence(sentence))
    return by_sentence(sentence, kind) if kind else None


def submit_refusal(
    response: HttpResponse, sentence: str, otherwise: type[Refused] = Refused
) -> UpstreamError:
    """Judge a submit that was answered with a readable complaint: refused, or lost on the way beyond the gateway."""
    if response.status in _NOBODY_KNOWS or _LOST_BEHIND_GATEWAY.search(sentence):
        return Unanswered(detail=clean_sentence(sentence))
    if response.status >= _SERVER_ERROR and not is_known(sentence):
        return Unanswered(
            detail=clean_sentence(sentence)
        )  # it broke: before or after taking the job, who knows
    return by_status(response, sentence) or by_sentence(sentence, otherwise)


def unreadable_submit(response: HttpResponse) -> UpstreamError:
    """Judge a submit whose answer no dialect can read: only a plain HTTP refusal says that nothing was accepted."""
    return by_status(response, "") or Unanswered(detail=f"HTTP {response.status}")


def read_refusal(response: HttpResponse) -> Refused | None:
    """Give what an HTTP status says about a read: who may not ask, or not so often. Everything else is no verdict."""
    if response.status in {401, 403}:
        return Unauthorized()
    if response.status == 429:  # noqa: PLR2004  # the HTTP status is its own best name
        return RateLimited(retry_after=retry_after(response))
    return None
