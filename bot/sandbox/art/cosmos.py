"""Space: a nebula, stars, a planet with its bands and perhaps its rings, and small moons."""

import numpy as np
from PIL import Image

from bot.sandbox.art.canvas import Canvas
from bot.sandbox.art.noise import Field
from bot.sandbox.art.palette import Colour, mix
from bot.sandbox.art.scene import Scene
from bot.sandbox.art.sky import paint_stars

_GAS, _DUST, _BANDS, _MOONS = 180, 190, 195, 198


def paint_cosmos(canvas: Canvas, scene: Scene) -> None:
    palette = scene.palette
    void = mix(mix(palette.near, palette.top, 0.25), (0.01, 0.01, 0.04), 0.6)
    canvas.image.paste(canvas.gradient([(-1, void), (1, mix(void, palette.top, 0.15))]))
    x, y = canvas.axes(3)
    bend = canvas.source.over(x, y, _GAS + 3, (1.2, 1.2), 3) - 0.5
    gas = canvas.source.over(x, y, _GAS, (1.5, 1.5), 6)
    dust = canvas.source.over(x, y, _DUST, (3.1, 3.1), 6)
    arm = (
        np.sin((x[None, :] * 1.3 + y[:, None] * (1.8 - 2.4 * scene.kind) + bend * 2.6) * 3.1 + scene.kind * 6)
        * 0.5
        + 0.5
    )
    canvas.lay(mix(palette.top, palette.far, 0.5), np.clip(gas * 2.4 - 0.8, 0, 0.9) * (0.25 + 0.75 * arm))
    canvas.lay(palette.middle, np.clip(gas * arm * 3 - 0.85, 0, 0.85))
    canvas.lay(palette.accent, np.clip(gas * arm * dust * 6.2 - 1.05, 0, 0.75))
    canvas.lay(palette.glow, np.clip(gas * arm * dust * 7 - 2.0, 0, 0.8))
    canvas.lay(void, np.clip((0.45 - dust) * 4.5, 0, 0.75) * arm)
    paint_stars(canvas, scene, 0.55 + 0.4 * scene.rich)
    _, sun_y, radius = scene.sun
    size = radius * (2.0 + 1.2 * scene.kind)
    place = (scene.focus, -sun_y * (0.9 if scene.kind > 0.5 else -0.6), size)  # noqa: PLR2004 - above or below the middle
    canvas.glow(place[0], place[1], size * 1.4, palette.second, 0.3)
    _planet(canvas, scene, place, palette.accent, ringed=scene.kind < 0.6 or "saturn" in scene.words)  # noqa: PLR2004 - more often than not
    for number in range(1 + round(scene.rich * 3)):
        away = 2.0 + number * 0.9
        turn = scene.kind * 9 + number * 2.4
        moon = (
            place[0] + np.cos(turn) * size * away,
            place[1] + np.sin(turn) * size * away * 0.6,
            size * (0.2 - 0.04 * number),
        )
        _planet(canvas, scene, moon, mix(palette.second, palette.low, 0.4), ringed=False)


def _planet(
    canvas: Canvas, scene: Scene, place: tuple[float, float, float], colour: Colour, *, ringed: bool
) -> None:
    if ringed:
        _ring(canvas, scene, place, front=False)
    x, y = canvas.axes(2)
    at_x, at_y, radius = place
    columns, rows = (
        np.flatnonzero(np.abs(x - at_x) < radius * 1.05),
        np.flatnonzero(np.abs(y - at_y) < radius * 1.05),
    )
    if not len(columns) or not len(rows):
        return
    across, down = (x[None, columns] - at_x) / radius, (y[rows, None] - at_y) / radius
    pixels = np.clip(_skin(canvas, scene, (across, down), colour) * 255, 0, 255).astype(np.uint8)
    ball = canvas.image.copy()
    size = len(columns) * 2, len(rows) * 2
    ball.paste(
        Image.fromarray(pixels).resize(size, Image.Resampling.BICUBIC),
        (int(columns[0]) * 2, int(rows[0]) * 2),
    )
    canvas.fill(ball, _round(canvas, place))
    if ringed:
        _ring(canvas, scene, place, front=True)


def _round(canvas: Canvas, place: tuple[float, float, float]) -> Image.Image:
    mask = Image.new("L", canvas.size)
    at_x, at_y, radius = place
    x, y = canvas.axes(1)
    near_x, near_y = (
        np.flatnonzero(np.abs(x - at_x) < radius * 1.1),
        np.flatnonzero(np.abs(y - at_y) < radius * 1.1),
    )
    distance = np.hypot(x[None, near_x] - at_x, y[near_y, None] - at_y)
    share = np.clip((radius - distance) * canvas.unit + 0.5, 0, 1) * 255
    if share.size:
        mask.paste(Image.fromarray(share.astype(np.uint8)), (int(near_x[0]), int(near_y[0])))
    return mask


def _skin(canvas: Canvas, scene: Scene, place: tuple[Field, Field], colour: Colour) -> Field:
    """Return the colours of a ball with bands, lit from the upper left; `place` is in radii from its middle."""
    across, down = place
    tilted = _tilted(across, down)
    rows = np.linspace(-1.2, 1.2, 256, dtype=np.float32)
    line = canvas.source.along(rows, _BANDS, 2.6, 4)
    band = np.interp(tilted[1] + 0.05 * np.sin(tilted[0] * 5), rows, line).astype(np.float32)
    height = np.sqrt(np.clip(1 - across**2 - down**2, 0, 1))
    light = np.clip((-0.62 * across - 0.5 * down + 0.62 * height) * 1.15, 0.03, 1.1)
    palette = scene.palette
    stops = [
        mix(colour, palette.near, 0.35),
        colour,
        mix(colour, palette.glow, 0.55),
        mix(colour, palette.low, 0.5),
    ]
    skin = np.stack(
        [np.interp(band, (0.25, 0.42, 0.55, 0.75), [stop[n] for stop in stops]) for n in range(3)], axis=2
    )
    return np.asarray(skin * light[..., None], np.float32)


def _tilted(across: Field, down: Field) -> tuple[Field, Field]:
    tilt = np.float32(0.42)
    return across * np.cos(tilt) + down * np.sin(tilt), -across * np.sin(tilt) + down * np.cos(tilt)


def _ring(canvas: Canvas, scene: Scene, place: tuple[float, float, float], *, front: bool) -> None:
    x, y = canvas.axes(2)
    radius = place[2]
    flat = _tilted((x[None, :] - place[0]) / radius, (y[:, None] - place[1]) / radius)
    distance = np.hypot(flat[0], flat[1] * 3.6)
    grooves = 0.62 + 0.38 * np.sin(distance * 34 + np.sin(distance * 13) * 2)
    soft = np.float32(radius * canvas.unit * 0.25)
    share = np.clip((distance - 1.32) * soft, 0, 1) * np.clip((2.15 - distance) * soft, 0, 1) * grooves
    side = flat[1] > 0 if front else flat[1] <= 0
    canvas.lay(mix(scene.palette.glow, scene.palette.second, 0.5), share * side * 0.85)
