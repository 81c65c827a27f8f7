"""The `data` of interactions from what a person typed, chose and attached, checked as Discord's app checks it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.playground import commands, serialize
from bot.playground.component_rules import FILE_UPLOAD, LABEL, ROW, STRING_SELECT, inputs, numbered
from bot.playground.errors import PersonError
from bot.playground.models import Channel, Json, Message, User
from bot.playground.uploads import Upload
from bot.playground.world import World

_MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Filling:
    """One person filling something in, in one place; gathers what the values refer to in `resolved`."""

    world: World
    person: User
    channel: Channel
    resolved: Json = field(default_factory=dict)

    async def option(self, option: Json, value: Any) -> Any:
        """Return a command option's value as the payload carries it."""
        if option["type"] == commands.ATTACHMENT:
            if not isinstance(value, Upload):
                raise PersonError(f"{option['name']}: attach a file.")
            return await self._attach(value)
        if option["type"] == commands.USER:
            return self._user(option["name"], value)
        if option["type"] in (commands.CHANNEL, commands.ROLE, commands.MENTIONABLE):
            raise PersonError(f"{option['name']}: the playground cannot choose channels and roles.")
        return commands.checked(option, value)

    async def input(self, component: Json, value: Any) -> Json:
        """Return one input of a modal with what the person put in."""
        body: Json = {"type": component["type"], "custom_id": component["custom_id"]}
        if component["type"] == STRING_SELECT:
            return body | {"values": _chosen(component, value)}
        if component["type"] == FILE_UPLOAD:
            files = [value] if isinstance(value, Upload) else list(value or [])
            _check_count(component, len(files))
            return body | {"values": [await self._attach(each) for each in files]}
        text = str(component.get("value") or "") if value is None else str(value)
        _check_text(component, text)
        return body | {"value": text}

    async def _attach(self, upload: Upload) -> str:
        """Store a file as an ephemeral attachment and put it among the resolved; return its id."""
        limit = max(self.person.upload_limit, self.world.file_limit(self.channel))
        if not isinstance(upload, Upload):
            raise PersonError("Attach a file.")
        if len(upload.content) > limit:
            raise PersonError(
                f"{upload.filename} is too large: files may have up to {limit // _MIB} MiB here."
            )
        measured = await upload.measured()
        stored = measured.stored(self.world.ids.next(), self.channel.id, ephemeral=True)
        self.world.keep_file(stored)
        shown = serialize.attachment(self.world, stored)
        self.resolved.setdefault("attachments", {})[str(stored.id)] = shown
        return str(stored.id)

    def _user(self, option: str, value: Any) -> str:
        named = self.world.users.get(int(value)) if str(value).isdecimal() else None
        if named is None:
            raise PersonError(f"{option}: choose somebody.")
        self.resolved.setdefault("users", {})[str(named.id)] = serialize.user(named)
        guild = self.world.guild_of(self.channel)
        if guild is not None and named.id in guild.members:
            rights = str(int(self.world.permissions(named.id, self.channel)))
            partial = serialize.member(guild, guild.members[named.id]) | {"permissions": rights}
            self.resolved.setdefault("members", {})[str(named.id)] = partial
        return str(named.id)


async def command(filling: Filling, registered: Json, words: list[str], options: Mapping[str, Any]) -> Json:
    """Build a slash command's data; every option checked against its registration."""
    chain, known = commands.leaf(registered, words)
    unknown = sorted(set(options) - {option["name"] for option in known})
    if unknown:
        raise PersonError(f"/{registered['name']} has no option {', '.join(unknown)}.")
    given: list[Json] = []
    for option in known:
        value = options.get(option["name"])
        if value is not None:
            carried = await filling.option(option, value)
            given.append({"name": option["name"], "type": option["type"], "value": carried})
        elif option.get("required"):
            raise PersonError(f"{option['name']}: this option is required.")
    return _stamp(registered, _nested(chain, given)) | _resolved(filling)


def autocomplete(registered: Json, words: list[str], options: Mapping[str, Any], focused: str) -> Json:
    """Build the data of a half-typed command; values are as typed and not checked yet."""
    chain, known = commands.leaf(registered, words)
    by_name = {option["name"]: option for option in known}
    if not by_name.get(focused, {}).get("autocomplete"):
        raise PersonError(f"{focused}: this option does not complete itself.")
    given = []
    for name, value in ({focused: ""} | dict(options)).items():
        if name in by_name and not isinstance(value, Upload):
            option: Json = {"name": name, "type": by_name[name]["type"], "value": value}
            given.append(option | ({"focused": True} if name == focused else {}))
    return _stamp(registered, _nested(chain, given))


def message_command(world: World, registered: Json, message: Message) -> Json:
    target = str(message.id)
    resolved = {"messages": {target: serialize.message(world, message)}}
    return _stamp(registered, []) | {"target_id": target, "resolved": resolved}


async def modal(filling: Filling, opened: Json, values: Mapping[str, Any]) -> Json:
    """Build a modal's data in the layout that it was opened with."""
    unknown = sorted(set(values) - {each["custom_id"] for each in inputs(opened)})
    if unknown:
        raise PersonError(f"This form has no field {', '.join(unknown)}.")
    filled: list[Json] = []
    for child in opened["components"]:
        layout: Json = {"type": child["type"]}
        if child["type"] == LABEL:
            component = child["component"]
            layout["component"] = await filling.input(component, values.get(component["custom_id"]))
        elif child["type"] == ROW:
            rows = [await filling.input(each, values.get(each["custom_id"])) for each in child["components"]]
            layout["components"] = rows
        filled.append(layout)
    return {"custom_id": opened["custom_id"], "components": numbered(filled)} | _resolved(filling)


def _resolved(filling: Filling) -> Json:
    return {"resolved": filling.resolved} if filling.resolved else {}


def check_values(select: Json, values: Sequence[str]) -> None:
    """Check chosen values against a select's options and how many it takes."""
    offered = {option["value"] for option in select["options"]}
    if not set(values) <= offered:
        raise PersonError("Choose from the menu.")
    least, most = _range(select)
    if not least <= len(values) <= most:
        raise PersonError(f"Choose between {least} and {most}.")


def _stamp(registered: Json, options: list[Json]) -> Json:
    body: Json = {"id": registered["id"], "name": registered["name"], "type": registered["type"]}
    if "guild_id" in registered:
        body["guild_id"] = registered["guild_id"]
    return body | ({"options": options} if options else {})


def _nested(chain: list[Json], given: list[Json]) -> list[Json]:
    for part in reversed(chain):
        given = [{"name": part["name"], "type": part["type"], "options": given}]
    return given


def _chosen(select: Json, value: Any) -> list[str]:
    if value is None:
        values = [option["value"] for option in select["options"] if option.get("default")]
    else:
        values = [value] if isinstance(value, str) else list(value)
    if values or select.get("required", True):
        check_values(select, values)
    return values


def _range(component: Json) -> tuple[int, int]:
    """Return how many values a component takes; absent and null mean one."""
    least, most = component.get("min_values"), component.get("max_values")
    return 1 if least is None else least, 1 if most is None else most


def _check_count(component: Json, count: int) -> None:
    least, most = _range(component)
    least = least if component.get("required", True) else 0
    if not least <= count <= most:
        raise PersonError(f"Attach between {least} and {most} files.")


def _check_text(field: Json, text: str) -> None:
    if not text:
        if field.get("required", True):
            raise PersonError("This field is required.")
        return
    if len(text) < (field.get("min_length") or 0):
        raise PersonError(f"Write at least {field['min_length']} characters.")
    if len(text) > (field.get("max_length") or 4000):
        raise PersonError(f"Write at most {field.get('max_length') or 4000} characters.")
