"""Answers to interactions: the first callback, then what the token may do for fifteen minutes. No bot token needed."""

from __future__ import annotations

from typing import Any

from bot.playground import serialize
from bot.playground.commands import check_choices
from bot.playground.component_rules import ComponentCheck
from bot.playground.errors import Gap
from bot.playground.forms import FormErrors, only
from bot.playground.message_rules import EDIT, RESPONSE, check, check_not_empty
from bot.playground.models import CallbackType, Interaction, Json, Message
from bot.playground.rate_limits import INTERACTION_TOKEN
from bot.playground.rest import Call, Route, check_sizes

_WITH_RESPONSE = "with_response"
_DEFERRED = frozenset(("flags",))


async def callback(call: Call) -> Any:
    interaction = call.world.interactions.awaiting(call.id("interaction"), call.params["token"])
    only(call.form, {"type", "data"}, "an interaction's callback")
    kind = _kind(call.form.get("type"))
    call.world.interactions.check_legal(interaction, kind)
    data = call.form.get("data") or {}
    _check_data(call, interaction, kind, data)
    message = call.world.interactions.answer(interaction, kind, data, call.files)
    wanted = call.query.get(_WITH_RESPONSE, "").lower() in ("true", "1")
    return serialize.callback(call.world, interaction, message) if wanted else None


def _kind(value: Any) -> CallbackType:
    try:
        return CallbackType(value)
    except ValueError as unknown:
        raise Gap(f"callback type {value!r}") from unknown


def _check_data(call: Call, interaction: Interaction, kind: CallbackType, data: Json) -> None:
    """Check an answer's data by its type; form errors come below `data`, as Discord nests them."""
    if kind == CallbackType.MODAL:
        form = FormErrors()
        ComponentCheck(form, call.world.emojis.__contains__).modal(data)
        form.raise_if_any()
    elif kind == CallbackType.AUTOCOMPLETE:
        only(data, {"choices"}, "an autocomplete answer")
        check_choices(data.get("choices"))
    elif kind in (CallbackType.DEFERRED_MESSAGE, CallbackType.DEFERRED_UPDATE):
        only(data, _DEFERRED, "a deferred answer")
    else:
        _check_message(call, interaction, data, RESPONSE)
        if kind == CallbackType.MESSAGE:
            check_not_empty(data, call.files)


def _check_message(call: Call, interaction: Interaction, data: Json, known: frozenset[str]) -> None:
    check(data, known, call.files, call.world.emojis.__contains__)
    check_sizes(call.files, interaction.attachment_size_limit)


def _interaction(call: Call) -> Interaction:
    return call.world.interactions.by_token(call.id("application"), call.params["token"])


def _message(call: Call) -> tuple[Interaction, Message]:
    interaction = _interaction(call)
    if call.params.get("message", "@original") == "@original":
        return interaction, call.world.interactions.original(interaction)
    return interaction, call.world.interactions.message(interaction, call.id("message"))


async def follow_up(call: Call) -> Any:
    interaction = _interaction(call)
    _check_message(call, interaction, call.form, RESPONSE)
    check_not_empty(call.form, call.files)
    message = call.world.interactions.follow_up(interaction, call.form, call.files)
    return serialize.message(call.world, message)


async def get_message(call: Call) -> Any:
    _, message = _message(call)
    return serialize.message(call.world, message)


async def edit_message(call: Call) -> Any:
    interaction, message = _message(call)
    _check_message(call, interaction, call.form, EDIT)
    return serialize.message(call.world, call.world.messages.edit(message, call.form, call.files))


async def delete_message(call: Call) -> Any:
    _, message = _message(call)
    call.world.messages.delete(message)


_WEBHOOK = "/webhooks/{application}/{token}"
_MESSAGE = _WEBHOOK + "/messages/{message}"
_FLAGS = frozenset(("wait", "with_components"))
_TOKEN = INTERACTION_TOKEN

ROUTES = (
    Route(
        "POST",
        "/interactions/{interaction}/{token}/callback",
        callback,
        query=frozenset((_WITH_RESPONSE,)),
        limit=None,
        bot_only=False,
    ),
    Route("POST", _WEBHOOK, follow_up, query=_FLAGS, limit=_TOKEN, major="token", bot_only=False),
    Route("GET", _MESSAGE, get_message, query=_FLAGS, limit=_TOKEN, major="token", bot_only=False),
    Route("PATCH", _MESSAGE, edit_message, query=_FLAGS, limit=_TOKEN, major="token", bot_only=False),
    Route("DELETE", _MESSAGE, delete_message, query=_FLAGS, limit=_TOKEN, major="token", bot_only=False),
)
