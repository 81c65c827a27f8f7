"""Skies: gradients, stars, the sun or moon, clouds and birds. Shared by every style with a horizon."""

import numpy as np

from bot.sandbox.art.canvas import Canvas
from bot.sandbox.art.noise import Field
from bot.sandbox.art.palette import Colour, mix
from bot.sandbox.art.scene import Scene

_STARS, _CLOUDS, _BIRDS = 11, 14, 17


def paint_sky(canvas: Canvas, scene: Scene) -> None:
    """Fill the picture with the scene's sky, as far down as anybody looks."""
    palette = scene.palette
    height = scene.skyline
    canvas.image.paste(
        canvas.gradient(
            [
                (height - 0.85, palette.top),
                (height - 0.36, palette.middle),
                (height, palette.low),
                (height + 0.5, palette.low),
            ]
        )
    )
    if scene.stars:
        paint_stars(canvas, scene, scene.stars, bottom=height - 0.05)
    _sun(canvas, scene)
    _clouds(canvas, scene)


def paint_stars(canvas: Canvas, scene: Scene, share: float, bottom: float = 1e9) -> None:
    """Scatter stars of three sizes; the large ones shine."""
    with canvas.layer() as layer:
        for number, (cell, size) in enumerate(((0.03, 0.0011), (0.07, 0.0018), (0.22, 0.0034))):
            cells = canvas.source.cells(canvas.view, cell, _STARS + number)
            chance, aside, down = (cells.chance(n) for n in range(3))
            x, y = cells.x + aside * cell, cells.y + down * cell
            shown = np.flatnonzero((chance < share * 0.5) & (y < bottom))
            for at in shown.tolist():
                colour = mix(scene.palette.glow, scene.palette.second, float(aside[at]) * 0.7)
                layer.disc(float(x[at]), float(y[at]), size * (0.6 + 1.6 * float(chance[at])), colour)


def _sun(canvas: Canvas, scene: Scene) -> None:
    x, y, radius = scene.sun
    palette = scene.palette
    canvas.glow(x, y, radius * 3.2, palette.glow, 0.55 + 0.2 * scene.rich)
    with canvas.layer() as layer:
        if scene.rich > 0.6:  # noqa: PLR2004 - rings are for the well-stylized
            for ring in range(2, 2 + round(scene.rich * 5)):
                layer.ring(x, y, radius * (1 + 0.42 * ring), mix(palette.glow, palette.middle, 0.35), 0.0022)
        layer.disc(x, y, radius, palette.glow)
        if scene.stars:
            shade = mix(palette.glow, palette.middle, 0.18)
            for aside, down, size in (
                (-0.3, -0.25, 0.26),
                (0.28, 0.1, 0.18),
                (-0.12, 0.42, 0.13),
                (0.42, -0.38, 0.1),
            ):
                layer.disc(x + aside * radius, y + down * radius, size * radius, shade)


def _clouds(canvas: Canvas, scene: Scene) -> None:
    x, y = canvas.axes()
    for layer, (wide, high, colour) in enumerate(_cloud_layers(scene)):
        body = canvas.source.over(x, y, _CLOUDS + layer, (wide, high), 4)
        lower = (
            np.clip((scene.skyline - y) * 5, 0, 1)[:, None]
            * np.clip((y - scene.skyline + 0.95) * 4, 0.15, 1)[:, None]
        )
        share = np.clip((body - 0.66 + 0.2 * scene.clouds) * 5, 0, 1) * (0.35 + 0.5 * scene.clouds) * lower
        canvas.lay(colour, _soft(share))


def _cloud_layers(scene: Scene) -> list[tuple[float, float, Colour]]:
    palette = scene.palette
    return [
        (1.7, 7.0, mix(palette.middle, palette.top, 0.3)),
        (2.3, 9.5, mix(palette.low, palette.glow, 0.55)),
    ]


def _soft(share: Field) -> Field:
    return np.asarray(share * (1.5 - 0.5 * share), np.float32) * np.float32(0.8)


def paint_birds(canvas: Canvas, scene: Scene) -> None:
    """Let a flock pass before the sun; nothing but two strokes each."""
    rng = np.random.default_rng(scene.source.seed)
    x, y, _ = scene.sun
    with canvas.layer(0.85) as layer:
        for _ in range(1 + round(scene.rich * 10)):
            at = x + rng.normal(0, 0.16), y + rng.normal(0.03, 0.05)
            wing = 0.012 + 0.014 * rng.random()
            stroke = [
                [-1, -0.45],
                [-0.5, -0.62],
                [0, 0],
                [0.5, -0.62],
                [1, -0.45],
                [0.5, -0.4],
                [0, 0.2],
                [-0.5, -0.4],
            ]
            layer.polygon(
                np.asarray(stroke, np.float32) * wing + np.asarray(at, np.float32), scene.palette.near
            )
