"""The last coat: brush texture and paper grain, or the finish that the words ask for."""

import numpy as np
from PIL import Image, ImageChops, ImageEnhance, ImageFilter

from bot.sandbox.art.canvas import Canvas
from bot.sandbox.art.scene import Scene

_BRUSH = 120
_GRAIN = 1.6
"""Standard deviation of the grain, of 255."""


def varnished(canvas: Canvas, scene: Scene) -> Image.Image:
    """Return the finished picture."""
    image = canvas.image if scene.period else _brushed(canvas, scene)
    if scene.finish == "mono":
        image = image.convert("L").convert("RGB")
    if scene.finish == "pixel":
        return _pixels(canvas, image)
    if scene.finish == "paint":
        image = image.filter(ImageFilter.MedianFilter(3))
    colour = 1 + 0.28 * (scene.rich - 0.3) + (0.2 if scene.niji else 0.0)
    image = ImageEnhance.Color(image).enhance(colour)
    image = (
        ImageEnhance.Contrast(image).enhance(1.0)
        if scene.rich == 0
        else _contrasted(image, 1 + 0.16 * (scene.rich - 0.3))
    )
    return _grained(image)


def _contrasted(image: Image.Image, factor: float) -> Image.Image:
    """Stretch around the middle grey: the average of a picture would change with its window."""
    return image.point([max(0, min(255, round(128 + (value - 128) * factor))) for value in range(256)] * 3)


def _brushed(canvas: Canvas, scene: Scene) -> Image.Image:
    strong = 26 if scene.finish == "paint" else 9
    x, y = canvas.axes(2 if scene.finish == "paint" else 4)
    stroke = canvas.source.over(x, y, _BRUSH, (16.0, 22.0), 4) - 0.47
    light = Image.fromarray(np.clip(128 + stroke * strong * 5, 0, 255).astype(np.uint8))
    light = light.resize(canvas.size, Image.Resampling.BICUBIC)
    return ImageChops.soft_light(canvas.image, Image.merge("RGB", (light, light, light)))


def _grained(image: Image.Image) -> Image.Image:
    rng = np.random.default_rng(1)
    grain = rng.standard_normal((image.height, image.width), np.float32) * _GRAIN + 128.5
    sheet = Image.fromarray(grain.astype(np.uint8))
    return ImageChops.add(image, Image.merge("RGB", (sheet, sheet, sheet)), 1, -128)


def _pixels(canvas: Canvas, image: Image.Image) -> Image.Image:
    block = max(1, round(canvas.unit / 96))
    small = image.resize((max(1, image.width // block), max(1, image.height // block)), Image.Resampling.BOX)
    return small.quantize(28).convert("RGB").resize(image.size, Image.Resampling.NEAREST)
