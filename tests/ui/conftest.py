"""The face with everything real but the clock: discord.py, the playground, SQLite, the engine and the sandbox."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from pydantic import SecretStr

from bot.config import (
    AccountSettings,
    DiscordSettings,
    ImageSettings,
    Settings,
    StorageSettings,
    WebSettings,
)
from bot.jobs.models import Delivery, DeliveryKind, Job, JobState
from bot.playground import Playground, PlaygroundOptions, Upload, open_playground
from bot.playground.handles import InteractionHandle
from bot.playground.models import Message
from bot.playground.people import PersonHandle
from bot.sandbox.options import SandboxOptions
from bot.sandbox.server import Sandbox, open_sandbox
from bot.services import Services, Tuning, open_services

PATIENCE = 30.0
DIALECTS = ("midjourney_proxy", "ttapi")
SIDE = 256
"""Of the sandbox's grids, in pixels: what is shown there matters to no test here, and large ones take their time."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run what opens a bot once for each dialect, or for those that its mark `dialect` names."""
    if "dialect" in metafunc.fixturenames:
        mark = metafunc.definition.get_closest_marker("dialect")
        metafunc.parametrize("dialect", DIALECTS if mark is None else mark.args)


@dataclass
class HandClock:
    """Time that passes when a test says so."""

    now: float = 1_790_000_000.0

    def __call__(self) -> float:
        return self.now


class Crash(asyncio.CancelledError):
    """What a dying process does to the code that runs in it: it ends without a word."""


@dataclass
class CrashAt:
    """A crash point that dies at the name that a test sets, after which nothing is delivered any more."""

    name: str = ""
    happened: bool = False
    services: Services | None = None

    def __call__(self, name: str) -> None:
        if name == self.name:
            self.name, self.happened = "", True
            assert self.services is not None
            self.services.courier.wake._closed = True
            raise Crash(name)


@dataclass
class Stage:
    """One running bot in one playground."""

    playground: Playground
    sandbox: Sandbox
    clock: HandClock
    crash: CrashAt
    services: Services

    @property
    def ada(self) -> PersonHandle:
        return self.playground.person("ada")

    @property
    def bo(self) -> PersonHandle:
        return self.playground.person("bo")

    async def imagine(
        self, prompt: str = "a red fox", place: Any = "#general", **options: Any
    ) -> InteractionHandle:
        handle = await self.ada.command(place, "imagine", prompt=prompt, **options)
        return await handle.answered()

    async def result(self, text: str = "(fast)", place: Any = "#general") -> Message:
        """Run an /imagine to its end and give its result."""
        await self.imagine(place=place)
        await self.finish()
        return await self.until(lambda: self.shown(text, place=place, finished=True))

    async def job(self, n: int = 1) -> Job:
        found = await self.services.ground.store.get(n)
        assert found is not None
        return found

    async def delivery(self, n: int, kind: DeliveryKind) -> Delivery | None:
        return next(
            (each for each in await self.services.ground.deliveries.of_job(n) if each.kind is kind), None
        )

    async def delivered(self, n: int = 1) -> Delivery:
        """Wait until the result's row says that it is done."""

        async def done() -> Delivery | None:
            found = await self.delivery(n, DeliveryKind.RESULT)
            return found if found is not None and found.done_at is not None else None

        return await self.eventually(done)

    async def until(self, look: Callable[[], Any]) -> Any:
        """Give what `look` finds in the playground once it is truthy."""
        return await self.playground.wait_for(lambda _: look(), PATIENCE)

    async def eventually(self, look: Callable[[], Awaitable[Any]]) -> Any:
        """Give what `look` finds in the database once it is truthy."""
        async with asyncio.timeout(PATIENCE):
            while not (found := await look()):  # noqa: ASYNC110  # a database tells nobody when it changes
                await asyncio.sleep(0.01)
        return found

    async def running(self, n: int = 1) -> Job:
        """Wait until the sandbox has the task."""

        async def submitted() -> Job | None:
            job = await self.services.ground.store.get(n)
            return job if job is not None and job.task_id and job.state is JobState.RUNNING else None

        return await self.eventually(submitted)

    async def finish(self, n: int = 1) -> Job:
        """Let the sandbox end a job's task and the engine learn of it."""
        await self.sandbox.studio.finish((await self.running(n)).task_id)
        return await self.over(n)

    async def fail(self, reason: str = "Banned prompt", n: int = 1) -> Job:
        await self.sandbox.studio.fail((await self.running(n)).task_id, reason)
        return await self.over(n)

    async def over(self, n: int = 1) -> Job:
        async def final() -> Job | None:
            self.clock.now += 1
            self.services.engine_wake.wake(n)
            job = await self.job(n)
            return job if job.state.is_final else None

        return await self.eventually(final)

    def shown(
        self, text: str, who: str = "ada", place: Any = "#general", *, finished: bool = False
    ) -> Message | None:
        """Give the newest message which that person sees and which holds this text."""
        return next(
            (
                each
                for each in reversed(self.playground.person(who).messages(place))
                if text in each.content and (not finished or "j1:c:" in str(each.components))
            ),
            None,
        )

    def posts(self, place: Any = "#general") -> list[Message]:
        """Give the results in a place."""
        return [each for each in self.ada.messages(place) if "j1:c:" in str(each.components)]

    def later(self, n: int = 1, seconds: float = 5.0) -> None:
        """Let time pass and the courier look again."""
        self.clock.now += seconds
        self.services.courier.wake.wake(n)


def buttons(message: Message) -> dict[str, dict[str, Any]]:
    """Give a message's buttons by label or emoji."""
    return {
        part.get("label") or part["emoji"]["name"]: part
        for row in message.components
        for part in row["components"]
        if part["type"] == 2
    }


def picture(name: str = "fox.png", size: tuple[int, int] = (64, 48)) -> Upload:
    stored = io.BytesIO()
    Image.new("RGB", size, "#c02020").save(stored, "PNG")
    return Upload(name, stored.getvalue(), "image/png")


def settings_for(
    folder: Path, playground: Playground, sandbox: Sandbox, dialect: str, **more: Any
) -> Settings:
    return Settings(
        discord=DiscordSettings(token=SecretStr(playground.token), api_base=playground.api_base, **more),
        storage=StorageSettings(url=f"sqlite+aiosqlite:///{folder}/easel.db"),
        images=ImageSettings(directory=str(folder / "images")),
        accounts={
            "main": AccountSettings(
                dialect=dialect,  # type: ignore[arg-type]  # one of the two names
                base_url=sandbox.base_url,
                api_key=SecretStr(sandbox.options.api_key),
                requests_per_minute=6000,
                http_timeout_seconds=5.0,
            )
        },
    )


def reachable(settings: Settings) -> Settings:
    """Give a bot an address on the internet."""
    web = WebSettings(port=0, public_url="https://easel.example", secret=SecretStr("k" * 32))
    return settings.model_copy(update={"web": web})


def with_account(**changes: Any) -> Callable[[Settings], Settings]:
    """Give a change of the only account, for `opening(change=…)`."""

    def change(settings: Settings) -> Settings:
        account = settings.accounts["main"].model_copy(update=changes)
        return settings.model_copy(update={"accounts": {"main": account}})

    return change


@asynccontextmanager
async def open_stage(
    folder: Path,
    playground: Playground,
    sandbox: Sandbox,
    clock: HandClock,
    *,
    dialect: str,
    change: Callable[[Settings], Settings] = lambda settings: settings,
    **more: Any,
) -> AsyncIterator[Stage]:
    """Run a bot until the block ends; a second one on the same folder is the same bot after a restart.

    `change` has the last word on the settings.
    """
    crash = CrashAt()
    settings = change(settings_for(folder, playground, sandbox, dialect, **more))
    async with AsyncExitStack() as stack:
        services = await stack.enter_async_context(
            open_services(settings, tuning=Tuning(clock=clock, crash_point=crash))
        )
        crash.services = services
        await services.bot.login(playground.token)
        for job_id, _ in await services.ground.store.looks():
            services.engine_wake.wake(job_id)
        connected = asyncio.create_task(services.bot.connect(), name="gateway")
        await services.bot.wait_until_ready()
        try:
            yield Stage(playground, sandbox, clock, crash, services)
        finally:
            connected.cancel()
            await asyncio.gather(connected, return_exceptions=True)


OpenStage = Callable[..., Any]


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
async def playground(clock: HandClock) -> AsyncIterator[Playground]:
    async with open_playground(PlaygroundOptions(clock=clock, rate_limits=False)) as opened:
        yield opened
        assert not opened.gaps


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with open_sandbox(SandboxOptions(manual=True, side=SIDE)) as opened:
        yield opened


@pytest.fixture
async def remixing() -> AsyncIterator[Sandbox]:
    """A sandbox whose account has remix mode on: variations wait for a prompt."""
    async with open_sandbox(SandboxOptions(manual=True, remix=True, side=SIDE)) as opened:
        yield opened


@pytest.fixture
def opening(
    tmp_path: Path, playground: Playground, sandbox: Sandbox, clock: HandClock, dialect: str
) -> OpenStage:
    """Open a stage with more settings for Discord, or again after it was closed: a restart."""

    def opened(sandbox: Sandbox = sandbox, **more: Any) -> Any:
        return open_stage(tmp_path, playground, sandbox, clock, dialect=dialect, **more)

    return opened


@pytest.fixture
async def stage(opening: OpenStage) -> AsyncIterator[Stage]:
    async with opening() as opened:
        yield opened


def speaking(*dialects: str) -> Callable[[Settings], Settings]:
    """Give a bot one account for each of these dialects, the first being its usual one."""

    def change(settings: Settings) -> Settings:
        (account,) = settings.accounts.values()
        return settings.model_copy(
            update={
                "accounts": {dialect: account.model_copy(update={"dialect": dialect}) for dialect in dialects}
            }
        )

    return change


async def upscaled(stage: Stage) -> Message:
    """Give a single picture."""
    parent = await stage.result()
    await (await stage.ada.press(parent, label="U1")).answered()
    await stage.finish(2)
    message = await stage.until(lambda: stage.shown("Image #1", finished=True))
    await stage.delivered(2)
    return message  # type: ignore[no-any-return]  # `until` gives what it is told to look for


async def no_job(stage: Stage, n: int = 1) -> bool:
    return await stage.services.ground.store.get(n) is None


async def save_option(stage: Stage) -> None:
    """Let `--oil` stand for "in oil" in Ada's prompts."""
    await stage.services.bot.desk.preferences.set_option(stage.ada.id, "oil", "in oil")
