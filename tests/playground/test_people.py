"""What Discord's app lets a person do, and the payload that the bot gets for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from bot.playground import InteractionHandle, Playground, Upload, serialize
from bot.playground.errors import PersonError
from bot.playground.models import Message
from bot.playground.permissions import Permission

if TYPE_CHECKING:
    from tests.playground.conftest import Connect, Rest

DRAW: dict[str, Any] = {
    "name": "draw",
    "description": "Draw",
    "options": [
        {"type": 3, "name": "prompt", "description": "p", "required": True, "max_length": 10},
        {"type": 4, "name": "count", "description": "c", "min_value": 1, "max_value": 4},
        {"type": 3, "name": "mode", "description": "m", "choices": [{"name": "Fast", "value": "fast"}]},
        {"type": 5, "name": "loud", "description": "l"},
        {"type": 6, "name": "friend", "description": "f"},
        {"type": 11, "name": "image", "description": "i"},
    ],
}


async def pressable(playground: Playground, rest: Rest, *components: dict[str, Any]) -> Message:
    """A message by the bot's token with these components in one row each."""
    channel = playground.channel("images")
    rows = [{"type": 1, "components": [each]} for each in components]
    _, body = await rest(
        "POST", f"/channels/{channel.id}/messages", json={"content": "x", "components": rows}
    )
    return playground.world.messages.get(channel.id, int(body["id"]))


async def test_a_commands_payload_is_discords(playground: Playground, png: bytes) -> None:
    playground.world.commands.overwrite(None, [DRAW])
    ada, bo = playground.person("ada"), playground.person("bo")
    handle = await ada.command(
        "#images", "draw", prompt="a cat", count="2", loud=True, friend=bo.id, image=Upload("c.png", png)
    )
    body = serialize.interaction(playground.world, handle.interaction)
    images = playground.channel("images")
    assert (body["type"], body["version"], body["context"]) == (2, 1, 0)
    assert body["authorizing_integration_owners"] == {"0": str(images.guild_id)}
    assert body["attachment_size_limit"] == 10 * 1024 * 1024
    assert (body["channel"]["type"], body["channel"]["name"], body["channel"]["nsfw"]) == (0, "images", False)
    assert int(body["member"]["permissions"]) & Permission.SEND_MESSAGES
    assert int(body["app_permissions"]) & Permission.ATTACH_FILES
    assert (body["locale"], body["guild_locale"], body["entitlements"]) == ("en-US", "en-US", [])
    values = {each["name"]: each["value"] for each in body["data"]["options"]}
    assert (values["prompt"], values["count"], values["loud"], values["friend"]) == (
        "a cat",
        2,
        True,
        str(bo.id),
    )
    resolved = body["data"]["resolved"]
    assert list(resolved["users"]) == list(resolved["members"]) == [str(bo.id)]
    assert "/ephemeral-attachments/" in resolved["attachments"][values["image"]]["url"]


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({}, "required"),
        ({"prompt": "x" * 11}, "too long"),
        ({"prompt": "x", "count": 5}, "out of range"),
        ({"prompt": "x", "count": "many"}, "not the kind"),
        ({"prompt": "x", "mode": "slow"}, "choose one of Fast"),
        ({"prompt": "x", "nothing": 1}, "no option nothing"),
        ({"prompt": "x", "friend": "7"}, "choose somebody"),
        ({"prompt": "x", "image": "c.png"}, "attach a file"),
        ({"prompt": "x", "image": Upload("c.bin", bytes(11 * 1024 * 1024))}, "up to 10 MiB"),
    ],
)
async def test_the_app_stops_what_the_command_does_not_take(
    playground: Playground, options: dict[str, Any], says: str
) -> None:
    playground.world.commands.overwrite(None, [DRAW])
    with pytest.raises(PersonError, match=says):
        await playground.person("ada").command("#images", "draw", **options)
    assert playground.world.interactions.all() == []


async def test_commands_are_offered_only_where_they_may_be_used(playground: Playground) -> None:
    ping = {"name": "ping", "description": "Ping"}
    manage = str(int(Permission.MANAGE_GUILD))
    playground.world.commands.overwrite(
        None,
        [
            ping | {"contexts": [0]},
            ping | {"name": "admin", "default_member_permissions": manage},
            ping | {"name": "adult", "nsfw": True},
            ping | {"name": "mine", "integration_types": [1], "contexts": [0, 1, 2]},
        ],
    )
    ada, mod = playground.person("ada"), playground.person("mod")
    for place, name in (
        ("@dm", "ping"),
        ("#elsewhere", "ping"),
        ("#images", "admin"),
        ("#images", "adult"),
        ("#images", "none"),
    ):
        with pytest.raises(PersonError):
            await ada.command(place, name)
    for person, place, name in (
        (ada, "#images", "ping"),
        (mod, "#images", "admin"),
        (ada, "#after-dark", "adult"),
        (ada, "#elsewhere", "mine"),
        (ada, "@dm", "mine"),
    ):
        assert isinstance(await person.command(place, name), InteractionHandle)


async def test_subcommands_nest_as_discord_nests_them(playground: Playground) -> None:
    leaf = {
        "type": 1,
        "name": "show",
        "description": "s",
        "options": [{"type": 4, "name": "n", "description": "n"}],
    }
    group = {"type": 2, "name": "job", "description": "j", "options": [leaf]}
    playground.world.commands.overwrite(None, [{"name": "easel", "description": "e", "options": [group]}])
    ada = playground.person("ada")
    handle = await ada.command("#images", "easel job show", n=3)
    assert handle.interaction.data["options"] == [
        {
            "name": "job",
            "type": 2,
            "options": [{"name": "show", "type": 1, "options": [{"name": "n", "type": 4, "value": 3}]}],
        }
    ]
    with pytest.raises(PersonError, match="needs one of its subcommands"):
        await ada.command("#images", "easel job")


async def test_choices_come_while_typing(playground: Playground, connect: Connect) -> None:
    import discord
    from discord import app_commands

    def complete(bot: Any) -> None:
        @bot.tree.command(name="style", description="Style")
        async def style(interaction: discord.Interaction, name: str) -> None:
            await interaction.response.send_message(name)

        @style.autocomplete("name")
        async def names(_: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
            return [app_commands.Choice(name=f"{current}!", value=current)]

    await connect(complete)
    ada = playground.person("ada")
    assert await ada.autocomplete("#images", "style", "name", name="oi") == [{"name": "oi!", "value": "oi"}]


async def test_a_menu_takes_only_its_own_values(playground: Playground, rest: Rest) -> None:
    options = [{"label": each, "value": each} for each in ("a", "b")]
    menu = {"type": 3, "custom_id": "m", "options": options}
    message = await pressable(playground, rest, menu)
    ada = playground.person("ada")
    handle = await ada.select(message, ["b"])
    assert handle.interaction.data == {"custom_id": "m", "component_type": 3, "id": 2, "values": ["b"]}
    for values in (["c"], [], ["a", "b"]):
        with pytest.raises(PersonError):
            await ada.select(message, values)


async def test_a_press_carries_the_message_and_a_dead_button_does_nothing(
    playground: Playground, rest: Rest
) -> None:
    live = {"type": 2, "style": 1, "label": "Go", "custom_id": "go"}
    dead = {"type": 2, "style": 1, "label": "No", "custom_id": "no", "disabled": True}
    link = {"type": 2, "style": 5, "label": "Web", "url": "https://example.com"}
    message = await pressable(playground, rest, live, dead, link)
    ada = playground.person("ada")
    handle = await ada.press(message, label="Go")
    body = serialize.interaction(playground.world, handle.interaction)
    assert body["message"]["id"] == str(message.id)
    assert body["data"] == {"custom_id": "go", "component_type": 2, "id": 2}
    for label in ("No", "Web", "Nothing"):
        with pytest.raises(PersonError):
            await ada.press(message, label=label)
    playground.world.messages.delete(message)
    with pytest.raises(PersonError, match="does not exist any more"):
        await ada.press(message, label="Go")


async def test_a_message_command_brings_its_target(playground: Playground, rest: Rest) -> None:
    playground.world.commands.overwrite(None, [{"name": "Show job", "type": 3}])
    ada, bo = playground.person("ada"), playground.person("bo")
    target = await bo.say("#images", "look")
    handle = await ada.use_on(target, "Show job")
    assert handle.interaction.data["resolved"]["messages"][str(target.id)]["content"] == "look"
    callback = f"/interactions/{handle.id}/{handle.interaction.token}/callback"
    await rest("POST", callback, json={"type": 4, "data": {"content": "this"}})
    assert handle.response is not None
    assert handle.response.type == 23


async def test_a_user_install_has_five_follow_ups(playground: Playground, rest: Rest) -> None:
    command = {"name": "mine", "description": "m", "integration_types": [1], "contexts": [0, 1, 2]}
    playground.world.commands.overwrite(None, [command])
    handle = await playground.person("ada").command("#elsewhere", "mine")
    callback = f"/interactions/{handle.id}/{handle.interaction.token}/callback"
    await rest("POST", callback, json={"type": 4, "data": {"content": "first"}})
    url = f"/webhooks/{playground.world.application.id}/{handle.interaction.token}"
    for _ in range(5):
        follow_up = playground.world.interactions.follow_up(handle.interaction, {"content": "more"}, {})
        assert follow_up.reference_id == handle.interaction.response_message_id
    status, body = await rest("POST", url, json={"content": "too much"})
    assert (status, body["code"]) == (400, 40094)


async def test_a_user_install_is_kept_private_where_outside_apps_are_not_welcome(
    playground: Playground, rest: Rest
) -> None:
    command = {"name": "mine", "description": "m", "integration_types": [1], "contexts": [0]}
    playground.world.commands.overwrite(None, [command])
    ada, place = playground.person("ada"), playground.channel("elsewhere")
    playground.world.deny(place, ada.id, Permission.USE_EXTERNAL_APPS)
    handle = await ada.command(place, "mine")
    callback = f"/interactions/{handle.id}/{handle.interaction.token}/callback"
    await rest("POST", callback, json={"type": 4, "data": {"content": "only you"}})
    assert handle.response is not None
    assert handle.response.only_for == ada.id


async def test_people_see_only_their_own_direct_messages(playground: Playground) -> None:
    ada, bo = playground.person("ada"), playground.person("bo")
    await ada.say("@dm", "secret")
    assert [each.content for each in ada.messages("@dm")] == ["secret"]
    assert bo.messages("@dm") == []
    with pytest.raises(PersonError, match="cannot see"):
        bo.messages(playground.world.dm_with(ada.id))
    playground.world.deny(playground.channel("images"), bo.id, Permission.VIEW_CHANNEL)
    with pytest.raises(PersonError, match="cannot see"):
        bo.messages("#images")
