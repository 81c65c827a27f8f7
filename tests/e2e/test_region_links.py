"""The links to the editor, spoken to without a browser: who gets in, what is refused, and what people are told."""

from __future__ import annotations

import asyncio
import base64
import io
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from typing import Any

import aiohttp
import pytest
from itsdangerous import Signer
from PIL import Image, ImageDraw

from bot.web.region import MAX_DRAWING, region_url

Stage = Any
AGAIN = "Press Vary (Region) under the picture"


@pytest.fixture
def dialect() -> str:
    return "midjourney_proxy"


@pytest.fixture
def webhooks() -> bool:
    return True


@pytest.fixture
async def client() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


def drawing(size: tuple[int, int], *, ground: str = "black", ink: str = "white") -> bytes:
    image = Image.new("L", size, ground)
    ImageDraw.Draw(image).rectangle((10, 10, 60, 60), fill=ink)
    stored = io.BytesIO()
    image.save(stored, "PNG")
    return stored.getvalue()


def upload(look: Any, data: bytes) -> Any:
    """Give a file to attach."""
    return type(look.png("red"))("mask.png", data)


async def picture_size(client: aiohttp.ClientSession, url: str) -> tuple[int, int]:
    async with client.get(f"{url}/picture") as answer:
        assert answer.status == 200
        image = Image.open(io.BytesIO(await answer.read()))
    return image.width, image.height


async def send(
    client: aiohttp.ClientSession, url: str, mask: bytes, prompt: str = "a hat"
) -> tuple[int, dict[str, str]]:
    body = {"mask": base64.b64encode(mask).decode(), "prompt": prompt}
    async with client.post(url, json=body) as answer:
        return answer.status, await answer.json()


async def told_alone(stage: Stage, handle: Any) -> Any:
    """Wait for the answer that only the person sees, and hold that no other is left."""
    found = await stage.until(lambda: [each for each in handle.messages if each.ephemeral])
    assert handle.messages == found
    return found[0]


async def page(client: aiohttp.ClientSession, url: str) -> tuple[int, str]:
    async with client.get(url) as answer:
        return answer.status, await answer.text()


async def rewrite(stage: Stage, statement: str) -> None:
    """Change a row behind the bot's back: time that passes, or a history that is forgotten."""
    path = stage.settings.storage.url.removeprefix("sqlite+aiosqlite:///")

    def change() -> int:
        with closing(sqlite3.connect(path, timeout=10)) as database, database:
            return database.execute(statement).rowcount

    # In a thread: the bot runs in this loop, and may have to end a transaction of its own first.
    assert await asyncio.to_thread(change) > 0


async def test_forged_and_foreign_links_open_nothing_and_say_what_to_do(
    stage: Stage, client: aiohttp.ClientSession
) -> None:
    message = await stage.single()
    url, other = await stage.region_link(message), await stage.region_link(message, who=stage.bo)
    base, signed = url.rsplit("/", 1)
    ulid = signed.split(".")[0]
    count = len(stage.sandbox.submits)
    swapped = f"{ulid}.{other.rsplit('.', 1)[1]}"
    foreign = region_url(stage.settings.web.public_url, "the-secret-of-another-installation", ulid)
    other_use = Signer(stage.settings.web.secret.get_secret_value(), salt="easel/other").sign(ulid).decode()
    for wrong in (f"{base}/{swapped}", f"{url[:-2]}AA", f"{base}/{ulid}", foreign, f"{base}/{other_use}"):
        status, words = await page(client, wrong)
        assert (status, AGAIN in words) == (404, True), wrong
        async with client.get(f"{wrong}/picture") as answer:
            assert answer.status == 404
        status, said = await send(client, wrong, b"anything")
        assert (status, AGAIN in said["error"]) == (404, True)
    cut_or_misspelt = (
        base,
        f"{base}/",
        f"{base}/%20{signed}%C3%A9!",
        f"{url}/and/more",
        f"{base}/{'a' * 900}",
    )
    for wrong in cut_or_misspelt:
        status, words = await page(client, wrong)
        assert (status, AGAIN in words) == (404, True), wrong
    assert len(stage.sandbox.submits) == count
    assert (await page(client, url))[0] == 200


async def test_an_expired_link_says_so_wherever_it_is_met(
    stage: Stage, client: aiohttp.ClientSession
) -> None:
    url = await stage.region_link(await stage.single())
    mask = drawing(await picture_size(client, url))
    await rewrite(stage, "UPDATE region_links SET expires_at = 1")
    status, words = await page(client, url)
    assert status == 410
    assert "This link has expired." in words
    assert AGAIN in words
    status, said = await send(client, url, mask)
    assert (status, said["error"].startswith("This link has expired.")) == (410, True)
    await rewrite(stage, "DELETE FROM region_links")
    assert (await page(client, url))[0] == 410


async def test_a_link_serves_once_and_then_tells_what_became_of_the_drawing(
    stage: Stage, client: aiohttp.ClientSession
) -> None:
    message = await stage.single()
    url = await stage.region_link(message, who=stage.bo)
    mask = drawing(await picture_size(client, url))
    status, said = await send(client, url, mask)
    assert (status, said["title"]) == (200, "Sent")
    status, said = await send(client, url, mask)
    assert (status, AGAIN in said["error"]) == (410, True)
    result = await stage.result(after=message.id)
    assert f"by <@{stage.bo.id}>" in result.content  # the job is theirs who pressed
    assert [each.endpoint for each in stage.sandbox.submits].count("modal") == 1
    status, words = await page(client, url)
    assert status == 410
    assert "The result is in Discord" in words


async def test_a_drawing_whose_job_failed_says_why_and_what_to_do(
    stage: Stage, client: aiohttp.ClientSession
) -> None:
    url = await stage.region_link(await stage.single())
    banned = min(stage.sandbox.options.banned_words)
    status, _ = await send(client, url, drawing(await picture_size(client, url)), f"a {banned}")
    assert status == 200
    await stage.until(lambda: [each for each in stage.ada.messages("#general") if "(Failed)" in each.content])
    status, words = await page(client, url)
    assert status == 410
    assert "This change failed" in words
    assert AGAIN in words


async def test_masks_that_cannot_serve_are_refused_in_a_sentence_and_the_link_goes_on_serving(
    stage: Stage, client: aiohttp.ClientSession
) -> None:
    url = await stage.region_link(await stage.single())
    size = await picture_size(client, url)
    count = len(stage.sandbox.submits)
    wrong = {
        "Save the mask in exactly the": drawing((64, 64)),
        "Nothing is marked yet.": drawing(size, ink="black"),
        "The whole picture is marked.": drawing(size, ground="white"),
        "This is not a mask.": drawing(size, ground="grey"),
        "This is not a picture": b"<svg onload=alert(1)>",
    }
    for words, mask in wrong.items():
        status, said = await send(client, url, mask)
        assert (status, words in said["error"]) == (422, True), said
    status, said = await send(client, url, drawing(size), "x" * 4001)
    assert (status, "too long" in said["error"]) == (422, True)
    for body in (b"", b"{}", b'{"mask": "?"}', b'{"mask": "", "more": 1}', b"\xff"):
        async with client.post(url, data=body) as answer:
            assert answer.status == 422
            assert "Reload the page" in (await answer.json())["error"]
    async with client.post(url, data=io.BytesIO(b" " * (MAX_DRAWING + 1))) as answer:
        assert answer.status == 413
        assert "too large" in (await answer.json())["error"]
    assert len(stage.sandbox.submits) == count
    assert (await send(client, url, drawing(size)))[0] == 200


async def test_the_page_is_guarded_and_speaks_the_persons_language(
    stage: Stage, client: aiohttp.ClientSession
) -> None:
    url = await stage.region_link(await stage.single("<script>alert(1)</script> & a fox"))
    await rewrite(stage, "UPDATE region_links SET origin = json_set(origin, '$.locale', 'de')")
    async with client.get(url) as answer:
        policy = answer.headers["Content-Security-Policy"]
        words = await answer.text()
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"
    assert '<html lang="de">' in words
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; a fox" in words
    assert "<script>alert" not in words


async def test_a_drawing_from_where_the_bot_may_not_post_comes_back_by_the_press_itself(
    stage: Stage, client: aiohttp.ClientSession
) -> None:
    place = "#elsewhere"
    await (await stage.ada.command(place, "imagine", prompt="a fox")).finished()
    grid = await stage.result(place=place)
    await stage.press(grid, "U1")
    single = await stage.until(
        lambda: [each for each in stage.ada.messages(place) if "Vary (Region)" in str(each.components)]
    )
    url = await stage.region_link(single[0])
    status, _ = await send(client, url, drawing(await picture_size(client, url)))
    assert status == 200
    result = await stage.result(place=place, after=single[0].id)
    assert "**a hat** - Remix (Region) by" in result.content
    assert result.attachments


class TestWithoutWeb:
    """The operator has not opened the web side."""

    @pytest.fixture
    def webhooks(self) -> bool:
        return False

    async def test_the_button_names_the_command_and_the_command_takes_a_mask_as_a_file(
        self, stage: Stage, look: Any
    ) -> None:
        message = await stage.single()
        told = (await stage.press(message, "Vary (Region)")).response
        assert told.ephemeral
        ulid = told.content.split("/region job:")[1][:26]
        count = len(stage.sandbox.submits)
        small = upload(look, drawing((64, 64)))
        refused = await stage.ada.command("#general", "region", job=ulid, mask=small)
        told = await told_alone(stage, refused)
        assert "Save the mask in exactly the" in told.content
        assert len(stage.sandbox.submits) == count
        attached = message.attachments[0]
        mask = upload(look, drawing((attached.width, attached.height)))
        asked = await stage.ada.command("#general", "region", job=ulid, mask=mask, prompt="a hat")
        assert "Waiting to start" in (await asked.finished()).content
        result = await stage.result(after=message.id)
        assert result.content == f"**a hat** - Remix (Region) by <@{stage.ada.id}> (fast)"
        assert len(stage.sandbox.submits) == count + 2
        look.check_bodies(stage.playground.world.log)

    async def test_the_command_refuses_a_grid_and_somebody_elses_secret_job(
        self, stage: Stage, look: Any
    ) -> None:
        asked = await stage.ada.command("#general", "imagine", prompt="a fox")
        await asked.finished()
        grid = await stage.result()
        ulid = grid.components[0]["components"][0]["custom_id"].split(":")[2]
        mask = upload(look, drawing((64, 64)))
        refused = await stage.ada.command("#general", "region", job=ulid, mask=mask)
        assert "press U1 to U4" in (await told_alone(stage, refused)).content
        elsewhere = await stage.bo.command("@dm", "region", job=ulid, mask=mask)
        assert "There is no such job here" in (await elsewhere.finished()).content
