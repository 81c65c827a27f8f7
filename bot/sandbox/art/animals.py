"""Animals as plain silhouettes with a face: recognisable at a glance, sitting where the scene's focus is."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from bot.sandbox.art.canvas import Canvas, Layer
from bot.sandbox.art.creatures import paint_bird, paint_butterflies, paint_fish, paint_owl, paint_whale
from bot.sandbox.art.curves import Corners, closed, ellipse, mirrored, placed
from bot.sandbox.art.palette import Colour, mix, of_hex
from bot.sandbox.art.perch import knoll
from bot.sandbox.art.scene import Scene


@dataclass(frozen=True, slots=True)
class Coat:
    """What tells one seated animal from another; points in heights of the animal, feet at y 0, mirrored."""

    fur: tuple[str, ...]
    ear: Corners
    muzzle: tuple[float, float] = (0.0, 0.0)
    """Half width and half height of a pale muzzle; none when 0."""
    eye: str = "dot"
    tail: Corners | None = None
    mane: float = 0.0
    mask: Corners | None = None
    """Half of a pale face, mirrored."""
    antlers: bool = False


_COATS = {
    "cat": Coat(("2a2733", "d98a4a", "8b8d96", "e9ddcb"), [(0.05, -0.9), (0.2, -1.02), (0.235, -0.74)], eye="slit",
                tail=[(0.24, -0.05), (0.5, -0.03), (0.6, -0.2), (0.47, -0.36), (0.52, -0.5)]),
    "fox": Coat(("d2622a", "c4532a"), [(0.03, -0.9), (0.21, -1.06), (0.25, -0.74)],
                mask=[(0, -0.6), (0.12, -0.66), (0.24, -0.7), (0.16, -0.58), (0.0, -0.5)],
                tail=[(0.25, -0.05), (0.52, -0.02), (0.68, -0.2), (0.6, -0.45)]),
    "dog": Coat(("b98552", "8a5a3a", "d9c3a0"), [(0.13, -0.9), (0.28, -0.86), (0.3, -0.6), (0.21, -0.6)], (0.11, 0.09),
                tail=[(0.26, -0.06), (0.45, -0.12), (0.5, -0.3)]),
    "bear": Coat(("6b4632", "4d3629"), list(ellipse(0.17, -0.91, 0.08, 0.08)), (0.1, 0.075)),
    "lion": Coat(("d9a04e",), list(ellipse(0.17, -0.9, 0.06, 0.06)), (0.1, 0.08), mane=0.36,
                 tail=[(0.26, -0.05), (0.5, -0.05), (0.62, -0.25), (0.56, -0.42)]),
    "rabbit": Coat(("e8dccb", "c9b39a", "8f8078"),
                   [(0.03, -0.88), (0.05, -1.2), (0.13, -1.34), (0.19, -1.2), (0.16, -0.84)], (0.07, 0.05)),
    "deer": Coat(("a8693f", "8c5636"), [(0.14, -0.86), (0.36, -0.93), (0.24, -0.76)], (0.075, 0.09), antlers=True),
}  # fmt: skip


def paint_animal(canvas: Canvas, scene: Scene) -> None:
    """Paint the scene's animal in its place."""
    painter: Callable[[Canvas, Scene], None] = {
        "bird": paint_bird,
        "fish": paint_fish,
        "whale": paint_whale,
        "butterfly": paint_butterflies,
        "owl": paint_owl,
    }.get(scene.subject, _seated)
    painter(canvas, scene)


def _fur(scene: Scene, furs: tuple[str, ...]) -> Colour:
    said = {"black": 0.0, "orange": 1.0, "ginger": 1.0, "grey": 2.0, "gray": 2.0, "white": 3.0}
    number = next(
        (int(n) for word, n in said.items() if word in scene.words and n < len(furs)),
        scene.source.seed % len(furs),
    )
    return mix(mix(of_hex(furs[number]), scene.palette.near, 0.12), scene.palette.low, 0.08)


def _seated(canvas: Canvas, scene: Scene) -> None:
    coat = _COATS[scene.subject]
    fur = _fur(scene, coat.fur)
    dark, pale = mix(fur, scene.palette.near, 0.45), mix(fur, (1.0, 0.96, 0.9), 0.72)
    x, y, size = scene.focus, 0.34, 0.5 if scene.subject != "bear" else 0.54
    knoll(canvas, scene, y - 0.015)
    with canvas.layer() as layer:
        if coat.tail:
            _tail(layer, coat, (x, y, size), (fur, pale if scene.subject == "fox" else dark), scene)
        body = [(0.13, -0.66), (0.19, -0.5), (0.27, -0.34), (0.34, -0.14), (0.31, -0.01), (0.1, 0.0)]
        layer.polygon(placed(closed([*body, *((-a, b) for a, b in reversed(body))]), x, y, size), fur)
        chest = closed([(0, -0.6), (0.1, -0.46), (0.11, -0.3), (0, -0.16), (-0.11, -0.3), (-0.1, -0.46)])
        layer.polygon(placed(chest, x, y, size), mix(fur, pale, 0.5))
        for side in (-1, 1):
            layer.polygon(placed(ellipse(side * 0.09, -0.015, 0.075, 0.035), x, y, size), mix(fur, pale, 0.3))
            layer.line(placed([(side * 0.035, -0.05), (side * 0.05, -0.28)], x, y, size), dark, 0.003)
        if coat.mane:
            for turn in np.linspace(0, 2 * np.pi, 18, endpoint=False):
                tuft = ellipse(0.21 * np.cos(turn), -0.75 + 0.2 * np.sin(turn), 0.11, 0.11)
                layer.polygon(placed(tuft, x, y, size), mix(dark, of_hex("8a3f1d"), 0.6))
        _head(layer, scene, coat, (x, y, size), (fur, dark, pale))


def _tail(
    layer: Layer, coat: Coat, at: tuple[float, float, float], paints: tuple[Colour, Colour], scene: Scene
) -> None:
    x, y, size = at
    path = np.asarray(coat.tail, np.float32)
    t = np.linspace(0, len(path) - 1, 60)
    smooth = np.stack([np.interp(t, range(len(path)), path[:, n]) for n in (0, 1)], axis=1)
    kernel = np.ones(15) / 15
    smooth = np.stack(
        [np.convolve(np.pad(smooth[:, n], 7, mode="edge"), kernel, "valid") for n in (0, 1)], axis=1
    )
    bushy = scene.subject == "fox"
    for number, (a, b) in enumerate(smooth.tolist()):
        share = number / 60
        wide = (0.05 + 0.09 * np.sin(np.pi * share**0.9)) if bushy else 0.042
        tip = share > (0.72 if bushy else 0.85)
        layer.disc(x + a * size, y + (b - 0.03) * size, wide * size, paints[1] if tip else paints[0])


def _head(
    layer: Layer,
    scene: Scene,
    coat: Coat,
    at: tuple[float, float, float],
    paints: tuple[Colour, Colour, Colour],
) -> None:
    x, y, size = at
    fur, dark, pale = paints
    if coat.antlers:
        for side in (-1, 1):
            for branch in (
                [(0.07, -0.9), (0.14, -1.08), (0.3, -1.2), (0.33, -1.4)],
                [(0.14, -1.08), (0.13, -1.28)],
                [(0.3, -1.2), (0.46, -1.26)],
                [(0.22, -1.14), (0.23, -1.36)],
            ):
                layer.line(
                    placed([(side * a, b) for a, b in branch], x, y, size), mix(dark, pale, 0.3), 0.012
                )
    for ear in (np.asarray(coat.ear, np.float32), mirrored(coat.ear)):
        layer.polygon(placed(ear, x, y, size), fur if scene.subject != "dog" else dark)
        middle = ear.mean(axis=0)
        inner = (ear - middle) * np.float32(0.55) + middle
        layer.polygon(placed(inner, x, y, size), mix(dark, scene.palette.accent, 0.3))
    layer.polygon(placed(ellipse(0, -0.745, 0.235 if not coat.antlers else 0.17, 0.19), x, y, size), fur)
    if coat.mask:
        layer.polygon(
            placed(np.concatenate([np.asarray(coat.mask, np.float32), mirrored(coat.mask)]), x, y, size), pale
        )
    if coat.muzzle[0]:
        layer.polygon(placed(ellipse(0, -0.665, *coat.muzzle), x, y, size), pale)
    _eyes(layer, scene, coat, at)
    nose = [(-0.028, -0.69), (0.028, -0.69), (0.0, -0.662)]
    ink = mix(scene.palette.near, (0.05, 0.04, 0.05), 0.5)
    layer.polygon(
        placed(nose, x, y, size), ink if coat.eye != "slit" else mix(scene.palette.accent, pale, 0.2)
    )
    for side in (-1, 1):
        smile = [(0, -0.664), (side * 0.012, -0.64), (side * 0.04, -0.63), (side * 0.058, -0.645)]
        layer.line(placed(smile, x, y, size), ink, 0.0025)
        if coat.eye == "slit":
            for lift in (-0.02, 0.0, 0.02):
                layer.line(
                    placed([(side * 0.08, -0.665 + lift * 0.5), (side * 0.3, -0.68 + lift * 2)], x, y, size),
                    pale,
                    0.0016,
                )


def draw_face(layer: Layer, scene: Scene, at: tuple[float, float, float], chance: float) -> None:
    """Draw only the head of the scene's animal; `at` is where its feet would be, and its height."""
    coat = _COATS[scene.subject]
    fur = mix(of_hex(coat.fur[int(chance * len(coat.fur))]), scene.palette.low, 0.08)
    _head(layer, scene, coat, at, (fur, mix(fur, scene.palette.near, 0.45), mix(fur, (1.0, 0.96, 0.9), 0.72)))


def _eyes(layer: Layer, scene: Scene, coat: Coat, at: tuple[float, float, float]) -> None:
    x, y, size = at
    ink = mix(scene.palette.near, (0.03, 0.03, 0.04), 0.7)
    for side in (-1, 1):
        if coat.eye == "slit":
            almond = closed(
                [(side * 0.04, -0.75), (side * 0.09, -0.79), (side * 0.15, -0.775), (side * 0.1, -0.735)]
            )
            layer.polygon(placed(almond, x, y, size), mix(of_hex("f2cf4a"), of_hex("9ccf6a"), scene.kind))
            layer.polygon(placed(ellipse(side * 0.096, -0.763, 0.012, 0.03), x, y, size), ink)
        else:
            layer.polygon(placed(ellipse(side * 0.092, -0.765, 0.027, 0.03), x, y, size), ink)
            layer.polygon(
                placed(ellipse(side * 0.092 + 0.009, -0.775, 0.008, 0.009), x, y, size), (1.0, 1.0, 0.98)
            )
