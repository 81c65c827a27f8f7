"""The web page's calls and socket: the contract that the page in the browser is written against."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest

from bot.playground import Lever, Playground, Upload
from bot.playground.page_api import PageApi

if TYPE_CHECKING:
    from tests.playground.conftest import Clock, Connect, Rest

PING = {
    "name": "ping",
    "description": "Ping",
    "options": [{"type": 3, "name": "word", "description": "A word", "required": True}],
}


def in_chinese(**words: str) -> dict[str, Any]:
    return {f"{field}_localizations": {"zh-CN": text} for field, text in words.items()}


DRAW = {
    "name": "draw",
    "description": "Draw something",
    **in_chinese(name="draw画", description="画一张图"),
    "options": [
        {
            "type": 3,
            "name": "shape",
            "description": "The shape",
            **in_chinese(name="形状"),
            "choices": [
                {"name": "Square", "value": "1:1", **in_chinese(name="方形")},
                {"name": "Wide", "value": "16:9"},
            ],
        }
    ],
}


class Page:
    """One browser tab: a person's calls and the events that reach their socket."""

    def __init__(self, playground: Playground, session: aiohttp.ClientSession, name: str) -> None:
        self.person = str(playground.person(name).id)
        self._base = playground.base_url + "/playground/"
        self._session = session
        self.socket: aiohttp.ClientWebSocketResponse

    async def open(self) -> Page:
        self.socket = await self._session.ws_connect(f"{self._base}socket?person={self.person}")
        return self

    async def post(self, deed: str, **body: Any) -> tuple[int, Any]:
        async with self._session.post(self._base + deed, json={"person": self.person} | body) as answer:
            return answer.status, await answer.json()

    async def state(self, channel: int) -> Any:
        url = f"{self._base}state?person={self.person}&channel={channel}"
        async with self._session.get(url) as answer:
            return await answer.json()

    async def events(self, until: str) -> list[dict[str, Any]]:
        """Return what comes until an event of this name, with it."""
        found: list[dict[str, Any]] = []
        while not found or found[-1]["event"] != until:
            found.append(await asyncio.wait_for(self.socket.receive_json(), 5))
        return found


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as opened:
        yield opened


@pytest.fixture
async def ada(playground: Playground, session: aiohttp.ClientSession) -> Page:
    return await Page(playground, session, "ada").open()


async def test_the_state_shows_people_places_commands_and_messages(playground: Playground, ada: Page) -> None:
    playground.world.commands.overwrite(None, [PING])
    await playground.person("bo").say("#images", f"hello <@{ada.person}>")
    images = playground.channel("images").id
    state = await ada.state(images)
    assert [each["name"] for each in state["people"]] == ["Ada", "Bo", "Cleo", "Mod", "Lin"]
    assert [each["name"] for each in state["guilds"]] == ["Painters", "Workshop"]
    thread = next(each for each in state["guilds"][0]["channels"] if each["type"] == "thread")
    assert thread["parent_id"] == str(images)
    assert state["dms"][0]["name"] == "Easel"
    assert state["bot"]["online"] is False
    assert [each["name"] for each in state["commands"]] == ["ping"]
    (message,) = state["messages"]
    assert message["author"]["name"] == "Bo"
    assert message["mentions"] == [{"id": ada.person, "name": "Ada"}]


async def test_a_command_is_followed_from_its_sending_to_its_edited_answer(
    playground: Playground, ada: Page, rest: Rest
) -> None:
    playground.world.commands.overwrite(None, [PING])
    images = str(playground.channel("images").id)
    status, sent = await ada.post("command", channel=images, name="ping", options={"word": "hi"})
    assert status == 200
    interaction = playground.world.interactions.find(int(sent["interaction_id"]))
    assert interaction is not None
    await rest("POST", f"/interactions/{interaction.id}/{interaction.token}/callback", json={"type": 5})
    created, done = (await ada.events("interaction_done"))[-2:]
    assert created["message"]["thinking"] is True
    assert created["message"]["interaction"] == {"user_name": "Ada", "command_name": "ping"}
    assert done["interaction_id"] == sent["interaction_id"]
    url = f"/webhooks/{playground.world.application.id}/{interaction.token}/messages/@original"
    await rest("PATCH", url, json={"content": "hi"})
    (updated,) = await ada.events("message_update")
    assert (updated["message"]["content"], updated["message"]["thinking"]) == ("hi", False)
    await rest("DELETE", url)
    (gone,) = await ada.events("message_delete")
    assert gone == {"event": "message_delete", "channel_id": images, "id": updated["message"]["id"]}


async def test_what_is_ephemeral_reaches_one_person_and_can_be_dismissed(
    playground: Playground, session: aiohttp.ClientSession, ada: Page, rest: Rest
) -> None:
    playground.world.commands.overwrite(None, [PING])
    bo = await Page(playground, session, "bo").open()
    handle = await playground.person("ada").command("#images", "ping", word="x")
    url = f"/interactions/{handle.id}/{handle.interaction.token}/callback"
    await rest("POST", url, json={"type": 4, "data": {"content": "psst", "flags": 64}})
    message = (await ada.events("message_create"))[-1]["message"]
    assert message["ephemeral"] is True
    assert (await bo.post("dismiss", message=message["id"]))[0] == 400
    assert await ada.post("dismiss", message=message["id"]) == (200, {})
    await playground.person("cleo").say("#images", "for all")
    (first,) = await bo.events("message_create")
    assert first["message"]["content"] == "for all"


async def test_a_modal_opens_only_for_who_pressed(playground: Playground, ada: Page, rest: Rest) -> None:
    playground.world.commands.overwrite(None, [PING])
    handle = await playground.person("ada").command("#images", "ping", word="x")
    field = {"type": 4, "custom_id": "word", "label": "Word", "style": 1}
    modal = {"custom_id": "m", "title": "Ask", "components": [{"type": 1, "components": [field]}]}
    url = f"/interactions/{handle.id}/{handle.interaction.token}/callback"
    await rest("POST", url, json={"type": 9, "data": modal})
    opened = (await ada.events("modal_open"))[-1]
    assert opened["modal"]["title"] == "Ask"
    images = str(playground.channel("images").id)
    status, sent = await ada.post(
        "modal",
        channel=images,
        interaction_id=opened["interaction_id"],
        custom_id="m",
        values={"word": "yes"},
    )
    assert status == 200
    submitted = playground.world.interactions.find(int(sent["interaction_id"]))
    assert submitted is not None
    assert submitted.data["components"][0]["components"][0]["value"] == "yes"


async def test_a_silent_bot_is_reported_as_discord_reports_it(
    playground: Playground, ada: Page, rest: Rest, clock: Clock
) -> None:
    playground.world.commands.overwrite(None, [PING])
    handle = await playground.person("ada").command("#images", "ping", word="x")
    clock.now += 4
    await rest("POST", f"/interactions/{handle.id}/{handle.interaction.token}/callback", json={"type": 5})
    failed = (await ada.events("interaction_failed"))[-1]
    assert failed["text"] == "The application did not respond"


async def test_files_are_uploaded_first_and_then_named(
    playground: Playground, session: aiohttp.ClientSession, ada: Page, png: bytes
) -> None:
    command = {
        "name": "look",
        "description": "Look",
        "options": [{"type": 11, "name": "image", "description": "i"}],
    }
    playground.world.commands.overwrite(None, [command])
    url = f"{playground.base_url}/playground/upload?filename=cat.png"
    async with session.post(url, data=png) as answer:
        upload_id = (await answer.json())["upload_id"]
    images = str(playground.channel("images").id)
    _, sent = await ada.post("command", channel=images, name="look", options={"image": upload_id})
    interaction = playground.world.interactions.find(int(sent["interaction_id"]))
    assert interaction is not None
    (file,) = interaction.data["resolved"]["attachments"].values()
    assert (file["filename"], file["width"], file["height"], file["ephemeral"]) == ("cat.png", 2, 3, True)
    status, refusal = await ada.post("command", channel=images, name="look", options={"image": "12"})
    assert (status, refusal) == (400, {"error": "image: attach a file."})


async def test_reactions_and_the_bots_coming_are_seen(
    playground: Playground, ada: Page, connect: Connect
) -> None:
    message = await playground.person("bo").say("#images", "hello")
    await ada.post("react", channel="x", message=str(message.id), emoji="✉️")
    updated = (await ada.events("message_update"))[-1]["message"]
    assert updated["reactions"] == [{"emoji": "✉️", "count": 1, "me": True}]
    await ada.post("react", message=str(message.id), emoji="✉️", remove=True)
    assert (await ada.events("message_update"))[-1]["message"]["reactions"] == []
    await connect()
    assert (await ada.events("bot_status"))[-1] == {"event": "bot_status", "online": True}


@pytest.mark.parametrize(
    ("deed", "body", "error"),
    [
        ("command", {}, "The field channel is missing."),
        ("press", {"message": "1", "custom_id": "x"}, "This message does not exist any more."),
        ("press", {"message": "one", "custom_id": "x"}, "The field message is not an id."),
        ("modal", {"interaction_id": "1"}, "This form is not open any more."),
    ],
)
async def test_what_cannot_be_done_is_one_plain_sentence(
    ada: Page, deed: str, body: dict[str, Any], error: str
) -> None:
    assert await ada.post(deed, **body) == (400, {"error": error})


async def test_only_loopback_names_and_pages_are_answered(
    playground: Playground, session: aiohttp.ClientSession
) -> None:
    for headers in ({"Host": "evil.example"}, {"Origin": "https://evil.example"}, {"Origin": "null"}):
        async with session.get(f"{playground.base_url}/playground/state", headers=headers) as answer:
            assert answer.status == 403
    async with session.get(
        f"{playground.base_url}/playground/state", headers={"Host": "localhost"}
    ) as answer:
        assert answer.status == 200


async def test_another_process_can_read_what_the_bot_sent(
    playground: Playground, session: aiohttp.ClientSession, rest: Rest
) -> None:
    await rest("POST", f"/channels/{playground.channel('images').id}/messages", json={"content": "x"})
    async with session.get(f"{playground.base_url}/playground/log") as answer:
        log = await answer.json()
    assert [each["body"] for each in log["requests"]] == [{"content": "x"}]
    assert log["gaps"] == []


async def test_uploads_that_nobody_uses_are_forgotten(playground: Playground) -> None:
    api = PageApi(playground.world)
    for number in range(40):
        api.keep(str(number), Upload("x.txt", b"x"))
    assert len(api.uploads) == 32
    assert "0" not in api.uploads


async def test_a_message_command_is_used_on_its_message(playground: Playground, ada: Page) -> None:
    playground.world.commands.overwrite(None, [{"name": "Details", "type": 3}])
    message = await playground.person("bo").say("#images", "look")
    status, sent = await ada.post("command", channel="x", name="Details", message=str(message.id))
    assert status == 200
    used = playground.world.interactions.find(int(sent["interaction_id"]))
    assert used is not None
    assert used.data["target_id"] == str(message.id)


async def test_commands_are_shown_in_a_persons_language_and_used_by_their_default_names(
    playground: Playground, session: aiohttp.ClientSession, ada: Page
) -> None:
    playground.world.commands.overwrite(
        None, [DRAW, {"name": "Details", "type": 3, **in_chinese(name="详情")}]
    )
    images = playground.channel("images").id
    lin = await Page(playground, session, "lin").open()
    draw, details = (await lin.state(images))["commands"]
    (shape,) = draw["options"]
    assert (draw["name"], draw["label"], draw["description"]) == ("draw", "draw画", "画一张图")
    assert (shape["name"], shape["label"], shape["description"]) == ("shape", "形状", "The shape")
    assert shape["choices"] == [{"name": "方形", "value": "1:1"}, {"name": "Wide", "value": "16:9"}]
    assert (details["name"], details["label"]) == ("Details", "详情")
    draw, _ = (await ada.state(images))["commands"]
    assert (draw["label"], draw["options"][0]["choices"][0]["name"]) == ("draw", "Square")
    status, sent = await lin.post("command", channel=str(images), name="draw", options={"shape": "1:1"})
    assert status == 200
    used = playground.world.interactions.find(int(sent["interaction_id"]))
    assert used is not None
    assert (used.data["name"], used.data["options"][0]["name"]) == ("draw", "shape")


async def test_completions_are_shown_in_a_persons_language(
    playground: Playground, session: aiohttp.ClientSession, rest: Rest
) -> None:
    word = {"type": 3, "name": "word", "description": "A word", "autocomplete": True}
    playground.world.commands.overwrite(None, [PING | {"options": [word]}])
    lin = await Page(playground, session, "lin").open()
    images = str(playground.channel("images").id)
    asking = asyncio.create_task(lin.post("autocomplete", channel=images, name="ping", focused="word"))
    asked = (await playground.wait_for(lambda world: world.interactions.all()))[-1]
    choices = [{"name": "Moon", "value": "moon", **in_chinese(name="月亮")}]
    url = f"/interactions/{asked.id}/{asked.token}/callback"
    await rest("POST", url, json={"type": 8, "data": {"choices": choices}})
    assert await asking == (200, {"choices": [{"name": "月亮", "value": "moon"}]})


async def test_a_person_answers_a_message_with_a_file(
    playground: Playground, session: aiohttp.ClientSession, ada: Page, png: bytes
) -> None:
    asked = await playground.person("bo").say("#images", "which one?")
    async with session.post(f"{playground.base_url}/playground/upload?filename=cat.png", data=png) as answer:
        upload_id = (await answer.json())["upload_id"]
    images = str(playground.channel("images").id)
    await ada.post("say", channel=images, content="this", files=[upload_id], reply_to=str(asked.id))
    said = (await ada.events("message_create"))[-1]["message"]
    while said["content"] != "this":
        said = (await ada.events("message_create"))[-1]["message"]
    assert said["reference"]["message_id"] == str(asked.id)
    assert [each["filename"] for each in said["attachments"]] == ["cat.png"]
    refused = await ada.post("say", channel=images, content="no", files=["12"])
    assert refused == (400, {"error": "A file has to be uploaded first."})


async def test_who_types_is_told_to_the_others_who_can_see_it(
    playground: Playground, session: aiohttp.ClientSession, ada: Page
) -> None:
    bo = await Page(playground, session, "bo").open()
    images = str(playground.channel("images").id)
    await ada.post("typing", channel=images)
    assert await bo.events("typing") == [{"event": "typing", "channel_id": images, "name": "Ada"}]
    dm = str(playground.person("ada").place("@dm").id)
    await ada.post("typing", channel=dm)
    await playground.person("cleo").say("#images", "end")
    assert [each["event"] for each in await bo.events("message_create")] == ["message_create"]


async def test_levers_are_listed_pulled_and_tell_what_happened(
    playground: Playground, session: aiohttp.ClientSession, ada: Page
) -> None:
    async def pull() -> str:
        return "It is done."

    playground.levers.offer(Lever("one", "One", "Does it.", pull, state=lambda: "ready"))
    url = f"{playground.base_url}/playground/levers"
    shown = [{"key": "one", "label": "One", "explanation": "Does it.", "state": "ready"}]
    async with session.get(url) as answer:
        assert await answer.json() == {"levers": shown}
    assert await ada.post("levers/one") == (200, {"happened": "It is done.", "levers": shown})
    assert await ada.post("levers/two") == (400, {"error": "There is no such lever."})


async def test_the_state_says_who_is_where_and_what_is_newest_for_whom(
    playground: Playground, ada: Page
) -> None:
    said = await playground.person("bo").say("#images", "hello")
    images = playground.channel("images").id
    state = await ada.state(images)
    painters = state["guilds"][0]
    assert len(painters["members"]) == 6
    newest = {each["name"]: each["last_id"] for each in painters["channels"]}
    assert (newest["images"], newest["general"]) == (str(said.id), None)
    assert {each["moderated"] for each in painters["channels"]} == {False}
