"""midjourney-proxy's wire format (``/mj/…``) as the original, its forks and resellers speak it: requests out, no I/O.

Speeds, and why they are worded as they are. Resellers sell each speed under its own path (``/mj-fast/mj/…``), plain
proxies have no such routes, and no documented field works everywhere. So:

1. where the operator names a path for a speed (`AccountSettings.mode_paths`), the path is used and the prompt's flag
   goes, because the path decides the price and must not be contradicted;
2. the account's default speed without a path is sent as nothing at all, which every service understands;
3. any other speed goes into the prompt as Midjourney's own flag (``--relax``), or, for requests without a prompt,
   into ``accountFilter.modes``, which the forks read and the original ignores. A flag that a member wrote stays.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from bot.config import AccountSettings
from bot.midjourney.actions import is_modal_id
from bot.midjourney.dialect import Capability, HttpRequest, HttpResponse
from bot.midjourney.dialects import midjourney_proxy_answers as answers
from bot.midjourney.errors import InvalidRequest, Unsupported
from bot.midjourney.models import (
    Accepted,
    Blend,
    BotType,
    Callback,
    Describe,
    FindSeed,
    Imagine,
    Mode,
    ModeStatus,
    Picture,
    Press,
    PromptVerdict,
    Shorten,
    SubmitModal,
    SubmitRequest,
    TaskSnapshot,
)
from bot.midjourney.modes import chosen_mode
from bot.midjourney.prompt import requested_mode, with_mode, without_mode
from bot.midjourney.wire import data_url, data_urls

_BOT_TYPES = {BotType.MIDJOURNEY: "MID_JOURNEY", BotType.NIJI: "NIJI_JOURNEY"}
_NO_SUCH_TASK = "0"

_CAPABILITIES = frozenset(
    {
        Capability.SHORTEN,
        Capability.CANCEL,
        Capability.FETCH_MANY,
        Capability.LIST_RECENT,
        Capability.MODALS,
        Capability.FAST_V7,
    }
)


@dataclass(frozen=True, slots=True)
class MidjourneyProxy:
    """midjourney-proxy as one account uses it; of the settings, `auth`, modes and their paths are read."""

    settings: AccountSettings

    @property
    def name(self) -> str:
        return "midjourney_proxy"

    @property
    def capabilities(self) -> frozenset[Capability]:
        # A press carries no prompt, so only a path can tell its speed.
        return _CAPABILITIES | {Capability.PRESS_MODE} if self.settings.mode_paths else _CAPABILITIES

    def authorize(self, key: str) -> Mapping[str, str]:
        """Give one header, never both: trueai's fork takes ``Authorization`` verbatim, and lets it win."""
        match self.settings.auth:
            case "bearer":
                return {"Authorization": f"Bearer {key}"}
            case "raw":
                return {"Authorization": key}
            case "mj-api-secret":
                return {"mj-api-secret": key}

    def submit(self, request: SubmitRequest, callback: Callback) -> HttpRequest:
        match request:
            case Imagine():
                path, mode, body = self._imagine(request)
            case Blend():
                path, mode, body = self._blend(request)
            case Describe():
                path, mode, body = self._describe(request)
            case Shorten():
                path, mode, body = self._shorten(request)
            case Press():
                path, mode, body = self._press(request)
            case SubmitModal():
                path, mode, body = self._modal(request)
            case _:
                raise Unsupported
        return HttpRequest("POST", f"{self._prefix(mode)}/mj/submit/{path}", json=body | _reporting(callback))

    def _imagine(self, request: Imagine) -> tuple[str, Mode, dict[str, object]]:
        mode = chosen_mode(self.settings, request.mode, request.prompt)
        body: dict[str, object] = {
            "prompt": self._worded(request.prompt, mode),
            "base64Array": data_urls(request.pictures),
            "botType": _BOT_TYPES[request.bot_type],
        }
        return "imagine", mode, body

    def _blend(self, request: Blend) -> tuple[str, Mode, dict[str, object]]:
        mode = chosen_mode(self.settings, request.mode)
        body: dict[str, object] = {
            "base64Array": data_urls(request.pictures),
            "dimensions": request.dimensions.value.upper(),
            "botType": _BOT_TYPES[request.bot_type],
        }
        return "blend", mode, body | self._filter(mode)

    def _describe(self, request: Describe) -> tuple[str, Mode, dict[str, object]]:
        mode = chosen_mode(self.settings, request.mode)
        source = {"base64": data_url(request.picture)} if request.picture else {"link": request.url}
        return "describe", mode, {**source, "botType": _BOT_TYPES[BotType.MIDJOURNEY], **self._filter(mode)}

    def _shorten(self, request: Shorten) -> tuple[str, Mode, dict[str, object]]:
        mode = chosen_mode(self.settings, request.mode)
        body: dict[str, object] = {"prompt": request.prompt, "botType": _BOT_TYPES[request.bot_type]}
        return "shorten", mode, body | self._filter(mode)

    def _press(self, request: Press) -> tuple[str, Mode, dict[str, object]]:
        if is_modal_id(request.custom_id):
            raise InvalidRequest(detail="not a button")
        mode = chosen_mode(self.settings, request.mode)
        return "action", mode, {"taskId": request.task_id, "customId": request.custom_id}

    def _modal(self, request: SubmitModal) -> tuple[str, Mode, dict[str, object]]:
        mode = chosen_mode(self.settings, request.mode, request.prompt)
        prompt = without_mode(request.prompt) if self._prefix(mode) else request.prompt
        body: dict[str, object] = {"taskId": request.task_id, "prompt": prompt}
        if request.mask is not None:
            body["maskBase64"] = data_url(Picture(request.mask, "image/png"))
        return "modal", mode, body

    def _prefix(self, mode: Mode) -> str:
        """Give the path in front of ``/mj`` for a speed: empty, or starting with a slash."""
        path = self.settings.mode_paths.get(mode.value, "").strip("/")
        return f"/{path}" if path else ""

    def _worded(self, prompt: str, mode: Mode) -> str:
        if self._prefix(mode):
            return without_mode(prompt)
        if mode.value == self.settings.default_mode or requested_mode(prompt):
            return prompt
        return with_mode(prompt, mode)

    def _filter(self, mode: Mode) -> dict[str, object]:
        if self._prefix(mode) or mode.value == self.settings.default_mode:
            return {}
        return {"accountFilter": {"modes": [mode.value.upper()]}}

    def read_submit(self, response: HttpResponse) -> Accepted:
        return answers.read_submit(response)

    def fetch(self, task_id: str) -> HttpRequest:
        return HttpRequest("GET", f"/mj/task/{quote(task_id, safe='')}/fetch")

    def read_fetch(self, task_id: str, response: HttpResponse) -> TaskSnapshot:
        return answers.read_task(task_id, response)

    def fetch_many(self, task_ids: Sequence[str]) -> HttpRequest:
        return HttpRequest("POST", "/mj/task/list-by-condition", json={"ids": list(task_ids)})

    def read_fetch_many(self, response: HttpResponse) -> tuple[TaskSnapshot, ...]:
        return answers.read_tasks(response)

    def list_recent(self) -> HttpRequest:
        """Ask for the newest tasks; one fork gives those of all its users, so match the whole `state`."""
        return HttpRequest("GET", "/mj/task/list")

    def cancel(self, task_id: str) -> HttpRequest:
        return HttpRequest("POST", f"/mj/task/{quote(task_id, safe='')}/cancel")

    def read_cancel(self, response: HttpResponse) -> None:
        answers.read_cancel(response)

    def find_seed(self, request: FindSeed, callback: Callback) -> HttpRequest:
        del callback  # the seed is in the answer
        return HttpRequest("GET", f"/mj/task/{quote(request.task_id, safe='')}/image-seed")

    def read_seed(self, response: HttpResponse) -> Accepted | str:
        return answers.read_seed(response)

    def check_prompt(self, prompt: str) -> HttpRequest:  # noqa: ARG002  # the port's signature
        raise Unsupported

    def read_prompt_check(self, response: HttpResponse) -> PromptVerdict:  # noqa: ARG002  # the port's signature
        raise Unsupported

    def status(self) -> HttpRequest:
        """Ask for a task that cannot be: free, needs the key, and every fork serves it. There is no status route."""
        return self.fetch_many([_NO_SUCH_TASK])

    def read_status(self, response: HttpResponse) -> tuple[ModeStatus, ...]:
        answers.read_tasks(response)
        return ()

    def read_webhook(self, body: bytes) -> TaskSnapshot:
        return answers.read_webhook(body)


def _reporting(callback: Callback) -> dict[str, object]:
    body: dict[str, object] = {}
    if callback.url:
        body["notifyHook"] = callback.url
    if callback.state:
        body["state"] = callback.state
    return body
