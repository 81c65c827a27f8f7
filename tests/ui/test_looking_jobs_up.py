"""Finding jobs again and asking about them: show, seed, info, check, invite, help. The real discord.py."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
import pytest

from bot.jobs.models import JobState
from bot.sandbox.faults import Fault, Kind
from bot.sandbox.options import SandboxOptions
from bot.sandbox.server import open_sandbox
from tests.ui.conftest import SIDE, buttons, picture, upscaled

if TYPE_CHECKING:
    from tests.ui.conftest import OpenStage, Stage


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
        assert "There is no such job here" in handle.response.content
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


@pytest.mark.dialect("midjourney_proxy")
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


@pytest.mark.dialect("ttapi")
async def test_a_seed_that_is_a_task_of_its_own_is_waited_for(opening: OpenStage) -> None:
    async with (
        open_sandbox(SandboxOptions(time_factor=0.0, side=SIDE)) as sandbox,
        opening(sandbox=sandbox) as stage,
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
    assert fields["Running Jobs"] == "1 (the account runs 10 at a time, for everybody)"
    assert fields["Queued Jobs"] == "0 / 10"
    assert fields["Visibility Mode"] == "Public"
    assert fields["Service"]


@pytest.mark.dialect("ttapi")
async def test_check_names_the_words_and_sends_nothing(opening: OpenStage) -> None:
    async with opening() as stage:
        handle = await stage.ada.command("#general", "check", prompt="a nude statue")
        assert "nude" in (await handle.finished()).content
        handle = await stage.ada.command("#general", "check", prompt="a statue")
        assert "allows these words" in (await handle.finished()).content
        assert await stage.services.ground.store.get(1) is None


@pytest.mark.dialect("midjourney_proxy")
async def test_check_says_where_the_service_cannot(stage: Stage) -> None:
    handle = await stage.ada.command("#general", "check", prompt="a statue")
    assert "cannot check prompts" in (await handle.finished()).content


@pytest.mark.dialect("ttapi")
async def test_a_forbidden_word_fails_an_imagine_before_anything_is_sent(opening: OpenStage) -> None:
    async with opening() as stage:
        await stage.imagine("a nude statue")
        job = await stage.over()
        assert job.state is JobState.FAILED
        assert job.sent_at is None
        assert job.failure is not None
        assert (job.failure.code, dict(job.failure.params)) == ("banned", {"words": "nude"})
        await stage.until(lambda: stage.shown("Nothing was sent or billed"))
        # What nobody may write is not left standing for everybody either.
        failed = await stage.until(lambda: stage.shown("(Failed)"))
        assert failed.content == f"**A prompt that Midjourney does not allow** - <@{stage.ada.id}> (Failed)"


async def test_each_command_offers_the_jobs_that_it_is_for(stage: Stage) -> None:
    await upscaled(stage)
    await (await stage.ada.command("#general", "describe", image=picture())).answered()
    await stage.finish(3)

    async def offered(command: str) -> list[str]:
        found = await stage.ada.autocomplete("#general", command, "job", job="")
        return [choice["name"].partition(" · ")[0] for choice in found]

    assert await offered("show") == ["Describe", "a red fox", "a red fox"]
    assert await offered("seed") == ["a red fox", "a red fox"]
    assert await offered("region") == ["a red fox"]


async def test_a_mistyped_job_id_is_told_from_a_forgotten_job(stage: Stage) -> None:
    for command in ("show", "seed"):
        handle = await (await stage.ada.command("#general", command, job="nonsense")).answered()
        assert handle.response is not None
        assert "There is no such job here. Choose one from the list" in handle.response.content


async def test_invite_asks_for_exactly_what_the_bot_needs(stage: Stage) -> None:
    handle = await (await stage.ada.command("#general", "invite")).answered()
    assert handle.response is not None
    assert "permissions=274878024704" in handle.response.content
    assert "scope=bot+applications.commands" in handle.response.content
    needed = discord.Permissions(274878024704)
    assert not needed.administrator
    assert not needed.mention_everyone


async def test_help_lists_every_command_and_userid_gives_the_id(stage: Stage, dialect: str) -> None:
    handle = await (await stage.ada.command("#general", "help")).answered()
    assert handle.response is not None
    text = handle.response.embeds[0]["description"]
    for command in stage.services.bot.tree.get_commands(type=discord.AppCommandType.chat_input):
        assert f"**/{command.name}**" in text
    (unserved,) = [
        line for line in text.splitlines() if line.endswith("not with the service behind this bot")
    ]
    assert unserved.startswith("**/shorten**" if dialect == "ttapi" else "**/check**")
    handle = await (await stage.ada.command("#general", "userid")).answered()
    assert handle.response is not None
    assert str(stage.ada.id) in handle.response.content
