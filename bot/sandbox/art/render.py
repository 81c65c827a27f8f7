"""Turns a scene and a window onto it into a picture. Pure: no clock, no files."""

from collections.abc import Callable
from math import sqrt

from PIL import Image

from bot.sandbox.art.abstract import paint_abstract
from bot.sandbox.art.animals import paint_animal
from bot.sandbox.art.botany import paint_botany
from bot.sandbox.art.buildings import paint_building
from bot.sandbox.art.canvas import Canvas
from bot.sandbox.art.city import paint_city
from bot.sandbox.art.cosmos import paint_cosmos
from bot.sandbox.art.emblem import paint_emblem
from bot.sandbox.art.figure import paint_figure
from bot.sandbox.art.finish import varnished
from bot.sandbox.art.land import foreground, paint_land
from bot.sandbox.art.noise import View
from bot.sandbox.art.pattern import paint_pattern
from bot.sandbox.art.scene import Scene
from bot.sandbox.art.words import ANIMALS

_STYLES: dict[str, Callable[[Canvas, Scene], None]] = {
    "land": paint_land,
    "city": paint_city,
    "botany": paint_botany,
    "cosmos": paint_cosmos,
    "abstract": paint_abstract,
    "figure": paint_figure,
    "emblem": paint_emblem,
}


def view_of(aspect: tuple[int, int]) -> View:
    """Return the window of one square unit with this aspect, centred where the scene happens."""
    width = sqrt(aspect[0] / aspect[1])
    return View(left=-width / 2, top=-0.5 / width, width=width, height=1 / width)


def render(scene: Scene, view: View, size: tuple[int, int]) -> Image.Image:
    """Paint what the window shows, `size` pixels wide and high."""
    canvas = Canvas(view, size, scene.source)
    if scene.period:
        paint_pattern(canvas, scene)
    else:
        _STYLES[scene.style](canvas, scene)
        _stand_in(canvas, scene)
    return varnished(canvas, scene)


def _stand_in(canvas: Canvas, scene: Scene) -> None:
    """Let the subject take its place; portraits have theirs, and buildings need a landscape."""
    if scene.subject in ANIMALS and scene.style not in ("figure", "abstract"):
        paint_animal(canvas, scene)
        if scene.subject not in ("fish", "butterfly", "whale") and scene.style != "cosmos":
            foreground(canvas, scene)
    elif scene.subject and scene.style == "land":
        paint_building(canvas, scene)
        if scene.subject != "boat":
            foreground(canvas, scene)
