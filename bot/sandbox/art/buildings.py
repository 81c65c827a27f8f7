"""Things that stand in a landscape: a lighthouse, a castle, a house, a boat, a tree, pyramids."""

from collections.abc import Callable

import numpy as np

from bot.sandbox.art.canvas import Canvas, Layer, Points
from bot.sandbox.art.curves import closed, ellipse
from bot.sandbox.art.palette import Colour, mix, of_hex
from bot.sandbox.art.perch import knoll
from bot.sandbox.art.scene import Scene

Put = Callable[[object], Points]


def paint_building(canvas: Canvas, scene: Scene) -> None:
    """Paint the scene's building, tree or boat where its focus is."""
    if scene.subject == "boat":
        _boat(canvas, scene)
        return
    base, size, wide = {
        "lighthouse": (0.22, 0.5, 0.3), "castle": (0.2, 0.5, 0.42), "house": (0.24, 0.3, 0.6),
        "tree": (0.26, 0.56, 0.55), "pyramid": (0.24, 0.46, 0.9),
    }[scene.subject]  # fmt: skip
    at = np.asarray((scene.focus, base), np.float32)

    def put(points: object) -> Points:
        return np.asarray(np.asarray(points, np.float32) * np.float32(size) + at, np.float32)

    if scene.subject == "lighthouse":
        _beam(canvas, scene, (scene.focus, base - 0.86 * size))
    with canvas.layer() as layer:
        {"lighthouse": _lighthouse, "castle": _castle, "house": _house, "tree": _tree, "pyramid": _pyramids}[
            scene.subject
        ](layer, scene, put)
    knoll(canvas, scene, base - 0.012, wide)
    if scene.subject in ("lighthouse", "house", "castle"):
        canvas.glow(
            scene.focus,
            base - (0.86 if scene.subject == "lighthouse" else 0.3) * size,
            0.09,
            scene.palette.glow,
            0.5,
        )


def _box(left: float, top: float, right: float, bottom: float) -> list[tuple[float, float]]:
    return [(left, top), (right, top), (right, bottom), (left, bottom)]


def _beam(canvas: Canvas, scene: Scene, lamp: tuple[float, float]) -> None:
    x, y = canvas.axes()
    across, down = x[None, :] - lamp[0], y[:, None] - lamp[1]
    side = -1.0 if scene.focus > 0 else 1.0
    off = np.abs(down + across * side * 0.16) / (np.abs(across) * 0.14 + 0.006)
    share = np.clip(1.3 - off, 0, 1) * np.exp(-np.abs(across) * 1.6) * np.where(across * side > 0, 0.75, 0.3)
    canvas.lay(scene.palette.glow, share)


def _lighthouse(layer: Layer, scene: Scene, put: Put) -> None:
    palette = scene.palette
    white, red = mix(palette.low, (0.97, 0.96, 0.94), 0.6), mix(palette.accent, of_hex("b5302d"), 0.35)
    shade = palette.near
    for number in range(5):
        low, high = -0.15 * number, -0.15 * (number + 1)
        left, right = 0.125 + low * 0.055, 0.125 + high * 0.055
        paint = red if number % 2 else white
        layer.polygon(
            put([(-left, low + 0.05), (left, low + 0.05), (right, high + 0.05), (-right, high + 0.05)]), paint
        )
        layer.polygon(
            put(
                [
                    (left * 0.25, low + 0.05),
                    (left, low + 0.05),
                    (right, high + 0.05),
                    (right * 0.25, high + 0.05),
                ]
            ),
            mix(paint, shade, 0.28),
        )
    layer.polygon(put(_box(-0.125, -0.745, 0.125, -0.7)), shade)
    layer.polygon(put(_box(-0.06, -0.86, 0.06, -0.745)), palette.glow)
    for bar in (-0.055, 0.0, 0.055):
        layer.line(put([(bar, -0.86), (bar, -0.74)]), shade, 0.004)
    layer.polygon(put(closed([(-0.085, -0.855), (0, -0.97), (0.085, -0.855)])), red)
    layer.line(put([(0, -0.94), (0, -1.04)]), shade, 0.004)
    for window in (-0.16, -0.4):
        layer.polygon(put(_box(-0.025, window - 0.045, 0.015, window)), mix(palette.glow, palette.near, 0.15))
    layer.polygon(put([*_box(0.12, -0.16, 0.36, 0.06)]), mix(white, shade, 0.18))
    layer.polygon(put([(0.1, -0.15), (0.24, -0.27), (0.39, -0.15)]), red)
    layer.polygon(put(_box(0.2, -0.1, 0.25, -0.04)), palette.glow)


_TOWERS = ((-0.42, 0.13, 0.42), (0.44, 0.12, 0.36), (-0.2, 0.11, 0.66), (0.2, 0.13, 0.58), (0.0, 0.16, 0.84))
"""Middle, width and height of a castle's towers, from behind to the front."""


def _castle(layer: Layer, scene: Scene, put: Put) -> None:
    palette = scene.palette
    wall = mix(palette.far, palette.near, 0.5)
    rampart = mix(wall, palette.near, 0.35)
    layer.polygon(put(_box(-0.44, -0.26, 0.46, 0.1)), rampart)
    for notch in np.arange(-0.44, 0.44, 0.06).tolist():
        layer.polygon(put(_box(notch, -0.3, notch + 0.034, -0.25)), rampart)
    for number, tower in enumerate(_TOWERS):
        _keep(layer, scene, put, tower, mix(wall, palette.near, 0.1 * number))
    gate = closed([(-0.06, 0.1), (-0.06, -0.08), (0, -0.16), (0.06, -0.08), (0.06, 0.1)])
    layer.polygon(put(gate), mix(palette.near, palette.glow, 0.25))


def _keep(layer: Layer, scene: Scene, put: Put, tower: tuple[float, float, float], body: Colour) -> None:
    palette = scene.palette
    middle, wide, tall = tower
    left, right, eaves, top = middle - wide / 2, middle + wide / 2, -tall - 0.02, -tall - wide * 1.9
    layer.polygon(put(_box(left, -tall, right, 0.1)), body)
    layer.polygon(put(_box(middle + wide * 0.1, -tall, right, 0.1)), mix(body, palette.near, 0.35))
    ledge = _box(middle - wide * 0.6, eaves, middle + wide * 0.6, eaves + 0.045)
    layer.polygon(put(ledge), mix(body, palette.near, 0.2))
    roof = mix(palette.accent, palette.near, 0.12)
    for start, paint in ((-0.68, roof), (0.1, mix(roof, palette.near, 0.3))):
        layer.polygon(
            put([(middle + wide * start, eaves), (middle, top), (middle + wide * 0.68, eaves)]), paint
        )
    layer.line(put([(middle, top), (middle, top - 0.07)]), palette.near, 0.003)
    flag = [(middle, top - 0.07), (middle + 0.07, top - 0.05), (middle, top - 0.03)]
    layer.polygon(put(flag), palette.second)
    arch = np.asarray([(-0.016, 0.05), (-0.016, 0.015), (0, 0), (0.016, 0.015), (0.016, 0.05)], np.float32)
    for row in range(int(tall / 0.16)):
        layer.polygon(put(arch + np.asarray((middle, -tall + 0.1 + row * 0.15), np.float32)), palette.glow)


def _house(layer: Layer, scene: Scene, put: Put) -> None:
    palette = scene.palette
    wall, roof = mix(palette.low, palette.far, 0.3), mix(palette.accent, palette.near, 0.2)
    for number in range(6):
        layer.polygon(
            put(
                ellipse(
                    0.26 + 0.07 * number + 0.03 * np.sin(number * 2),
                    -0.85 - 0.09 * number,
                    0.035 + 0.014 * number,
                    0.03 + 0.012 * number,
                )
            ),
            mix(palette.middle, palette.glow, 0.5),
        )
    layer.polygon(put(_box(0.2, -0.78, 0.3, -0.4)), mix(roof, palette.near, 0.35))
    layer.polygon(put(_box(-0.48, -0.42, 0.48, 0.12)), wall)
    layer.polygon(put(_box(0.1, -0.42, 0.48, 0.12)), mix(wall, palette.near, 0.22))
    layer.polygon(put([(-0.58, -0.38), (-0.18, -0.8), (0.32, -0.8), (0.58, -0.38)]), roof)
    layer.polygon(put([(-0.5, -0.38), (-0.19, -0.72), (0.12, -0.38)]), mix(wall, palette.near, 0.08))
    for left, top in ((-0.4, -0.28), (-0.12, -0.28), (0.22, -0.28), (-0.25, -0.55)):
        layer.polygon(put(_box(left, top, left + 0.14, top + 0.16)), palette.glow)
        layer.line(put([(left + 0.07, top), (left + 0.07, top + 0.16)]), wall, 0.003)
        layer.line(put([(left, top + 0.08), (left + 0.14, top + 0.08)]), wall, 0.003)
    layer.polygon(put(_box(0.34, -0.22, 0.45, 0.12)), mix(palette.accent, palette.near, 0.5))


def _tree(layer: Layer, scene: Scene, put: Put) -> None:
    palette = scene.palette
    rng = np.random.default_rng(scene.source.seed)
    bark = mix(palette.near, of_hex("3d2a20"), 0.5)
    leaf = mix(
        mix(palette.accent, palette.far, 0.45),
        of_hex("4d7a45"),
        0.0 if palette.accent[0] > palette.accent[2] * 1.6 else 0.3,
    )
    trunk = [
        (-0.09, 0.08),
        (-0.05, -0.2),
        (-0.06, -0.42),
        (-0.3, -0.66),
        (-0.05, -0.5),
        (0.0, -0.76),
        (0.05, -0.5),
        (0.28, -0.7),
        (0.07, -0.4),
        (0.06, -0.2),
        (0.1, 0.08),
    ]
    crowns = [
        (rng.normal(0, 0.2), -0.72 + rng.normal(0, 0.12), 0.12 + 0.09 * rng.random()) for _ in range(26)
    ]
    for x, y, size in crowns[:13]:
        layer.polygon(put(ellipse(x, y, size, size * 0.85)), mix(leaf, palette.near, 0.4))
    layer.polygon(put(trunk), bark)
    for number, (x, y, size) in enumerate(crowns):
        share = float(np.clip((y + 1.0) * 1.2 + (x - np.sign(scene.sun[0] - scene.focus) * 0.2) * 0.1, 0, 1))
        paint = mix(mix(leaf, palette.glow, 0.35), mix(leaf, palette.near, 0.3), share)
        layer.polygon(
            put(ellipse(x, y - 0.04, size * 0.72, size * 0.6)),
            mix(paint, palette.second, 0.25 * (number % 3)),
        )
    for _ in range(60 + round(scene.rich * 160)):
        x, y = rng.normal(0, 0.27), -0.7 + rng.normal(0, 0.2)
        layer.polygon(put(ellipse(x, y, 0.014, 0.009)), mix(leaf, palette.glow, float(rng.random()) * 0.8))


def _pyramids(layer: Layer, scene: Scene, put: Put) -> None:
    palette = scene.palette
    for middle, wide, tall in ((-0.62, 0.5, 0.42), (0.66, 0.42, 0.34), (0.0, 0.78, 0.72)):
        light, dark = mix(palette.glow, palette.far, 0.55), mix(palette.far, palette.near, 0.55)
        tip = (middle, -tall)
        layer.polygon(
            put([(middle - wide, 0.14), tip, (middle + wide * 0.2, 0.14)]),
            light if scene.sun[0] < scene.focus else dark,
        )
        layer.polygon(
            put([(middle + wide * 0.2, 0.14), tip, (middle + wide, 0.14)]),
            dark if scene.sun[0] < scene.focus else light,
        )


def _boat(canvas: Canvas, scene: Scene) -> None:
    palette = scene.palette
    at = np.asarray((scene.focus, scene.skyline + 0.13), np.float32)
    hull, sail = mix(palette.accent, palette.near, 0.45), mix(palette.low, (0.98, 0.97, 0.94), 0.6)

    def parts(layer: Layer, flip: float, dim: float) -> None:
        def put(points: object) -> Points:
            return np.asarray(
                np.asarray(points, np.float32) * np.asarray((0.4, 0.4 * flip), np.float32) + at, np.float32
            )

        def shaded(colour: Colour) -> Colour:
            return mix(colour, mix(palette.top, palette.near, 0.5), dim)

        layer.polygon(put([(-0.42, -0.13), (0.5, -0.15), (0.34, 0.02), (-0.32, 0.02)]), shaded(hull))
        layer.line(put([(-0.42, -0.12), (0.49, -0.14)]), shaded(sail), 0.006)
        layer.line(put([(0.02, -0.12), (0.02, -1.0)]), shaded(palette.near), 0.006)
        layer.polygon(
            put(
                closed(
                    [(0.05, -0.95), (0.16, -0.72), (0.28, -0.45), (0.38, -0.22), (0.2, -0.2), (0.05, -0.2)], 6
                )
            ),
            shaded(sail),
        )
        layer.polygon(
            put(
                closed(
                    [
                        (-0.01, -0.86),
                        (-0.1, -0.6),
                        (-0.24, -0.36),
                        (-0.36, -0.22),
                        (-0.16, -0.2),
                        (-0.01, -0.2),
                    ],
                    6,
                )
            ),
            shaded(mix(palette.second, sail, 0.35)),
        )
        layer.polygon(put([(0.02, -1.0), (0.16, -0.97), (0.02, -0.94)]), shaded(palette.accent))

    with canvas.layer(0.4) as layer:
        parts(layer, -0.62, 0.3)
    with canvas.layer() as layer:
        parts(layer, 1.0, 0.0)
