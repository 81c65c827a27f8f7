"""Films: what midjourney-proxy's dialect says of them, and what is in the files."""

import io
from collections.abc import Callable
from typing import Any

import av
import numpy as np
import pytest
from PIL import Image

from bot.sandbox.filming import FRAMES_PER_SECOND, SHOT_SECONDS, filmed, path
from bot.sandbox.films import Film, Shot, animated, extended, filmed_anew, padded
from bot.sandbox.recipes import Imagine, Pick

SINGLE = Pick(Imagine("a quiet lake at dawn", seed=11, aspect=(3, 2)), 1)
SHOT_FRAMES = FRAMES_PER_SECOND * SHOT_SECONDS


def picture(size: tuple[int, int] = (600, 400)) -> Image.Image:
    """Return a picture of which every part looks different."""
    wide, high = np.meshgrid(np.linspace(0, 255, size[0]), np.linspace(0, 255, size[1]))
    return Image.fromarray(np.stack([wide, high, 255 - wide], axis=-1).astype(np.uint8))


def frames(mp4: bytes) -> list[Image.Image]:
    with av.open(io.BytesIO(mp4)) as container:
        return [Image.fromarray(frame.to_ndarray(format="rgb24")) for frame in container.decode(video=0)]


def distance(one: Image.Image, other: Image.Image) -> float:
    return float(np.abs(np.asarray(one, np.float32) - np.asarray(other.resize(one.size), np.float32)).mean())


async def single(client: Any, prompt: str = "a lake --ar 3:2") -> dict[str, Any]:
    return await client.pressed(await client.mj_done("imagine", prompt=prompt), "MJ::JOB::upsample::2")


def faces(task: dict[str, Any]) -> list[str]:
    return [button["label"] or button["emoji"] for button in task["buttons"]]


async def download(client: Any, url: str) -> bytes:
    async with client.session.get(url) as answer:
        assert (answer.status, answer.content_type) == (200, "video/mp4")
        return await answer.read()


async def test_animate_makes_four_films_that_begin_with_the_picture(client: Any) -> None:
    task = await single(client)
    films = await client.pressed(task, "MJ::JOB::animate_high::")
    assert (films["status"], films["action"]) == ("SUCCESS", "VIDEO")
    assert faces(films) == ["U1", "U2", "U3", "U4", "🔄"]
    assert films["buttons"][1]["customId"].startswith("MJ::JOB::video_virtual_upscale::2::")
    still = await client.picture(films["imageUrl"])
    assert still.tobytes() == (await client.picture(task["imageUrl"])).tobytes()
    urls = [film["url"] for film in films["videoUrls"]]
    assert films["videoUrl"] == urls[0]
    assert len({await download(client, url) for url in urls}) == 4
    seen = frames(await download(client, urls[3]))
    assert len(seen) == SHOT_FRAMES
    assert seen[0].size == (480, 320)
    assert distance(seen[0], still) < 4
    async with client.session.get(urls[3].replace("_4.mp4", "_5.mp4")) as missing:
        assert missing.status == 404


async def test_a_picked_film_is_that_film_and_can_be_extended(client: Any) -> None:
    films = await client.pressed(await single(client), "MJ::JOB::animate_low::")
    picked = await client.pressed(films, "MJ::JOB::video_virtual_upscale::2::")
    assert faces(picked) == ["Extend (High motion)", "Extend (Low motion)"]
    assert picked["action"] == "UPSCALE"
    chosen = await download(client, picked["videoUrl"])
    assert chosen == await download(client, films["videoUrls"][1]["url"])
    longer = await client.pressed(picked, "MJ::JOB::animate_high_extend::1::")
    assert longer["action"] == "VIDEO_EXTEND"
    assert len(longer["videoUrls"]) == 4
    whole, before = frames(await download(client, longer["videoUrl"])), frames(chosen)
    assert len(whole) == 2 * SHOT_FRAMES
    assert max(distance(one, other) for one, other in zip(before, whole, strict=False)) < 4


async def test_only_a_service_with_films_mentions_them(client: Any, opened: Callable[..., Any]) -> None:
    assert "videoUrl" not in await single(client)
    other = await opened(film_fields="imageUrl")
    films = await other.pressed(await single(other), "MJ::JOB::animate_low::")
    assert (films["videoUrl"], films["videoUrls"]) == (None, None)
    assert frames(await download(other, films["imageUrl"]))


async def test_an_account_in_remix_mode_asks_for_a_prompt_which_may_want_fewer_films(
    opened: Callable[..., Any],
) -> None:
    client = await opened(remix=True)
    asked = await client.press(await single(client), "MJ::JOB::animate_high::")
    assert asked["code"] == 21
    film = await client.mj_done("modal", taskId=asked["result"], prompt="a lake --ar 3:2 --bs 1")
    assert len(film["videoUrls"]) == 1
    assert faces(film) == ["Extend (High motion)", "Extend (Low motion)"]
    asked = await client.press(film, "MJ::JOB::animate_low_extend::")
    failed = await client.mj_done("modal", taskId=asked["result"], prompt="a lake --bs 3")
    assert (failed["status"], "--bs" in failed["failReason"]) == ("FAILURE", True)


async def test_video_in_a_prompt_animates_the_first_given_picture(
    client: Any, data_url: Callable[..., str]
) -> None:
    words = "it turns --video --motion high --bs 2"
    films = await client.mj_done("imagine", prompt=words, base64Array=[data_url("red", (90, 60))])
    assert faces(films) == ["U1", "U2", "🔄"]
    (first, *_) = frames(await download(client, films["videoUrl"]))
    assert first.size == (480, 320)
    assert distance(first, Image.new("RGB", first.size, "red")) < 4
    failed = await client.mj_done("imagine", prompt=words)
    assert (failed["status"], "needs a picture" in failed["failReason"]) == ("FAILURE", True)


async def test_ttapi_knows_no_films(client: Any) -> None:
    grid = await client.tt_done("imagine", prompt="a lake")
    status, answer = await client.tt("action", jobId=grid["jobId"], action="upsample1")
    assert status == 200
    job_id = answer["data"]["jobId"]
    await client.sandbox.studio.ended(job_id)
    assert not [name for name in (await client.tt_fetch(job_id))["data"]["components"] if "animate" in name]
    assert (await client.tt("action", jobId=job_id, action="animate_high"))[0] == 400


def test_more_motion_moves_more_and_every_shot_goes_on_where_the_last_one_ended() -> None:
    low, high = (frames(filmed(picture(), (Shot(motion, 5),), (240, 160))) for motion in ("low", "high"))
    assert 2 < distance(low[0], low[-1]) < distance(high[0], high[-1])
    cameras = list(path((Shot("high", 5), Shot("low", 6))))
    last, next_one = cameras[SHOT_FRAMES - 1 : SHOT_FRAMES + 1]
    assert (last.x, last.y, last.share) == pytest.approx((next_one.x, next_one.y, next_one.share))


@pytest.mark.parametrize("aspect", [(1, 1), (9, 16), (14, 1)])
def test_the_camera_stays_in_the_picture_whatever_its_shape(aspect: tuple[int, int]) -> None:
    film = animated(Pick(Imagine("dunes", 1, aspect), 1), "high", 3, 4)
    assert max(film.size) == 480
    assert [side % 2 for side in film.size] == [0, 0]
    for shots in film.takes:
        for camera in path(shots):
            left, top, right, bottom = camera.box((1000, 500))
            assert 0 <= left < right <= 1000
            assert 0 <= top < bottom <= 500


def test_four_takes_go_four_ways_and_a_new_set_goes_others() -> None:
    film = animated(SINGLE, "high", 40, 4)
    ends = [list(path(shots))[-1] for shots in film.takes]
    assert {(end.x > 0.5, end.y > 0.5) for end in ends} == {
        (a, b) for a in (True, False) for b in (True, False)
    }
    longer = extended(film.take(2), "low", 9, 2)
    again = filmed_anew(longer, 77)
    assert [shots[0] for shots in again.takes] == [shots[0] for shots in longer.takes]
    assert {shots[1] for shots in again.takes}.isdisjoint(shots[1] for shots in longer.takes)
    with pytest.raises(KeyError):
        Film(SINGLE, ()).take(1)


@pytest.mark.parametrize("missing", [1, 8, 5000])
def test_a_film_can_be_made_heavy_and_still_plays(missing: int) -> None:
    mp4 = filmed(picture((60, 40)), (Shot("low", 1),), (60, 40))
    heavy = padded(mp4, len(mp4) + missing)
    assert len(heavy) >= len(mp4) + missing
    assert len(frames(heavy)) == SHOT_FRAMES
    assert padded(mp4, 5) == mp4
