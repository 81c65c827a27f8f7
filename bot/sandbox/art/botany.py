"""Botanical plates: stems that sway, leaves in pairs, flowers on top, before a round wash of colour."""

from typing import TypeAlias

import numpy as np

from bot.sandbox.art.canvas import Canvas, Layer, Points
from bot.sandbox.art.palette import Colour, mix
from bot.sandbox.art.scene import Scene

_STEMS, _SPECKS, _WASH = 160, 170, 171
_FORMS = ("daisy", "tulip", "sprig", "poppy", "fern", "bell")
_NAMED = {
    "daisy": "daisy sunflower dandelion chrysanthemum 菊 向日葵",
    "tulip": "tulip lotus magnolia 郁金香 莲",
    "poppy": "poppy rose peony camellia 玫瑰 牡丹",
    "sprig": "herb lavender wheat bamboo 竹",
    "fern": "fern leaf leaves palm 叶",
    "bell": "bell lily snowdrop orchid 兰 百合",
}


def paint_botany(canvas: Canvas, scene: Scene) -> None:
    palette = scene.palette
    dark = scene.stars > 0
    paper = mix(palette.top, palette.near, 0.4) if dark else mix(palette.low, (0.98, 0.96, 0.91), 0.6)
    canvas.image.paste(canvas.gradient([(-0.6, mix(paper, palette.middle, 0.1)), (0.6, paper)]))
    x, y = canvas.axes()
    blot = canvas.source.over(x, y, _WASH, (2.4, 2.4), 4)
    sun_x, sun_y, radius = scene.sun[0] * 0.5, scene.sun[1] * 0.5 - 0.02, scene.sun[2] * 3.4
    distance = np.hypot(x[None, :] - sun_x, y[:, None] - sun_y) + (blot - 0.5) * 0.09
    canvas.lay(
        mix(palette.second, palette.low, 0.35), np.clip((radius - distance) * 60, 0, 1) * (0.5 + 0.5 * blot)
    )
    canvas.lay(mix(paper, palette.far, 0.5), np.clip((blot - 0.5) * 2, 0, 0.3))
    for depth in range(2):
        with canvas.layer(0.55 if depth == 0 else 1.0) as layer:
            _bed(canvas, scene, layer, depth)
    if scene.rich > 0.25:  # noqa: PLR2004 - pollen is ornament
        _pollen(canvas, scene)


def _bed(canvas: Canvas, scene: Scene, layer: Layer, depth: int) -> None:
    cell = (0.13, 0.17)[depth]
    cells = canvas.source.row(canvas.view, cell, _STEMS + depth, margin=3)
    x = cells.x
    aside, tall, sway, form, tint = (cells.chance(n) for n in range(5))
    for at in np.argsort(tall).tolist():
        root = float(x[at] + aside[at] * cell)
        near = np.exp(-(((root - scene.focus * 0.5) / 0.34) ** 2))
        tip = (
            0.42 - (0.28 + 0.5 * float(tall[at])) * (0.35 + 0.65 * float(near)) - (0.06 if depth == 0 else 0)
        )
        kind = _form(scene, float(form[at]))
        _plant(scene, layer, (root, tip), (float(sway[at]) - 0.5, float(tint[at]), kind), depth)


def _form(scene: Scene, chance: float) -> str:
    said = [f for f, names in _NAMED.items() if any(name in scene.words for name in names.split())]
    if said and chance < 0.75:  # noqa: PLR2004 - some grass among the flowers
        return said[int(chance * 97) % len(said)]
    few = [_FORMS[(int(scene.kind * 6) + step) % 6] for step in range(3)]
    return few[int(chance * 3)]


def _plant(
    scene: Scene, layer: Layer, ends: tuple[float, float], taste: tuple[float, float, str], depth: int
) -> None:
    root, tip = ends
    sway, tint, kind = taste
    palette = scene.palette
    green = mix(mix(palette.near, palette.far, 0.25 + 0.5 * tint), (0.25, 0.42, 0.28), 0.3)
    if scene.stars:
        green = mix(green, palette.second, 0.35)
    if depth == 0:
        green = mix(green, palette.low, 0.35)
    bottom = max(layer.canvas.view.bottom + 0.1, tip + 0.4)
    down = np.linspace(0, 1, 40, dtype=np.float32) ** 1.3 * (bottom - tip)
    bend = sway * 0.5 * np.exp(-down / 0.35)
    stem = np.stack([root + bend + 0.012 * np.sin(down * 9 + tint * 9), tip + down], axis=1)
    layer.line(stem, green, 0.0042)
    _leaves(layer, stem, kind, tint, (green, mix(green, palette.low, 0.35)))
    bloom = (palette.accent, palette.second, mix(palette.accent, palette.glow, 0.45))[int(tint * 2.99)]
    if depth == 0:
        bloom = mix(bloom, palette.low, 0.3)
    draw_flower(
        layer,
        (float(stem[0, 0]), float(stem[0, 1])),
        kind,
        0.036 + 0.028 * tint,
        (bloom, mix(bloom, palette.near, 0.35), palette.glow),
    )


def _leaves(layer: Layer, stem: Points, kind: str, tint: float, paints: tuple[Colour, Colour]) -> None:
    green, vein = paints
    pace = {"fern": 0.03, "sprig": 0.045}.get(kind, 0.085)
    top, bottom = float(stem[0, 1]), float(stem[-1, 1])
    start = top + (0.02 if kind in ("fern", "sprig") else 0.1)
    for number in range(min(90, int((bottom - start) / pace))):
        y = start + number * pace
        x = float(np.interp(y, stem[:, 1], stem[:, 0]))
        grown = min(1.0, 0.3 + number * (0.09 if kind == "fern" else 0.2))
        long = {"fern": 0.1, "sprig": 0.05}.get(kind, 0.11 + 0.05 * tint) * grown
        for side in (-1, 1):
            if kind not in ("fern", "sprig") and (number + (side > 0)) % 2:
                continue
            angle = side * (1.05 + 0.2 * np.sin(number * 2.1 + tint * 7))
            draw_leaf(layer, (x, y), (angle, long, 0.16 if kind == "fern" else 0.3), green)
            if kind != "fern":
                tip = (x + 0.85 * long * np.sin(angle), y - 0.85 * long * np.cos(angle))
                layer.line(np.asarray([(x, y), tip], np.float32), vein, 0.0014)


def draw_leaf(
    layer: Layer, at: tuple[float, float], form: tuple[float, float, float], colour: Colour
) -> None:
    """Draw a pointed leaf; its form is angle (from upwards, clockwise), length and breadth."""
    angle, long, wide = form
    along = np.linspace(0, 1, 12, dtype=np.float32)
    half = wide * 0.62 * np.sin(np.pi * along**0.8) * (1 - 0.25 * along)
    ring = np.concatenate([np.stack([half, along], 1), np.stack([-half[::-1], along[::-1]], 1)]) * long
    layer.polygon(_turned(ring, angle) + np.asarray(at, np.float32), colour)


def _turned(points: Points, angle: float) -> Points:
    sine, cosine = np.sin(angle), np.cos(angle)
    x, y = points[:, 0], points[:, 1]
    return np.stack([x * cosine + y * sine, x * sine - y * cosine], axis=1).astype(np.float32)


Paints: TypeAlias = tuple[Colour, Colour, Colour]
"""The colours of a bloom, its shade and its heart."""


def draw_flower(layer: Layer, at: tuple[float, float], kind: str, size: float, paints: Paints) -> None:
    """Draw one of the flowers that `_FLOWERS` knows; anything else ends in a leaf."""
    _FLOWERS.get(kind, _bud)(layer, at, size, paints)


def _daisy(layer: Layer, at: tuple[float, float], size: float, paints: Paints) -> None:
    bloom, shade, heart = paints
    for petal in range(13):
        paint = bloom if petal % 2 else mix(bloom, heart, 0.25)
        draw_leaf(layer, at, (petal * 2 * np.pi / 13, size * 1.35, 0.3), paint)
    layer.disc(*at, size * 0.4, shade)
    layer.disc(*at, size * 0.27, heart)


def _tulip(layer: Layer, at: tuple[float, float], size: float, paints: Paints) -> None:
    bloom, shade, heart = paints
    petals = ((-0.42, shade), (0.42, shade), (-0.16, bloom), (0.16, bloom), (0.0, mix(bloom, heart, 0.3)))
    for angle, paint in petals:
        draw_leaf(layer, (at[0], at[1] + size * 0.5), (angle, size * 2.1, 0.5), paint)


def _poppy(layer: Layer, at: tuple[float, float], size: float, paints: Paints) -> None:
    bloom, shade, heart = paints
    for ring, paint in ((1.0, shade), (0.82, bloom), (0.56, mix(bloom, heart, 0.25)), (0.34, shade)):
        for petal in range(6):
            angle = petal * np.pi / 3 + ring * 4
            x, y = at[0] + np.sin(angle) * size * 0.62 * ring, at[1] - np.cos(angle) * size * 0.55 * ring
            layer.disc(x, y, size * 0.6 * ring, paint)
    layer.disc(*at, size * 0.14, heart)


def _bell(layer: Layer, at: tuple[float, float], size: float, paints: Paints) -> None:
    for number in range(5):
        side = 1 if number % 2 else -1
        spot = at[0] + 0.02 * side, at[1] + number * size * 0.75
        draw_leaf(
            layer, spot, (np.pi + 0.5 * side, size * (0.8 + 0.12 * number), 0.62), paints[number % 2 == 0]
        )


def _sprig(layer: Layer, at: tuple[float, float], size: float, paints: Paints) -> None:
    for number in range(16):
        side = 1 if number % 2 else -1
        x, y = at[0] + side * size * 0.16, at[1] - size * 0.6 + number * size * 0.14
        layer.disc(x, y, size * (0.1 + 0.007 * number), paints[number % 3 == 0])


def _bud(layer: Layer, at: tuple[float, float], size: float, paints: Paints) -> None:
    draw_leaf(layer, at, (0.0, size * 1.4, 0.3), mix(paints[1], paints[0], 0.4))


_FLOWERS = {"daisy": _daisy, "tulip": _tulip, "poppy": _poppy, "bell": _bell, "sprig": _sprig}


def _pollen(canvas: Canvas, scene: Scene) -> None:
    cells = canvas.source.cells(canvas.view, 0.09, _SPECKS)
    chance, aside, down = (cells.chance(n) for n in range(3))
    with canvas.layer(0.7) as layer:
        for at in np.flatnonzero(chance < 0.2 * scene.rich + 0.08).tolist():
            x, y = float(cells.x[at] + aside[at] * 0.09), float(cells.y[at] + down[at] * 0.09)
            layer.disc(x, y, 0.002 + 0.004 * float(aside[at]), scene.palette.second)
