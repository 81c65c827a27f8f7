"""Portraits without anybody in them: flat planes of a head and shoulders, closed eyes, a halo, flowers."""

import numpy as np

from bot.sandbox.art.canvas import Canvas, Layer, Points
from bot.sandbox.art.curves import closed, ellipse
from bot.sandbox.art.palette import Colour, mix, of_hex
from bot.sandbox.art.scene import Scene

_WASH = 230
_SKINS = ("f2cdb2", "e0ac86", "b97a53", "7d4b32", "f6d9c4")
_HELMETS = ("astronaut", "robot", "cosmonaut", "宇航员", "机器人")
_SHORT = ("man", "boy", "king", "prince", "wizard", "knight", "男")


# Outlines of head and shoulders, in head heights around the middle of the face.
# fmt: off
_LONG_HAIR = [(0, -0.66), (0.42, -0.5), (0.55, -0.05), (0.6, 0.45), (0.52, 0.95), (0, 1.0), (-0.52, 0.95),
    (-0.62, 0.45), (-0.55, -0.05), (-0.42, -0.5)]
_SHOULDERS = [(-0.16, 0.62), (-0.3, 0.74), (-0.74, 0.9), (-0.98, 1.2), (-1.08, 1.7)]
_NECK = [(-0.17, 0.2), (0.17, 0.2), (0.19, 0.74), (0.0, 0.98), (-0.19, 0.74)]
_COLLAR = [(-0.3, 0.72), (0, 0.7), (0.3, 0.72), (0.16, 0.95), (0.0, 1.04), (-0.16, 0.95)]
_FACE = [(0, -0.5), (0.27, -0.4), (0.36, -0.1), (0.33, 0.17), (0.2, 0.4), (0.0, 0.5), (-0.2, 0.4),
    (-0.33, 0.17), (-0.36, -0.1), (-0.27, -0.4)]
_SHADE = [(0.04, -0.45), (0.3, -0.38), (0.36, -0.1), (0.33, 0.17), (0.2, 0.4), (0.02, 0.49), (0.1, 0.3),
    (0.07, 0.14), (0.12, 0.1), (0.06, -0.05)]
_PARTED_LEFT = [(0.02, -0.47), (-0.14, -0.36), (-0.3, -0.16), (-0.36, 0.1), (-0.42, -0.1), (-0.42, -0.4),
    (-0.25, -0.6), (0.02, -0.66)]
_PARTED_RIGHT = [(0.0, -0.48), (0.18, -0.4), (0.31, -0.2), (0.36, 0.1), (0.43, -0.1), (0.42, -0.4),
    (0.25, -0.6), (0.0, -0.66)]
_SHORT_LEFT = [(0.05, -0.5), (-0.16, -0.36), (-0.31, -0.3), (-0.35, -0.02), (-0.41, -0.15), (-0.4, -0.45),
    (-0.22, -0.64), (0.06, -0.68)]
_SHORT_RIGHT = [(-0.1, -0.5), (0.1, -0.36), (0.3, -0.32), (0.345, -0.02), (0.41, -0.15), (0.4, -0.45),
    (0.22, -0.66), (-0.06, -0.68)]
_CROWN = [(-0.36, -0.52), (-0.42, -0.86), (-0.2, -0.68), (0, -0.94), (0.2, -0.68), (0.42, -0.86),
    (0.36, -0.52), (0, -0.6)]
_SHELL_SHADE = [(0.1, -0.65), (0.46, -0.46), (0.64, 0), (0.46, 0.46), (0.1, 0.65), (0.34, 0.3), (0.4, 0),
    (0.34, -0.3)]
_VISOR = [(-0.48, -0.05), (-0.38, -0.34), (0, -0.44), (0.38, -0.34), (0.48, -0.05), (0.38, 0.3), (0, 0.4),
    (-0.38, 0.3)]
_GROUND = [(-0.44, 0.1), (0, 0.02), (0.44, 0.1), (0.36, 0.3), (0, 0.39), (-0.36, 0.3)]
_GLINT = [(-0.38, -0.08), (-0.3, -0.28), (-0.12, -0.37), (-0.2, -0.22), (-0.27, -0.04)]
# fmt: on


def paint_figure(canvas: Canvas, scene: Scene) -> None:
    palette = scene.palette
    canvas.image.paste(
        canvas.gradient(
            [(-0.6, mix(palette.middle, palette.low, 0.35)), (0.55, mix(palette.low, palette.glow, 0.3))]
        )
    )
    x, y = canvas.axes()
    wash = canvas.source.over(x, y, _WASH, (1.6, 2.6), 4)
    canvas.lay(palette.far, np.clip((wash - 0.48) * 2.2, 0, 0.5))
    at = scene.focus * 0.45
    with canvas.layer() as layer:
        layer.disc(
            at + scene.sun[0] * 0.25,
            -0.12,
            0.33 + scene.sun[2] * 0.4,
            mix(palette.accent, palette.glow, 0.15),
        )
        for ring in range(round(scene.rich * 6)):
            layer.ring(
                at + scene.sun[0] * 0.25,
                -0.12,
                0.4 + 0.03 * ring + scene.sun[2] * 0.4,
                mix(palette.accent, palette.low, 0.3),
                0.003,
            )
        tilt = (scene.source.seed % 101 / 101 - 0.5) * 0.3
        if any(word in scene.words for word in _HELMETS):
            _helmet(layer, scene, at)
        else:
            _bust(layer, scene, _Sitter(at, tilt))


class _Sitter:
    """Places points given in head heights around the middle of the face."""

    def __init__(self, x: float, tilt: float) -> None:
        self._at = np.asarray((x, -0.08), np.float32)
        sine, cosine = np.sin(tilt), np.cos(tilt)
        self._turn = np.asarray([[cosine, sine], [-sine, cosine]], np.float32)

    def head(self, points: object, scale: float = 0.36) -> Points:
        return np.asarray(
            np.asarray(points, np.float32) * np.float32(scale) @ self._turn + self._at, np.float32
        )

    def body(self, points: object, scale: float = 0.36) -> Points:
        return np.asarray(np.asarray(points, np.float32) * np.float32(scale) + self._at, np.float32)


def _bust(layer: Layer, scene: Scene, sitter: _Sitter) -> None:
    palette = scene.palette
    seed = scene.source.seed
    skin = mix(of_hex(_SKINS[seed % len(_SKINS)]), palette.low, 0.22)
    hair = mix(palette.near, (palette.accent, palette.near, palette.far)[seed // 7 % 3], 0.25)
    short = any(
        word in scene.words.split() or (not word.isascii() and word in scene.words) for word in _SHORT
    )
    if not short:
        back = _LONG_HAIR
        long = (1.0, 0.62, 1.25, 0.8)[seed // 11 % 4]
        layer.polygon(sitter.body([(x, y if y < 0 else y * long) for x, y in closed(back)]), hair)
        if seed // 13 % 3 == 0:
            layer.polygon(sitter.head(ellipse(0.04, -0.76, 0.2, 0.18)), hair)
    robe = mix((palette.top, palette.far, palette.middle, palette.accent)[seed // 17 % 4], palette.near, 0.3)
    foot = max(3.0, (layer.canvas.view.bottom + 0.2) / 0.36)
    shoulders = _SHOULDERS
    outline = [*shoulders, (-1.15, foot), (1.15, foot), *[(-a, b) for a, b in reversed(shoulders)]]
    layer.polygon(sitter.body(outline), robe)
    layer.polygon(
        sitter.body(closed(_COLLAR)),
        skin,
    )
    layer.polygon(sitter.body(_NECK), mix(skin, palette.near, 0.22))
    face = _FACE
    layer.polygon(sitter.head(closed(face)), skin)
    shade = _SHADE
    layer.polygon(sitter.head(closed(shade)), mix(skin, palette.accent, 0.22))
    _features(layer, scene, sitter, skin)
    _hair(layer, scene, sitter, hair, short=short)


def _features(layer: Layer, scene: Scene, sitter: _Sitter, skin: Colour) -> None:
    palette = scene.palette
    dark = mix(palette.near, skin, 0.12)
    lip = mix(mix(palette.accent, (0.7, 0.2, 0.2), 0.4), skin, 0.15)
    for side in (-1, 1):
        angles = np.linspace(0.12, np.pi - 0.12, 16)
        lid = np.stack([side * 0.165 + 0.085 * np.cos(angles), -0.03 + 0.045 * np.sin(angles)], axis=1)
        layer.line(sitter.head(lid), dark, 0.0055)
        for lash in (0.2, 0.55):
            end = side * 0.165 + side * 0.085 * np.cos(lash), -0.03 + 0.045 * np.sin(lash)
            layer.line(sitter.head([end, (end[0] + side * 0.03, end[1] + 0.02)]), dark, 0.0035)
        brow = np.stack(
            [side * (0.07 + 0.19 * (t := np.linspace(0, 1, 10))), -0.16 - 0.05 * np.sin(np.pi * t**0.8)],
            axis=1,
        )
        layer.line(sitter.head(brow), dark, 0.006)
        layer.polygon(sitter.head(ellipse(side * 0.21, 0.12, 0.075, 0.05)), mix(skin, palette.accent, 0.35))
    layer.line(sitter.head([(0.02, -0.08), (0.055, 0.12), (0.0, 0.15)]), mix(skin, dark, 0.55), 0.004)
    upper = [
        (-0.1, 0.27),
        (-0.035, 0.245),
        (0, 0.26),
        (0.035, 0.245),
        (0.1, 0.27),
        (0.03, 0.285),
        (0, 0.28),
        (-0.03, 0.285),
    ]
    layer.polygon(sitter.head(closed(upper)), mix(lip, dark, 0.2))
    layer.polygon(
        sitter.head(
            closed([(-0.09, 0.275), (0, 0.287), (0.09, 0.275), (0.05, 0.32), (0, 0.332), (-0.05, 0.32)])
        ),
        lip,
    )


def _hair(layer: Layer, scene: Scene, sitter: _Sitter, hair: Colour, *, short: bool) -> None:
    palette = scene.palette
    left = _PARTED_LEFT
    right = _PARTED_RIGHT
    if short:
        left = _SHORT_LEFT
        right = _SHORT_RIGHT
    layer.polygon(sitter.head(closed(left)), hair)
    layer.polygon(sitter.head(closed(right)), mix(hair, palette.far, 0.12))
    royal = any(word in scene.words for word in ("king", "queen", "prince", "crown", "王"))
    if royal:
        crown = _CROWN
        layer.polygon(sitter.head(crown), mix(palette.glow, palette.second, 0.6))
    elif not short:
        for number in range(3 + round(scene.rich * 8)):
            turn = -2.75 + number * 2.36 / (2 + round(scene.rich * 8))
            x, y = 0.42 * np.cos(turn), -0.2 + 0.44 * np.sin(turn)
            size = 0.085 + 0.04 * np.sin(number * 2.3)
            bloom = (palette.accent, palette.second, palette.glow)[number % 3]
            for petal in range(6):
                angle = petal * np.pi / 3 + number
                layer.polygon(
                    sitter.head(
                        ellipse(
                            x + size * 0.6 * np.cos(angle),
                            y + size * 0.6 * np.sin(angle),
                            size * 0.5,
                            size * 0.5,
                        )
                    ),
                    bloom,
                )
            layer.polygon(
                sitter.head(ellipse(x, y, size * 0.3, size * 0.3)), mix(palette.near, palette.accent, 0.4)
            )


def _helmet(layer: Layer, scene: Scene, at: float) -> None:
    palette = scene.palette
    sitter = _Sitter(at, (scene.kind - 0.5) * 0.2)
    shell = mix(palette.low, (0.97, 0.97, 0.96), 0.6)
    shade = mix(shell, palette.far, 0.4)
    foot = max(3.0, (layer.canvas.view.bottom + 0.2) / 0.36)
    body = [
        (-0.3, 0.55),
        (-0.72, 0.72),
        (-1.0, 1.1),
        (-1.1, 1.7),
        (-1.15, foot),
        (1.15, foot),
        (1.1, 1.7),
        (1.0, 1.1),
        (0.72, 0.72),
        (0.3, 0.55),
    ]
    layer.polygon(sitter.body(body), shell)
    layer.polygon(
        sitter.body([(0.2, 0.6), (0.72, 0.72), (1.0, 1.1), (1.1, 1.7), (1.15, foot), (0.4, foot)]), shade
    )
    layer.polygon(sitter.body(ellipse(0, 0.66, 0.46, 0.16)), mix(shade, palette.near, 0.3))
    layer.polygon(sitter.head(ellipse(0, 0, 0.64, 0.66)), shell)
    layer.polygon(
        sitter.head(closed(_SHELL_SHADE)),
        shade,
    )
    visor = closed(_VISOR)
    layer.polygon(sitter.head(visor * 1.06), mix(palette.second, palette.glow, 0.2))
    layer.polygon(sitter.head(visor), mix(palette.near, palette.top, 0.45))
    layer.polygon(
        sitter.head(closed(_GROUND)),
        mix(palette.accent, palette.near, 0.25),
    )
    layer.polygon(sitter.head(ellipse(0.12, -0.02, 0.1, 0.1)), palette.glow)
    layer.polygon(
        sitter.head(closed(_GLINT)),
        mix(palette.near, palette.low, 0.75),
    )
    for x, y in ((-0.15, -0.3), (0.3, -0.18), (0.05, -0.22), (-0.02, -0.34), (0.24, -0.3)):
        layer.polygon(sitter.head(ellipse(x, y, 0.011, 0.011)), palette.glow)
    layer.polygon(sitter.body(ellipse(-0.5, 1.25, 0.13, 0.13)), palette.accent)
