"""Remix mode: edited prompts for variations, pans and rerolls, natively where the account can, else drawn anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.jobs.models import JobKind, Remix
from tests.ui.conftest import upscaled, with_account

if TYPE_CHECKING:
    from bot.playground.handles import InteractionHandle
    from bot.playground.models import Message
    from bot.sandbox.server import Sandbox
    from tests.ui.conftest import OpenStage, Stage

NATIVE = with_account(remix=True)


async def remix_on(stage: Stage, words: str) -> None:
    handle = await (await stage.ada.command("#general", "prefer remix")).answered()
    assert handle.response is not None
    assert words in handle.response.content


async def pressed(stage: Stage, message: Message, **button: str) -> InteractionHandle:
    return await (await stage.ada.press(message, **button)).answered()


async def edited(stage: Stage, opened: InteractionHandle, prompt: str) -> None:
    assert opened.modal is not None
    assert "a red fox" in str(opened.modal)
    await (await stage.ada.submit(opened, {"prompt": prompt})).answered()


@pytest.mark.dialect("midjourney_proxy")
async def test_where_the_account_remixes_the_old_picture_is_varied_by_the_new_words(
    opening: OpenStage, remixing: Sandbox
) -> None:
    async with opening(sandbox=remixing, change=NATIVE) as stage:
        await remix_on(stage, "pans and rerolls now let you edit")
        parent = await stage.result()
        await edited(stage, await pressed(stage, parent, label="V2"), "a blue fox")
        job = await stage.running(2)
        assert job.request.kind is JobKind.COMPONENT
        assert job.request.remix is Remix.NATIVE
        await stage.finish(2)
        await stage.delivered(2)
        result = stage.posts()[-1]
        assert result.content == f"**a blue fox** - Remix by <@{stage.ada.id}> (fast)"
        assert result.reference_id == parent.id
        # Who did not turn it on is not asked, and the account, which asks, gets the words as they were.
        handle = await (await stage.bo.press(parent, label="V1")).answered()
        assert handle.modal is None
        await stage.finish(3)
        await stage.delivered(3)
        assert stage.posts()[-1].content == f"**a red fox** - Variations by <@{stage.bo.id}> (fast)"


@pytest.mark.dialect("midjourney_proxy")
async def test_a_pan_takes_edited_words_where_the_account_remixes(
    opening: OpenStage, remixing: Sandbox
) -> None:
    async with opening(sandbox=remixing, change=NATIVE) as stage:
        await remix_on(stage, "pans and rerolls now let you edit")
        single = await upscaled(stage)
        await edited(stage, await pressed(stage, single, emoji="⬅️"), "a blue fox")
        assert (await stage.running(3)).request.remix is Remix.NATIVE
        await stage.finish(3)
        await stage.delivered(3)
        result = stage.posts()[-1]
        assert "a blue fox" in result.content
        assert result.reference_id == single.id


@pytest.mark.dialect("ttapi")
async def test_a_pan_asks_for_no_words_where_the_service_cannot_take_them(opening: OpenStage) -> None:
    async with opening() as stage:
        await remix_on(stage, "turned on")
        handle = await pressed(stage, await upscaled(stage), emoji="⬅️")
        assert handle.modal is None
        assert (await stage.running(3)).request.remix is Remix.NONE


@pytest.mark.dialect("midjourney_proxy")
async def test_an_account_that_turns_out_not_to_remix_is_admitted_in_the_result(opening: OpenStage) -> None:
    async with opening(change=NATIVE) as stage:  # the sandbox's account is not in remix mode
        await remix_on(stage, "turned on")
        await edited(stage, await pressed(stage, await stage.result(), label="V2"), "a blue fox")
        await stage.finish(2)
        await stage.delivered(2)
        assert "The edited prompt was not used" in stage.posts()[-1].content


@pytest.mark.dialect("ttapi")
async def test_where_the_service_cannot_remix_edited_words_are_checked_and_drawn_anew_and_that_is_said(
    opening: OpenStage,
) -> None:
    async with opening() as stage:
        await remix_on(stage, "drawn anew")
        parent = await stage.result()
        opened = await pressed(stage, parent, label="V2")
        refused = await (await stage.ada.submit(opened, {"prompt": "a blue fox --s 5000"})).answered()
        assert "1000" in str([each.content for each in refused.messages])
        assert await stage.services.ground.store.get(2) is None
        opened = await pressed(stage, parent, label="V2")
    async with opening() as stage:  # a form opened before a restart is served after it
        await edited(stage, opened, "a blue fox")
        job = await stage.running(2)
        assert job.request.kind is JobKind.IMAGINE
        assert job.request.remix is Remix.NEW
        await stage.finish(2)
        await stage.delivered(2)
        result = stage.posts()[-1]
        line, note = result.content.split("\n")
        assert line == f"**a blue fox** - Remix by <@{stage.ada.id}> (fast)"
        assert note.startswith("-# Drawn anew from the edited prompt")
        assert result.reference_id == parent.id
