"""What words, seeds and parameters do to a scene, seen in small pictures of it."""

from functools import cache

import numpy as np
import pytest
from PIL import Image

from bot.sandbox.art.noise import Blend, Source, View
from bot.sandbox.art.render import render, view_of
from bot.sandbox.art.scene import Look, Scene, scene_of, varied, widened
from bot.sandbox.art.words import read_words

PROMPTS = (
    "mountains at dawn",
    "city at night",
    "wild flowers",
    "a galaxy",
    "abstract marble",
    "portrait",
    "a cat",
)
SQUARE = view_of((1, 1))
SIDE = 112


@cache
def drawn(scene: Scene, view: View = SQUARE, size: tuple[int, int] = (SIDE, SIDE)) -> Image.Image:
    return render(scene, view, size)


def distance(one: Image.Image, other: Image.Image) -> float:
    """Return the mean difference of two pictures per channel, 0 to 255."""
    return float(np.abs(np.asarray(one, np.float32) - np.asarray(other, np.float32)).mean())


def mutual(images: list[Image.Image]) -> float:
    return float(np.mean([distance(a, b) for n, a in enumerate(images) for b in images[n + 1 :]]))


@pytest.mark.parametrize("prompt", PROMPTS)
def test_the_same_seed_gives_the_same_picture_and_another_gives_another(prompt: str) -> None:
    first = drawn(scene_of(prompt, 7))
    assert render(scene_of(prompt, 7), SQUARE, (SIDE, SIDE)).tobytes() == first.tobytes()
    assert distance(first, drawn(scene_of(prompt, 8))) > 2


@pytest.mark.parametrize(
    ("prompt", "style", "subject"),
    [
        ("portrait of a heron in tall reeds, ink and wash", "emblem", "bird"),
        ("a cat hero, portrait", "emblem", "cat"),
        ("portrait of a woman with a cat", "figure", "cat"),
        ("a cat", "emblem", "cat"),
        ("一只猫", "emblem", "cat"),
        ("猫头鹰", "emblem", "owl"),
        ("a cat in a neon city", "city", "cat"),
        ("lighthouses by the sea", "land", "lighthouse"),
        ("东京 霓虹", "city", ""),
        ("portrait of a queen", "figure", ""),
        ("宇宙星云", "cosmos", ""),
        ("sunflowers", "botany", ""),
        ("flow", "abstract", ""),
        ("something else altogether", "", ""),
    ],
)
def test_words_choose_the_style_and_the_subject_in_english_and_chinese(
    prompt: str, style: str, subject: str
) -> None:
    read = read_words(prompt)
    assert (read.style, read.subject) == (style, subject)


def test_prompts_of_different_styles_give_different_pictures() -> None:
    images = [drawn(scene_of(prompt, 7)) for prompt in PROMPTS]
    assert min(distance(a, b) for n, a in enumerate(images) for b in images[n + 1 :]) > 20


def test_colour_words_draw_the_picture_towards_their_colour() -> None:
    def redness(prompt: str) -> float:
        pixels = np.asarray(drawn(scene_of(prompt, 7)), np.float32).mean(axis=(0, 1))
        return float(pixels[0] - pixels[2])

    assert redness("red mountains at noon") > redness("blue mountains at noon") + 20


@pytest.mark.parametrize("prompt", PROMPTS)
def test_the_middle_of_a_zoom_is_the_picture_itself_and_so_is_the_overlap_of_a_pan(prompt: str) -> None:
    scene = scene_of(prompt, 7)
    image = drawn(scene, size=(320, 320))
    small = image.resize((160, 160), Image.Resampling.BOX)
    for number in (0, 2):
        outside = widened(scene, SQUARE, number, 5)
        zoomed = drawn(outside, View(-1, -1, 2, 2), (320, 320))
        assert distance(zoomed.crop((80, 80, 240, 240)), small) < 6
        panned = drawn(outside, View(-0.5, -0.5, 1.5, 1), (480, 320))
        assert distance(panned.crop((0, 0, 320, 320)), image) < 3


def test_what_lies_beyond_a_zoomed_image_differs_from_one_zoom_to_the_next() -> None:
    scene = scene_of("mountains at dawn", 7)
    wide = View(-1, -1, 2, 2)
    zooms = [drawn(widened(scene, SQUARE, number, 5), wide) for number in range(4)]
    assert len({zoom.tobytes() for zoom in zooms}) == 4


@pytest.mark.parametrize("prompt", PROMPTS)
def test_a_strong_variation_goes_further_than_a_subtle_one_and_neither_leaves_the_scene(prompt: str) -> None:
    scene = scene_of(prompt, 7)
    image = drawn(scene)

    def drift(strength: float) -> float:
        return float(np.mean([distance(drawn(varied(scene, seed, strength)), image) for seed in range(4)]))

    others = [distance(drawn(scene_of(other, 7)), image) for other in PROMPTS if other != prompt]
    assert 0 < drift(0.2) < drift(0.7) < max(others)


@pytest.mark.parametrize(
    "prompt", ["cat", "flowers", "the sea", "bauhaus", "koi fish", "stars in space", "portrait"]
)
@pytest.mark.parametrize("aspect", [(1, 1), (3, 2)])
def test_the_edges_of_a_tile_continue_at_the_opposite_edges(prompt: str, aspect: tuple[int, int]) -> None:
    view = view_of(aspect)
    scene = scene_of(prompt, 7, look=Look(tile=True), aspect=aspect)
    one = drawn(scene, view, (192, 128) if aspect == (3, 2) else (SIDE, SIDE))
    beside = drawn(scene, View(view.right, view.bottom, view.width, view.height), one.size)
    assert distance(one, beside) < 2
    pixels = np.asarray(one, np.float32)
    inside = np.abs(np.diff(pixels, axis=1)).mean(axis=(0, 2)).max()
    assert np.abs(pixels[:, 0] - pixels[:, -1]).mean() <= inside + 2


def test_chaos_makes_the_four_images_differ_more() -> None:
    def spread(chaos: int) -> float:
        grids = [[drawn(scene_of(p, 1, n, Look(chaos=chaos))) for n in range(4)] for p in PROMPTS[:3]]
        return float(np.mean([mutual(grid) for grid in grids]))

    assert spread(0) < spread(50) < spread(100)


@pytest.mark.parametrize("prompt", PROMPTS)
def test_stylize_adds_contrast_or_ornament_and_keeps_the_composition(prompt: str) -> None:
    plain, rich = (scene_of(prompt, 7, look=Look(stylize=value)) for value in (0, 1000))
    assert (plain.sun, plain.skyline, plain.source) == (rich.sun, rich.skyline, rich.source)
    assert 2 < distance(drawn(plain), drawn(rich)) < 60


def test_noise_does_not_depend_on_the_window_it_is_asked_for() -> None:
    source = Source(5, (Blend(9, 0.4), Blend(11, 1.0, View(-0.2, -0.2, 0.4, 0.4))))
    x = np.linspace(-1, 1, 41, dtype=np.float32)
    whole, part = source.over(x, x, 3, (2.0, 2.0)), source.over(x[10:30], x[5:25], 3, (2.0, 2.0))
    assert np.allclose(whole[5:25, 10:30], part)
    assert np.allclose(source.along(x, 1)[10:30], source.along(x[10:30], 1))
