"""The application's commands: registered in bulk by the bot, and checked against what a person types.

https://discord.com/developers/docs/interactions/application-commands
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from bot.playground.changes import CommandsChanged
from bot.playground.errors import PersonError
from bot.playground.forms import FormErrors, Path, only
from bot.playground.models import Context, Json

if TYPE_CHECKING:
    from bot.playground.world import World

CHAT_INPUT, MESSAGE = 1, 3
SUBCOMMAND, GROUP, STRING, INTEGER, BOOLEAN, USER, CHANNEL, ROLE = 1, 2, 3, 4, 5, 6, 7, 8
MENTIONABLE, NUMBER, ATTACHMENT = 9, 10, 11
_MOST = {1: 100, 2: 15, 3: 15}
_WHOLE_COMMAND = 8000
_NAME = re.compile(r"^[-_'\w\u0900-\u097F\u0E00-\u0E7F]{1,32}$")
_COMMAND_FIELDS = {
    "id", "name", "name_localizations", "description", "description_localizations", "options", "type",
    "default_member_permissions", "default_permission", "dm_permission", "nsfw", "integration_types", "contexts",
    "handler",
}  # fmt: skip
_OPTION_FIELDS = {
    "type", "name", "name_localizations", "description", "description_localizations", "required", "choices",
    "options", "channel_types", "min_value", "max_value", "min_length", "max_length", "autocomplete",
}  # fmt: skip
_LOCALES = frozenset({
    "ar", "bg", "cs", "da", "de", "el", "en-GB", "en-US", "es-419", "es-ES", "fi", "fr", "he", "hi", "hr", "hu", "id",
    "it", "ja", "ko", "lt", "nl", "no", "pl", "pt-BR", "ro", "ru", "sv-SE", "th", "tr", "uk", "vi", "zh-CN", "zh-TW",
})  # fmt: skip


class CommandBook:
    """Global commands (`None`) and those of single guilds."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._sets: dict[int | None, list[Json]] = {None: []}

    def listed(self, guild_id: int | None = None) -> list[Json]:
        return list(self._sets.get(guild_id, []))

    def visible(self, guild_id: int | None) -> list[Json]:
        """Return what a person sees in a place: the global commands and the guild's own."""
        own = [] if guild_id is None else self.listed(guild_id)
        return [*self.listed(), *own]

    def overwrite(self, guild_id: int | None, commands: list[Json]) -> list[Json]:
        """Replace the whole set, keeping the ids of commands that keep their name and type."""
        check(commands)
        known = {(each["type"], each["name"]): each["id"] for each in self.listed(guild_id)}
        self._sets[guild_id] = [self._registered(each, guild_id, known) for each in commands]
        self._world.feed.publish(CommandsChanged())
        return self.listed(guild_id)

    def find(self, name: str, kind: int, guild_id: int | None) -> Json:
        for command in self.visible(guild_id):
            if command["name"] == name and command["type"] == kind:
                return command
        raise PersonError(f"There is no command /{name} here. Has the bot registered it?")

    def _registered(self, command: Json, guild_id: int | None, known: Mapping[tuple[int, str], str]) -> Json:
        kind = command.get("type", CHAT_INPUT)
        defaults: Json = {
            "type": kind,
            "description": "",
            "options": [],
            "default_member_permissions": None,
            "dm_permission": True,
            "nsfw": False,
            "integration_types": [0],
            "contexts": None,
        }
        given = {key: value for key, value in command.items() if key != "id"}
        return (
            defaults
            | given
            | {
                "id": known.get((kind, command["name"])) or str(self._world.ids.next()),
                "application_id": str(self._world.application.id),
                "version": str(self._world.ids.next()),
            }
            | ({} if guild_id is None else {"guild_id": str(guild_id)})
        )


def check(commands: list[Json]) -> None:
    """Check a bulk registration; DiscordError 50035."""
    form = FormErrors()
    for kind, most in _MOST.items():
        if sum(command.get("type", CHAT_INPUT) == kind for command in commands) > most:
            form.add(
                (),
                "APPLICATION_COMMANDS_TOO_MANY",
                f"Maximum number of application commands reached ({most}).",
            )
    seen: set[tuple[int, str, str]] = set()
    for index, command in enumerate(commands):
        only(command, _COMMAND_FIELDS, "a command")
        kind = command.get("type", CHAT_INPUT)
        keys = {(kind, locale, name) for locale, name in _named(command)}
        if keys & seen:
            message = "Application command names must be unique"
            form.add((index,), "APPLICATION_COMMANDS_DUPLICATE_NAME", message)
        seen |= keys
        _check_names(form, command, (index,), needs_description=kind == CHAT_INPUT)
        _check_options(form, command.get("options") or [], (index, "options"))
        if _weight(command) > _WHOLE_COMMAND:
            message = f"Command exceeds maximum size ({_WHOLE_COMMAND})"
            form.add((index,), "APPLICATION_COMMAND_TOO_LARGE", message)
    form.raise_if_any()


def _check_names(form: FormErrors, thing: Json, path: Path, *, needs_description: bool) -> None:
    """Check names and descriptions; those for other languages are held to the same rules."""
    for where, name in _every(form, thing, path, "name"):
        form.length(where, name, least=1, most=32)
        if needs_description and isinstance(name, str) and (name != name.lower() or not _NAME.match(name)):
            form.add(where, "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")
    if needs_description:
        for where, description in _every(form, thing, path, "description"):
            form.length(where, description, least=1, most=100)


def _every(form: FormErrors, thing: Json, path: Path, field: str) -> Iterator[tuple[Path, Any]]:
    """Give a text in its default and in every language, each with its path."""
    yield (*path, field), thing.get(field) or ""
    given = thing.get(f"{field}_localizations") or {}
    for locale, text in given.items():
        where = (*path, f"{field}_localizations", locale)
        if locale not in _LOCALES:
            form.add(where, "BASE_TYPE_CHOICES", f"Value must be one of {sorted(_LOCALES)}.")
        yield where, text


def _named(thing: Json) -> set[tuple[str, str]]:
    """Return a thing's name in each language, the default one under ""."""
    translated = thing.get("name_localizations") or {}
    return {("", thing.get("name") or ""), *((locale, str(name)) for locale, name in translated.items())}


def _check_options(form: FormErrors, options: list[Json], path: Path) -> None:
    form.length(path, options, most=25)
    optional_seen = False
    named: set[tuple[str, str]] = set()
    for index, option in enumerate(options):
        here = (*path, index)
        only(option, _OPTION_FIELDS, "a command's option")
        _check_names(form, option, here, needs_description=True)
        if named & _named(option):
            message = f"Option name {option.get('name')} is already used in these options"
            form.add(here, "APPLICATION_COMMAND_OPTIONS_NAME_INVALID", message)
        named |= _named(option)
        if option.get("type") in (SUBCOMMAND, GROUP):
            _check_options(form, option.get("options") or [], (*here, "options"))
            continue
        if option.get("required") and optional_seen:
            message = "Required options must be placed before non-required options"
            form.add(here, "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", message)
        optional_seen = optional_seen or not option.get("required")
        choices = option.get("choices") or []
        form.length((*here, "choices"), choices, most=25)
        for number, choice in enumerate(choices):
            for where, name in _every(form, choice, (*here, "choices", number), "name"):
                form.length(where, name, least=1, most=100)
            form.length((*here, "choices", number, "value"), str(choice.get("value")), least=1, most=100)


def _weight(command: Json) -> int:
    """Return the characters that count towards a command's size: names, descriptions and choice values.

    Of a text in several languages the longest counts.
    """
    choices = sum(_longest(each, "name") + len(str(each["value"])) for each in command.get("choices") or [])
    own = _longest(command, "name") + _longest(command, "description")
    return own + choices + sum(_weight(option) for option in command.get("options") or [])


def _longest(thing: Json, field: str) -> int:
    texts = (thing.get(field), *(thing.get(f"{field}_localizations") or {}).values())
    return max(len(str(text or "")) for text in texts)


def check_place(command: Json, context: Context, *, guild_install: bool, user_install: bool) -> None:
    """Refuse a command where it is not offered: by its contexts and by how the application is installed."""
    contexts = command.get("contexts")
    if contexts is None:
        contexts = [0, 1, 2] if command.get("dm_permission", True) else [0]
    if int(context) not in contexts:
        raise PersonError(f"/{command['name']} cannot be used in this kind of place.")
    types = command.get("integration_types") or [0]
    if not ((0 in types and guild_install) or (1 in types and user_install)):
        raise PersonError(f"/{command['name']} is not available here: the bot is not installed for it.")


def leaf(command: Json, words: list[str]) -> tuple[list[Json], list[Json]]:
    """Follow subcommand words; return the chain of group and subcommand, and the options of the last."""
    chain: list[Json] = []
    options = command.get("options") or []
    for word in words:
        found = next(
            (each for each in options if each["name"] == word and each["type"] in (SUBCOMMAND, GROUP)), None
        )
        if found is None:
            raise PersonError(f"/{command['name']} has no subcommand {word!r}.")
        chain.append(found)
        options = found.get("options") or []
    if any(each["type"] in (SUBCOMMAND, GROUP) for each in options):
        raise PersonError(f"/{command['name']} needs one of its subcommands.")
    return chain, options


def checked(option: Json, value: Any) -> Any:
    """Return a typed option's value as the payload carries it, or say what is wrong with it (PersonError)."""
    name, kind = option["name"], option["type"]
    try:
        value = _converted(kind, value)
    except (TypeError, ValueError) as wrong:
        raise PersonError(f"{name}: {value!r} is not the kind of value that this option takes.") from wrong
    choices = option.get("choices")
    if choices and value not in [choice["value"] for choice in choices]:
        raise PersonError(f"{name}: choose one of {', '.join(str(choice['name']) for choice in choices)}.")
    if kind in (INTEGER, NUMBER):
        _check_range(option, value)
    if kind == STRING and not option.get("min_length", 0) <= len(value) <= option.get("max_length", 6000):
        raise PersonError(f"{name}: the text is too short or too long.")
    return value


def _converted(kind: int, value: Any) -> Any:
    if kind == BOOLEAN:
        if isinstance(value, str):
            return (
                {"true": True, "false": False}[value.lower()]
                if value.lower() in ("true", "false")
                else int("x")
            )
        return bool(value)
    if kind == INTEGER:
        return int(value)
    if kind == NUMBER:
        return float(value)
    return str(value)


def _check_range(option: Json, value: float) -> None:
    least, most = option.get("min_value"), option.get("max_value")
    if (least is not None and value < least) or (most is not None and value > most):
        raise PersonError(f"{option['name']}: {value} is out of range.")


def check_choices(choices: Any) -> None:
    """Check an autocomplete answer: up to 25 choices of 1 to 100 characters."""
    form = FormErrors()
    form.length(("data", "choices"), choices, most=25)
    for number, choice in enumerate(choices or []):
        form.length(("data", "choices", number, "name"), choice.get("name"), least=1, most=100)
    form.raise_if_any()
