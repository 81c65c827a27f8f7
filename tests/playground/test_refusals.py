"""What Discord refuses, the playground refuses: status, code and nested form errors."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest

from bot.playground import InteractionHandle, Playground, PlaygroundOptions, open_playground
from bot.playground.permissions import Permission

if TYPE_CHECKING:
    from tests.playground.conftest import Clock, Rest

PING = {"name": "ping", "description": "Ping", "type": 1}


def path(playground: Playground, name: str = "images") -> str:
    return f"/channels/{playground.channel(name).id}/messages"


def row(*buttons: dict[str, Any]) -> dict[str, Any]:
    return {"type": 1, "components": list(buttons)}


def button(**changes: Any) -> dict[str, Any]:
    return {"type": 2, "style": 2, "label": "Go", "custom_id": "go"} | changes


def option(name: str, translated: str) -> dict[str, Any]:
    return {"type": 3, "name": name, "description": "d", "name_localizations": {"zh-CN": translated}}


def choice(translated: str, value: str = "v") -> dict[str, Any]:
    return {"name": "c", "name_localizations": {"zh-CN": translated}, "value": value}


@pytest.fixture
async def opened(playground: Playground) -> InteractionHandle:
    """An interaction that nobody has answered yet."""
    playground.world.commands.overwrite(None, [PING])
    return await playground.person("ada").command("#images", "ping")


def callback(handle: InteractionHandle) -> str:
    return f"/interactions/{handle.id}/{handle.interaction.token}/callback"


def webhook(playground: Playground, handle: InteractionHandle) -> str:
    return f"/webhooks/{playground.world.application.id}/{handle.interaction.token}"


async def test_an_answer_after_three_seconds_finds_no_interaction(
    opened: InteractionHandle, rest: Rest, clock: Clock
) -> None:
    clock.now += 3.1
    status, body = await rest("POST", callback(opened), json={"type": 5})
    assert (status, body["code"]) == (404, 10062)
    assert opened.interaction.failed


async def test_a_second_answer_is_refused(opened: InteractionHandle, rest: Rest) -> None:
    assert await rest("POST", callback(opened), json={"type": 5}) == (204, None)
    status, body = await rest("POST", callback(opened), json={"type": 5})
    assert (status, body["code"]) == (400, 40060)


async def test_a_token_is_good_for_fifteen_minutes(
    playground: Playground, opened: InteractionHandle, rest: Rest, clock: Clock
) -> None:
    url = webhook(playground, opened)
    assert (await rest("POST", url, json={"content": "early"}))[1]["code"] == 10015
    await rest("POST", callback(opened), json={"type": 4, "data": {"content": "hello"}})
    clock.now += 14 * 60
    assert (await rest("PATCH", f"{url}/messages/@original", json={"content": "still"}))[0] == 200
    clock.now += 61
    status, body = await rest("PATCH", f"{url}/messages/@original", json={"content": "late"})
    assert (status, body["code"]) == (401, 50027)


async def test_the_first_follow_up_fills_the_waiting_message(
    playground: Playground, opened: InteractionHandle, rest: Rest
) -> None:
    await rest("POST", callback(opened), json={"type": 5})
    status, body = await rest("POST", webhook(playground, opened), json={"content": "done"})
    assert status == 200
    assert int(body["id"]) == opened.interaction.response_message_id
    assert not opened.messages[0].thinking


async def test_an_ephemeral_message_does_not_exist_for_the_bots_token(
    playground: Playground, opened: InteractionHandle, rest: Rest
) -> None:
    await rest("POST", callback(opened), json={"type": 4, "data": {"content": "psst", "flags": 64}})
    message_id = opened.interaction.response_message_id
    status, body = await rest("PATCH", f"{path(playground)}/{message_id}", json={"content": "x"})
    assert (status, body["code"]) == (404, 10008)
    assert (await rest("GET", path(playground)))[1] == []
    edited, _ = await rest(
        "PATCH", f"{webhook(playground, opened)}/messages/{message_id}", json={"content": "x"}
    )
    assert edited == 200


async def test_a_command_cannot_be_answered_by_updating_a_message(
    opened: InteractionHandle, rest: Rest
) -> None:
    status, body = await rest("POST", callback(opened), json={"type": 7, "data": {"content": "x"}})
    assert (status, body["code"]) == (400, 50035)


@pytest.mark.parametrize(
    ("body", "where", "code"),
    [
        ({"content": "x" * 2001}, ("content",), "BASE_TYPE_MAX_LENGTH"),
        (
            {"components": [row(button(emoji={"name": "x"}))]},
            ("components", "0", "components", "0", "emoji", "name"),
            "COMPONENT_INVALID_EMOJI",
        ),
        (
            {"components": [row(button(), button())]},
            ("components", "0", "components", "1", "custom_id"),
            "COMPONENT_CUSTOM_ID_DUPLICATED",
        ),
        (
            {"components": [row(button(custom_id="x" * 101))]},
            ("components", "0", "components", "0", "custom_id"),
            "BASE_TYPE_BAD_LENGTH",
        ),
        (
            {"components": [row(button(label="x" * 81))]},
            ("components", "0", "components", "0", "label"),
            "BASE_TYPE_MAX_LENGTH",
        ),
        (
            {"components": [row(*(button(custom_id=str(n)) for n in range(6)))]},
            ("components", "0", "components"),
            "BASE_TYPE_BAD_LENGTH",
        ),
        (
            {"components": [row(button(custom_id=str(n))) for n in range(6)]},
            ("components",),
            "BASE_TYPE_MAX_LENGTH",
        ),
        ({"embeds": [{"title": "x" * 257}]}, ("embeds", "0", "title"), "BASE_TYPE_MAX_LENGTH"),
        ({"content": "x", "nonce": "x" * 26}, ("nonce",), "BASE_TYPE_MAX_LENGTH"),
    ],
)
async def test_a_bad_form_says_where_it_is_bad(
    playground: Playground, rest: Rest, body: dict[str, Any], where: tuple[str, ...], code: str
) -> None:
    status, answer = await rest("POST", path(playground), json=body)
    assert (status, answer["code"]) == (400, 50035)
    node = answer["errors"]
    for key in where:
        node = node[key]
    assert [each["code"] for each in node["_errors"]] == [code]


@pytest.mark.parametrize(
    ("changes", "where", "code"),
    [
        (
            {"name_localizations": {"zh-CN": "Ping"}},
            "name_localizations.zh-CN",
            "APPLICATION_COMMAND_INVALID_NAME",
        ),
        (
            {"name_localizations": {"zh-CN": "乒 乓"}},
            "name_localizations.zh-CN",
            "APPLICATION_COMMAND_INVALID_NAME",
        ),
        ({"name_localizations": {"zh-CN": ""}}, "name_localizations.zh-CN", "BASE_TYPE_BAD_LENGTH"),
        ({"name_localizations": {"zh": "乒乓"}}, "name_localizations.zh", "BASE_TYPE_CHOICES"),
        (
            {"description_localizations": {"zh-CN": "长" * 101}},
            "description_localizations.zh-CN",
            "BASE_TYPE_BAD_LENGTH",
        ),
        (
            {"options": [option("a", "甲"), option("b", "乙") | {"choices": [choice("x" * 101)]}]},
            "options.1.choices.0.name_localizations.zh-CN",
            "BASE_TYPE_BAD_LENGTH",
        ),
        (
            {"options": [option("a", "甲"), option("b", "甲")]},
            "options.1",
            "APPLICATION_COMMAND_OPTIONS_NAME_INVALID",
        ),
    ],
)
async def test_the_words_of_commands_are_held_to_the_same_rules_in_every_language(
    playground: Playground, rest: Rest, changes: dict[str, Any], where: str, code: str
) -> None:
    url = f"/applications/{playground.world.application.id}/commands"
    status, answer = await rest("PUT", url, json=[PING | changes])
    assert (status, answer["code"]) == (400, 50035)
    node = answer["errors"]["0"]
    for key in where.split("."):
        node = node[key]
    assert code in [each["code"] for each in node["_errors"]]
    assert playground.world.commands.listed() == []


async def test_two_commands_may_not_have_one_name_in_any_language(playground: Playground, rest: Rest) -> None:
    url = f"/applications/{playground.world.application.id}/commands"
    words = {"name_localizations": {"zh-CN": "乒乓"}}
    status, answer = await rest("PUT", url, json=[PING | words, PING | words | {"name": "pong"}])
    assert (status, answer["code"]) == (400, 50035)
    assert [each["code"] for each in answer["errors"]["1"]["_errors"]] == [
        "APPLICATION_COMMANDS_DUPLICATE_NAME"
    ]
    same_word_elsewhere = PING | words | {"type": 3, "description": ""}
    assert (await rest("PUT", url, json=[PING | words, same_word_elsewhere]))[0] == 200


async def test_the_longest_translation_counts_towards_a_commands_size(
    playground: Playground, rest: Rest
) -> None:
    url = f"/applications/{playground.world.application.id}/commands"
    short = [option("a", "甲") | {"choices": [choice("甲", str(n)) for n in range(25)]}]
    long = [
        option(f"{n:032}", f"甲{n}") | {"choices": [choice("长" * 100, f"{m}") for m in range(25)]}
        for n in range(4)
    ]
    assert (await rest("PUT", url, json=[PING | {"options": short}]))[0] == 200
    status, answer = await rest("PUT", url, json=[PING | {"options": long}])
    assert (status, answer["code"]) == (400, 50035)
    assert [each["code"] for each in answer["errors"]["0"]["_errors"]] == ["APPLICATION_COMMAND_TOO_LARGE"]


async def test_a_file_over_ten_mebibytes_is_too_large_until_the_server_is_boosted(
    playground: Playground, rest: Rest
) -> None:
    def form() -> aiohttp.FormData:
        made = aiohttp.FormData(quote_fields=False)
        made.add_field("payload_json", "{}")
        made.add_field("files[0]", io.BytesIO(bytes(10 * 1024 * 1024 + 1)), filename="big.png")
        return made

    status, body = await rest("POST", path(playground), data=form())
    assert (status, body["code"]) == (413, 40005)
    guild = playground.world.guild_of(playground.channel("images"))
    assert guild is not None
    guild.premium_tier = 2
    assert (await rest("POST", path(playground), data=form()))[0] == 200


async def test_rights_are_checked_as_discord_checks_them(playground: Playground, rest: Rest) -> None:
    images, bot_id = playground.channel("images"), playground.world.application.id
    playground.world.deny(images, bot_id, Permission.SEND_MESSAGES)
    assert (await rest("POST", path(playground), json={"content": "x"}))[1]["code"] == 50013
    playground.world.deny(images, bot_id, Permission.VIEW_CHANNEL)
    assert (await rest("POST", path(playground), json={"content": "x"}))[1]["code"] == 50001
    assert (await rest("GET", "/channels/1"))[1]["code"] == 10003
    hers = await playground.person("ada").say("#general", "mine")
    status, body = await rest("PATCH", f"{path(playground, 'general')}/{hers.id}", json={"content": "x"})
    assert (status, body["code"]) == (403, 50005)
    assert (await rest("POST", path(playground, "general"), json={}))[1]["code"] == 50006


async def test_an_edit_may_not_leave_a_message_empty(playground: Playground, rest: Rest) -> None:
    _, message = await rest("POST", path(playground), json={"content": "x", "embeds": [{"title": "t"}]})
    url = f"{path(playground)}/{message['id']}"
    assert (await rest("PATCH", url, json={"content": None}))[0] == 200
    status, body = await rest("PATCH", url, json={"embeds": []})
    assert (status, body["code"]) == (400, 50006)
    assert (await rest("GET", url))[1]["embeds"][0]["title"] == "t"


async def test_a_wrong_token_is_unauthorized(rest: Rest) -> None:
    status, body = await rest("GET", "/users/@me", headers={"Authorization": "Bot wrong"})
    assert (status, body) == (401, {"message": "401: Unauthorized", "code": 0})


async def test_the_sixth_message_in_five_seconds_is_told_to_wait(playground: Playground, rest: Rest) -> None:
    for number in range(5):
        assert (await rest("POST", path(playground), json={"content": str(number)}))[0] == 200
    status, body = await rest("POST", path(playground), json={"content": "6"})
    assert status == 429
    assert 0 < body["retry_after"] <= 5
    assert (await rest("POST", path(playground, "general"), json={"content": "elsewhere"}))[0] == 200


async def test_edits_of_messages_older_than_an_hour_are_scarce(
    playground: Playground, rest: Rest, clock: Clock
) -> None:
    _, message = await rest("POST", path(playground), json={"content": "x"})
    clock.now += 3601
    url = f"{path(playground)}/{message['id']}"
    for number in range(3):
        assert (await rest("PATCH", url, json={"content": str(number)}))[0] == 200
    status, body = await rest("PATCH", url, json={"content": "4"})
    assert (status, body["code"]) == (429, 30046)
    assert 0 < body["retry_after"] <= 6


@pytest.mark.parametrize(
    "body",
    [
        {"content": 5},
        {"content": "x", "embeds": 5},
        {"content": "x", "embeds": ["x"]},
        {"content": "x", "components": [[]]},
        {"content": "x", "components": [{"type": 1, "components": "x"}]},
        {"content": "x", "message_reference": {"message_id": "x"}},
        {"content": "x", "attachments": [{"filename": "x"}]},
    ],
)
async def test_a_form_of_the_wrong_shape_is_refused_and_not_tripped_over(
    playground: Playground, rest: Rest, body: dict[str, Any]
) -> None:
    status, answer = await rest("POST", path(playground), json=body)
    assert (status, answer["code"]) == (400, 50035)
    assert playground.person("ada").messages("#images") == []


async def test_what_is_no_json_is_refused(playground: Playground, rest: Rest) -> None:
    headers = {"Content-Type": "application/json"}
    for body in (b"{", b"[]"):
        status, answer = await rest("POST", path(playground), data=body, headers=headers)
        assert (status, answer["code"]) == (400, 50109)


async def test_people_who_take_no_direct_messages_get_none(playground: Playground, rest: Rest) -> None:
    ada = playground.person("ada")
    ada.user.accepts_dms = False
    _, channel = await rest("POST", "/users/@me/channels", json={"recipient_id": str(ada.id)})
    status, body = await rest("POST", f"/channels/{channel['id']}/messages", json={"content": "x"})
    assert (status, body["code"]) == (403, 50007)


async def test_without_rate_limits_nothing_waits() -> None:
    async with (
        open_playground(PlaygroundOptions(rate_limits=False)) as free,
        aiohttp.ClientSession() as session,
    ):
        url, headers = free.api_base + path(free), {"Authorization": f"Bot {free.token}"}
        for _ in range(12):
            async with session.post(url, json={"content": "x"}, headers=headers) as answer:
                assert answer.status == 200
                assert "X-RateLimit-Remaining" not in answer.headers


async def test_what_is_not_implemented_fails_loudly(
    playground: Playground, rest: Rest, expected_errors: list[str]
) -> None:
    assert (await rest("GET", "/stage-instances/1"))[0] == 404
    assert (await rest("POST", path(playground), json={"content": "x", "poll": {}}))[0] == 404
    assert (await rest("POST", path(playground), json={"flags": 1 << 15}))[0] == 404
    assert playground.gaps == [
        "route GET /api/v10/stage-instances/1",
        "POST /channels/{channel}/messages: field poll of a message",
        "POST /channels/{channel}/messages: Components V2 (message flag 1 << 15)",
    ]
    assert len(expected_errors) == 3
    assert playground.person("ada").messages("#images") == []


async def test_the_log_keeps_every_body(playground: Playground, rest: Rest, openapi: Any) -> None:
    await rest("POST", path(playground), json={"content": "x"})
    await rest("POST", path(playground), json={"content": 5})
    assert [(each.body, each.status, each.code) for each in playground.world.log] == [
        ({"content": "x"}, 200, None),
        ({"content": 5}, 400, 50035),
    ]
    assert openapi.problems(playground.world.log) == []


async def test_history_is_read_in_pages(playground: Playground, rest: Rest) -> None:
    ada = playground.person("ada")
    posted = [await ada.say("#images", str(number)) for number in range(6)]

    async def contents(**query: int) -> list[str]:
        _, found = await rest("GET", path(playground), params=query)
        return [each["content"] for each in found]

    assert await contents(limit=2) == ["5", "4"]
    assert await contents(limit=2, before=posted[3].id) == ["2", "1"]
    assert await contents(limit=2, after=posted[3].id) == ["5", "4"]
    assert await contents(limit=3, around=posted[3].id) == ["4", "3", "2"]
    assert (await rest("GET", path(playground), params={"limit": 101}))[1]["code"] == 50035
