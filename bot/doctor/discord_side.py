"""What Discord says about the bot: its token, its application, and its rights in each server.

Asked by plain HTTP, without logging in to the gateway, so that a running bot is not disturbed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlencode

import aiohttp
from pydantic import BaseModel, BeforeValidator, Field, TypeAdapter

from bot.doctor.results import CheckResult

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Mapping

    from bot.config import DiscordSettings

# Discord's bit for each right that the bot uses: https://docs.discord.com/developers/topics/permissions
NEEDED: Mapping[str, int] = {
    "View Channel": 1 << 10,
    "Send Messages": 1 << 11,
    "Embed Links": 1 << 14,
    "Attach Files": 1 << 15,
    "Read Message History": 1 << 16,
    "Send Messages in Threads": 1 << 38,
}
NEEDED_SUM = sum(NEEDED.values())
ADMINISTRATOR = 1 << 3

_GUILDS_PER_PAGE = 200
_USER_INSTALL = "1"

PORTAL = "https://discord.com/developers/applications"


class _User(BaseModel):
    username: str


class _Application(BaseModel):
    id: str
    name: str
    bot_require_code_grant: bool = False
    interactions_endpoint_url: str | None = None
    integration_types_config: Annotated[
        dict[str, Any], BeforeValidator(lambda value: {} if value is None else value)
    ] = Field(default_factory=dict)


class _Guild(BaseModel):
    id: int
    name: str
    owner: bool = False
    permissions: int


_GUILDS = TypeAdapter(list[_Guild])


class _Answered(Exception):  # a way out of nested reads, never seen outside
    """Discord answered with another status than 200."""

    def __init__(self, status: int) -> None:
        self.status = status
        super().__init__(status)


def missing_permissions(permissions: int) -> tuple[str, ...]:
    """Name the needed rights that are absent; administrators have them all."""
    if permissions & ADMINISTRATOR:
        return ()
    return tuple(name for name, bit in NEEDED.items() if not permissions & bit)


def invite_link(application_id: str) -> str:
    """Give the link that adds the bot to a server with exactly the rights it uses."""
    query = {"client_id": application_id, "scope": "bot applications.commands", "permissions": NEEDED_SUM}
    return f"https://discord.com/oauth2/authorize?{urlencode(query)}"


async def check_discord(
    session: aiohttp.ClientSession, settings: DiscordSettings
) -> AsyncIterator[CheckResult]:
    """Check the token first; the rest is asked only where that is right."""
    try:
        user = _User.model_validate(await _get(session, settings, "/users/@me"))
        yield CheckResult("token", ok=True, detail=f"Discord knows the bot as {user.username}")
        application = _Application.model_validate(await _get(session, settings, "/oauth2/applications/@me"))
        for result in _application_results(application, settings):
            yield result
        guilds = await _guilds(session, settings)
        for result in _guild_results(guilds, settings):
            yield result
    except _Answered as error:
        yield _refusal(error.status)
    except (aiohttp.ClientError, TimeoutError) as error:
        detail = f"{settings.api_base} cannot be reached ({type(error).__name__})"
        yield CheckResult(
            "discord", ok=False, detail=detail, remedy="Check the network, a proxy, and api_base."
        )
    except ValueError:
        detail = f"{settings.api_base} does not answer like Discord"
        yield CheckResult("discord", ok=False, detail=detail, remedy="Check api_base in [discord].")


async def _get(session: aiohttp.ClientSession, settings: DiscordSettings, path: str) -> Any:
    headers = {"Authorization": f"Bot {settings.token.get_secret_value()}"}
    async with session.get(f"{settings.api_base}{path}", headers=headers) as response:
        if response.status != 200:  # noqa: PLR2004  # the one status that carries what we asked for
            raise _Answered(response.status)
        return await response.json(content_type=None)


async def _guilds(session: aiohttp.ClientSession, settings: DiscordSettings) -> list[_Guild]:
    guilds: list[_Guild] = []
    after = 0
    while True:
        path = f"/users/@me/guilds?limit={_GUILDS_PER_PAGE}&after={after}"
        page = _GUILDS.validate_python(await _get(session, settings, path))
        guilds += page
        if len(page) < _GUILDS_PER_PAGE:
            return guilds
        after = max(guild.id for guild in page)


def _refusal(status: int) -> CheckResult:
    if status == 401:  # noqa: PLR2004  # HTTP's number for it
        remedy = f"Reset the token on the Bot page of {PORTAL} and write it to token in [discord]."
        return CheckResult("token", ok=False, detail="Discord refuses it", remedy=remedy)
    remedy = "Try again in some minutes; https://discordstatus.com tells of outages."
    return CheckResult("discord", ok=False, detail=f"Discord answers with HTTP {status}", remedy=remedy)


def _application_results(application: _Application, settings: DiscordSettings) -> Iterator[CheckResult]:
    page = f"{PORTAL}/{application.id}"
    detail = f"{application.name} ({application.id}); no privileged intent is needed"
    yield CheckResult("application", ok=True, detail=detail)
    if application.interactions_endpoint_url:
        remedy = f"Empty the Interactions Endpoint URL at {page}."
        yield CheckResult("commands", ok=False, detail="Discord sends them to another address", remedy=remedy)
    if application.bot_require_code_grant:
        remedy = f"Switch off Requires OAuth2 Code Grant at {page}/bot."
        yield CheckResult("invite", ok=False, detail="the invite link cannot work", remedy=remedy)
    if settings.user_installs and _USER_INSTALL not in application.integration_types_config:
        remedy = f"Switch on User Install at {page}/installation, or set user_installs to false."
        yield CheckResult(
            "user installs", ok=False, detail="the application does not allow them", remedy=remedy
        )
    yield CheckResult("invite", ok=True, detail=invite_link(application.id))


def _guild_results(guilds: list[_Guild], settings: DiscordSettings) -> Iterator[CheckResult]:
    if not guilds:
        yield CheckResult("servers", ok=None, detail="the bot is in none yet", remedy="Open the invite link.")
    lacking = {guild.name: missing for guild in guilds if (missing := _missing_in(guild))}
    for name, missing in lacking.items():
        remedy = "Give them to the bot's role, or open the invite link again."
        yield CheckResult(f"server {name}", ok=False, detail=f"it lacks {', '.join(missing)}", remedy=remedy)
    if len(lacking) < len(guilds):
        detail = f"all rights that are needed in {len(guilds) - len(lacking)} of {len(guilds)}"
        yield CheckResult("servers", ok=True, detail=detail)
    for absent in sorted(set(settings.allowed_guilds) - {guild.id for guild in guilds}):
        remedy = "Open the invite link for it, or take it out of allowed_guilds in [discord]."
        yield CheckResult(
            f"server {absent}", ok=False, detail="allowed, but the bot is not in it", remedy=remedy
        )


def _missing_in(guild: _Guild) -> tuple[str, ...]:
    return () if guild.owner else missing_permissions(guild.permissions)
