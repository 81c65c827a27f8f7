"""One account as the rest of Easel uses it, whatever its dialect: submit, look, cancel, ask.

How a request travels is the business of `bot.midjourney.transport`, what an answer means is the dialect's, and
whether a job is sent again is the engine's.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Sequence

import aiohttp

from bot.config import AccountSettings
from bot.midjourney.dialect import Capability, Dialect, HttpRequest, HttpResponse
from bot.midjourney.dialects import make_dialect
from bot.midjourney.errors import TaskUnknown, Unreadable, Unsupported
from bot.midjourney.models import (
    Accepted,
    Callback,
    FindSeed,
    ModeStatus,
    PromptVerdict,
    SubmitRequest,
    TaskSnapshot,
)
from bot.midjourney.transport import Transport

logger = logging.getLogger(__name__)

_KNOWN_ODDITIES = 50


def connect(name: str, settings: AccountSettings, session: aiohttp.ClientSession) -> UpstreamClient:
    """Make the client of one account, with the dialect that its settings name."""
    return UpstreamClient(name, settings, make_dialect(settings), session)


class UpstreamClient:
    """One account. All methods raise from `bot.midjourney.errors` and nothing else of the wire.

    Args:
        name: the account's name, for logs.
        settings: address, key, time-outs and budget.
        dialect: the wire format.
        session: shared, and closed by its owner; see `bot.midjourney.transport.open_session`.
    """

    def __init__(
        self, name: str, settings: AccountSettings, dialect: Dialect, session: aiohttp.ClientSession
    ) -> None:
        self.name = name
        self.dialect = dialect
        authorization = dialect.authorize(settings.api_key.get_secret_value())
        self._transport = Transport(name, settings, session, authorization)
        self._oddities: set[str] = set()

    @property
    def capabilities(self) -> frozenset[Capability]:
        return self.dialect.capabilities

    async def turn(self) -> None:
        """Wait, as long as it takes, until the request budget allows one more submit. Call it before `submit`.

        It is apart from `submit` so that the engine can write down "about to be sent" after the wait: what still
        waits here is provably unsent.
        """
        await self._transport.turn()

    async def submit(self, request: SubmitRequest, callback: Callback) -> Accepted:
        """Send a submit, once and at once; `turn` has waited for the budget.

        Raises:
            NotSent: it provably did not reach the service.
            Unanswered: it may have; see `bot.midjourney.errors`.
            Refused: the service, or the dialect before sending, said no.
        """

        # pictures become megabytes of base64: encoding them would stop the bot's event loop for everyone
        def encode() -> tuple[HttpRequest, bytes]:
            encoded = self.dialect.submit(request, callback)
            return encoded, json.dumps(encoded.json).encode()

        wire, body = await asyncio.to_thread(encode)
        return await self._transport.send_once(type(request).__name__, wire, body, self.dialect.read_submit)

    async def fetch(self, task_id: str) -> TaskSnapshot:
        """Ask for a task.

        Raises:
            TaskUnknown, RateLimited, Unauthorized: as they say.
            NotSent, Unreadable: to be asked again later.
        """

        def read(response: HttpResponse) -> TaskSnapshot:
            return self.dialect.read_fetch(task_id, response)

        return self._noticed(await self._transport.read("fetch", self.dialect.fetch(task_id), read))

    async def fetch_many(self, task_ids: Sequence[str]) -> dict[str, TaskSnapshot]:
        """Ask for several tasks, in one request where the dialect can. Those without a readable answer are absent."""
        if not task_ids:
            return {}
        if Capability.FETCH_MANY not in self.capabilities:
            return await self._fetch_each(task_ids)
        wire = self.dialect.fetch_many(task_ids)
        tasks = await self._transport.read("fetch_many", wire, self.dialect.read_fetch_many)
        wanted = frozenset(task_ids)
        return {task.task_id: self._noticed(task) for task in tasks if task.task_id in wanted}

    async def _fetch_each(self, task_ids: Sequence[str]) -> dict[str, TaskSnapshot]:
        found = {}
        for task_id in task_ids:
            try:
                found[task_id] = await self.fetch(task_id)
            except (TaskUnknown, Unreadable):
                continue
        return found

    async def find_submitted(self, state: str) -> TaskSnapshot | None:
        """Find the task that carries exactly this `Callback.state`; None where it is not listed or cannot be."""
        if not state or Capability.LIST_RECENT not in self.capabilities:
            return None
        tasks = await self._transport.read(
            "list_recent", self.dialect.list_recent(), self.dialect.read_fetch_many
        )
        return next((self._noticed(task) for task in tasks if task.state == state), None)

    async def cancel(self, task_id: str) -> bool:
        """Ask to cancel. True means that the service took it, not that the task stops in time."""
        if Capability.CANCEL not in self.capabilities:
            return False
        try:
            await self._transport.read("cancel", self.dialect.cancel(task_id), self.dialect.read_cancel)
        except (TaskUnknown, Unsupported):
            return False
        return True

    async def seed(self, task_id: str, callback: Callback) -> Accepted | str:
        """Ask for a seed: the seed itself, or (`Capability.SEED_TASK`) the task that will hold it."""
        wire = self.dialect.find_seed(FindSeed(task_id), callback)
        if Capability.SEED_TASK in self.capabilities:
            await self.turn()
            return await self._transport.send_once(
                "seed", wire, json.dumps(wire.json).encode(), self.dialect.read_seed
            )
        return await self._transport.read("seed", wire, self.dialect.read_seed)

    async def check_prompt(self, prompt: str) -> PromptVerdict:
        """Let the service check a prompt; raises `Unsupported` without `Capability.PROMPT_CHECK`."""
        wire = self.dialect.check_prompt(prompt)
        return await self._transport.read("check_prompt", wire, self.dialect.read_prompt_check)

    async def status(self) -> tuple[ModeStatus, ...]:
        """Check address and key with a free request. Details per mode only with `Capability.STATUS`."""
        return await self._transport.read("status", self.dialect.status(), self.dialect.read_status)

    def read_webhook(self, body: bytes) -> TaskSnapshot:
        """Read what this account's service posted to us; raises `Unreadable`."""
        return self._noticed(self.dialect.read_webhook(self._transport.without_key(body)))

    def _noticed(self, task: TaskSnapshot) -> TaskSnapshot:
        """Log a status that no dialect knows, once."""
        odd = task.unknown_status
        if odd and odd not in self._oddities and len(self._oddities) < _KNOWN_ODDITIES:
            self._oddities.add(odd)
            logger.warning("upstream %s: unknown task status %r counts as running", self.name, odd)
        return task
