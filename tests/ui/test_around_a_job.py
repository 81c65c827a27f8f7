"""What stands around a job: menus of messages, looking jobs up, drafts, originals. The real discord.py."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import aiohttp
import discord
from pydantic import SecretStr

from bot.config import Settings, WebSettings
from bot.jobs.around import DraftKind
from bot.jobs.models import JobKind, JobState
from bot.sandbox.faults import Fault, Kind
from bot.sandbox.options import SandboxOptions
from bot.sandbox.server import open_sandbox
from bot.web.server import open_web
from tests.ui.conftest import buttons, picture

if TYPE_CHECKING:
    from bot.playground.models import Message
    from tests.ui.conftest import OpenStage, Stage

Change = Callable[[Settings], Settings]


def speaking(*dialects: str) -> Change:
    """Give a bot one account for each of these dialects, the first being its usual one."""

    def change(settings: Settings) -> Settings:
        (account,) = settings.accounts.values()
        return settings.model_copy(
            update={
                "accounts": {dialect: account.model_copy(update={"dialect": dialect}) for dialect in dialects}
            }
        )

    return change


def reachable(settings: Settings) -> Settings:
    """Give a bot an address on the internet."""
    web = WebSettings(port=0, public_url="https://easel.example", secret=SecretStr("k" * 32))
    return settings.model_copy(update={"web": web})


async def upscaled(stage: Stage) -> Message:
    """Give a single picture."""
    parent = await stage.result()
    await (await stage.ada.press(parent, label="U1")).answered()
    await stage.finish(2)
    message = await stage.until(lambda: stage.shown("Image #1", finished=True))
    await stage.delivered(2)
    return message  # type: ignore[no-any-return]  # `until` gives what it is told to look for


# --- menus of messages ---------------------------------------------------------------------------------------------


async def test_describe_image_describes_the_picture_of_anybodys_message(stage: Stage) -> None:
    message = await stage.bo.say("#general", "look", picture("hill.png"))
    handle = await (await stage.ada.use_on(message, "Describe image")).answered()
    assert handle.response is not None
    assert "Describe" in handle.response.content
    await stage.finish()
    await stage.delivered()
    assert (await stage.job()).request.kind is JobKind.DESCRIBE


async def test_the_menu_takes_an_embedded_picture_where_nothing_is_attached(stage: Stage) -> None:
    message = await stage.bo.say("#general", "look", picture("hill.png"))
    await (await stage.ada.use_on(message, "Describe image")).answered()
    await stage.finish()
    await stage.delivered()
    (described,) = stage.posts()
    described.attachments.clear()  # what Discord does once an embed shows the file
    handle = await (await stage.ada.use_on(described, "Describe image")).answered()
    assert handle.response is not None
    assert "Describe" in handle.response.content
    await stage.running(2)


async def test_a_message_without_pictures_is_said_to_have_none(stage: Stage) -> None:
    message = await stage.bo.say("#general", "only words")
    handle = await (await stage.ada.use_on(message, "Describe image")).answered()
    assert handle.response is not None
    assert handle.response.only_for == stage.ada.id
    assert "no picture in this message" in handle.response.content
    assert await stage.services.ground.store.get(1) is None


async def test_use_as_image_prompt_asks_for_the_prompt_and_sends_the_picture_with_it(stage: Stage) -> None:
    message = await stage.bo.say("#general", "look", picture("hill.png"))
    handle = await (await stage.ada.use_on(message, "Use as image prompt")).answered()
    assert handle.modal is not None
    done = await (await stage.ada.submit(handle, {"prompt": "the same at night --relax"})).answered()
    assert done.response is not None
    assert "the same at night" in done.response.content
    job = await stage.running()
    assert len(job.request.files) == 1
    assert job.mode.value == "relax"


async def test_an_image_prompt_begun_before_a_restart_goes_on_after_it(opening: OpenStage) -> None:
    async with opening() as stage:
        message = await stage.bo.say("#general", "look", picture("hill.png"))
        handle = await (await stage.ada.use_on(message, "Use as image prompt")).answered()
    async with opening() as stage:
        await (await stage.ada.submit(handle, {"prompt": "a moor"})).answered()
        assert len((await stage.running()).request.files) == 1


async def test_an_image_prompt_begun_too_long_ago_is_said_to_be_over(stage: Stage) -> None:
    message = await stage.bo.say("#general", "look", picture("hill.png"))
    handle = await (await stage.ada.use_on(message, "Use as image prompt")).answered()
    stage.clock.now += 601
    done = await (await stage.ada.submit(handle, {"prompt": "a moor"})).answered()
    assert done.response is not None
    assert "Begin again" in done.response.content
    assert await stage.services.ground.store.get(1) is None


async def test_blend_with_takes_two_messages_and_remembers_the_first_for_each_person(stage: Stage) -> None:
    one = await stage.bo.say("#general", "one", picture("one.png"))
    two = await stage.bo.say("#general", "two", picture("two.png"))
    first = await (await stage.ada.use_on(one, "Blend with…")).answered()
    assert first.response is not None
    assert first.response.only_for == stage.ada.id
    assert "second one" in first.response.content
    again = await (await stage.ada.use_on(one, "Blend with…")).answered()
    other = await (await stage.bo.use_on(two, "Blend with…")).answered()
    for handle in (again, other):
        assert handle.response is not None
        assert "second one" in handle.response.content
    second = await (await stage.ada.use_on(two, "Blend with…")).answered()
    assert second.response is not None
    job = await stage.running()
    assert (job.request.kind, len(job.request.files), job.origin.user_id) == (
        JobKind.BLEND,
        2,
        stage.ada.id,
    )
    drafts = stage.services.ground.drafts
    assert await drafts.latest(stage.ada.id, DraftKind.BLEND, since=0) is None
    assert await drafts.latest(stage.bo.id, DraftKind.BLEND, since=0) is not None


async def test_show_job_gives_its_id_and_fresh_buttons_to_the_person_alone(stage: Stage) -> None:
    parent = await stage.result()
    await stage.delivered()
    handle = await stage.bo.use_on(parent, "Show job")
    shown = await handle.finished()
    message = await stage.until(lambda: handle.messages[-1] if handle.messages[-1].attachments else None)
    assert shown.only_for == stage.bo.id
    assert (await stage.job()).ulid in message.content
    pressed = await (await stage.bo.press(message, label="U3")).answered()
    await stage.until(lambda: pressed.messages)
    assert buttons(message)["U3"]["style"] == 1


async def test_show_job_says_where_a_message_is_about_none(stage: Stage) -> None:
    message = await stage.bo.say("#general", "hello")
    handle = await (await stage.ada.use_on(message, "Show job")).answered()
    assert handle.response is not None
    assert "not about a job" in handle.response.content


# --- looking jobs up -----------------------------------------------------------------------------------------------


async def test_show_posts_the_picture_again_even_after_the_upstream_forgot_it(stage: Stage) -> None:
    await stage.result()
    await stage.delivered()
    job = await stage.job()
    stage.sandbox.faults.add(Fault(Kind.STATUS, times=None, endpoint="picture", code=404))
    handle = await stage.ada.command("#general", "show", job=job.ulid)
    await handle.finished()
    message = await stage.until(lambda: next((m for m in handle.messages if m.attachments), None))
    assert message.only_for is None
    assert message.content.startswith("**a red fox**")
    assert set(buttons(message)) >= {"U1", "V4", "🔄"}


async def test_a_job_of_another_server_is_nobodys_business(stage: Stage) -> None:
    await stage.result()
    job = await stage.job()
    for place, who in (("#lobby", stage.bo), ("@dm", stage.bo)):
        handle = await (await who.command(place, "show", job=job.ulid)).answered()
        assert handle.response is not None
        assert "no longer known here" in handle.response.content
    handle = await stage.bo.command("#general", "show", job=job.ulid.lower())
    await handle.finished()


async def test_what_is_typed_finds_own_jobs_by_prompt_with_favourites_first(stage: Stage) -> None:
    for n, prompt in enumerate(("a red fox", "a blue whale 100%", "a red barn"), start=1):
        await stage.imagine(prompt)
        await stage.finish(n)
    await stage.services.bot.desk.around.favourites.add(stage.ada.id, 1, now=0.0)
    names = [each["name"] for each in await stage.ada.autocomplete("#general", "show", "job", job="RED")]
    assert [name.split(" · ")[0] for name in names] == ["a red fox", "a red barn"]
    assert len(await stage.ada.autocomplete("#general", "seed", "job", job="%")) == 1
    assert await stage.bo.autocomplete("#general", "show", "job", job="red") == []


async def test_seed_is_asked_once_and_kept(stage: Stage) -> None:
    await stage.result()
    job = await stage.job()
    told = []
    for _ in range(2):
        handle = await stage.ada.command("#general", "seed", job=job.ulid)
        message = await handle.finished()
        assert message.only_for == stage.ada.id
        told.append(message.content)
    assert told[0] == told[1]
    assert str(stage.sandbox.studio.get(job.task_id).seed) in told[0]
    found = await stage.services.bot.desk.around.seeds.known(job)
    assert found == str(stage.sandbox.studio.get(job.task_id).seed)


async def test_a_seed_that_is_a_task_of_its_own_is_waited_for(opening: OpenStage) -> None:
    async with (
        open_sandbox(SandboxOptions(time_factor=0.0)) as sandbox,
        opening(sandbox=sandbox, change=speaking("ttapi")) as stage,
    ):
        await stage.imagine()
        job = await stage.over()
        handle = await stage.ada.command("#general", "seed", job=job.ulid)
        message = await handle.finished()
        assert str(sandbox.studio.get(job.task_id).seed) in message.content


async def test_info_counts_what_was_used_and_what_waits(stage: Stage) -> None:
    await stage.result()
    await stage.imagine("a second")
    await stage.running(2)
    handle = await stage.ada.command("#general", "info")
    message = await handle.finished()
    assert message.only_for == stage.ada.id
    fields = {each["name"]: each["value"] for each in message.embeds[0]["fields"]}
    assert message.embeds[0]["title"] == "Your info - Ada"
    assert fields["User ID"] == str(stage.ada.id)
    assert fields["Usage today (UTC)"].startswith("1 done")
    assert fields["Running Jobs"] == "1"
    assert fields["Service"]


async def test_check_names_the_words_and_sends_nothing(opening: OpenStage) -> None:
    async with opening(change=speaking("ttapi")) as stage:
        handle = await stage.ada.command("#general", "check", prompt="a nude statue")
        assert "nude" in (await handle.finished()).content
        handle = await stage.ada.command("#general", "check", prompt="a statue")
        assert "allows these words" in (await handle.finished()).content
        assert await stage.services.ground.store.get(1) is None


async def test_check_says_where_the_service_cannot(stage: Stage) -> None:
    handle = await stage.ada.command("#general", "check", prompt="a statue")
    assert "cannot check prompts" in (await handle.finished()).content


async def test_a_forbidden_word_fails_an_imagine_before_anything_is_sent(opening: OpenStage) -> None:
    async with opening(change=speaking("ttapi")) as stage:
        await stage.imagine("a nude statue")
        job = await stage.over()
        assert job.state is JobState.FAILED
        assert job.sent_at is None
        assert job.failure is not None
        assert (job.failure.code, dict(job.failure.params)) == ("banned", {"words": "nude"})
        await stage.until(lambda: stage.shown("Nothing was sent or billed"))


# --- shorten -------------------------------------------------------------------------------------------------------


async def test_shorten_marks_the_words_that_matter_and_offers_shorter_prompts(stage: Stage) -> None:
    prompt = "a very beautiful red fox in the deep dark forest at night"
    await (await stage.ada.command("#general", "shorten", prompt=prompt)).answered()
    await stage.finish()
    await stage.delivered()
    (result,) = stage.posts()
    text = result.embeds[0]["description"]
    assert "## Important tokens" in text
    assert "**" in text
    assert "~~" in text
    assert "## Shortened prompts" in text
    opened = await (await stage.ada.press(result, emoji="1️⃣")).answered()
    assert opened.modal is not None
    assert (await stage.job()).observed.texts[0] in str(opened.modal)


async def test_show_details_posts_the_weights(stage: Stage) -> None:
    await (await stage.ada.command("#general", "shorten", prompt="a red fox at night")).answered()
    await stage.finish()
    await stage.delivered()
    (result,) = stage.posts()
    await (await stage.ada.press(result, label="Show Details")).answered()
    await stage.finish(2)
    await stage.delivered(2)
    assert "█" in stage.posts()[-1].embeds[0]["description"]


async def test_shorten_says_where_no_account_can(opening: OpenStage) -> None:
    async with opening(change=speaking("ttapi")) as stage:
        handle = await (await stage.ada.command("#general", "shorten", prompt="a red fox")).answered()
        assert handle.response is not None
        assert handle.response.only_for == stage.ada.id
        assert "cannot shorten prompts" in handle.response.content
        assert await stage.services.ground.store.get(1) is None


async def test_shorten_offers_the_account_that_can_and_runs_there(opening: OpenStage) -> None:
    async with opening(change=speaking("ttapi", "midjourney_proxy")) as stage:
        handle = await (await stage.ada.command("#general", "shorten", prompt="a red fox")).answered()
        assert handle.response is not None
        assert "midjourney_proxy" in handle.response.content
        assert await stage.services.ground.store.get(1) is None
        pressed = await (await stage.ada.press(handle.response, label="Shorten it there")).answered()
        assert pressed.response is not None
        await stage.finish()
        job = await stage.job()
        assert (job.account, job.state) == ("midjourney_proxy", JobState.SUCCEEDED)


# --- small commands ------------------------------------------------------------------------------------------------


async def test_invite_asks_for_exactly_what_the_bot_needs(stage: Stage) -> None:
    handle = await (await stage.ada.command("#general", "invite")).answered()
    assert handle.response is not None
    assert "permissions=274878024704" in handle.response.content
    assert "scope=bot+applications.commands" in handle.response.content
    needed = discord.Permissions(274878024704)
    assert not needed.administrator
    assert not needed.mention_everyone


async def test_help_lists_every_command_and_userid_gives_the_id(stage: Stage) -> None:
    handle = await (await stage.ada.command("#general", "help")).answered()
    assert handle.response is not None
    text = handle.response.embeds[0]["description"]
    for command in stage.services.bot.tree.get_commands(type=discord.AppCommandType.chat_input):
        assert f"**/{command.name}**" in text
    handle = await (await stage.ada.command("#general", "userid")).answered()
    assert handle.response is not None
    assert str(stage.ada.id) in handle.response.content


# --- favourites ----------------------------------------------------------------------------------------------------


async def test_the_heart_under_a_picture_marks_and_unmarks(stage: Stage) -> None:
    message = await upscaled(stage)
    for words in ("Added to your favourites", "No longer among"):
        handle = await (await stage.bo.press(message, emoji="❤️")).answered()
        assert handle.response is not None
        assert handle.response.only_for == stage.bo.id
        assert words in handle.response.content
    assert await stage.services.ground.store.get(3) is None


# --- originals -----------------------------------------------------------------------------------------------------


async def test_a_single_picture_has_a_web_button_that_opens_the_original(opening: OpenStage) -> None:
    async with opening(change=reachable) as stage:
        message = await upscaled(stage)
        link = buttons(message)["Web"]
        assert link["style"] == 5
        assert link["url"].startswith("https://easel.example/pictures/")
        pressed = await (await stage.ada.press(message, label="Vary (Subtle)")).answered()
        await stage.until(lambda: pressed.messages)
        assert buttons(message)["Web"]["url"] == link["url"]
        grid = next(each for each in stage.posts() if each.id != message.id)
        assert "Web" not in buttons(grid)
        settings = stage.services.settings.web
        find = stage.services.ground.originals.find_by_ulid
        async with (
            open_web(settings, receive=_nothing, ready=_ready, find_original=find) as server,
            aiohttp.ClientSession(server.base_url) as client,
        ):
            path = link["url"].removeprefix("https://easel.example")
            async with client.get(path) as answer:
                body = await answer.read()
                assert (answer.status, answer.content_type) == (200, "image/png")
                assert answer.headers["Content-Disposition"].startswith("inline")
                assert "max-age=86400" in answer.headers["Cache-Control"]
            assert body == message_file(message)
            stage.clock.now += 31 * 86_400
            async with client.get(path) as answer:
                assert answer.status == 410
                assert "no longer kept here" in await answer.text()
            async with client.get(path[:-3] + "abc") as answer:
                assert answer.status == 404


async def test_without_an_address_of_our_own_a_local_upstream_gets_no_web_button(stage: Stage) -> None:
    assert "Web" not in buttons(await upscaled(stage))


def message_file(message: Message) -> bytes:
    """Give the bytes that a message carries."""
    return message.attachments[0].content


async def _nothing(_account: str, _ulid: str, _body: bytes) -> None: ...


async def _ready() -> dict[str, bool]:
    return {}
