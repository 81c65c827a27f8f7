"""TTAPI's wire format (``/midjourney/v1/…``, header ``TT-API-KEY``): requests out, answers in, no I/O.

Facts that shape this module: a submit's ``status: SUCCESS`` only means accepted; ``progress`` may be "100" while a
task runs, so the status alone decides; ``data`` may be a list, null or a string; job ids come as ``jobId`` or
``job_id``. There is no shorten, no modal, no cancel and no way to list tasks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.config import AccountSettings
from bot.errors import N_
from bot.midjourney.actions import Kind, classify_name
from bot.midjourney.dialect import Capability, HttpRequest, HttpResponse
from bot.midjourney.dialects import ttapi_answers as answers
from bot.midjourney.errors import Unsupported
from bot.midjourney.models import (
    Accepted,
    Blend,
    BotType,
    Callback,
    Describe,
    FindSeed,
    Imagine,
    Inpaint,
    Mode,
    ModeStatus,
    Press,
    PromptVerdict,
    SubmitRequest,
    TaskSnapshot,
)
from bot.midjourney.modes import chosen_mode, is_version_7
from bot.midjourney.prompt import niji, with_niji, without_mode
from bot.midjourney.wire import bare_base64, data_url, data_urls

_V1 = "/midjourney/v1"
_NEWEST_NIJI = "7"
_SHORTEST_TIMEOUT = {Mode.FAST: 300, Mode.TURBO: 300, Mode.RELAX: 600}
_LONGEST_TIMEOUT = 1200

_CAPABILITIES = frozenset(
    {Capability.PROMPT_CHECK, Capability.SEED_TASK, Capability.INPAINT, Capability.STATUS},
)


@dataclass(frozen=True, slots=True)
class Ttapi:
    """TTAPI as one account uses it.

    Args:
        settings: the account; modes and the task time-out are read.
        fetch_method: the present documentation fetches by GET, the older one by POST with a body. Both are served.
        split_grid: ask for the four single pictures of a grid as well. Off, because some accounts then answer
            without U and V components.
        translation: let the service translate prompts into English, which is its own default.
    """

    settings: AccountSettings
    fetch_method: Literal["GET", "POST"] = "GET"
    split_grid: bool = False
    translation: bool = True

    @property
    def name(self) -> str:
        return "ttapi"

    @property
    def capabilities(self) -> frozenset[Capability]:
        return _CAPABILITIES

    def authorize(self, key: str) -> Mapping[str, str]:
        return {"TT-API-KEY": key}

    def submit(self, request: SubmitRequest, callback: Callback) -> HttpRequest:
        match request:
            case Imagine():
                path, body = "imagine", self._imagine(request)
            case Blend():
                path, body = "blend", self._blend(request)
            case Describe():
                path, body = "describe", self._describe(request)
            case Press():
                path, body = "action", self._press(request)
            case Inpaint():
                path, body = "inpaint", self._inpaint(request)
            case _:
                raise Unsupported
        return _post(path, body | _reporting(callback))

    def _imagine(self, request: Imagine) -> dict[str, object]:
        if not all(picture.url for picture in request.pictures):
            raise Unsupported(
                N_(
                    "The Midjourney service behind this bot takes no uploaded picture with a prompt. "
                    "Put the picture's web address at the start of the prompt instead."
                )
            )
        mode = chosen_mode(self.settings, request.mode, request.prompt)
        _check_version(request.prompt, mode)
        prompt = without_mode(request.prompt)
        if request.bot_type is BotType.NIJI and niji(prompt) is None:
            prompt = with_niji(prompt, _NEWEST_NIJI)
        # Midjourney's own way to give image prompts; the service takes no files beside a prompt.
        prompt = " ".join([*(picture.url for picture in request.pictures), prompt])
        body: dict[str, object] = {"prompt": prompt, **self._running(mode), "getUImages": self.split_grid}
        return body if self.translation else body | {"translation": False}

    def _blend(self, request: Blend) -> dict[str, object]:
        return {
            "imgBase64Array": data_urls(request.pictures),
            "dimensions": request.dimensions.value.upper(),
            **self._running(chosen_mode(self.settings, request.mode)),
            "getUImages": self.split_grid,
        }

    def _describe(self, request: Describe) -> dict[str, object]:
        source = {"base64": data_url(request.picture)} if request.picture else {"url": request.url}
        return {**source, "timeout": self._timeout(Mode.FAST)}

    def _press(self, request: Press) -> dict[str, object]:
        if classify_name(request.custom_id).kind in {Kind.REGION, Kind.CUSTOM_ZOOM}:
            raise Unsupported  # offered by name, but /action does not know them
        return {
            "jobId": request.task_id,
            "action": request.custom_id,
            # an action runs at its parent's speed, which is not known here: relax needs the longest time-out
            "timeout": self._timeout(request.mode or Mode.RELAX),
            "getUImages": self.split_grid,
        }

    def _inpaint(self, request: Inpaint) -> dict[str, object]:
        body: dict[str, object] = {"jobId": request.task_id, "mask": bare_base64(request.mask)}
        if request.prompt:
            body["prompt"] = without_mode(request.prompt)
        return body | {"timeout": self._timeout(Mode.RELAX)}

    def _running(self, mode: Mode) -> dict[str, object]:
        return {"mode": mode.value, "timeout": self._timeout(mode)}

    def _timeout(self, mode: Mode) -> int:
        """Fit the operator's time-out into what the service takes, in seconds."""
        return min(max(self.settings.task_timeout_seconds, _SHORTEST_TIMEOUT[mode]), _LONGEST_TIMEOUT)

    def read_submit(self, response: HttpResponse) -> Accepted:
        return answers.read_submit(response)

    def fetch(self, task_id: str) -> HttpRequest:
        if self.fetch_method == "GET":
            return HttpRequest("GET", f"{_V1}/fetch", query={"jobId": task_id})
        return _post("fetch", {"jobId": task_id})

    def read_fetch(self, task_id: str, response: HttpResponse) -> TaskSnapshot:
        return answers.read_task(task_id, response)

    def fetch_many(self, task_ids: Sequence[str]) -> HttpRequest:  # noqa: ARG002  # the port's signature
        raise Unsupported

    def read_fetch_many(self, response: HttpResponse) -> tuple[TaskSnapshot, ...]:  # noqa: ARG002  # the port's signature
        raise Unsupported

    def list_recent(self) -> HttpRequest:
        raise Unsupported

    def cancel(self, task_id: str) -> HttpRequest:  # noqa: ARG002  # the port's signature
        raise Unsupported

    def read_cancel(self, response: HttpResponse) -> None:  # noqa: ARG002  # the port's signature
        raise Unsupported

    def find_seed(self, request: FindSeed, callback: Callback) -> HttpRequest:
        body: dict[str, object] = {"jobId": request.task_id, "timeout": self._timeout(Mode.FAST)}
        return _post("seed", body | _reporting(callback))

    def read_seed(self, response: HttpResponse) -> Accepted | str:
        return answers.read_submit(response)

    def check_prompt(self, prompt: str) -> HttpRequest:
        return _post("promptCheck", {"prompt": prompt})

    def read_prompt_check(self, response: HttpResponse) -> PromptVerdict:
        return answers.read_prompt_check(response)

    def status(self) -> HttpRequest:
        return HttpRequest("GET", "/midjourney/status")

    def read_status(self, response: HttpResponse) -> tuple[ModeStatus, ...]:
        return answers.read_status(response)

    def read_webhook(self, body: bytes) -> TaskSnapshot:
        return answers.read_webhook(body)


def _post(path: str, body: Mapping[str, object]) -> HttpRequest:
    return HttpRequest("POST", f"{_V1}/{path}", json=body)


def _reporting(callback: Callback) -> dict[str, object]:
    """Word the callback. ``notify_id`` stands in one edition of the documentation only; others ignore it."""
    body: dict[str, object] = {}
    if callback.url:
        body["hookUrl"] = callback.url
    if callback.state:
        body["notify_id"] = callback.state
    return body


def _check_version(prompt: str, mode: Mode) -> None:
    """Refuse what the service documents as impossible: version 7 runs in turbo and relax mode only.

    Prompts are told so before they are accepted (`Capability.FAST_V7`); this is the last line of defence.

    Raises:
        Unsupported: before anything is sent. The mode is not changed silently, since it decides the price.
    """
    if mode is Mode.FAST and is_version_7(prompt):
        raise Unsupported(
            N_(
                "This Midjourney service draws version 7 in turbo and relax mode only. Add --turbo or --relax."
            )
        )
