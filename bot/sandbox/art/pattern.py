"""Wallpaper for `--tile`: motifs on a torus, so that each edge of the picture continues at the opposite one."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from bot.sandbox.art.abstract import colours, draw_tile
from bot.sandbox.art.animals import draw_face
from bot.sandbox.art.botany import draw_flower, draw_leaf
from bot.sandbox.art.canvas import Canvas, Layer
from bot.sandbox.art.creatures import draw_butterfly, draw_fish
from bot.sandbox.art.noise import lattice
from bot.sandbox.art.palette import mix
from bot.sandbox.art.scene import Scene

_FACES = ("cat", "dog", "fox", "bear", "lion", "rabbit", "deer")


@dataclass(frozen=True, slots=True)
class Spot:
    """One cell of the wallpaper: its middle, its size, and its chances, the same in every repetition."""

    x: float
    y: float
    size: float
    chances: tuple[float, ...]
    column: int
    row: int


def paint_pattern(canvas: Canvas, scene: Scene) -> None:
    """Fill the plane with the motif that the words ask for."""
    palette = scene.palette
    ground = mix(palette.top, palette.near, 0.35) if scene.kind < 0.4 else mix(palette.low, palette.glow, 0.4)  # noqa: PLR2004 - some dark, most light
    canvas.image.paste(canvas.gradient([(0.0, ground)]))
    motif = _motif(scene)
    with canvas.layer() as layer:
        for spot in _spots(canvas, scene, 0.26 if motif is _scales else 0.25):
            motif(layer, scene, spot)


def _motif(scene: Scene) -> Callable[[Layer, Scene, Spot], None]:
    by_subject = {"fish": _fish, "butterfly": _wings, **dict.fromkeys(_FACES, _face)}
    by_style = {"abstract": _blocks, "cosmos": _heavens, "land": _scales, "city": _blocks}
    return by_subject.get(scene.subject) or by_style.get(scene.style) or _blossom


def _spots(canvas: Canvas, scene: Scene, about: float) -> list[Spot]:
    """Divide a period into whole cells and list those that the window meets, row after row."""
    wide, high = scene.period or (1.0, 1.0)
    columns, rows = (max(2, 2 * round(length / about / 2)) for length in (wide, high))
    step_x, step_y = wide / columns, high / rows
    view = canvas.view
    across = np.arange(np.floor(view.left / step_x) - 2, np.ceil(view.right / step_x) + 3).astype(np.int64)
    down = np.arange(np.floor(view.top / step_y) - 2, np.ceil(view.bottom / step_y) + 3).astype(np.int64)
    seed = (
        scene.source.blends[-1].seed
        if scene.source.blends and not scene.source.blends[-1].beyond
        else scene.source.seed
    )
    grid_x, grid_y = np.meshgrid(across, down)
    chances = [lattice(grid_x % columns, grid_y % rows, seed + salt) for salt in range(5)]
    return [
        Spot(
            (column + 0.5) * step_x,
            (row + 0.5) * step_y,
            min(step_x, step_y),
            tuple(float(chance[j, i]) for chance in chances),
            int(column),
            int(row),
        )
        for j, row in enumerate(down.tolist())
        for i, column in enumerate(across.tolist())
    ]


def _fish(layer: Layer, scene: Scene, spot: Spot) -> None:
    paint = (scene.palette.accent, scene.palette.second, scene.palette.far)[int(spot.chances[0] * 3)]
    side = 1 if spot.row % 2 else -1
    size = spot.size * (0.7 + 0.2 * spot.chances[1])
    shades = paint, mix(paint, scene.palette.near, 0.35), mix(paint, scene.palette.glow, 0.6)
    draw_fish(layer, (spot.x + (spot.row % 2 - 0.5) * spot.size * 0.5, spot.y, side * size, size), shades)


def _wings(layer: Layer, scene: Scene, spot: Spot) -> None:
    paint = (scene.palette.accent, scene.palette.second, scene.palette.middle)[int(spot.chances[0] * 3)]
    place = (
        spot.x,
        spot.y + (spot.column % 2 - 0.5) * spot.size * 0.35,
        spot.size * (0.6 + 0.15 * spot.chances[1]),
    )
    draw_butterfly(layer, place, (paint, scene.palette.near, mix(paint, scene.palette.glow, 0.6)))


def _face(layer: Layer, scene: Scene, spot: Spot) -> None:
    layer.disc(
        spot.x,
        spot.y,
        spot.size * 0.46,
        (scene.palette.accent, scene.palette.second, scene.palette.far, scene.palette.middle)[
            int(spot.chances[0] * 4)
        ],
    )
    size = spot.size * 1.15
    draw_face(layer, scene, (spot.x, spot.y + 0.78 * size, size), spot.chances[1])


def _blocks(layer: Layer, scene: Scene, spot: Spot) -> None:
    paints = colours(scene.palette)
    one = int(spot.chances[0] * len(paints))
    two = (one + 1 + int(spot.chances[1] * (len(paints) - 1))) % len(paints)
    box = spot.x - spot.size / 2, spot.y - spot.size / 2, spot.size
    draw_tile(layer, box, (paints[one], paints[two], paints[(two + 3) % len(paints)]), spot.chances[2:5])


def _heavens(layer: Layer, scene: Scene, spot: Spot) -> None:
    palette = scene.palette
    paint = (palette.glow, palette.second, palette.accent)[int(spot.chances[0] * 3)]
    x, y, size = (
        spot.x,
        spot.y + (spot.column % 2 - 0.5) * spot.size * 0.4,
        spot.size * (0.24 + 0.12 * spot.chances[1]),
    )
    if spot.chances[2] < 0.5:  # noqa: PLR2004 - half of them stars
        turns = np.arange(16) * np.pi / 8
        reach = size * np.asarray([1.1, 0.3, 0.55, 0.3] * 4)
        layer.polygon(
            np.stack([x + reach * np.sin(turns), y - reach * np.cos(turns)], axis=1).astype(np.float32), paint
        )
    else:
        layer.disc(x, y, size, paint)
        layer.disc(x + size * 0.35, y - size * 0.2, size * 0.8, mix(paint, palette.near, 0.3))
        layer.ring(x, y, size * 1.35, palette.glow, 0.004)


def _scales(layer: Layer, scene: Scene, spot: Spot) -> None:
    """Overlap circles in rows, as waves are printed on cloth."""
    paints = colours(scene.palette)
    aside = spot.size * 0.5 * (spot.row % 2)
    start = int(spot.chances[0] * len(paints))
    for ring in range(5):
        layer.disc(
            spot.x + aside,
            spot.y + spot.size * 0.5,
            spot.size * (0.72 - 0.14 * ring),
            paints[(start + ring * 3) % len(paints)],
        )


def _blossom(layer: Layer, scene: Scene, spot: Spot) -> None:
    palette = scene.palette
    x, y = spot.x + (spot.chances[0] - 0.5) * 0.06, spot.y + (spot.chances[1] - 0.5) * 0.06
    green = mix(palette.far, palette.near, 0.3 + 0.3 * spot.chances[2])
    for number in range(6):
        draw_leaf(layer, (x, y), (number * np.pi / 3 + spot.chances[3] * 6, spot.size * 0.62, 0.3), green)
    bloom = (palette.accent, palette.second, palette.glow)[int(spot.chances[2] * 3)]
    kind = "poppy" if spot.chances[4] < 0.5 else "daisy"  # noqa: PLR2004 - half of each
    draw_flower(
        layer,
        (x, y),
        kind,
        spot.size * 0.2,
        (bloom, mix(bloom, palette.near, 0.35), mix(palette.glow, bloom, 0.2)),
    )
