"""What the playground answers has the shape that Discord documents: the other half of standing in for it."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest

from bot.playground import InteractionHandle, Playground

if TYPE_CHECKING:
    from tests.playground.conftest import Rest

Ask = Callable[..., Awaitable[Any]]

BUTTON = {"type": 2, "style": 2, "label": "Go", "custom_id": "go", "emoji": {"name": "🔄"}}
MENU = {"type": 3, "custom_id": "menu", "options": [{"label": "a", "value": "a"}]}
MESSAGE = {
    "content": "x",
    "embeds": [{"title": "t"}],
    "components": [{"type": 1, "components": [BUTTON]}, {"type": 1, "components": [MENU]}],
}
FIELD = {"type": 18, "label": "Word", "component": {"type": 4, "custom_id": "word", "style": 1}}
MODAL = {"custom_id": "m", "title": "Ask", "components": [FIELD]}


@pytest.fixture
def ask(rest: Rest, openapi: Any) -> Ask:
    """Call the API and hold each answer against Discord's document."""
    check = openapi.OpenApiCheck.find()
    if check is None:
        pytest.skip("Discord's OpenAPI document is not at hand")

    async def call(method: str, path: str, **arguments: Any) -> Any:
        status, body = await rest(method, path, **arguments)
        assert status < 300, body
        assert check.answer_problem(method, path, body) is None
        return body

    return call


def callback(handle: InteractionHandle) -> str:
    return f"/interactions/{handle.id}/{handle.interaction.token}/callback"


async def test_who_and_where_one_is(playground: Playground, ask: Ask) -> None:
    application, ada = playground.world.application.id, playground.person("ada")
    images, thread = playground.channel("images"), playground.channel("big canvases")
    for path in (
        "/gateway",
        "/gateway/bot",
        "/users/@me",
        "/users/@me/guilds",
        "/oauth2/applications/@me",
        "/applications/@me",
        f"/users/{ada.id}",
        f"/guilds/{images.guild_id}",
        f"/guilds/{images.guild_id}/channels",
        f"/guilds/{images.guild_id}/members/{ada.id}",
        f"/channels/{images.id}",
        f"/channels/{thread.id}",
        f"/applications/{application}/emojis",
    ):
        await ask("GET", path)
    await ask("GET", "/users/@me/guilds", params={"with_counts": "true"})
    direct = await ask("POST", "/users/@me/channels", json={"recipient_id": str(ada.id)})
    await ask("GET", f"/channels/{direct['id']}")
    await ask("PATCH", f"/channels/{thread.id}", json={"archived": True})


async def test_messages(playground: Playground, ask: Ask, png: bytes) -> None:
    url = f"/channels/{playground.channel('images').id}/messages"
    form = aiohttp.FormData(quote_fields=False)
    form.add_field("payload_json", json.dumps(MESSAGE))
    form.add_field("files[0]", png, filename="a.png")
    message = await ask("POST", url, data=form)
    ada = playground.person("ada")
    stored = playground.world.messages.get(playground.channel("images").id, int(message["id"]))
    ada.react(stored, "✉️")
    reply = {"content": f"<@{ada.id}>", "message_reference": {"message_id": message["id"]}, "nonce": "1"}
    await ask("POST", url, json=reply)
    await ask("PATCH", f"{url}/{message['id']}", json={"content": "y"})
    await ask("GET", f"{url}/{message['id']}")
    await ask("GET", f"{url}/{message['id']}/reactions/✉️")
    await ask("PUT", f"{url}/{message['id']}/reactions/✉️/@me")
    await ask("GET", url)
    await ask("DELETE", f"{url}/{message['id']}")


async def test_commands_and_emojis(playground: Playground, ask: Ask) -> None:
    url = f"/applications/{playground.world.application.id}"
    option = {"type": 3, "name": "word", "description": "w", "choices": [{"name": "a", "value": "a"}]}
    commands = [{"name": "ping", "description": "p", "options": [option]}, {"name": "Show", "type": 3}]
    await ask("PUT", f"{url}/commands", json=commands)
    await ask("GET", f"{url}/commands")
    await ask("POST", f"{url}/emojis", json={"name": "spin", "image": "data:image/png;base64,iVBORw0KGgo="})
    await ask("GET", f"{url}/emojis")


async def test_answers_to_commands_presses_and_modals(playground: Playground, ask: Ask) -> None:
    playground.world.commands.overwrite(None, [{"name": "ping", "description": "p"}])
    ada = playground.person("ada")
    asked = await ada.command("#images", "ping")
    webhook = f"/webhooks/{playground.world.application.id}/{asked.interaction.token}"
    waits = {"with_response": "true"}
    await ask("POST", callback(asked), params=waits, json={"type": 5})
    await ask("PATCH", f"{webhook}/messages/@original", json=MESSAGE)
    await ask("POST", webhook, json={"content": "psst", "flags": 64})
    assert asked.response is not None
    updated = await ada.press(asked.response, "go")
    await ask("POST", callback(updated), params=waits, json={"type": 7, "data": MESSAGE})
    opened = await ada.press(asked.response, "go")
    await ask("POST", callback(opened), params=waits, json={"type": 9, "data": MODAL})
    sent = await ada.submit(opened, {"word": "yes"})
    told = await ask("POST", callback(sent), params=waits, json={"type": 4, "data": {"content": "thanks"}})
    metadata = told["resource"]["message"]["interaction_metadata"]
    assert metadata["triggering_interaction_metadata"]["interacted_message_id"] == str(asked.response.id)
