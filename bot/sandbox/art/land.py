"""Landscapes: ridge behind ridge, dunes, woods, and water that mirrors them."""

from collections.abc import Callable

import numpy as np

from bot.sandbox.art.canvas import Canvas, Layer
from bot.sandbox.art.curves import mirrored, placed
from bot.sandbox.art.noise import Field
from bot.sandbox.art.palette import Colour, mix
from bot.sandbox.art.scene import Scene
from bot.sandbox.art.sky import paint_birds, paint_sky

_RIDGE, _TREES, _WATER, _GRAIN, _NEAREST = 20, 300, 90, 95, 400
_LAYERS = 40
"""Ridges there can be; a window in a zoomed-out picture shows more of them."""


def paint_land(canvas: Canvas, scene: Scene) -> None:
    paint_sky(canvas, scene)
    if scene.rich > 0.2 and not scene.subject:  # noqa: PLR2004 - below that, no ornament
        paint_birds(canvas, scene)
    if scene.place in ("sea", "lake"):
        _shores(canvas, scene)
        _water(canvas, scene)
        if scene.place == "lake":
            _ridges(canvas, scene, first=4)
    else:
        _ridges(canvas, scene)


def ridge(canvas: Canvas, scene: Scene, number: int) -> Callable[[Field], Field]:
    """Return the line of a ridge, counted from the farthest: its height for each x."""
    depth = number / 5
    ground = scene.skyline + 0.02 + 0.07 * number * (1 + 0.14 * number)
    high, frequency, sharp = _RELIEF[scene.place]
    tall = high * (1.25 - 0.62 * min(1.0, depth)) * (1 + 0.25 * max(0.0, depth - 1))
    pitch = frequency * (0.8 + 0.35 * depth) / (1 + 0.6 * max(0.0, depth - 1))

    def line(x: Field) -> Field:
        swell = canvas.source.along(x, _RIDGE + number, pitch, 3 if sharp < 1 else 7)
        if sharp > 1:
            swell = np.asarray((1 - np.abs(swell * 2 - 1)) ** sharp, np.float32)
        return np.asarray(ground + tall * 0.35 - tall * swell, np.float32)

    return line


_RELIEF = {
    "mountain": (0.36, 1.7, 1.25),
    "sea": (0.1, 1.6, 0.5),
    "lake": (0.34, 1.6, 1.3),
    "forest": (0.2, 1.3, 0.5),
    "hills": (0.2, 1.0, 0.5),
    "desert": (0.26, 0.9, 0.5),
}
"""Height, frequency and sharpness of each place's ridges; above 1 they are crests."""


def _ridges(canvas: Canvas, scene: Scene, first: int = 0) -> None:
    for number in range(first, _LAYERS):
        line = ridge(canvas, scene, number)
        x, _ = canvas.axes(16)
        edge = line(x)
        if edge.min() > canvas.view.bottom:
            break
        if edge.max() < canvas.view.top and number < _LAYERS - 1 and _covered(canvas, scene, number + 1):
            continue
        colour = ridge_colour(scene, number)
        misty = mix(colour, mix(scene.palette.low, scene.palette.glow, 0.2), max(0.0, 0.42 - 0.09 * number))
        top, deep = float(edge.min()), float(edge.max()) + 0.16
        canvas.below(line, canvas.gradient([(top, colour), (deep, misty)]))
        if scene.place == "mountain" and number < 3:  # noqa: PLR2004 - the far peaks
            _slopes(canvas, scene, number, line)
        if scene.place == "desert":
            _slopes(canvas, scene, number, line)
        if scene.place in ("forest", "lake", "hills"):
            _trees(canvas, scene, number, (line, colour))


def foreground(canvas: Canvas, scene: Scene) -> None:
    """Go on towards the viewer, below everything else: what a picture shows once it is zoomed out of."""
    for number in range(_LAYERS):
        base = 0.64 * 1.38**number
        if base - 0.2 * (1 + number) > canvas.view.bottom:
            break

        def line(x: Field, base: float = base, number: int = number) -> Field:
            swell = canvas.source.along(x, _NEAREST + number, 1.1 / (1 + 0.4 * number), 3) - 0.5
            return np.asarray(base + swell * 0.16 * (1 + 0.4 * number), np.float32)

        colour = mix(scene.palette.near, scene.palette.far, max(0.05, 0.2 - 0.04 * number))
        canvas.below(
            line, canvas.gradient([(base - 0.1, colour), (base + 0.3, mix(colour, scene.palette.near, 0.7))])
        )
        _trees(canvas, scene, 4 + 2 * number, (line, colour), share=0.3)


def _covered(canvas: Canvas, scene: Scene, number: int) -> bool:
    x, _ = canvas.axes(16)
    return float(ridge(canvas, scene, number)(x).max()) < canvas.view.top


def ridge_colour(scene: Scene, number: int) -> Colour:
    """Return the colour of a ridge: pale far away, dark in front."""
    share = min(1.0, number / 4) ** 0.85
    colour = mix(scene.palette.far, scene.palette.near, share)
    return mix(colour, scene.palette.low, 0.4 * (1 - share))


def _slopes(canvas: Canvas, scene: Scene, number: int, line: Callable[[Field], Field]) -> None:
    """Light the side of each slope that looks at the sun."""
    x, y = canvas.axes(2)
    edge = line(x)
    lean = canvas.source.over(x[::2], y[::2], _GRAIN + number, (7.0, 4.0), 3)
    step = np.float32(0.012)
    toward = np.sign(scene.sun[0] - x) * (line(x - step) - line(x + step)) / (2 * step)
    lean = np.repeat(np.repeat(lean, 2, axis=0), 2, axis=1)[: len(y), : len(x)]
    below = y[:, None] - edge[None, :]
    reach = 0.05 + 0.12 * lean
    share = np.clip(-toward[None, :] * 0.9 + 0.1, 0, 1) * np.clip(1 - below / reach, 0, 1) * (below > 0)
    canvas.lay(mix(scene.palette.glow, scene.palette.low, 0.3), share * (0.55 - 0.1 * min(number, 4)))


def _trees(
    canvas: Canvas,
    scene: Scene,
    number: int,
    hill: tuple[Callable[[Field], Field], Colour],
    *,
    share: float = 0.8,
) -> None:
    line, colour = hill
    tall = 0.03 + 0.028 * number
    if tall * canvas.unit < 3:  # noqa: PLR2004 - pixels; smaller ones would only be noise
        return
    cell = tall * (0.42 if scene.place == "forest" else 1.1)
    cells = canvas.source.row(canvas.view, cell, _TREES + number, margin=2)
    chance, aside, size = (cells.chance(n) for n in range(3))
    x = cells.x + aside * cell
    wood = canvas.source.along(x, _TREES + 50 + number, 1.9, 3)
    ground = line(x) + tall * 0.12
    grows = chance < (1.25 if scene.place == "forest" else np.clip((wood - 0.42) * 5, 0, share))
    with canvas.layer() as layer:
        for at in np.flatnonzero(grows & (ground - tall < canvas.view.bottom)).tolist():
            conifer(layer, float(x[at]), float(ground[at]), tall * (0.6 + 0.7 * float(size[at])), colour)


def conifer(layer: Layer, x: float, ground: float, tall: float, colour: Colour) -> None:
    """Draw a spruce of four skirts."""
    outline = [(0.0, -1.0)]
    for skirt in range(1, 5):
        wide, low = 0.09 + 0.05 * skirt, -1 + 0.23 * skirt
        outline += [(wide, low), (wide * 0.55, low - 0.02)]
    outline += [(0.035, -0.08), (0.035, 0.0)]
    shape = np.concatenate([np.asarray(outline, np.float32), mirrored(outline)])
    layer.polygon(placed(shape, x, ground, tall), colour)


def _shores(canvas: Canvas, scene: Scene) -> None:
    """Stand far land on the horizon."""
    for number in range(3):
        line = ridge(canvas, scene, number)
        lift = 0.0 if scene.place == "lake" else 0.05 - 0.01 * number
        canvas.below(_lowered(line, lift - 0.09 * number), ridge_colour(scene, number))


def _lowered(line: Callable[[Field], Field], by: float) -> Callable[[Field], Field]:
    return lambda x: np.asarray(line(x) + by, np.float32)


def _water(canvas: Canvas, scene: Scene) -> None:
    palette, level = scene.palette, scene.skyline
    dark = mix(palette.near, palette.top, 0.45)
    water = canvas.gradient(
        [(level, mix(palette.low, palette.middle, 0.35)), (level + 0.16, mix(palette.middle, palette.top, 0.4)),
         (level + 0.62, dark)]
    )  # fmt: skip
    canvas.below(lambda x: np.full_like(x, level), water)
    if scene.place == "lake":
        _reflect(canvas, scene)
    x, y = canvas.axes(2)
    depth = np.clip((y - level) / 0.55, 0, 4)[:, None]
    squeezed = (np.log1p(np.maximum(y - level, 0) * 9) * 9).astype(np.float32)
    wave = canvas.source.over(x, squeezed, _WATER, (3.2, 1.9), 3)
    under = (y > level)[:, None]
    canvas.lay(mix(palette.low, palette.glow, 0.35), np.clip((wave - 0.56) * 7, 0, 1) * under * 0.34)
    canvas.lay(dark, np.clip((0.36 - wave) * 7, 0, 1) * under * 0.4)
    column = np.exp(-(((x[None, :] - scene.sun[0]) / (0.035 + 0.22 * depth)) ** 2))
    canvas.lay(palette.glow, column * np.clip((wave - 0.4) * 6, 0, 1) * under * 0.85)


def _reflect(canvas: Canvas, scene: Scene) -> None:
    """Turn the far ridges upside down in the water."""
    level = scene.skyline
    x, y = canvas.axes()
    for number in range(3):
        colour = mix(ridge_colour(scene, number), mix(scene.palette.top, scene.palette.near, 0.4), 0.45)
        edge = 2 * level - np.minimum(ridge(canvas, scene, number)(x) - 0.09 * number, level)
        share = np.clip((edge[None, :] - y[:, None]) * canvas.unit / 8, 0, 1) * (y > level)[:, None]
        canvas.lay(colour, share * 0.75)
