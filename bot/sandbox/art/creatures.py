"""Animals of the air and the water, each drawn its own way; those that sit are in `animals`."""

import numpy as np

from bot.sandbox.art.canvas import Canvas, Layer, Points
from bot.sandbox.art.curves import Corners, closed, ellipse, mirrored, placed
from bot.sandbox.art.palette import Colour, mix, of_hex
from bot.sandbox.art.perch import branch
from bot.sandbox.art.scene import Scene

# Outlines of the whale, in its lengths around its middle.
# fmt: off
_FLUKE = [(0.42, 0.0), (0.5, -0.14), (0.6, -0.24), (0.74, -0.27), (0.66, -0.17), (0.62, -0.1),
    (0.72, -0.06), (0.76, 0.02), (0.62, 0.0), (0.5, 0.08)]
_WHALE = [(-0.5, 0.0), (-0.42, -0.17), (-0.2, -0.25), (0.08, -0.19), (0.34, -0.06), (0.54, -0.08),
    (0.5, 0.06), (0.26, 0.14), (-0.04, 0.2), (-0.34, 0.18), (-0.48, 0.1)]
_WHALE_BELLY = [(-0.49, 0.06), (-0.3, 0.05), (0.0, 0.1), (0.24, 0.12), (0.0, 0.185), (-0.3, 0.17),
    (-0.45, 0.12)]
_FLIPPER = [(-0.16, 0.1), (-0.04, 0.12), (0.06, 0.3), (0.02, 0.33), (-0.12, 0.22)]
# fmt: on


def paint_owl(canvas: Canvas, scene: Scene) -> None:
    palette = scene.palette
    x, y, size = scene.focus, 0.3, 0.55
    fur = mix(mix(of_hex("8a6242"), palette.far, 0.25), palette.near, 0.1)
    dark, pale = mix(fur, palette.near, 0.5), mix(fur, (1.0, 0.95, 0.85), 0.65)
    branch(canvas, scene, y)
    with canvas.layer() as layer:
        half = [(0.08, -0.98), (0.24, -1.06), (0.27, -0.8), (0.3, -0.45), (0.2, -0.08), (0.05, 0.02)]
        layer.polygon(placed(closed([*half, *((-a, b) for a, b in reversed(half))]), x, y, size), fur)
        layer.polygon(placed(ellipse(0, -0.32, 0.18, 0.27), x, y, size), mix(fur, pale, 0.6))
        for row in range(5):
            for number in range(-2, 3):
                at, high = number * 0.065 + row % 2 * 0.03, -0.5 + row * 0.09
                spot = closed(
                    [(at, high), (at + 0.025, high + 0.04), (at, high + 0.07), (at - 0.025, high + 0.04)]
                )
                if abs(number * 0.065) < 0.16 - 0.02 * abs(row - 2):
                    layer.polygon(placed(spot, x, y, size), dark)
        for side in (-1, 1):
            wing = [(side * 0.27, -0.62), (side * 0.34, -0.35), (side * 0.24, -0.04), (side * 0.17, -0.3)]
            layer.polygon(placed(closed(wing), x, y, size), dark)
            for radius, colour in (
                (0.125, pale),
                (0.09, mix(palette.glow, of_hex("f0b63a"), 0.6)),
                (0.052, (0.07, 0.06, 0.08)),
            ):
                layer.polygon(placed(ellipse(side * 0.115, -0.79, radius, radius), x, y, size), colour)
            layer.polygon(
                placed(ellipse(side * 0.115 + 0.02, -0.81, 0.015, 0.015), x, y, size), (1.0, 1.0, 0.98)
            )
            layer.polygon(
                placed(ellipse(side * 0.07, 0.01, 0.05, 0.035), x, y, size),
                mix(palette.glow, of_hex("d98a2b"), 0.7),
            )
        layer.polygon(
            placed([(-0.035, -0.76), (0.035, -0.76), (0, -0.66)], x, y, size),
            mix(palette.glow, of_hex("d98a2b"), 0.7),
        )


def paint_bird(canvas: Canvas, scene: Scene) -> None:
    palette = scene.palette
    x, y, size = scene.focus, 0.24, 0.46
    side = 1 if scene.sun[0] < scene.focus else -1
    coat, wing = mix(palette.accent, palette.near, 0.08), mix(palette.top, palette.near, 0.35)
    belly = mix(palette.glow, palette.low, 0.4)
    branch(canvas, scene, y)

    def put(points: Corners | Points) -> Points:
        return placed(np.asarray(points, np.float32) * np.asarray((side, 1), np.float32), x, y, size)

    with canvas.layer() as layer:
        layer.polygon(put([(0.28, -0.2), (0.72, 0.16), (0.62, 0.24), (0.2, -0.02)]), wing)
        body = [
            (-0.3, -0.62),
            (-0.12, -0.72),
            (0.04, -0.62),
            (0.12, -0.46),
            (0.34, -0.24),
            (0.34, -0.06),
            (0.12, 0.02),
            (-0.14, -0.04),
            (-0.32, -0.24),
            (-0.36, -0.46),
        ]
        layer.polygon(put(closed(body)), coat)
        layer.polygon(
            put(
                closed(
                    [(-0.34, -0.4), (-0.2, -0.42), (-0.02, -0.2), (0.12, 0.0), (-0.1, -0.04), (-0.29, -0.2)]
                )
            ),
            belly,
        )
        layer.polygon(
            put(
                closed(
                    [(-0.06, -0.44), (0.12, -0.42), (0.34, -0.22), (0.56, 0.06), (0.3, -0.04), (0.06, -0.14)]
                )
            ),
            wing,
        )
        for feather in (0.0, 0.06, 0.12):
            layer.line(
                put([(0.04, -0.34 + feather), (0.3, -0.17 + feather)]), mix(wing, palette.low, 0.45), 0.004
            )
        layer.polygon(
            put([(-0.33, -0.58), (-0.55, -0.5), (-0.34, -0.47)]), mix(palette.second, of_hex("e8a13a"), 0.5)
        )
        layer.polygon(put(ellipse(-0.19, -0.57, 0.045, 0.045)), belly)
        layer.polygon(put(ellipse(-0.2, -0.57, 0.027, 0.027)), (0.06, 0.05, 0.07))
        for leg in (-0.02, 0.1):
            layer.line(put([(leg, 0.0), (leg + 0.01, 0.1)]), mix(palette.near, of_hex("6b4a2e"), 0.5), 0.006)


def paint_fish(canvas: Canvas, scene: Scene) -> None:
    """Let a shoal swim round the focus, one of them large."""
    palette = scene.palette
    rng = np.random.default_rng(scene.source.seed)
    spots = [(scene.focus * 0.5, 0.0, 0.46)]
    spots += [
        (scene.focus * 0.5 + a, b, 0.1 + 0.08 * rng.random())
        for a, b in ((-0.36, -0.3), (0.34, 0.26), (0.3, -0.33), (-0.33, 0.33), (0.05, 0.4))
    ]
    with canvas.layer() as layer:
        for number, (x, y, size) in enumerate(spots):
            side = 1 if (scene.source.seed + number // 3) % 2 else -1
            paint = mix((palette.accent, palette.second, palette.glow)[number % 3], palette.near, 0.05)
            draw_fish(
                layer,
                (x, y, size * side, size),
                (paint, mix(paint, palette.near, 0.3), mix(paint, palette.glow, 0.6)),
            )


def draw_fish(
    layer: Layer, at: tuple[float, float, float, float], paints: tuple[Colour, Colour, Colour]
) -> None:
    x, y, wide, high = at
    body, fin, light = paints

    def put(points: Corners | Points) -> Points:
        return np.asarray(
            np.asarray(points, np.float32) * np.asarray((wide, high), np.float32)
            + np.asarray((x, y), np.float32),
            np.float32,
        )

    layer.polygon(
        put(closed([(0.3, 0.0), (0.5, -0.1), (0.68, -0.3), (0.62, -0.02), (0.7, 0.26), (0.48, 0.1)])), fin
    )
    layer.polygon(put(closed([(-0.2, -0.18), (0.0, -0.4), (0.2, -0.36), (0.26, -0.1)])), fin)
    layer.polygon(put(closed([(-0.05, 0.2), (0.08, 0.36), (0.2, 0.32), (0.18, 0.12)])), fin)
    layer.polygon(
        put(
            closed(
                [
                    (-0.52, 0.02),
                    (-0.36, -0.16),
                    (-0.08, -0.25),
                    (0.2, -0.15),
                    (0.4, 0.0),
                    (0.2, 0.15),
                    (-0.08, 0.23),
                    (-0.36, 0.16),
                ]
            )
        ),
        body,
    )
    layer.polygon(
        put(closed([(-0.46, 0.09), (-0.1, 0.1), (0.3, 0.05), (0.18, 0.15), (-0.08, 0.225), (-0.34, 0.165)])),
        light,
    )
    for column in range(4):
        for row in range(-1, 2):
            angles = np.linspace(-1.2, 1.2, 10)
            scale = np.stack(
                [
                    -0.06 + column * 0.09 + (row % 2) * 0.045 + 0.04 * np.cos(angles),
                    row * 0.07 - 0.03 + 0.04 * np.sin(angles),
                ],
                axis=1,
            )
            layer.line(put(scale), fin, 0.005 * high)
    layer.polygon(put(closed([(-0.16, 0.03), (-0.02, 0.08), (0.06, 0.2), (-0.1, 0.14)])), fin)
    layer.polygon(put(ellipse(-0.36, -0.04, 0.05, 0.05)), (0.98, 0.97, 0.93))
    layer.polygon(put(ellipse(-0.37, -0.04, 0.028, 0.028)), (0.05, 0.05, 0.08))


def paint_whale(canvas: Canvas, scene: Scene) -> None:
    palette = scene.palette
    side = 1 if scene.source.seed % 2 else -1
    x, y, size = scene.focus * 0.4 - side * 0.08, -0.06, 0.62
    skin = mix(mix(palette.top, palette.near, 0.5), of_hex("2f4d6b"), 0.3)
    belly = mix(palette.low, palette.glow, 0.4)

    def put(points: Corners | Points) -> Points:
        return placed(np.asarray(points, np.float32) * np.asarray((side, 1), np.float32), x, y, size)

    with canvas.layer() as layer:
        layer.polygon(
            put(closed(_FLUKE)),
            skin,
        )
        layer.polygon(
            put(closed(_WHALE)),
            skin,
        )
        layer.polygon(
            put(closed(_WHALE_BELLY)),
            belly,
        )
        for groove in range(4):
            layer.line(
                put(
                    [
                        (-0.44 + groove * 0.02, 0.085 + groove * 0.022),
                        (-0.12, 0.105 + groove * 0.02),
                        (0.06, 0.125 + groove * 0.013),
                    ]
                ),
                mix(belly, skin, 0.45),
                0.0035,
            )
        layer.polygon(
            put(closed(_FLIPPER)),
            mix(skin, palette.near, 0.3),
        )
        layer.polygon(put(ellipse(-0.33, 0.0, 0.017, 0.017)), belly)
        layer.polygon(put(ellipse(-0.33, 0.0, 0.01, 0.01)), (0.04, 0.04, 0.06))
        for turn in np.linspace(-0.8, 0.8, 7):
            t = np.linspace(0, 1, 12)
            jet = np.stack(
                [-0.22 + turn * 0.2 * t, -0.25 - 0.24 * np.sin(np.pi * 0.62 * t) * (1 - 0.3 * abs(turn))],
                axis=1,
            )
            layer.line(put(jet), mix(palette.low, (1.0, 1.0, 1.0), 0.5), 0.005)


def paint_butterflies(canvas: Canvas, scene: Scene) -> None:
    palette = scene.palette
    with canvas.layer() as layer:
        for number, (x, y, size) in enumerate(
            ((0.0, -0.05, 0.5), (-0.32, 0.3, 0.12), (0.34, -0.34, 0.1), (0.3, 0.34, 0.08))
        ):
            paint = (palette.accent, palette.second, palette.glow, palette.middle)[number]
            draw_butterfly(
                layer, (x + scene.focus * 0.4, y, size), (paint, palette.near, mix(paint, palette.glow, 0.6))
            )


def draw_butterfly(
    layer: Layer, at: tuple[float, float, float], paints: tuple[Colour, Colour, Colour]
) -> None:
    wing, ink, light = paints
    upper = closed(
        [(0.02, -0.06), (0.16, -0.38), (0.46, -0.56), (0.66, -0.46), (0.58, -0.16), (0.34, 0.0), (0.04, 0.04)]
    )
    lower = closed([(0.03, 0.0), (0.3, 0.02), (0.48, 0.16), (0.42, 0.4), (0.26, 0.46), (0.1, 0.26)])
    for flip in (lambda p: p, mirrored):
        for part in (upper, lower):
            middle = part.mean(axis=0)
            layer.polygon(placed(flip(part), *at), ink)
            layer.polygon(placed(flip((part - middle) * np.float32(0.86) + middle), *at), wing)
            layer.polygon(placed(flip((part - middle) * np.float32(0.45) + middle), *at), light)
            for corner in part[:: max(1, len(part) // 9)]:
                layer.line(placed(flip(np.asarray([(0.03, 0.0), corner])), *at), ink, 0.006 * at[2])
        for spot in ((0.56, -0.42), (0.6, -0.32), (0.58, -0.22), (0.42, 0.3), (0.36, 0.38)):
            layer.polygon(placed(flip(ellipse(*spot, 0.02, 0.02)), *at), light)
    layer.polygon(placed(ellipse(0, 0.02, 0.03, 0.22), *at), ink)
    layer.polygon(placed(ellipse(0, -0.2, 0.035, 0.04), *at), ink)
    for side in (-1, 1):
        layer.line(placed([(0, -0.22), (side * 0.06, -0.36), (side * 0.13, -0.44)], *at), ink, 0.01 * at[2])
