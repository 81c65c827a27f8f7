"""The engine with everything real but the clock: SQLite, the clients, and the sandbox over loopback."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from pydantic import SecretStr

from bot.config import AccountSettings
from bot.errors import EaselError
from bot.jobs.accounts import Account, Accounts
from bot.jobs.engine import Engine
from bot.jobs.engine_services import EngineServices
from bot.jobs.models import Job, JobKind, JobRequest, JobState, JobView, Origin, Source
from bot.jobs.service import JobService
from bot.media.files import DirectoryFiles
from bot.midjourney.client import connect
from bot.midjourney.models import Callback, Mode, Picture
from bot.midjourney.transport import open_session
from bot.sandbox.options import SandboxOptions
from bot.sandbox.server import Sandbox, open_sandbox
from bot.storage.database import open_database
from bot.storage.jobs import SqlJobStore
from bot.storage.slots import SqlSlots

GUILD, CHANNEL, ADA, BO = 10, 20, 1, 2


@dataclass
class HandClock:
    """Time that passes when a test says so."""

    now: float = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class HandWake:
    """A Wake port whose timers ring when the test's clock passes them."""

    clock: HandClock
    due: dict[int, float] = field(default_factory=dict)

    def wake(self, key: int, after: float = 0.0) -> None:
        at = self.clock() + after
        self.due[key] = min(self.due.get(key, at), at)

    def is_due(self) -> bool:
        return any(at <= self.clock() for at in self.due.values())

    async def settle(self, run: Callable[[int], Any]) -> None:
        """Run all that is due, and what that wakes, until nothing is."""
        while ready := sorted(key for key, at in self.due.items() if at <= self.clock()):
            for key in ready:
                del self.due[key]
                await run(key)


class Drawers:
    """An InputPictures port for pictures that a test lays out, each under its own address."""

    def __init__(self) -> None:
        self.pictures: dict[str, Picture | EaselError] = {}

    async def fetch(self, source: Source) -> Picture:
        found = self.pictures[source.url]
        if isinstance(found, EaselError):
            raise found
        return found


@dataclass
class Bench:
    """An engine under test, with one account on the sandbox."""

    engine: Engine
    service: JobService
    store: SqlJobStore
    sandbox: Sandbox
    clock: HandClock
    wake: HandWake
    dispatch: HandWake
    courier: HandWake
    drawers: Drawers
    account: Account
    interactions: int = 0

    async def settle(self) -> None:
        """Run all that is due, and what that wakes, until nothing is."""
        while self.wake.is_due() or self.dispatch.is_due():
            await self.dispatch.settle(self.engine.dispatcher.run)
            await self.wake.settle(self.engine.advance)

    async def pass_time(self, seconds: float) -> None:
        """Let time pass, stopping at every timer on the way."""
        end = self.clock.now + seconds
        while True:
            await self.settle()
            soonest = min([*self.wake.due.values(), *self.dispatch.due.values()], default=end)
            if soonest >= end:
                break
            self.clock.now = max(soonest, self.clock.now)
        self.clock.now = end
        await self.settle()

    def origin(self, user: int = ADA, guild: int | None = GUILD) -> Origin:
        self.interactions += 1
        return Origin(str(self.interactions), user_id=user, channel_id=CHANNEL, guild_id=guild)

    async def imagine(self, prompt: str = "a cat --seed 7", *, user: int = ADA) -> Job:
        receipt = await self.service.start(self.origin(user), JobRequest(JobKind.IMAGINE, prompt))
        return receipt.jobs[0]

    async def webhook_body(self, task_id: str) -> bytes:
        """Give what the upstream would post about a task now: the same as a fetch's answer."""
        client = self.account.upstream
        return await client._transport.read(
            "fetch", client.dialect.fetch(task_id), lambda answer: answer.body
        )

    async def press(self, job: Job, label: str, *, prompt: str | None = None, user: int = ADA) -> Job:
        """Press the component with this label or emoji, or whose custom id ends so."""
        view = await self.service.view(job.ulid)
        n = next(
            row.n
            for row in view.components
            if label in (row.component.label, row.component.emoji) or row.component.custom_id.endswith(label)
        )
        receipt = await self.service.press(self.origin(user), job.ulid, n, prompt=prompt)
        return receipt.jobs[0]

    async def read(self, job: Job) -> Job:
        found = await self.store.get(job.id)
        assert found is not None
        return found

    async def view(self, job: Job) -> JobView:
        return await self.service.view(job.ulid)

    async def state(self, job: Job) -> JobState:
        return (await self.read(job)).state

    async def finish(self, job: Job) -> Job:
        """Let the sandbox end the job's task, and Easel find out."""
        found = await self.read(job)
        await self.sandbox.studio.finish(found.task_id)
        await self.pass_time(300)
        return await self.read(job)

    async def settled(self, job: Job) -> Job:
        """Let Easel send what it has to send, and give the job as it is then."""
        await self.settle()
        return await self.read(job)

    async def described(self, picture: Picture) -> Job:
        """Describe a picture, to the end."""
        self.drawers.pictures["https://x/cat"] = picture
        request = JobRequest(JobKind.DESCRIBE, sources=(Source("https://x/cat"),))
        job = (await self.service.start(self.origin(), request)).jobs[0]
        return await self.finish(await self.settled(job))

    async def done(self, prompt: str = "a cat --seed 7") -> Job:
        job = await self.imagine(prompt)
        await self.settle()
        return await self.finish(job)

    @property
    def submits(self) -> int:
        return len(self.sandbox.submits)


@asynccontextmanager
async def open_bench(
    folder: Path,
    dialect: str,
    options: SandboxOptions,
    *,
    offered: Sequence[Mode] = tuple(Mode),
    **settings: Any,
) -> AsyncIterator[Bench]:
    async with AsyncExitStack() as stack:
        sandbox = await stack.enter_async_context(open_sandbox(options))
        database = await stack.enter_async_context(open_database(f"sqlite+aiosqlite:///{folder}/easel.db"))
        session = await stack.enter_async_context(open_session())
        configured = AccountSettings(
            dialect=dialect,  # type: ignore[arg-type]  # one of the two names
            base_url=sandbox.base_url,
            api_key=SecretStr(options.api_key),
            requests_per_minute=6000,
            http_timeout_seconds=2.0,
            **settings,
        )
        account = Account(
            "main",
            connect("main", configured, session),
            offered,
            Mode.FAST,
            configured.concurrency,
            2.0,
            1800.0,
        )
        clock, drawers, store, slots = HandClock(), Drawers(), SqlJobStore(database), SqlSlots(database)
        wake, dispatch, courier = HandWake(clock), HandWake(clock), HandWake(clock)
        accounts = Accounts([account])
        engine = Engine(
            EngineServices(
                store=store,
                slots=slots,
                accounts=accounts,
                files=DirectoryFiles(folder / "files"),
                inputs=drawers,
                wake=wake,
                dispatch=dispatch,
                courier=courier,
                clock=clock,
                callback=lambda job: Callback(url="", state=job.ulid),
                owner="test",
            )
        )
        service = JobService(
            store=store, slots=slots, wake=wake, accounts=accounts, clock=clock, max_queued=None
        )
        yield Bench(engine, service, store, sandbox, clock, wake, dispatch, courier, drawers, account)


@pytest.fixture(params=["midjourney_proxy", "ttapi"])
def dialect(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def sandbox_options() -> SandboxOptions:
    return SandboxOptions(manual=True)


MakeBench = Callable[..., Awaitable[Bench]]


@pytest.fixture
async def make_bench(tmp_path: Path, sandbox_options: SandboxOptions) -> AsyncIterator[MakeBench]:
    """Open a bench for a dialect, with more settings for its account."""
    async with AsyncExitStack() as stack:

        async def make(dialect: str, **settings: Any) -> Bench:
            return await stack.enter_async_context(open_bench(tmp_path, dialect, sandbox_options, **settings))

        yield make


@pytest.fixture
async def bench(make_bench: MakeBench, dialect: str) -> Bench:
    return await make_bench(dialect)


@pytest.fixture
async def proxy(make_bench: MakeBench) -> Bench:
    """For what only midjourney-proxy has: modals, cancelling, lists."""
    return await make_bench("midjourney_proxy")


@pytest.fixture
async def ttapi(make_bench: MakeBench) -> Bench:
    """For what only TTAPI does."""
    return await make_bench("ttapi")


@pytest.fixture
def picture() -> Picture:
    """A small picture, red over blue."""
    image = Image.new("RGB", (64, 48), "#c02020")
    image.paste("#2020c0", (0, 24, 64, 48))
    stored = io.BytesIO()
    image.save(stored, "PNG")
    return Picture(stored.getvalue(), "image/png")
