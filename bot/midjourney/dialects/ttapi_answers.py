"""What TTAPI answers, read: submits, tasks, webhooks, prompt checks and status. Pure; see `ttapi` for requests."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AliasChoices, BeforeValidator, Field

from bot.midjourney.dialect import HttpResponse
from bot.midjourney.errors import (
    BannedPrompt,
    InvalidRequest,
    OutOfCredit,
    RateLimited,
    Refused,
    TaskUnknown,
    Unanswered,
    Unauthorized,
    Unreadable,
    UpstreamError,
)
from bot.midjourney.layout import from_names
from bot.midjourney.listings import described_prompts, has_numbers
from bot.midjourney.models import Accepted, Mode, ModeStatus, PromptVerdict, TaskSnapshot, TaskStatus
from bot.midjourney.refusals import by_sentence, by_status, read_refusal, submit_refusal, unreadable_submit
from bot.midjourney.wire import (
    Number,
    Progress,
    Size,
    Text,
    Texts,
    Url,
    Urls,
    WireModel,
    as_object,
    clean_sentence,
    read_json,
)

_STATUSES = {
    "PENDING_QUEUE": TaskStatus.QUEUED,
    "ON_QUEUE": TaskStatus.RUNNING,
    "": TaskStatus.RUNNING,
    "SUCCESS": TaskStatus.SUCCEEDED,
    "FAILED": TaskStatus.FAILED,
    "CANCELLED": TaskStatus.CANCELLED,
    "CANCELED": TaskStatus.CANCELLED,
}
# One edition of the documentation lists these numbers; nobody has recorded a body with them.
_CODES: dict[int, type[Refused]] = {
    -1: Refused,
    -2: InvalidRequest,
    -3: Unauthorized,
    -4: OutOfCredit,
    -5: RateLimited,
    -6: TaskUnknown,
    -7: Refused,
    -8: Unauthorized,
}
_EMPTY_REASONS = frozenset({"failed", "fail", "error", "success"})
_NOT_FOUND = 404
_OK = 200
_SERVER_ERROR = 500


class Data(WireModel):
    """The ``data`` object of a task; a submit's has the id alone."""

    job_id: Text = Field("", validation_alias=AliasChoices("jobId", "job_id"))
    action: Text = Field("", validation_alias=AliasChoices("action", "actions"))
    progress: Progress = None
    prompt: Text = ""
    cdn_image: Url = Field("", validation_alias="cdnImage")
    discord_image: Url = Field("", validation_alias="discordImage")
    images: Urls = ()
    components: Texts = ()
    seed: Text = ""
    quota: Number = None
    width: Size = None
    height: Size = None
    notify_id: Text = Field("", validation_alias=AliasChoices("notify_id", "notifyId"))


class Envelope(WireModel):
    """What every answer is wrapped in."""

    status: Text = ""
    code: Number = None
    message: Text = ""
    job_id: Text = Field("", validation_alias=AliasChoices("jobId", "job_id"))
    data: Annotated[Data, BeforeValidator(as_object)] = Data()

    @property
    def task_id(self) -> str:
        return self.job_id or self.data.job_id

    @property
    def refused(self) -> bool:
        return self.status.upper() == "FAILED" or self._number() in _CODES

    def refusal_kind(self, otherwise: type[Refused]) -> type[Refused]:
        return _CODES.get(self._number(), otherwise)

    def _number(self) -> int:
        """Give the negative number of a refusal, wherever it stands; 0 for none."""
        for text in (self.status, "" if self.code is None else f"{self.code:.0f}"):
            if text.startswith("-") and text[1:].isdecimal() and len(text) < len("-1000"):
                return int(text)
        return 0


def _envelope(body: bytes) -> Envelope:
    """Unwrap an answer.

    Raises:
        Unreadable: not JSON, or not an object with this dialect's ``status``.
    """
    document = as_object(read_json(body))
    if not document.keys() & {"status", "code"}:
        raise Unreadable(detail="not an answer of TTAPI")
    return Envelope.model_validate(document)


def read_submit(response: HttpResponse) -> Accepted:
    """Read the answer to a submit; see `bot.midjourney.dialect.Dialect.read_submit`."""
    try:
        envelope = _envelope(response.body)
    except Unreadable as error:
        raise unreadable_submit(response) from error
    if envelope.refused:
        raise submit_refusal(response, envelope.message, envelope.refusal_kind(Refused))
    if task_id := envelope.data.job_id or envelope.job_id:
        return Accepted(task_id)
    raise by_status(response, envelope.message) or Unanswered(detail=clean_sentence(envelope.message))


def read_task(task_id: str, response: HttpResponse) -> TaskSnapshot:
    """Read a fetched task; see `bot.midjourney.dialect.Dialect.read_fetch`."""
    if refusal := read_refusal(response):
        raise refusal
    envelope = _envelope(response.body)
    if response.status >= _SERVER_ERROR:
        raise Unreadable(detail=clean_sentence(envelope.message))
    if not envelope.task_id and (envelope.refused or response.status != _OK):
        # a complaint about the request, not a task that failed: those carry their id
        raise _fetch_complaint(response, envelope)
    return _snapshot(task_id, envelope)


def _fetch_complaint(response: HttpResponse, envelope: Envelope) -> UpstreamError:
    kind = envelope.refusal_kind(Refused)
    refusal = by_sentence(envelope.message, kind)
    if response.status == _NOT_FOUND:
        return TaskUnknown(detail=clean_sentence(envelope.message))
    if isinstance(refusal, TaskUnknown | Unauthorized | RateLimited):
        return refusal
    return Unreadable(detail=clean_sentence(envelope.message))


def read_webhook(body: bytes) -> TaskSnapshot:
    """Read what was posted to us: the same shape as a fetched task, with its id."""
    envelope = _envelope(body)
    if not envelope.task_id:
        raise Unreadable(detail="a webhook without a job id")
    return _snapshot(envelope.task_id, envelope)


def _snapshot(task_id: str, envelope: Envelope) -> TaskSnapshot:
    data, named = envelope.data, envelope.status.upper()
    status = _STATUSES.get(named, TaskStatus.RUNNING)
    texts = _texts(data) if status is TaskStatus.SUCCEEDED else ()
    message = clean_sentence(envelope.message)
    return TaskSnapshot(
        task_id=task_id,
        status=status,
        progress=data.progress,
        prompt="" if texts else data.prompt,
        image_url=_picture(data),
        image_urls=data.images,
        components=from_names(data.components),
        texts=texts,
        text=data.prompt if texts else "",
        reason=message if status is TaskStatus.FAILED and message.lower() not in _EMPTY_REASONS else "",
        seed=data.seed,
        cost=data.quota,
        state=data.notify_id,
        width=data.width,
        height=data.height,
        unknown_status="" if named in _STATUSES else clean_sentence(envelope.status),
    )


def _texts(data: Data) -> tuple[str, ...]:
    """Give the prompts of a describe result, which stand in ``data.prompt``."""
    if data.action.lower() == "describe" or (has_numbers(data.prompt) and not data.components):
        return described_prompts(data.prompt)
    return ()


def _picture(data: Data) -> str:
    """Prefer the service's own CDN, which keeps pictures for a month, unless it names its inside (``127.0.0.1``)."""
    if data.discord_image and _is_local(data.cdn_image) and not _is_local(data.discord_image):
        return data.discord_image
    return data.cdn_image or data.discord_image


def _is_local(url: str) -> bool:
    try:
        return urlsplit(url).hostname in {"127.0.0.1", "localhost", "::1"}
    except ValueError:
        return False


def read_prompt_check(response: HttpResponse) -> PromptVerdict:
    """Read what the prompt check says.

    Raises:
        Refused, Unreadable: the check itself did not work.
    """
    if refusal := read_refusal(response):
        raise refusal
    envelope = _envelope(response.body)
    if not envelope.refused and response.status == _OK:
        return PromptVerdict(allowed=True)
    refusal = by_sentence(envelope.message, envelope.refusal_kind(InvalidRequest))
    if response.status == _OK and isinstance(refusal, BannedPrompt):
        return PromptVerdict(allowed=False, words=refusal.words, detail=refusal.detail)
    raise refusal


def read_status(response: HttpResponse) -> tuple[ModeStatus, ...]:
    """Read the service's state, speed by speed; empty where it gives no details."""
    if refusal := read_refusal(response):
        raise refusal
    envelope = _envelope(response.body)
    if response.status != _OK or envelope.status.upper() != "SUCCESS":
        raise Unreadable(detail=clean_sentence(envelope.message))
    data = as_object(as_object(read_json(response.body)).get("data"))
    return tuple(_mode_status(mode, data[mode.value]) for mode in Mode if mode.value in data)


class _ModeState(WireModel):
    status: Number = None
    message: Text = Field("", validation_alias="runningMessage")
    average: Number = Field(None, validation_alias="averageExecute")


def _mode_status(mode: Mode, value: object) -> ModeStatus:
    state = _ModeState.model_validate(as_object(value))
    return ModeStatus(mode, state.status == _OK, state.average, clean_sentence(state.message))
