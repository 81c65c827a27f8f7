"""Turns a scene and a window onto it into pixels, with numpy. Pure: no clock, no randomness, no files.

A scene lies on an endless plane, so a wider window shows more of the same place: that is what zooming
out and panning look like.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import sqrt

import numpy as np
from PIL import Image, ImageFilter

from bot.sandbox.noise import Field, along, lattice, over
from bot.sandbox.scene import Colour, Scene


@dataclass(frozen=True, slots=True)
class View:
    """A window onto the plane: its top left corner and its extent, in scene units."""

    left: float
    top: float
    width: float
    height: float


def view_of(aspect: tuple[int, int]) -> View:
    """Return the window of one square unit with this aspect, centred where the scene happens."""
    width = sqrt(aspect[0] / aspect[1])
    return View(left=-width / 2, top=-0.5 / width, width=width, height=1 / width)


def render(scene: Scene, view: View, size: tuple[int, int]) -> Image.Image:
    """Paint what the window shows, `size` pixels wide and high."""
    x = np.linspace(view.left, view.left + view.width, size[0], dtype=np.float32)
    y = np.linspace(view.top, view.top + view.height, size[1], dtype=np.float32)
    canvas = _KINDS[scene.kind](scene, x, y)
    pixels = (np.clip(canvas, 0, 1) * 255 + 0.5).astype(np.uint8)
    return _finished(Image.fromarray(pixels, "RGB"), scene.finish)


def _sky(scene: Scene, x: Field, y: Field) -> Field:
    height = np.clip((y + 0.6) / (scene.skyline + 0.6), 0, 1) ** 1.4
    canvas = np.broadcast_to(
        _gradient(scene.palette.zenith, scene.palette.horizon, height)[:, None, :], (len(y), len(x), 3)
    ).copy()
    _stars(canvas, scene, x, y)
    sun_x, sun_y, radius = scene.sun
    distance = np.hypot(x[None, :] - sun_x, y[:, None] - sun_y)
    cover = (
        np.clip((over(x * 2.2, y * 6, scene.air_seed) - 0.62 + 0.25 * scene.clouds) * 4, 0, 1)
        * scene.clouds
        * 0.8
    )
    _lay(canvas, scene.palette.glow, np.exp(-distance / (radius * 3)) * 0.75)
    _lay(canvas, scene.palette.glow, np.clip((radius - distance) / (x[1] - x[0]) + 0.5, 0, 1))
    _lay(canvas, _between(scene.palette.horizon, scene.palette.glow, 0.6), cover)
    return canvas


def _stars(canvas: Field, scene: Scene, x: Field, y: Field) -> None:
    if not scene.stars:
        return
    cell = 0.028
    columns = np.arange(int(x[0] // cell), int(x[-1] // cell) + 1)[None, :]
    rows = np.arange(int(y[0] // cell), int(y[-1] // cell) + 1)[:, None]
    bright = np.clip(lattice(columns, rows, scene.air_seed + 7) - 0.55, 0, 1) * 2.2 * scene.stars
    at_x = (columns + lattice(columns, rows, scene.air_seed + 8)) * cell
    at_y = (rows + lattice(columns, rows, scene.air_seed + 9)) * cell
    column = ((at_x - x[0]) / (x[-1] - x[0]) * (len(x) - 1)).astype(int)
    row = ((at_y - y[0]) / (y[-1] - y[0]) * (len(y) - 1)).astype(int)
    inside = (column > 0) & (column < len(x) - 1) & (row > 0) & (row < len(y) - 1)
    column, row, bright = column[inside], row[inside], bright[inside][:, None]
    canvas[row, column] += bright
    for step in (-1, 1):
        canvas[row + step, column] += bright * 0.35
        canvas[row, column + step] += bright * 0.35


def _land(scene: Scene, x: Field, y: Field, outline: Callable[[Field, int], Field], layers: int) -> Field:
    canvas = _sky(scene, x, y)
    pixel = y[1] - y[0]
    for layer in range(layers):
        depth = (layer + 1) / layers
        place = (x + scene.shift * depth) * (1.2 + 1.3 * depth)
        edge = (
            scene.skyline
            + 0.3 * depth**1.6
            - outline(place, scene.land_seed + layer * 17) * (0.34 - 0.16 * depth)
        )
        colour = _between(scene.palette.far, scene.palette.near, depth**0.8)
        below = y[:, None] - edge[None, :]
        mask = np.clip(below / pixel + 0.5, 0, 1)
        _lay(canvas, _between(colour, scene.palette.horizon, 0.28 * (1 - depth)), mask)
        _lay(canvas, scene.palette.horizon, mask * np.clip(below * 3.2, 0, 0.45) * (1 - depth))
    return canvas


def _mountains(scene: Scene, x: Field, y: Field) -> Field:
    def outline(place: Field, seed: int) -> Field:
        return np.asarray((1 - np.abs(along(place * 1.6, seed) * 2 - 1)) ** 1.3, np.float32)

    return _land(scene, x, y, outline, 5)


def _dunes(scene: Scene, x: Field, y: Field) -> Field:
    def outline(place: Field, seed: int) -> Field:
        return along(place * 0.8, seed, 2)

    canvas = _land(scene, x, y, outline, 6)
    ripple = 0.03 * np.sin(y[:, None] * 240 + over(x * 3, y * 3, scene.land_seed) * 18)
    canvas += np.where(y[:, None] > scene.skyline + 0.12, ripple, 0)[..., None].astype(np.float32)
    return canvas


def _forest(scene: Scene, x: Field, y: Field) -> Field:
    def outline(place: Field, seed: int) -> Field:
        spacing = place * 12
        tree = np.floor(spacing).astype(np.int64)
        tall = lattice(tree, np.zeros_like(tree), seed)
        spire = np.clip(1 - np.abs(spacing - tree - 0.5) * 2.4, 0, 1)
        return np.asarray(along(place, seed, 3) * 0.8 + spire * (0.25 + 0.5 * tall), np.float32)

    return _land(scene, x, y, outline, 5)


def _city(scene: Scene, x: Field, y: Field) -> Field:
    def outline(place: Field, seed: int) -> Field:
        block = np.floor(place * 9).astype(np.int64)
        return np.asarray(0.25 + 1.5 * lattice(block, np.zeros_like(block), seed) ** 1.6, np.float32)

    canvas = _land(scene, x, y, outline, 4)
    column, row = np.floor((x + scene.shift) * 70).astype(np.int64), np.floor(y * 60).astype(np.int64)
    lit = lattice(column[None, :], row[:, None], scene.land_seed) > 0.8  # noqa: PLR2004 - one window in five
    pane = (((x + scene.shift) * 70 % 1) < 0.55)[None, :] & ((y * 60 % 1) < 0.6)[:, None]  # noqa: PLR2004 - glass to wall
    dark = canvas.mean(axis=2) < 0.33  # noqa: PLR2004 - only on the nearer, darker fronts
    _lay(
        canvas,
        scene.palette.glow,
        (lit & pane & dark & (y[:, None] > scene.skyline - 0.2)).astype(np.float32) * 0.8,
    )
    return canvas


def _sea(scene: Scene, x: Field, y: Field) -> Field:
    canvas = _sky(scene, x, y)
    far = scene.skyline - along((x + scene.shift) * 1.5, scene.land_seed) * 0.12 + 0.03
    _lay(canvas, scene.palette.far, np.clip((y[:, None] - far[None, :]) / (y[1] - y[0]) + 0.5, 0, 1))
    depth = np.clip((y - scene.skyline) / 0.6, 0, 1)
    wave = over(x * 5, y * 46, scene.land_seed + 3, 3) - 0.45
    water = (
        _gradient(scene.palette.horizon, scene.palette.near, 0.25 + 0.75 * depth)[:, None, :]
        + wave[..., None] * 0.35
    )
    glitter = np.exp(-(((x[None, :] - scene.sun[0]) / (0.05 + 0.3 * depth[:, None])) ** 2)) * np.clip(
        wave * 4 + 0.25, 0, 1
    )
    water = water + (np.asarray(scene.palette.glow, np.float32) - water) * (glitter * 0.75)[..., None]
    share = np.clip((y - scene.skyline) / (y[1] - y[0]) + 0.5, 0, 1)[:, None, None]
    return np.asarray(canvas * (1 - share) + water * share, np.float32)


def _space(scene: Scene, x: Field, y: Field) -> Field:
    canvas = np.full((len(y), len(x), 3), 0.02, np.float32)
    swirl = over((x + scene.shift) * 2.4, y * 2.4, scene.land_seed, 5)
    veil = over(x * 1.6 + 9, y * 1.6, scene.air_seed, 5)
    _lay(canvas, scene.palette.zenith, np.clip(swirl * 1.9 - 0.55, 0, 1))
    _lay(canvas, scene.palette.horizon, np.clip((swirl * veil) * 4.2 - 0.9, 0, 0.85))
    _stars(canvas, scene, x, y)
    sun_x, sun_y, radius = scene.sun
    across, down = (x[None, :] - sun_x) / (radius * 2.4), (y[:, None] - sun_y) / (radius * 2.4)
    distance = np.hypot(across, down)
    light = np.clip(0.75 - 0.6 * across - 0.5 * down, 0.05, 1) * (0.8 + 0.4 * np.sin(down * 14 + swirl * 9))
    ball = np.asarray(scene.palette.glow, np.float32) * light[..., None].astype(np.float32)
    share = np.clip((1 - distance) / ((x[1] - x[0]) / radius / 2.4) + 0.5, 0, 1)[..., None]
    return np.asarray(canvas * (1 - share) + ball * share, np.float32)


def _flow(scene: Scene, x: Field, y: Field) -> Field:
    fold = over((x + scene.shift) * 2, y * 2, scene.land_seed, 3)
    veil = over(x * 2.7 + 4, y * 2.7, scene.air_seed, 3)
    phase = np.sin(fold * 11 + (x[None, :] * scene.sun[0] + y[:, None] * 1.2) * 4 + veil * 3.5)
    palette = scene.palette
    stops = np.asarray([palette.near, palette.zenith, palette.far, palette.horizon, palette.glow], np.float32)
    place = np.clip(phase * 0.5 + 0.5, 0, 0.999) * (len(stops) - 1)
    low = place.astype(int)
    share = (place - low)[..., None].astype(np.float32)
    light = (0.9 + 0.2 * np.cos(fold * 40))[..., None].astype(np.float32)
    return np.asarray((stops[low] * (1 - share) + stops[low + 1] * share) * light, np.float32)


_KINDS: dict[str, Callable[[Scene, Field, Field], Field]] = {
    "sea": _sea,
    "city": _city,
    "forest": _forest,
    "dunes": _dunes,
    "space": _space,
    "flow": _flow,
    "mountains": _mountains,
}


def _lay(canvas: Field, colour: Colour, share: Field) -> None:
    canvas += (np.asarray(colour, np.float32) - canvas) * share[..., None].astype(np.float32)


def _gradient(start: Colour, end: Colour, share: Field) -> Field:
    low, high = np.asarray(start, np.float32), np.asarray(end, np.float32)
    return (low + (high - low) * share[:, None]).astype(np.float32)


def _between(one: Colour, other: Colour, share: float) -> Colour:
    red, green, blue = (a + (b - a) * share for a, b in zip(one, other, strict=True))
    return (red, green, blue)


def _finished(image: Image.Image, finish: str) -> Image.Image:
    if finish == "mono":
        return image.convert("L").convert("RGB")
    if finish == "paint":
        return image.filter(ImageFilter.ModeFilter(5))
    if finish == "pixel":
        small = image.resize((max(1, image.width // 8), max(1, image.height // 8)), Image.Resampling.BOX)
        return small.quantize(24).convert("RGB").resize(image.size, Image.Resampling.NEAREST)
    return image
