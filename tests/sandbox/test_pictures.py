"""What the actions do to pixels."""

import asyncio
import io
from collections.abc import AsyncIterator
from functools import cache

import numpy as np
import pytest
from PIL import Image

from bot.sandbox.art.render import render
from bot.sandbox.gallery import Gallery
from bot.sandbox.pictures import UnreadableImageError, encoded, mask_problem, opened, paint, preview, quarter
from bot.sandbox.plans import plan
from bot.sandbox.reading import analysis, describe, dominant_colours, shorten
from bot.sandbox.recipes import Blend, Imagine, Pick, Recipe, Region, Upload, Upscale, Vary, zoomed


@cache
def picture(recipe: Recipe) -> Image.Image:
    return paint(recipe, None if recipe.parent is None else picture(recipe.parent))


@pytest.fixture
async def gallery() -> AsyncIterator[Gallery]:
    made = Gallery(keep=1)
    yield made
    await made.close()


def distance(one: Image.Image, other: Image.Image) -> float:
    """Return the mean difference of two pictures per channel, 0 to 255."""
    return float(np.abs(np.asarray(one, np.float32) - np.asarray(other.resize(one.size), np.float32)).mean())


GRID = Imagine("a quiet lake at dawn", seed=11, aspect=(3, 2))


def test_the_same_prompt_and_seed_give_the_same_picture_and_another_seed_does_not() -> None:
    first = picture(GRID)
    assert first.tobytes() == paint(Imagine(GRID.prompt, 11, (3, 2)), None).tobytes()
    frame = Imagine(GRID.prompt, 12, (3, 2)).frames[0]
    other = render(frame.scene, frame.view, (313, 209))
    assert distance(other, quarter(first, 1)) > 3


@pytest.mark.parametrize("aspect", [(9, 16), (14, 1)])
def test_a_picture_has_the_aspect_it_was_asked_for(aspect: tuple[int, int]) -> None:
    image = picture(Imagine("dunes", 1, aspect))
    assert image.width / image.height == pytest.approx(aspect[0] / aspect[1], rel=0.02)
    assert image.size == Imagine("dunes", 1, aspect).size


@pytest.mark.parametrize(
    "prompt", ["sea", "city", "forest", "desert", "galaxy", "abstract", "mountain", "pixel art", "sketch"]
)
def test_every_kind_of_scene_has_contrast_and_four_different_images(prompt: str) -> None:
    images = [render(frame.scene, frame.view, (192, 192)) for frame in Imagine(prompt, 3).frames]
    assert all(np.asarray(image, np.float32).std() > 12 for image in images)
    assert len({image.tobytes() for image in images}) == 4


@pytest.mark.parametrize("index", [1, 2, 3, 4])
def test_u_is_exactly_the_chosen_quarter(index: int) -> None:
    grid = picture(GRID)
    assert picture(Pick(GRID, index)).tobytes() == quarter(grid, index).tobytes()


def test_a_variation_resembles_its_image_more_than_its_sisters_do() -> None:
    source = quarter(picture(GRID), 2)
    stranger = quarter(picture(Imagine("city at night", 5, (3, 2))), 1)
    subtle = picture(Vary(Pick(GRID, 2), 1, 5, 0.2, GRID.prompt))
    for n in range(1, 5):
        assert 0 < distance(quarter(subtle, n), source) < distance(stranger, source) / 2


@pytest.mark.parametrize("factor", [1.5, 2.0])
def test_a_zoom_shows_the_parent_smaller_in_the_middle_of_a_wider_scene(factor: float) -> None:
    single = Pick(GRID, 1)
    tile = quarter(picture(zoomed(single, factor, 3, "")), 1)
    width, height = round(tile.width / factor), round(tile.height / factor)
    left, top = (tile.width - width) // 2, (tile.height - height) // 2
    inner = tile.crop((left + 20, top + 20, left + width - 20, top + height - 20))
    small = picture(single).resize((width, height), Image.Resampling.LANCZOS)
    assert distance(inner, small.crop((20, 20, width - 20, height - 20))) < 4


@pytest.mark.parametrize(
    ("direction", "corner"), [("left", (1, 0)), ("right", (0, 0)), ("up", (0, 1)), ("down", (0, 0))]
)
def test_a_pan_keeps_the_parent_on_the_far_side_and_extends_the_canvas(
    direction: str, corner: tuple[int, int]
) -> None:
    single = Pick(Imagine("sea at noon", 4), 3)
    made = plan(f"pan_{direction}", single, "sea at noon", 9)
    assert made.recipe.aspect == ((3, 2) if direction in ("left", "right") else (2, 3))
    assert made.prompt.endswith(f"--ar {made.recipe.aspect[0]}:{made.recipe.aspect[1]}")
    tile = quarter(picture(made.recipe), 1)
    side = min(tile.size)
    left, top = corner[0] * (tile.width - side), corner[1] * (tile.height - side)
    kept = tile.crop((left + 30, top + 30, left + side - 30, top + side - 30))
    parent = picture(single).resize((side, side), Image.Resampling.LANCZOS)
    assert distance(kept, parent.crop((30, 30, side - 30, side - 30))) < 5


def test_make_square_shows_the_whole_parent_on_a_square_canvas() -> None:
    made = plan("make_square", Pick(GRID, 1), "a quiet lake at dawn --ar 3:2", 9)
    assert picture(made.recipe).size == (2048, 2048)
    assert made.prompt == "a quiet lake at dawn --ar 1:1"


def test_custom_zoom_obeys_zoom_and_aspect_and_forgets_them_afterwards() -> None:
    single = Pick(GRID, 1)
    made = plan("custom_zoom", single, "a lake --ar 1:1 --zoom 1.8", 9)
    assert made.prompt == "a lake --ar 1:1"
    assert made.recipe == zoomed(single, 1.8, 9, "a lake --ar 1:1 --zoom 1.8", (1, 1))


def test_a_region_changes_white_pixels_and_no_others() -> None:
    single = Pick(GRID, 4)
    mask = Image.new("L", single.size)
    mask.paste(255, (400, 200, 900, 600))
    tile = quarter(picture(Region(single, encoded(mask), 5, "red city at night")), 1)
    kept = np.asarray(picture(single).resize(tile.size, Image.Resampling.LANCZOS), np.int16)
    white = np.asarray(mask.resize(tile.size, Image.Resampling.NEAREST)) > 0
    changed = np.abs(np.asarray(tile, np.int16) - kept).sum(axis=2) > 0
    assert not changed[~white].any()
    assert changed[white].mean() > 0.9


def test_a_mask_must_have_the_pictures_size_and_both_colours() -> None:
    half = Image.new("L", (64, 64))
    half.paste(255, (0, 0, 32, 64))
    assert mask_problem(encoded(half), (64, 64)) is None
    assert "64x64" in (mask_problem(encoded(half), (65, 64)) or "")
    assert "white" in (mask_problem(encoded(Image.new("L", (64, 64))), (64, 64)) or "")
    assert "black" in (mask_problem(encoded(Image.new("L", (64, 64), 255)), (64, 64)) or "")


def test_a_blend_lies_between_its_images_everywhere() -> None:
    red, blue = (encoded(Image.new("RGB", (80, 60), colour)) for colour in ("red", "blue"))
    pixels = np.asarray(picture(Blend((red, blue), 1, (2, 3))), np.int16)
    assert pixels[..., 0].min() > 10
    assert pixels[..., 2].min() > 10
    assert pixels[..., 0].std() > 5
    assert np.abs(pixels[..., 0] + pixels[..., 2] - 255).max() <= 2


def test_an_hd_upscale_doubles_the_size_and_keeps_the_picture() -> None:
    single = Pick(GRID, 1)
    large = picture(Upscale(single, 2))
    assert large.size == (single.size[0] * 2, single.size[1] * 2)
    assert distance(picture(single), large) < 2


async def test_previews_grow_clearer_as_the_progress_rises(gallery: Gallery) -> None:
    final = render(GRID.frames[0].scene, GRID.frames[0].view, (320, 320))
    recipe = Upload(encoded(final), final.size)
    far, near = [distance(opened(await gallery.preview(recipe, p)), final) for p in (5, 90)]
    assert near < far


def test_describe_speaks_of_the_colours_and_the_aspect_that_are_there() -> None:
    image = Image.new("RGB", (150, 100), (40, 100, 220))
    image.paste((200, 40, 60), (0, 0, 150, 30))
    prompts = describe(encoded(image), seed=2)
    assert len(set(prompts)) == 4
    assert dominant_colours(image)[:2] == ("blue", "red")
    assert all(prompt.endswith("--ar 3:2") and "blue" in prompt for prompt in prompts)


def test_shorten_gives_ever_shorter_parts_of_the_prompt_and_marks_its_words() -> None:
    prompt = "a majestic crystal whale swimming over the misty harbor of dreams, cinematic light --ar 3:2"
    shorter = shorten(prompt)
    assert [len(p.split()) for p in shorter] == sorted({len(p.split()) for p in shorter}, reverse=True)
    assert all(word in prompt for text in shorter for word in text.split())
    text = analysis(prompt)
    assert text.startswith("## Important tokens\n")
    assert "\n## Shortened prompts\n1️⃣ " in text
    assert "~~the~~" in text
    assert "**majestic**" in text
    assert "░" in analysis(prompt, details=True)


def test_bytes_that_are_no_picture_are_refused_by_name() -> None:
    with pytest.raises(UnreadableImageError):
        opened(b"not a picture")


async def test_the_gallery_forgets_the_oldest_pictures_and_paints_them_again_when_asked(
    gallery: Gallery,
) -> None:
    red, blue = (Upload(encoded(Image.new("RGB", (90, 60), colour)), (90, 60)) for colour in ("red", "blue"))
    first = await gallery.png(red)
    await gallery.png(blue)
    assert list(gallery._shelf) == [blue]
    assert await gallery.png(red) == first
    assert Image.open(io.BytesIO(first)).format == "PNG"


def test_a_remixed_variation_shows_the_new_words_with_the_old_composition() -> None:
    single = Pick(Imagine("sea at noon", 4), 1)
    remixed = Vary(single, 1, 5, 0.2, "sea at night").frames[0].scene
    assert remixed.stars > 0
    assert remixed.source.seed == single.frames[0].scene.source.seed
    assert Vary(single, 1, 5, 0.2, "sea at noon").frames[0].scene.stars == 0


def test_each_preview_is_sharper_and_nearer_to_the_picture_than_the_one_before() -> None:
    image = quarter(picture(GRID), 1)
    steps = [opened(preview(image, progress)) for progress in (5, 25, 50, 75, 95)]
    errors = [distance(step, image) for step in steps]
    assert errors == sorted(errors, reverse=True)
    sharpness = [np.abs(np.diff(np.asarray(step, np.float32), axis=1)).mean() for step in steps]
    assert sharpness == sorted(sharpness)


async def test_a_painting_process_that_dies_is_replaced(gallery: Gallery) -> None:
    await gallery.preview(Upload(encoded(Image.new("RGB", (8, 8))), (8, 8)), 50)
    assert gallery._pool is not None
    for process in gallery._pool._processes.values():
        process.kill()
        await asyncio.to_thread(process.join)
    image = Image.open(io.BytesIO(await gallery.png(Upload(encoded(Image.new("RGB", (9, 9))), (9, 9)))))
    assert image.size == (9, 9)


def test_the_parameters_of_a_prompt_reach_its_scenes() -> None:
    plain, rich = (
        Imagine(f"a lake{words}", 3).frames[0].scene for words in ("", " --s 900 --chaos 40 --tile")
    )
    assert rich.rich > plain.rich
    assert rich.period == (1, 1)
    assert plain.period is None
    assert Imagine("a lake --niji 6", 3).frames[0].scene.niji
