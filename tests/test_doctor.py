from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import aiohttp
import click
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from pydantic import SecretStr

from bot.config import AccountSettings, DiscordSettings, ImageSettings, Settings, StorageSettings, WebSettings
from bot.doctor import CheckResult, examine, render
from bot.doctor.discord_side import NEEDED_SUM, check_discord, invite_link, missing_permissions
from bot.doctor.examination import check_account, check_pictures, check_storage, check_web
from bot.playground import open_playground
from bot.sandbox.options import SandboxOptions
from bot.sandbox.server import Sandbox, open_sandbox
from bot.storage.database import open_database

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

TOKEN = "a-token"
SECRET = SecretStr("0123456789abcdef")


@dataclass
class Discord:
    """The four pages of Discord's API that the doctor reads."""

    application: dict[str, Any] = field(default_factory=lambda: {"id": "42", "name": "Easel"})
    guilds: list[dict[str, Any]] = field(default_factory=list)
    base: str = ""

    @asynccontextmanager
    async def served(self) -> AsyncIterator[Discord]:
        app = web.Application()
        app.router.add_get("/users/@me", self.answer({"id": "42", "username": "easel"}))
        app.router.add_get("/oauth2/applications/@me", self.answer(self.application))
        app.router.add_get("/users/@me/guilds", self.page_of_guilds)
        async with TestServer(app) as server:
            self.base = str(server.make_url("")).rstrip("/")
            yield self

    def answer(self, body: object) -> Any:
        async def handler(request: web.Request) -> web.Response:
            self.check(request)
            return web.json_response(body)

        return handler

    async def page_of_guilds(self, request: web.Request) -> web.Response:
        self.check(request)
        after, limit = int(request.query["after"]), int(request.query["limit"])
        later = [guild for guild in self.guilds if int(guild["id"]) > after]
        return web.json_response(later[:limit])

    @staticmethod
    def check(request: web.Request) -> None:
        if request.headers.get("Authorization") != f"Bot {TOKEN}":
            raise web.HTTPUnauthorized


def guild(number: int, permissions: int = NEEDED_SUM, *, owner: bool = False) -> dict[str, Any]:
    return {"id": str(number), "name": f"guild {number}", "owner": owner, "permissions": str(permissions)}


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as opened:
        yield opened


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with open_sandbox(SandboxOptions(time_factor=0)) as opened:
        yield opened


async def findings(
    session: aiohttp.ClientSession, discord: Discord, *, token: str = TOKEN, **settings: Any
) -> dict[str, CheckResult]:
    async with discord.served():
        chosen = DiscordSettings(token=SecretStr(token), api_base=discord.base, **settings)
        return {result.name: result async for result in check_discord(session, chosen)}


def account_of(sandbox: Sandbox, **changes: Any) -> AccountSettings:
    given = {"dialect": "ttapi", "base_url": sandbox.base_url, "api_key": sandbox.options.api_key}
    return AccountSettings.model_validate(given | changes)


# --- Discord ---


def test_the_invite_link_asks_for_exactly_the_rights_that_are_used() -> None:
    assert NEEDED_SUM == 274878024704
    assert invite_link("42") == (
        "https://discord.com/oauth2/authorize"
        "?client_id=42&scope=bot+applications.commands&permissions=274878024704"
    )


@pytest.mark.parametrize(
    ("permissions", "missing"),
    [
        (NEEDED_SUM, ()),
        (1 << 3, ()),
        (NEEDED_SUM - (1 << 15), ("Attach Files",)),
        (NEEDED_SUM - (1 << 10) - (1 << 38), ("View Channel", "Send Messages in Threads")),
    ],
)
def test_missing_rights_are_named_as_discord_names_them(permissions: int, missing: tuple[str, ...]) -> None:
    assert missing_permissions(permissions) == missing


async def test_a_good_bot_passes_and_gets_its_invite_link(session: aiohttp.ClientSession) -> None:
    found = await findings(session, Discord(guilds=[guild(1), guild(2, 0, owner=True)]))
    assert all(result.ok for result in found.values())
    assert found["invite"].detail == invite_link("42")
    assert found["servers"].detail.endswith("in 2 of 2")


async def test_discords_stand_in_answers_every_question_of_the_doctor(session: aiohttp.ClientSession) -> None:
    async with open_playground() as playground:
        chosen = DiscordSettings(token=SecretStr(playground.token), api_base=playground.api_base)
        found = {result.name: result async for result in check_discord(session, chosen)}
    assert all(result.ok for result in found.values())
    assert playground.world.gaps == []
    assert found["servers"].detail.endswith("in 2 of 2")


async def test_a_wrong_token_is_told_once_and_nothing_else_is_asked(session: aiohttp.ClientSession) -> None:
    found = await findings(session, Discord(), token="another")
    assert list(found) == ["token"]
    assert found["token"].ok is False
    assert "Reset the token" in found["token"].remedy


async def test_a_server_without_enough_rights_fails_by_name(session: aiohttp.ClientSession) -> None:
    found = await findings(session, Discord(guilds=[guild(1, NEEDED_SUM - (1 << 14))]))
    assert found["server guild 1"].ok is False
    assert "Embed Links" in found["server guild 1"].detail
    assert "servers" not in found


async def test_every_page_of_servers_is_read(session: aiohttp.ClientSession) -> None:
    found = await findings(session, Discord(guilds=[guild(number) for number in range(1, 402)]))
    assert found["servers"].detail.endswith("in 401 of 401")


async def test_an_allowed_server_without_the_bot_fails(session: aiohttp.ClientSession) -> None:
    found = await findings(session, Discord(guilds=[guild(1)]), allowed_guilds=(1, 7))
    assert found["server 7"].ok is False


async def test_no_server_yet_is_no_failure(session: aiohttp.ClientSession) -> None:
    found = await findings(session, Discord())
    assert found["servers"].ok is None


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"interactions_endpoint_url": "https://elsewhere.example"}, "commands"),
        ({"integration_types_config": {"0": {}}}, "user installs"),
    ],
)
async def test_what_the_application_gets_in_the_way_of_is_found(
    session: aiohttp.ClientSession, change: dict[str, Any], name: str
) -> None:
    discord = Discord()
    discord.application |= change
    found = await findings(session, discord, user_installs=True)
    assert found[name].ok is False
    assert "https://discord.com/developers/applications/42" in found[name].remedy


async def test_something_that_is_not_discord_is_no_traceback(session: aiohttp.ClientSession) -> None:
    discord = Discord()
    discord.application.clear()
    found = await findings(session, discord)
    assert "does not answer like Discord" in found["discord"].detail


async def test_an_unreachable_discord_is_told(session: aiohttp.ClientSession, unused_tcp_port: int) -> None:
    settings = DiscordSettings(token=SecretStr(TOKEN), api_base=f"http://127.0.0.1:{unused_tcp_port}")
    [result] = [result async for result in check_discord(session, settings)]
    assert result.ok is False
    assert "cannot be reached" in result.detail


# --- accounts ---


@pytest.mark.parametrize("dialect", ["ttapi", "midjourney_proxy"])
async def test_an_account_with_the_right_key_passes(
    session: aiohttp.ClientSession, sandbox: Sandbox, dialect: str
) -> None:
    result = await check_account(session, "main", account_of(sandbox, dialect=dialect))
    assert result.ok, result


@pytest.mark.parametrize("dialect", ["ttapi", "midjourney_proxy"])
async def test_an_account_with_a_wrong_key_is_told_which_key_to_mend(
    session: aiohttp.ClientSession, sandbox: Sandbox, dialect: str
) -> None:
    result = await check_account(session, "main", account_of(sandbox, dialect=dialect, api_key="wrong-key"))
    assert result.ok is False
    assert "api_key in [accounts.main]" in result.remedy
    assert "wrong-key" not in render(result)


async def test_an_account_at_an_address_that_is_something_else_fails(session: aiohttp.ClientSession) -> None:
    async with TestServer(web.Application()) as server:
        settings = AccountSettings.model_validate(
            {"dialect": "ttapi", "base_url": str(server.make_url("/")), "api_key": "k"}
        )
        result = await check_account(session, "main", settings)
    assert result.ok is False
    assert "[accounts.main]" in result.remedy


# --- the bot's own side ---


async def test_without_a_public_address_nothing_is_asked(session: aiohttp.ClientSession) -> None:
    assert (await check_web(session, WebSettings())).ok is None


async def test_a_public_address_that_leads_here_passes_before_the_bot_runs(
    session: aiohttp.ClientSession, unused_tcp_port: int
) -> None:
    url = f"http://127.0.0.1:{unused_tcp_port}"
    result = await check_web(session, WebSettings(port=unused_tcp_port, public_url=url, secret=SECRET))
    assert result.ok, result


async def test_a_public_address_that_leads_to_the_running_bot_passes(session: aiohttp.ClientSession) -> None:
    async def healthz(_request: web.Request) -> web.Response:
        return web.json_response({"instance": "1"})

    app = web.Application()
    app.router.add_get("/healthz", healthz)
    async with TestServer(app) as server:
        settings = WebSettings(port=server.port, public_url=str(server.make_url("/")), secret=SECRET)
        result = await check_web(session, settings)
    assert result.ok, result


async def test_a_public_address_that_leads_elsewhere_fails(
    session: aiohttp.ClientSession, unused_tcp_port: int
) -> None:
    async with TestServer(web.Application()) as elsewhere:
        url = str(elsewhere.make_url("/"))
        result = await check_web(session, WebSettings(port=unused_tcp_port, public_url=url, secret=SECRET))
    assert result.ok is False
    assert f"127.0.0.1:{unused_tcp_port}" in result.remedy


async def test_a_new_database_passes_and_one_in_use_is_left_alone(tmp_path: Path) -> None:
    settings = StorageSettings(url=f"sqlite+aiosqlite:///{tmp_path}/easel.db")
    assert (await check_storage(settings)).ok
    async with open_database(settings.url):
        assert (await check_storage(settings)).ok is None


async def test_a_database_that_cannot_be_made_fails_with_a_remedy(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    result = await check_storage(StorageSettings(url=f"sqlite+aiosqlite:///{tmp_path}/file/easel.db"))
    assert result.ok is False
    assert result.remedy


def test_a_folder_for_pictures_is_made_and_left_empty(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "images"
    assert check_pictures(ImageSettings(directory=str(folder))).ok
    assert list(folder.iterdir()) == []


def test_a_folder_that_cannot_be_written_fails_with_a_remedy(tmp_path: Path) -> None:
    (tmp_path / "images").touch()
    result = check_pictures(ImageSettings(directory=str(tmp_path / "images")))
    assert result.ok is False
    assert "directory in [images]" in result.remedy


# --- all of it ---


async def test_the_whole_examination_shows_no_secret(tmp_path: Path, sandbox: Sandbox) -> None:
    async with Discord(guilds=[guild(1)]).served() as discord:
        settings = Settings(
            discord=DiscordSettings(token=SecretStr(TOKEN), api_base=discord.base),
            storage=StorageSettings(url=f"sqlite+aiosqlite:///{tmp_path}/easel.db"),
            accounts={"main": account_of(sandbox)},
            images=ImageSettings(directory=str(tmp_path / "images")),
        )
        results = [result async for result in examine(settings)]
    assert not [result for result in results if result.ok is False]
    shown = "\n".join(render(result) for result in results)
    assert not [secret for secret in settings.secrets() if secret in shown]


def test_a_failure_shows_its_remedy_on_a_line_of_its_own() -> None:
    shown = click.unstyle(render(CheckResult("token", ok=False, detail="refused", remedy="Reset it.")))
    assert shown == "FAIL  token: refused\n      -> Reset it."
