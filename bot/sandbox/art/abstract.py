"""Abstract pictures: flowing marble, coloured blocks between lines, quarter circles, and long waves."""

from collections.abc import Callable

import numpy as np
from PIL import Image

from bot.sandbox.art.canvas import Canvas, Layer, Points
from bot.sandbox.art.noise import Field
from bot.sandbox.art.palette import Colour, Palette, mix
from bot.sandbox.art.scene import Scene

_FOLD, _VEIL, _BLOCKS, _TILES, _SWELL = 200, 205, 210, 215, 220
_SAID = {"mondrian": 1, "cubism": 1, "blocks": 1, "bauhaus": 2, "geometric": 2, "shapes": 2, "minimal": 3, "wave": 3,
         "flow": 0, "marble": 0, "liquid": 0, "smoke": 0, "silk": 0, "swirl": 0, "几何": 2, "波": 3}  # fmt: skip


def paint_abstract(canvas: Canvas, scene: Scene) -> None:
    ways = (_marble, _mondrian, _quarters, _waves)
    said = next((way for word, way in _SAID.items() if word in scene.words), None)
    ways[int(scene.kind * 3.999) if said is None else said](canvas, scene)


def colours(palette: Palette) -> list[Colour]:
    return [
        palette.near,
        palette.top,
        palette.far,
        palette.middle,
        palette.accent,
        palette.second,
        palette.low,
        palette.glow,
    ]


def _marble(canvas: Canvas, scene: Scene) -> None:
    """Fold a field of noise into itself and colour it by height; its slopes catch the light."""
    x, y = canvas.axes(2)
    fold = canvas.source.over(x, y, _FOLD, (1.5, 1.5), 3)
    veil = canvas.source.over(x, y, _VEIL, (2.3, 2.3), 4)
    lean = x[None, :] * np.float32(np.cos(scene.kind * 6)) + y[:, None] * np.float32(np.sin(scene.kind * 6))
    phase = (fold * 2.6 + veil * 0.7 + lean * 0.5) % 1.0
    stops = np.asarray([*colours(scene.palette), scene.palette.near], np.float32)
    places = np.linspace(0, 1, len(stops))
    table = np.stack(
        [np.interp(np.linspace(0, 1, 512), places, stops[:, n]) for n in range(3)], axis=1
    ).astype(np.float32)
    lines = 0.5 + 0.5 * np.cos(phase * np.float32(2 * np.pi * (10 + round(14 * scene.rich))))
    slope = np.clip(
        (np.roll(fold, 1, 0) - np.roll(fold, -1, 0)) * np.float32(canvas.unit * 0.055), -0.22, 0.22
    )
    slope[0], slope[-1] = slope[1], slope[-2]
    light = (0.9 + 0.12 * lines + slope)[..., None]
    pixels = np.clip(table[(phase * 511).astype(np.int32)] * light * 255, 0, 255).astype(np.uint8)
    canvas.image.paste(Image.fromarray(pixels).resize(canvas.size, Image.Resampling.BICUBIC))


def _mondrian(canvas: Canvas, scene: Scene) -> None:
    """Divide large blocks into smaller ones and colour a few."""
    paper = mix(scene.palette.low, (0.97, 0.95, 0.9), 0.65)
    canvas.image.paste(canvas.gradient([(0.0, paper)]))
    cells = canvas.source.cells(canvas.view, 0.5, _BLOCKS)
    chances = np.stack([cells.chance(n) for n in range(12)], axis=1)
    with canvas.layer() as layer:
        for at in range(len(cells.x)):
            _divide(layer, scene, (float(cells.x[at]), float(cells.y[at]), 0.5, 0.5), list(chances[at]), 0)


def _divide(
    layer: Layer, scene: Scene, box: tuple[float, float, float, float], chances: list[float], level: int
) -> None:
    left, top, width, height = box
    turn, cut, fill = (float(chances[(level * 3 + n) % len(chances)]) for n in range(3))
    rolled = [*chances[1:], (chances[0] * 7.31) % 1]
    if level < 2 + round(scene.rich) and turn < 0.86 - 0.16 * level and min(width, height) > 0.07:  # noqa: PLR2004 - large ones divide
        share = (0.3, 0.5, 0.62, 0.72)[int(cut * 4)]
        if (turn * 10) % 1 < 0.5:  # noqa: PLR2004 - either way
            parts = [
                (left, top, width * share, height),
                (left + width * share, top, width * (1 - share), height),
            ]
        else:
            parts = [
                (left, top, width, height * share),
                (left, top + height * share, width, height * (1 - share)),
            ]
        for number, part in enumerate(parts):
            _divide(layer, scene, part, rolled if number else rolled[3:] + rolled[:3], level + 1)
        return
    corners = np.asarray(
        [(left, top), (left + width, top), (left + width, top + height), (left, top + height)], np.float32
    )
    palette = scene.palette
    paints = [palette.accent, palette.second, palette.top, palette.far, palette.near]
    if fill < 0.5:  # noqa: PLR2004 - the others stay paper
        layer.polygon(corners, paints[int(fill * 9.99)])
    layer.line(np.concatenate([corners, corners[:2]]), mix(palette.near, (0.06, 0.06, 0.07), 0.7), 0.013)


def _quarters(canvas: Canvas, scene: Scene) -> None:
    """Lay tiles of quarter circles, discs and triangles, as on a poster of the twenties."""
    paints = [c for c in colours(scene.palette) if c != scene.palette.far]
    canvas.image.paste(canvas.gradient([(0.0, mix(scene.palette.low, scene.palette.glow, 0.4))]))
    size = 0.25 if scene.kind < 0.75 else 0.2  # noqa: PLR2004 - some are finer
    cells = canvas.source.cells(canvas.view, size, _TILES)
    ground, figure, form, turn, small = (cells.chance(n) for n in range(5))
    with canvas.layer() as layer:
        for at in range(len(cells.x)):
            box = (float(cells.x[at]), float(cells.y[at]), size)
            one = int(ground[at] * len(paints))
            two = (one + 1 + int(figure[at] * (len(paints) - 1))) % len(paints)
            draw_tile(
                layer,
                box,
                (paints[one], paints[two], paints[(two + 2) % len(paints)]),
                (float(form[at]), float(turn[at]), float(small[at])),
            )


def draw_tile(
    layer: Layer,
    box: tuple[float, float, float],
    paints: tuple[Colour, Colour, Colour],
    taste: tuple[float, ...],
) -> None:
    """Draw one square tile; `taste` is three chances: its form, its turn, and whether it has an inner ring."""
    x, y, size = box
    form, turn, small = taste
    corners = np.asarray([(x, y), (x + size, y), (x + size, y + size), (x, y + size)], np.float32)
    layer.polygon(corners, paints[0])
    corner = int(turn * 4)
    if form < 0.5:  # noqa: PLR2004 - half the tiles
        _fan(layer, corners[corner], size, corner, paints[1])
        if small < 0.6:  # noqa: PLR2004 - most of those with a second ring
            _fan(layer, corners[corner], size * 0.55, corner, paints[2])
    elif form < 0.68:  # noqa: PLR2004 - some discs
        layer.disc(x + size / 2, y + size / 2, size * 0.4, paints[1])
        layer.disc(x + size / 2, y + size / 2, size * 0.18, paints[2])
    elif form < 0.86:  # noqa: PLR2004 - some triangles
        layer.polygon(np.delete(corners, corner, axis=0), paints[1])
    else:
        for stripe in range(3):
            low = y + size * (stripe * 2 + 1) / 6
            bar = [(x, low), (x + size, low), (x + size, low + size / 6), (x, low + size / 6)]
            layer.polygon(np.asarray(bar, np.float32), paints[1])


def _fan(layer: Layer, centre: Points, size: float, corner: int, paint: Colour) -> None:
    angles = np.linspace(0, np.pi / 2, 24) + corner * np.pi / 2
    arc = np.stack([np.cos(angles), np.sin(angles)], axis=1) * size
    layer.polygon(np.concatenate([np.zeros((1, 2)), arc]).astype(np.float32) + centre, paint)


def _waves(canvas: Canvas, scene: Scene) -> None:
    """Stack long waves of colour from the top down, each with a thin crest of light."""
    stops = [scene.palette.glow, scene.palette.low, scene.palette.second, scene.palette.accent, scene.palette.middle,
             scene.palette.far, scene.palette.top, scene.palette.near]  # fmt: skip
    step = 0.11 - 0.04 * scene.rich
    first, last = (
        int(np.floor((canvas.view.top - 0.3) / step)),
        int(np.ceil((canvas.view.bottom + 0.3) / step)),
    )
    canvas.image.paste(canvas.gradient([(0.0, stops[0])]))
    tilt = (scene.kind - 0.5) * 0.8
    for number in range(first, min(last, first + 60)):

        def line(x: Field, number: int = number) -> Field:
            swell = canvas.source.along(x + np.float32(number * 0.07), _SWELL + number % 3, 1.1, 3) - 0.5
            return np.asarray(number * step + swell * 0.42 + tilt * x * 0.4, np.float32)

        share = np.clip((number * step + 0.55) / 1.1, 0, 0.999) * (len(stops) - 1)
        colour = mix(stops[int(share)], stops[int(share) + 1], float(share % 1))
        canvas.below(line, mix(colour, scene.palette.glow, 0.45))
        depth = [
            (number * step - 0.1, mix(colour, scene.palette.glow, 0.12)),
            (number * step + 0.2, mix(colour, scene.palette.near, 0.16)),
        ]
        canvas.below(_sunk(line, 0.006), canvas.gradient(depth))


def _sunk(line: Callable[[Field], Field], by: float) -> Callable[[Field], Field]:
    return lambda x: np.asarray(line(x) + by, np.float32)
