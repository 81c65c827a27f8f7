"""Cityscapes: rows of towers with lit windows, over a street of lights or their own reflections."""

import numpy as np
from PIL import Image

from bot.sandbox.art.canvas import Canvas, Layer
from bot.sandbox.art.palette import Colour, mix
from bot.sandbox.art.scene import Scene
from bot.sandbox.art.sky import paint_sky

_TOWERS, _WINDOWS, _RIPPLE = 130, 140, 150
_ROWS = ((0.13, 0.5, 0.00), (0.11, 0.42, 0.04), (0.1, 0.28, 0.1), (0.12, 0.17, 0.17))
"""Width and height of the towers of each row, and how far below the skyline they stand."""


def paint_city(canvas: Canvas, scene: Scene) -> None:
    paint_sky(canvas, scene)
    quay = scene.skyline + 0.2
    with canvas.layer() as layer:
        for number in range(len(_ROWS)):
            _row(canvas, scene, layer, number, quay)
    canvas.glow(scene.focus, scene.skyline + 0.1, 0.35, scene.palette.low, 0.22)
    _river(canvas, scene, quay)


def _row(canvas: Canvas, scene: Scene, layer: Layer, number: int, quay: float) -> None:
    width, height, drop = _ROWS[number]
    foot = scene.skyline + drop
    cells = canvas.source.row(canvas.view, width, _TOWERS + number)
    x = cells.x
    tall, wide, form = (cells.chance(n) for n in range(3))
    share = (number + 1) / len(_ROWS)
    wall = mix(mix(scene.palette.far, scene.palette.low, 0.45 * (1 - share)), scene.palette.near, share**1.1)
    bias = np.exp(-(((x - scene.focus) / 0.45) ** 2)) * 0.5 + 0.5
    for at in np.argsort(form).tolist():
        high = height * (0.3 + 0.9 * float(tall[at]) ** 1.3 * float(bias[at]))
        left = float(x[at]) + width * 0.1 * float(form[at])
        breadth = width * (0.62 + 0.5 * float(wide[at]))
        _tower(layer, (left, foot - high, breadth, quay), float(form[at]), wall)
        if number:
            _windows(layer, scene, (left, foot - high, breadth, quay), float(wide[at]), share)


def _tower(layer: Layer, box: tuple[float, float, float, float], form: float, wall: Colour) -> None:
    left, top, breadth, foot = box
    middle, right = left + breadth / 2, left + breadth
    if form < 0.2:  # noqa: PLR2004 - one in five tapers to a mast
        roof = [(left, top), (left + breadth * 0.2, top - 0.03), (middle - 0.003, top - 0.045), (middle, top - 0.12),
                (middle + 0.003, top - 0.045), (right - breadth * 0.2, top - 0.03), (right, top)]  # fmt: skip
    elif form < 0.45:  # noqa: PLR2004 - some are stepped
        roof = [(left, top), (left + breadth * 0.22, top), (left + breadth * 0.22, top - 0.025),
                (right - breadth * 0.22, top - 0.025), (right - breadth * 0.22, top), (right, top)]  # fmt: skip
    elif form < 0.6:  # noqa: PLR2004 - some lean
        roof = [(left, top), (right, top - breadth * 0.45)]
    else:
        roof = [(left, top), (right, top)]
    layer.polygon(np.asarray([*roof, (right, foot), (left, foot)], np.float32), wall)


def _windows(
    layer: Layer, scene: Scene, box: tuple[float, float, float, float], taste: float, share: float
) -> None:
    canvas = layer.canvas
    left, top, breadth, foot = box
    pitch, storey = 0.0125 + 0.006 * taste, 0.0165
    if pitch * canvas.unit < 1.0 or left > canvas.view.right or left + breadth < canvas.view.left:
        return
    columns, rows = int((breadth - 0.008) / pitch), int((foot - top - 0.012) / storey)
    if columns < 1 or rows < 1:
        return
    rng = np.random.default_rng([round(left * 4096) & 0xFFFF, round(top * 4096) & 0xFFFF, canvas.source.seed])
    lit = rng.random((rows, columns))
    lights = (scene.palette.glow, scene.palette.second, scene.palette.accent)
    start = left + (breadth - columns * pitch) / 2
    for row, column in np.argwhere(lit < 0.16 + 0.1 * share + 0.14 * scene.rich).tolist():
        light = lights[0 if lit[row, column] > 0.12 else 1 if lit[row, column] > 0.03 else 2]  # noqa: PLR2004 - mostly warm
        x, y = start + (column + 0.22) * pitch, top + 0.01 + row * storey
        corners = [
            (x, y),
            (x + pitch * 0.56, y),
            (x + pitch * 0.56, y + storey * 0.55),
            (x, y + storey * 0.55),
        ]
        layer.polygon(np.asarray(corners, np.float32), mix(light, scene.palette.far, 0.5 * (1 - share)))


def _river(canvas: Canvas, scene: Scene, quay: float) -> None:
    """Mirror what stands on the quay in dark water, broken by ripples."""
    view, (width, height) = canvas.view, canvas.size
    if quay >= view.bottom:
        return
    level = round((quay - view.top) / view.height * height)
    dark = mix(scene.palette.near, scene.palette.top, 0.4)
    canvas.below(lambda x: np.full_like(x, quay), dark)
    if level > 0:
        deep = height - level
        source = canvas.image.crop((0, max(0, level - deep), width, level)).transpose(
            Image.Transpose.FLIP_TOP_BOTTOM
        )
        x, y = canvas.axes(2)
        ripple = canvas.source.over(x, np.log1p(np.maximum(y - quay, 0) * 14) * 6, _RIPPLE, (4.0, 3.0), 3)
        fade = np.clip(0.75 - (y - quay) * 1.1, 0, 1)[:, None] * np.clip(
            1.25 - np.abs(ripple - 0.5) * 3, 0.15, 1
        )
        sheet = Image.new("RGB", canvas.size, tuple(round(part * 255) for part in dark))
        sheet.paste(_shaken(source, canvas.unit), (0, level))
        canvas.lay(sheet, fade * (y > quay)[:, None])
    _glints(canvas, scene, quay)


def _shaken(image: Image.Image, unit: float) -> Image.Image:
    """Displace each row of a reflection a little, more the farther it is from the quay."""
    pixels = np.asarray(image)
    down = np.arange(image.height) / unit
    aside = np.rint(np.sin(down * 260 / (1 + 3 * down)) * (0.002 + 0.02 * down) * unit).astype(int)
    columns = np.clip(np.arange(image.width)[None, :] + aside[:, None], 0, image.width - 1)
    return Image.fromarray(pixels[np.arange(image.height)[:, None], columns])


def _glints(canvas: Canvas, scene: Scene, quay: float) -> None:
    x, y = canvas.axes(2)
    wave = canvas.source.over(x, np.log1p(np.maximum(y - quay, 0) * 14) * 8, _RIPPLE + 3, (5.0, 2.0), 2)
    share = np.clip((wave - 0.62) * 8, 0, 1) * (y > quay)[:, None] * 0.4
    canvas.lay(
        mix(scene.palette.low, scene.palette.glow, 0.4), share * np.clip(1 - (y - quay) * 1.4, 0, 1)[:, None]
    )
