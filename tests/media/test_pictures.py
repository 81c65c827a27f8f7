from __future__ import annotations

import io
import struct
import zlib
from typing import TYPE_CHECKING

import pytest
from PIL import Image, PngImagePlugin

from bot.media.errors import CannotFit, Damaged, NotAPicture, PictureError, TooManyPixels
from bot.media.pictures import content_type_of, decoded, fit, moves, prepare, preview

if TYPE_CHECKING:
    from conftest import Painter

MEGA = 1_000_000
ORIENTATION, GPS = 0x0112, 0x8825


def opened(data: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(data))
    picture.load()
    return picture


def png_of(width: int, height: int, pixels: bytes) -> bytes:
    """Write a PNG by hand, whose header may promise what the pixels do not keep."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(pixels))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("form", "content_type"),
    [("PNG", "image/png"), ("JPEG", "image/jpeg"), ("WEBP", "image/webp"), ("GIF", "image/gif")],
)
def test_a_picture_is_what_its_bytes_say(paint: Painter, form: str, content_type: str) -> None:
    data = paint(form, (64, 48))
    found, picture = decoded(data, MEGA)
    assert (found.name, picture.size, found.content_type) == (form, (64, 48), content_type)
    assert content_type_of(data) == content_type


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x89PNG",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"<!doctype html><title>Sign in</title>",
        b"BM" + b"\0" * 60,
        b"II*\0" + b"\0" * 60,
        b"%!PS-Adobe-3.0 EPSF-3.0",
    ],
)
def test_what_is_none_of_four_formats_is_no_picture(data: bytes) -> None:
    with pytest.raises(NotAPicture, match="PNG, JPEG, WebP or GIF"):
        decoded(data, MEGA)


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "GIF"])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_truncated_picture_is_damaged(paint: Painter, form: str, share: float) -> None:
    whole = paint(form, (200, 200), noisy=True)
    with pytest.raises(Damaged):
        decoded(whole[: int(len(whole) * share)], MEGA)


@pytest.mark.parametrize("head", [b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"RIFF\0\0\0\0WEBP", b"GIF89a"])
def test_rubbish_behind_a_right_beginning_is_damaged(head: bytes) -> None:
    with pytest.raises(Damaged):
        decoded(head + bytes(range(256)) * 4, MEGA)


def test_a_bomb_is_refused_by_its_header() -> None:
    bomb = png_of(50_000, 50_000, b"\0" * MEGA)
    with pytest.raises(TooManyPixels, match="50000×50000, more than 50 megapixels"):
        decoded(bomb, 50 * MEGA)


def test_more_pixels_than_pillow_warns_of_are_a_matter_of_our_limit_alone() -> None:
    large = png_of(10_000, 9_500, b"\0" * (10_001 * 9_500))
    assert decoded(large, 100 * MEGA)[1].width == 10_000


def test_a_bomb_of_text_is_damaged(paint: Painter) -> None:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("prompt", "x" * 5 * MEGA, zip=True)
    with pytest.raises(Damaged):
        decoded(paint(pnginfo=notes), MEGA)


async def test_a_picture_without_notes_is_passed_on_byte_by_byte(paint: Painter) -> None:
    for form in ("PNG", "JPEG", "WEBP"):
        data = paint(form)
        assert (await prepare(data, max_pixels=MEGA)).data == data


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
async def test_where_a_photograph_was_taken_stays_here(paint: Painter, form: str) -> None:
    exif = Image.Exif()
    exif[GPS] = {1: "N", 2: (52.0, 31.0, 12.0)}
    exif[0x010E] = "at home"
    prepared = await prepare(paint(form, exif=exif), max_pixels=MEGA)
    assert not opened(prepared.data).getexif()
    assert b"at home" not in prepared.data
    assert opened(prepared.data).format == form


async def test_text_in_a_png_stays_here(paint: Painter) -> None:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("parameters", "my secret prompt")
    prepared = await prepare(paint(pnginfo=notes), max_pixels=MEGA)
    assert b"my secret prompt" not in prepared.data


async def test_a_photograph_taken_sideways_is_turned_upright(paint: Painter) -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    prepared = await prepare(paint("JPEG", (64, 48), exif=exif), max_pixels=MEGA)
    assert opened(prepared.data).size == (48, 64)


async def test_an_animation_becomes_its_first_frame(paint: Painter) -> None:
    second = Image.new("RGB", (64, 48), (0, 0, 255))
    moving = paint("GIF", save_all=True, append_images=[second])
    prepared = await prepare(moving, max_pixels=MEGA)
    red, green, blue, _ = opened(prepared.data).convert("RGBA").getpixel((5, 5))  # type: ignore[misc]
    assert prepared.content_type == "image/png"
    assert (red, green, blue) == (200, 80, 40)


async def test_a_file_within_the_limit_is_not_touched(paint: Painter) -> None:
    data = paint("PNG")
    fitted = await fit(data, len(data))
    assert (fitted.data, fitted.extension, fitted.content_type) == (data, "png", "image/png")


async def test_a_large_opaque_picture_keeps_its_size_as_jpeg_if_that_is_enough(paint: Painter) -> None:
    data = paint("PNG", (400, 400), noisy=True)
    fitted = await fit(data, len(data) * 2 // 3)
    assert fitted.extension == "jpg"
    assert len(fitted.data) <= len(data) * 2 // 3
    assert opened(fitted.data).size == (400, 400)


@pytest.mark.parametrize("limit", [20_000, 5_000, 1_200])
async def test_a_small_limit_is_met_by_scaling_down_in_proportion(paint: Painter, limit: int) -> None:
    fitted = await fit(paint("PNG", (800, 400), noisy=True), limit)
    width, height = opened(fitted.data).size
    assert len(fitted.data) <= limit
    assert width < 800
    assert width / height == pytest.approx(2, rel=0.1)


async def test_transparency_survives_fitting() -> None:
    picture = Image.effect_noise((300, 300), 90).convert("RGBA")
    picture.putalpha(Image.linear_gradient("L").resize((300, 300)))
    out = io.BytesIO()
    picture.save(out, "PNG")
    fitted = await fit(out.getvalue(), 30_000)
    assert fitted.content_type == "image/webp"
    assert len(fitted.data) <= 30_000
    assert opened(fitted.data).mode == "RGBA"


@pytest.mark.parametrize("limit", [50, 0, -1])
async def test_a_limit_that_no_picture_meets_is_said_to_be_one(paint: Painter, limit: int) -> None:
    with pytest.raises(CannotFit):
        await fit(paint("PNG", (64, 64), noisy=True), limit)


async def test_a_video_is_passed_on_within_the_limit_and_refused_over_it() -> None:
    video = b"\0\0\0\x20ftypisom" + b"\0" * 100
    assert (await fit(video, 1000)).content_type == "video/mp4"
    with pytest.raises(CannotFit):
        await fit(video, 50)


async def test_a_web_page_is_no_result() -> None:
    with pytest.raises(PictureError):
        await fit(b"<html>", 1000)


async def test_a_preview_is_small_and_jpeg(paint: Painter) -> None:
    data = await preview(paint("PNG", (1024, 2048), noisy=True))
    assert opened(data).format == "JPEG"
    assert opened(data).size == (256, 512)


def _encoded(frames: int, form: str) -> bytes:
    stored = io.BytesIO()
    pictures = [Image.new("RGB", (32, 32), (40 * n, 0, 0)) for n in range(frames)]
    more = {"save_all": True, "append_images": pictures[1:]} if frames > 1 else {}
    pictures[0].save(stored, form, **more)
    return stored.getvalue()


@pytest.mark.parametrize(
    ("data", "answer"),
    [
        (_encoded(3, "WEBP"), True),
        (_encoded(1, "WEBP"), False),
        (_encoded(2, "GIF"), True),
        (_encoded(1, "PNG"), False),
        (b"\x00\x00\x00\x18ftypmp42", True),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", False),
        (b"", False),
    ],
)
def test_what_moves_is_told_by_its_header(data: bytes, *, answer: bool) -> None:
    assert moves(data) is answer
