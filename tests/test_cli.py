from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import aiohttp
import pytest
from click.testing import CliRunner

from bot.cli import main
from bot.playground import Playground, open_playground

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from click.testing import Result

ROOT = Path(__file__).parents[1]
HEAVY = ("aiohttp", "discord", "numpy", "PIL", "pydantic", "sqlalchemy")


@pytest.fixture(autouse=True)
def _an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def easel(*arguments: str, **environ: str) -> Result:
    return CliRunner().invoke(main, arguments, env=environ, catch_exceptions=False)


@asynccontextmanager
async def started(*arguments: str, **environ: str) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", *arguments),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environ},
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def first_line(process: asyncio.subprocess.Process) -> str:
    assert process.stdout is not None
    async with asyncio.timeout(30):
        return (await process.stdout.readline()).decode()


@pytest.mark.parametrize("command", ["run", "demo", "doctor", "sync", "sandbox"])
def test_every_command_explains_itself(command: str) -> None:
    assert command in easel("--help").output
    result = easel(command, "--help")
    assert result.exit_code == 0
    assert result.output.startswith("Usage:")


def test_help_loads_none_of_the_large_libraries() -> None:
    code = f"import sys, bot.cli; print([name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, cwd=ROOT, text=True)  # noqa: S603  # our own code
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("command", ["run", "sync"])
def test_unusable_settings_end_in_one_sentence_and_exit_code_2(command: str) -> None:
    result = easel(command)
    assert result.exit_code == 2
    assert result.stderr.count("\n") == 1
    assert "copy config.example.toml" in result.stderr


def test_settings_may_come_from_the_environment_alone() -> None:
    result = easel("run", EASEL_DISCORD__TOKEN="a-token")
    assert result.exit_code == 2
    assert "There is no account" in result.stderr
    assert "a-token" not in result.output


def test_another_file_may_be_named_by_option_or_environment(tmp_path: Path) -> None:
    path = tmp_path / "other.toml"
    path.write_text("[web]\nprot = 1\n", encoding="utf-8")
    for result in (easel("--config", str(path), "run"), easel("run", EASEL_CONFIG=str(path))):
        assert "did you mean port?" in result.stderr


def test_doctor_counts_unusable_settings_as_a_failed_check() -> None:
    result = easel("doctor")
    assert result.exit_code == 1
    assert result.output.startswith("FAIL  settings:")


def test_a_port_in_use_ends_in_one_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = subprocess.run(  # noqa: S603  # our own code
            [sys.executable, "-m", "bot", "sandbox", "--port", str(port)],
            capture_output=True,
            check=False,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            text=True,
        )
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "choose another port" in done.stderr


def settings_for(playground: Playground, **changes: str) -> dict[str, str]:
    return {
        "EASEL_DISCORD__TOKEN": playground.token,
        "EASEL_DISCORD__API_BASE": playground.api_base,
        "EASEL_ACCOUNTS__MAIN__DIALECT": "ttapi",
        "EASEL_ACCOUNTS__MAIN__BASE_URL": "http://127.0.0.1:9",
        "EASEL_ACCOUNTS__MAIN__API_KEY": "a-key",
        "EASEL_LOGGING__LEVEL": "WARNING",
        **changes,
    }


async def test_sync_registers_the_commands_and_names_them() -> None:
    async with open_playground() as playground, started("sync", **settings_for(playground)) as process:
        async with asyncio.timeout(30):
            output, errors = await process.communicate()
        assert (process.returncode, errors) == (0, b"")
        assert b"/imagine" in output
        url = f"{playground.base_url}/playground/state"
        async with aiohttp.ClientSession() as session, session.get(url) as response:
            state = await response.json(content_type=None)
        assert "imagine" in [command["name"] for command in state["commands"]]


async def test_a_token_that_discord_refuses_ends_in_one_sentence_that_does_not_show_it() -> None:
    async with open_playground() as playground:
        environ = settings_for(playground, EASEL_DISCORD__TOKEN="a-wrong-token")
        async with started("run", **environ) as process, asyncio.timeout(30):
            output, errors = await process.communicate()
    assert process.returncode == 1
    assert output == b""
    assert errors.count(b"\n") == 1
    assert b"EASEL_DISCORD__TOKEN" in errors
    assert b"a-wrong-token" not in errors


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_a_signal_ends_a_server_without_a_word(number: signal.Signals) -> None:
    async with started("sandbox", "--port", "0") as process:
        await first_line(process)
        process.send_signal(number)
        async with asyncio.timeout(30):
            _, errors = await process.communicate()
        assert process.returncode == 0
        assert errors == b""


async def test_the_sandbox_serves_what_its_first_line_says() -> None:
    async with started("sandbox", "--port", "0", "--key", "my-key") as process:
        line = await first_line(process)
        address = next(word for word in line.split() if word.startswith("http://"))
        assert "my-key" in line
        async with aiohttp.ClientSession() as session, session.get(f"{address}/mj/task/1/fetch") as response:
            assert response.status < 500
