"""Which message forms Discord takes: fields, lengths, embeds, mentions, attachments. Pure; raises 50035 or 50006.

Limits: https://discord.com/developers/docs/resources/message
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from bot.playground.component_rules import ComponentCheck
from bot.playground.errors import DiscordError, Gap
from bot.playground.forms import FormErrors, Path, only, snowflake
from bot.playground.models import (
    COMPONENTS_V2,
    EPHEMERAL,
    SUPPRESS_EMBEDS,
    SUPPRESS_NOTIFICATIONS,
    Json,
)

RESPONSE = frozenset(("content", "tts", "embeds", "allowed_mentions", "components", "attachments", "flags"))
EDIT = RESPONSE
CREATE = RESPONSE | {"message_reference", "nonce", "enforce_nonce"}

_CONTENT, _EMBEDS, _EMBED_TOTAL, _ATTACHMENTS, _ALT_TEXT, _NONCE = 2000, 10, 6000, 10, 1024, 25
_FLAGS = SUPPRESS_EMBEDS | SUPPRESS_NOTIFICATIONS | EPHEMERAL
_EMBED_FIELDS = {
    "type", "title", "description", "url", "color", "timestamp", "footer", "image", "thumbnail", "author", "fields",
    "video", "provider", "flags",
}  # fmt: skip
_EMBED_LENGTHS: tuple[tuple[tuple[str, ...], int], ...] = (
    (("title",), 256),
    (("description",), 4096),
    (("footer", "text"), 2048),
    (("author", "name"), 256),
)
_USER_MENTION = re.compile(r"<@!?(\d+)>")


def check(
    body: Json, known: frozenset[str], files: Mapping[int, object], emoji_exists: Callable[[int], bool]
) -> None:
    """Check a message form against everything but rights: `known` are the fields its route takes."""
    only(body, known, "a message")
    form = FormErrors()
    form.length(("content",), body.get("content") or "", most=_CONTENT)
    _check_flags(body.get("flags") or 0)
    _check_embeds(form, body.get("embeds"))
    _check_attachments(form, body.get("attachments"), files)
    _check_mentions(form, body.get("allowed_mentions"))
    if isinstance(body.get("nonce"), str):
        form.length(("nonce",), body["nonce"], most=_NONCE)
    ComponentCheck(form, emoji_exists).message(body.get("components"))
    form.raise_if_any()


def check_not_empty(body: Json, files: Mapping[int, object]) -> None:
    """Refuse (50006) a new message that would show nothing."""
    if not (body.get("content") or body.get("embeds") or body.get("components") or files):
        raise DiscordError(50006)


def _check_flags(flags: int) -> None:
    if flags & COMPONENTS_V2:
        raise Gap("Components V2 (message flag 1 << 15)")
    if flags & ~_FLAGS:
        raise Gap(f"message flags {flags & ~_FLAGS:#x}")


def _check_embeds(form: FormErrors, embeds: Any) -> None:
    total = 0
    for index, embed in enumerate(form.objects(("embeds",), embeds, most=_EMBEDS)):
        only(embed, _EMBED_FIELDS, "an embed")
        here: Path = ("embeds", index)
        for keys, most in _EMBED_LENGTHS:
            text = _dig(embed, keys)
            form.length((*here, *keys), text, most=most)
            total += len(text)
        fields = form.objects((*here, "fields"), embed.get("fields"), most=25)
        for number, field in enumerate(fields):
            form.length((*here, "fields", number, "name"), field.get("name"), least=1, most=256)
            form.length((*here, "fields", number, "value"), field.get("value"), least=1, most=1024)
            total += len(field.get("name") or "") + len(field.get("value") or "")
    if total > _EMBED_TOTAL:
        form.add(("embeds",), "MAX_EMBED_SIZE_EXCEEDED", "Embed size exceeds maximum size of 6000")


def _dig(value: Any, keys: tuple[str, ...]) -> Any:
    for key in keys:
        value = (value or {}).get(key)
    return value or ""


def _check_attachments(form: FormErrors, listed: Any, files: Mapping[int, object]) -> None:
    if listed is None:
        form.length(("attachments",), list(files), most=_ATTACHMENTS)
        return
    for index, entry in enumerate(form.objects(("attachments",), listed, most=_ATTACHMENTS)):
        # An edit lists kept attachments, which discord.py sends back with all that it knows of them.
        if snowflake(entry.get("id"), ("attachments", index, "id")) in files:
            only(entry, {"id", "filename", "description"}, "a new attachment")
        form.length(("attachments", index, "description"), entry.get("description") or "", most=_ALT_TEXT)


def _check_mentions(form: FormErrors, allowed: Any) -> None:
    if not allowed:
        return
    only(allowed, {"parse", "users", "roles", "replied_user"}, "allowed_mentions")
    parse = allowed.get("parse") or []
    for kind in ("users", "roles"):
        if kind in parse and allowed.get(kind):
            message = f'parse:["{kind}"] and {kind}: [ids...] are mutually exclusive.'
            form.add(("allowed_mentions",), "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", message)
        form.length(("allowed_mentions", kind), allowed.get(kind) or [], most=100)


def mentioned(content: str) -> tuple[int, ...]:
    """Return the ids of the users named in a text, each once, in order."""
    return tuple(dict.fromkeys(int(found) for found in _USER_MENTION.findall(content)))


def pinged(
    content: str, allowed: Json | None, *, replied_to: int | None, by_interaction: bool
) -> tuple[tuple[int, ...], bool]:
    """Return whom a message pings, and whether everyone.

    Without `allowed_mentions` a bot's message pings all it names, an interaction's only users, and a reply its author:
    https://discord.com/developers/docs/resources/message#allowed-mentions-object
    """
    users = mentioned(content)
    loud = "@everyone" in content or "@here" in content
    if allowed is None:
        replied = () if replied_to is None else (replied_to,)
        return tuple(dict.fromkeys((*users, *replied))), loud and not by_interaction
    parse = allowed.get("parse") or []
    chosen = {int(each) for each in allowed.get("users") or []}
    named = tuple(user for user in users if "users" in parse or user in chosen)
    if replied_to is not None and allowed.get("replied_user"):
        named = tuple(dict.fromkeys((*named, replied_to)))
    return named, loud and "everyone" in parse
