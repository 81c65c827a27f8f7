"""What an animal or a building stands on: a knoll with grass, or a branch with leaves."""

import numpy as np

from bot.sandbox.art.canvas import Canvas
from bot.sandbox.art.curves import closed
from bot.sandbox.art.noise import Field
from bot.sandbox.art.palette import mix, of_hex
from bot.sandbox.art.scene import Scene


def knoll(canvas: Canvas, scene: Scene, top: float, wide: float = 0.5) -> None:
    """Raise a hill under the subject, to stand on."""
    palette = scene.palette

    def line(x: Field) -> Field:
        rough = canvas.source.along(x, 250, 5.0, 4) - 0.5
        return np.asarray(
            top + 0.24 * (1 - np.exp(-(((x - scene.focus) / wide) ** 2))) + rough * 0.02, np.float32
        )

    canvas.below(
        line, canvas.gradient([(top, mix(palette.near, palette.far, 0.16)), (top + 0.3, palette.near)])
    )
    cells = canvas.source.row(canvas.view, 0.012, 251)
    chance, lean, x = cells.chance(0), cells.chance(1), cells.x
    ground = line(x)
    with canvas.layer() as layer:
        for at in range(len(x)):
            tip = float(x[at] + (lean[at] - 0.5) * 0.02), float(ground[at] - 0.012 - 0.022 * chance[at])
            blade = [
                (float(x[at]) - 0.002, float(ground[at]) + 0.004),
                tip,
                (float(x[at]) + 0.002, float(ground[at]) + 0.004),
            ]
            layer.polygon(np.asarray(blade, np.float32), mix(palette.near, palette.far, 0.16))


def branch(canvas: Canvas, scene: Scene, y: float) -> None:
    """Let a branch pass under the focus at this height."""
    palette = scene.palette
    view = canvas.view
    x = np.linspace(view.left - 0.1, view.right + 0.1, 90, dtype=np.float32)
    line = (
        y
        + 0.01
        + 0.1
        * (
            canvas.source.along(x, 255, 1.5, 3)
            - canvas.source.along(np.asarray([scene.focus], np.float32), 255, 1.5, 3)
        )
    )
    bark = mix(palette.near, of_hex("4a3326"), 0.4)
    with canvas.layer() as layer:
        layer.line(np.stack([x, line + 0.012], axis=1), bark, 0.03)
        cells = canvas.source.row(canvas.view, 0.07, 256)
        chance = cells.chance(0)
        for at, left in enumerate(cells.x.tolist()):
            if chance[at] < 0.75:  # noqa: PLR2004 - the branch is not bare
                high = float(np.interp(left, x, line))
                side = -1 if chance[at] < 0.4 else 1  # noqa: PLR2004 - above and below
                tip = closed([(0, 0), (0.03, side * 0.03), (0.075, side * 0.05), (0.05, side * 0.012)])
                layer.polygon(
                    tip + np.asarray((left, high + 0.01 + side * 0.012), np.float32),
                    mix(palette.far, palette.second, float(chance[at])),
                )
