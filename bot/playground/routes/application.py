"""The application itself: who it is, its commands, its emojis, and where its gateway is."""

from __future__ import annotations

import base64
import binascii
import re
from typing import Any

from bot.playground import serialize
from bot.playground.errors import DiscordError
from bot.playground.forms import FormErrors, only
from bot.playground.rate_limits import COMMANDS
from bot.playground.rest import Call, Route

_EMOJI_BYTES = 256 * 1024
_EMOJI_NAME = re.compile(r"\w{2,32}")
_DATA_URL = re.compile(r"data:image/(?:png|jpeg|gif|webp);base64,(.+)", re.DOTALL)


def _own(call: Call) -> None:
    if call.id("application") != call.world.application.id:
        raise DiscordError(50001)


def _guild(call: Call) -> int | None:
    if "guild" not in call.params:
        return None
    guild_id = call.id("guild")
    guild = call.world.guilds.get(guild_id)
    if guild is None or call.world.application.id not in guild.members:
        raise DiscordError(50001)
    return guild_id


async def get_application(call: Call) -> Any:
    application = call.world.application
    owner = next(user for user in call.world.users.values() if not user.bot)
    return {
        "id": str(application.id),
        "name": application.name,
        "icon": None,
        "description": "",
        "summary": "",
        "type": None,
        "bot_public": True,
        "bot_require_code_grant": False,
        "verify_key": "0" * 64,
        "flags": 0,
        "flags_new": "0",
        "explicit_content_filter": 0,
        "interactions_endpoint_url": None,
        "role_connections_verification_url": None,
        "eligible_oauth2_scopes": [],
        "owner": serialize.user(owner),
        "bot": serialize.user(call.world.users[application.id]),
        "team": None,
        "tags": [],
        "redirect_uris": [],
        "integration_types_config": {"0": {}, "1": {}},
        "approximate_guild_count": len(call.world.guilds),
        "approximate_user_install_count": sum(user.has_user_install for user in call.world.users.values()),
        "approximate_user_authorization_count": 0,
    }


async def get_gateway(call: Call) -> Any:
    return {"url": _gateway_url(call)}


async def get_gateway_bot(call: Call) -> Any:
    limits = {"total": 1000, "remaining": 1000, "reset_after": 0, "max_concurrency": 1}
    return {"url": _gateway_url(call), "shards": 1, "session_start_limit": limits}


def _gateway_url(call: Call) -> str:
    return call.world.links.base_url.replace("http", "ws", 1) + "/gateway"


async def list_commands(call: Call) -> Any:
    _own(call)
    return call.world.commands.listed(_guild(call))


async def overwrite_commands(call: Call) -> Any:
    _own(call)
    if not isinstance(call.body, list):
        raise DiscordError(50109)
    return call.world.commands.overwrite(_guild(call), call.body)


async def list_emojis(call: Call) -> Any:
    _own(call)
    return {"items": list(call.world.emojis.values())}


async def create_emoji(call: Call) -> Any:
    _own(call)
    only(call.form, {"name", "image"}, "an emoji")
    form = FormErrors()
    if not _EMOJI_NAME.fullmatch(call.form.get("name") or ""):
        form.add(("name",), "BASE_TYPE_BAD_LENGTH", "Must be between 2 and 32 in length.")
    if not 0 < _image_size(call.form.get("image") or "") <= _EMOJI_BYTES:
        form.add(("image",), "BINARY_TYPE_MAX_SIZE", "File cannot be larger than 256.0 kb.")
    form.raise_if_any()
    emoji = {
        "id": str(call.world.ids.next()),
        "name": call.form["name"],
        "roles": [],
        "user": serialize.user(call.world.users[call.world.application.id]),
        "require_colons": True,
        "managed": False,
        "animated": False,
        "available": True,
    }
    call.world.emojis[int(emoji["id"])] = emoji
    return emoji


def _image_size(data_url: str) -> int:
    """Return the bytes of a picture given as a data URL; 0 if it is none."""
    found = _DATA_URL.fullmatch(data_url)
    try:
        return 0 if found is None else len(base64.b64decode(found[1], validate=True))
    except binascii.Error:
        return 0


_COMMANDS = "/applications/{application}/commands"
_GUILD_COMMANDS = "/applications/{application}/guilds/{guild}/commands"
_EMOJIS = "/applications/{application}/emojis"
_LOCALIZED = frozenset(("with_localizations",))

ROUTES = (
    Route("GET", "/gateway", get_gateway, bot_only=False),
    Route("GET", "/gateway/bot", get_gateway_bot),
    Route("GET", "/oauth2/applications/@me", get_application),
    Route("GET", "/applications/@me", get_application),
    Route("GET", _COMMANDS, list_commands, query=_LOCALIZED),
    Route("PUT", _COMMANDS, overwrite_commands, limit=COMMANDS),
    Route("GET", _GUILD_COMMANDS, list_commands, query=_LOCALIZED),
    Route("PUT", _GUILD_COMMANDS, overwrite_commands, limit=COMMANDS, major="guild"),
    Route("GET", _EMOJIS, list_emojis),
    Route("POST", _EMOJIS, create_emoji),
)
