"""The ground for a single animal: a large disc behind it, soft hills or water, nothing to distract."""

import numpy as np

from bot.sandbox.art.canvas import Canvas
from bot.sandbox.art.noise import Field
from bot.sandbox.art.palette import mix
from bot.sandbox.art.scene import Scene
from bot.sandbox.art.sky import paint_stars

_WASH, _HILLS, _WEED = 260, 262, 268


def paint_emblem(canvas: Canvas, scene: Scene) -> None:
    palette = scene.palette
    wet = scene.subject in ("fish", "whale")
    top, low = (
        (mix(palette.top, palette.middle, 0.3), palette.low) if not wet else (palette.middle, palette.top)
    )
    canvas.image.paste(canvas.gradient([(-0.7, top), (0.0, palette.middle), (0.5, low)]))
    x, y = canvas.axes()
    wash = canvas.source.over(x, y, _WASH, (1.4, 2.4), 4)
    canvas.lay(mix(palette.middle, palette.glow, 0.5), np.clip((wash - 0.5) * 2, 0, 0.4))
    if scene.stars:
        paint_stars(canvas, scene, scene.stars)
    middle = scene.focus * (0.5 if scene.subject in ("fish", "butterfly") else 1.0), -0.06
    radius = 0.27 + scene.sun[2] * 0.7
    canvas.glow(*middle, 0.3, palette.glow, 0.4)
    with canvas.layer() as layer:
        for ring in range(round(scene.rich * 6)):
            layer.ring(*middle, radius + 0.035 * (ring + 1), mix(palette.glow, palette.middle, 0.3), 0.003)
        layer.disc(*middle, radius, mix(palette.glow, palette.second, 0.25))
    if scene.subject not in ("fish", "butterfly", "whale"):
        _hills(canvas, scene)
    if wet:
        _weeds(canvas, scene)


def _hills(canvas: Canvas, scene: Scene) -> None:
    for number in range(2):
        base = 0.16 + 0.13 * number

        def line(x: Field, base: float = base, number: int = number) -> Field:
            return np.asarray(
                base + 0.2 * (canvas.source.along(x, _HILLS + number, 1.4, 3) - 0.5), np.float32
            )

        colour = mix(scene.palette.far, scene.palette.near, 0.3 * number)
        canvas.below(
            line, canvas.gradient([(base, colour), (base + 0.25, mix(colour, scene.palette.low, 0.3))])
        )


def _weeds(canvas: Canvas, scene: Scene) -> None:
    """Let weed sway at the bottom and bubbles rise."""
    cells = canvas.source.cells(canvas.view, 0.08, _WEED)
    floor = cells.row == 7  # noqa: PLR2004 - where the sea floor is
    sway, tall, tint = (cells.chance(n) for n in range(3))
    with canvas.layer(0.85) as layer:
        for at in np.flatnonzero(floor).tolist():
            t = np.linspace(0, 1, 24)
            height = 0.12 + 0.3 * float(tall[at])
            x = float(cells.x[at]) + 0.025 * np.sin(t * 7 + 6 * float(sway[at])) * (0.3 + t)
            stem = np.stack([x, 0.62 - t * height], axis=1)
            layer.line(stem, mix(scene.palette.far, scene.palette.near, float(tint[at])), 0.012)
        for at in np.flatnonzero((sway > 0.93) & (cells.row < 7)).tolist():  # noqa: PLR2004 - few bubbles, above the floor
            layer.ring(
                float(cells.x[at]),
                float(cells.y[at]),
                0.006 + 0.014 * float(tall[at]),
                mix(scene.palette.glow, scene.palette.middle, 0.3),
                0.0025,
            )
