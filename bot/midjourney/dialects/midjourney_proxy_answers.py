"""What midjourney-proxy, its forks and the gateways before them answer, read. Pure; see `midjourney_proxy`.

Facts that shape this module: every submit answers ``{code, description, result, properties}``, some wrapped in
``{success, message, data}``, gateways also ``{"error": {…}}``; HTTP status and code contradict each other freely;
an unknown task is an empty body, 204, or code 4; a fetched ``MODAL`` is what code 21 should have said.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated

from pydantic import AliasChoices, BeforeValidator, Field

from bot.midjourney.dialect import HttpResponse
from bot.midjourney.dialects.midjourney_proxy_task import snapshot
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
    Unreadable,
    UpstreamError,
)
from bot.midjourney.models import Accepted, TaskSnapshot
from bot.midjourney.refusals import (
    banned,
    by_sentence,
    is_known,
    read_refusal,
    submit_refusal,
    unreadable_submit,
)
from bot.midjourney.wire import (
    Text,
    WireModel,
    as_list,
    as_number,
    as_object,
    as_text,
    clean_sentence,
    is_empty,
    read_json,
)

_SUCCESS, _NOT_FOUND, _INVALID, _FAILURE = 1, 3, 4, 9
_EXISTED, _IN_QUEUE, _QUEUE_REJECTED, _BANNED, _RATE_LIMITED = 21, 22, 23, 24, 30
_CLIENT_ERROR = 400
_NO_CONTENT = 204

_REFUSALS: dict[int, type[Refused]] = {
    _NOT_FOUND: TaskUnknown,
    _INVALID: InvalidRequest,
    _FAILURE: QueueFull,
    _QUEUE_REJECTED: QueueFull,
    _RATE_LIMITED: RateLimited,
}
# Code 3 is also "no account available", 24 also a plan that lacks a feature, 23 a "system error" at one reseller:
# the sentence decides, and without a known one these numbers mean no more than no.
_NO_ACCOUNT = re.compile(r"(?i)账号|account|instance")
_MODERATED = re.compile(r"(?i)敏感|banned|sensitive|违规|违禁|moderat")
_QUEUE = re.compile(r"(?i)队列|queue|满|full|busy")
_CREDIT = re.compile(r"(?i)余额|额度|balance|credit|quota")


class Properties(WireModel):
    """What the ``properties`` of a submit's answer may hold."""

    final_prompt: Text = Field("", validation_alias="finalPrompt")
    status: Text = ""
    image_url: Text = Field("", validation_alias="imageUrl")
    banned_word: Text = Field("", validation_alias="bannedWord")


def _code(value: object) -> int | None:
    number = as_number(value)
    return int(number) if number is not None and number.is_integer() else None


class Answer(WireModel):
    """The envelope of every submit. `code` is None where the service said none."""

    code: Annotated[int | None, BeforeValidator(_code)] = None
    description: Text = Field("", validation_alias=AliasChoices("description", "message"))
    result: object = None
    properties: Annotated[Properties, BeforeValidator(as_object)] = Properties()

    @property
    def ids(self) -> tuple[str, ...]:
        """The task ids, from a string, a number, a list of them or "id1,id2"."""
        items = as_list(self.result) or [self.result]
        return tuple(part.strip() for item in items for part in as_text(item).split(",") if part.strip())


def _unwrapped(document: object) -> Mapping[str, object]:
    """Take off one reseller's wrapper ``{success, message, data: {…}}``."""
    outer = as_object(document)
    inner = as_object(outer.get("data"))
    return inner if inner and "code" not in outer and "status" not in outer else outer


def _gateway_complaint(document: Mapping[str, object]) -> str | None:
    """Give the sentence of ``{"error": {"message", "code"}}``, the gateways' own shape, else None."""
    error = document.get("error")
    if isinstance(error, str):
        return error
    if not isinstance(error, dict):
        return None
    return " ".join(text for key in ("message", "code") if (text := as_text(error.get(key))))


def read_submit(response: HttpResponse) -> Accepted:
    """Read the answer to a submit; see `bot.midjourney.dialect.Dialect.read_submit`."""
    answer = _answer(response)
    ids = answer.ids
    if answer.code in {_SUCCESS, _IN_QUEUE}:  # whatever the HTTP status says
        if not ids:
            raise Unanswered(detail=clean_sentence(answer.description))
        return Accepted(ids[0], more_task_ids=ids[1:])
    if answer.code == _EXISTED and ids:
        done = bool(answer.properties.status or answer.properties.image_url)
        return Accepted(
            ids[0], needs_input=not done, prefill=answer.properties.final_prompt, already_done=done
        )
    raise _refusal(response, answer)


def _answer(response: HttpResponse) -> Answer:
    try:
        document = _unwrapped(read_json(response.body))
    except Unreadable as error:
        raise unreadable_submit(response) from error
    answer = Answer.model_validate(document)
    if answer.code is None or "error" in document:
        complaint = _gateway_complaint(document)
        raise submit_refusal(response, complaint) if complaint is not None else unreadable_submit(response)
    return answer


def _refusal(response: HttpResponse, answer: Answer) -> UpstreamError:
    """Judge an answer that is no acceptance. The HTTP status speaks first where it is about the account."""
    sentence = answer.description
    if answer.properties.banned_word:
        words = tuple(word.strip() for word in answer.properties.banned_word.split(","))
        return BannedPrompt(detail=clean_sentence(sentence), words=words)
    if answer.code == _BANNED and _MODERATED.search(sentence):
        return banned(sentence)
    if answer.code == _FAILURE and not is_known(sentence) and not _QUEUE.search(sentence):
        return Unanswered(
            detail=clean_sentence(sentence)
        )  # "system error": an exception, perhaps after acceptance
    kind = _kind(answer.code, sentence)
    if response.status in {400, 404}:  # here the code says more than the status
        response = HttpResponse(200, response.body)
    return submit_refusal(response, sentence, kind)


def _kind(code: int | None, sentence: str) -> type[Refused]:
    if code == _NOT_FOUND and _NO_ACCOUNT.search(sentence):
        return NoAccount
    if code == _QUEUE_REJECTED and sentence and not _QUEUE.search(sentence):
        return Refused
    if code == 25 and _CREDIT.search(sentence):  # noqa: PLR2004  # one reseller's number, named by the next word
        return OutOfCredit
    return _REFUSALS.get(code or 0, Refused)


def read_task(task_id: str, response: HttpResponse) -> TaskSnapshot:
    """Read a fetched task; see `bot.midjourney.dialect.Dialect.read_fetch`."""
    if refusal := read_refusal(response):
        raise refusal
    if response.status < _CLIENT_ERROR and is_empty(response):
        raise TaskUnknown
    document = _unwrapped(read_json(response.body))
    if task := snapshot(document, task_id):
        return task
    raise _fetch_complaint(response, document)


def _fetch_complaint(response: HttpResponse, document: Mapping[str, object]) -> UpstreamError:
    answer = Answer.model_validate(document)
    sentence = _gateway_complaint(document) or answer.description
    if answer.code is not None or "error" in document:
        verdict = by_sentence(sentence, TaskUnknown if answer.code == _NOT_FOUND else Refused)
        if answer.code == _RATE_LIMITED:
            return RateLimited(detail=clean_sentence(sentence))
        if isinstance(verdict, TaskUnknown | Unauthorized | RateLimited):
            return verdict
    return Unreadable(detail=clean_sentence(sentence or f"HTTP {response.status}"))


def read_tasks(response: HttpResponse) -> tuple[TaskSnapshot, ...]:
    """Read a list of tasks, bare or wrapped. Entries without an id or of another shape are left out."""
    if refusal := read_refusal(response):
        raise refusal
    if response.status == _NO_CONTENT:
        return ()
    document = read_json(response.body)
    if isinstance(document, dict):
        document = next((document[key] for key in ("data", "result", "list") if key in document), document)
    if isinstance(document, dict):
        raise _fetch_complaint(response, document)
    if document is not None and not isinstance(document, list):
        raise Unreadable(detail="not a list of tasks")
    found = (snapshot(as_object(item)) for item in as_list(document))
    return tuple(task for task in found if task and task.task_id)


def read_cancel(response: HttpResponse) -> None:
    """Read the answer to a cancel. An empty 200 is a yes: one fork says nothing else, even for unknown tasks.

    Raises:
        Refused: the service said no.
        Unreadable: it said something else.
    """
    if refusal := read_refusal(response):
        raise refusal
    if response.status < _CLIENT_ERROR and is_empty(response):
        return
    document = _unwrapped(read_json(response.body))
    answer = Answer.model_validate(document)
    if answer.code == _SUCCESS or snapshot(document):
        return
    if answer.code is not None:
        raise by_sentence(answer.description, _kind(answer.code, answer.description))
    raise _fetch_complaint(response, document)


def read_seed(response: HttpResponse) -> str:
    """Read the seed: digits, in ``result``.

    Raises:
        Refused: the service has no seed for this task.
        Unreadable: anything else.
    """
    if refusal := read_refusal(response):
        raise refusal
    if is_empty(response):
        raise TaskUnknown
    document = _unwrapped(read_json(response.body))
    answer = Answer.model_validate(document)
    seed = as_text(answer.result).strip()
    if answer.code == _SUCCESS and seed.isdecimal():
        return seed
    if answer.code is not None and answer.code != _SUCCESS:
        raise by_sentence(answer.description, _kind(answer.code, answer.description))
    raise _fetch_complaint(response, document)


def read_webhook(body: bytes) -> TaskSnapshot:
    """Read what was posted to us: a whole task with its id."""
    task = snapshot(_unwrapped(read_json(body)))
    if task is None or not task.task_id:
        raise Unreadable(detail="not a task")
    return task
