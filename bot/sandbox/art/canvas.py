"""A picture in the making: a window onto the plane and the few strokes that every style paints with.

All coordinates are scene units. Hard edges are drawn at twice the resolution and averaged; soft ones are
computed coarsely and enlarged, which is what makes a megapixel cheap.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from bot.sandbox.art.noise import Field, Source, View
from bot.sandbox.art.palette import Colour

Points: TypeAlias = NDArray[np.floating[Any]]
"""Corners of a shape, shape (n, 2)."""
_FINE = 2
_COARSE = 4


def rgb(colour: Colour) -> tuple[int, int, int]:
    red, green, blue = (round(max(0.0, min(1.0, part)) * 255) for part in colour)
    return (red, green, blue)


class Canvas:
    """The picture so far (`image`), where it lies (`view`) and where its chance comes from (`source`)."""

    def __init__(self, view: View, size: tuple[int, int], source: Source) -> None:
        self.view = view
        self.size = size
        self.source = source
        self.image = Image.new("RGB", size)
        self.unit = size[0] / view.width
        """Pixels per scene unit."""

    def axes(self, coarse: int = _COARSE) -> tuple[Field, Field]:
        """Return the x and y of the centres of blocks of `coarse` pixels."""
        view = self.view
        across, down = (max(2, -(-length // coarse)) for length in self.size)
        x = view.left + (np.arange(across) + 0.5) * (view.width / across)
        y = view.top + (np.arange(down) + 0.5) * (view.height / down)
        return x.astype(np.float32), y.astype(np.float32)

    def gradient(self, stops: Sequence[tuple[float, Colour]]) -> Image.Image:
        """Return a picture that changes from the top down: a colour at each height."""
        _, y = self.axes(1)
        heights = [height for height, _ in stops]
        parts = [np.interp(y, heights, [colour[n] for _, colour in stops]) for n in range(3)]
        column = (np.clip(np.stack(parts, axis=1), 0, 1) * 255 + 0.5).astype(np.uint8)[:, None, :]
        return Image.fromarray(np.ascontiguousarray(np.broadcast_to(column, (*self.size[::-1], 3))))

    def lay(self, paint: Colour | Image.Image, share: Field) -> None:
        """Wash over everything: `share` 0 to 1, at any coarse resolution."""
        mask = Image.fromarray((np.clip(share, 0, 1) * 255 + 0.5).astype(np.uint8))
        self.fill(paint, mask.resize(self.size, Image.Resampling.BICUBIC))

    def fill(self, paint: Colour | Image.Image, mask: Image.Image) -> None:
        """Paint through a mask of the picture's size."""
        self.image.paste(paint if isinstance(paint, Image.Image) else rgb(paint), (0, 0), mask)

    def glow(self, x: float, y: float, radius: float, colour: Colour, strength: float) -> None:
        """Let light spread from a point and fade with the distance."""
        across, down = self.axes(8)
        distance = np.hypot(across[None, :] - x, down[:, None] - y)
        self.lay(colour, np.exp(-distance / radius) * strength)

    def below(
        self, edge: Callable[[Field], Field], paint: Colour | Image.Image, *, above: bool = False
    ) -> None:
        """Paint everything below a line that gives a height for each x; or everything `above` it."""
        x, _ = self.axes(2)
        line = np.stack([x, edge(x)], axis=1)
        far = self.view.top - 1 if above else self.view.bottom + 1
        ends = np.asarray(
            [[x[-1] + 1, line[-1, 1]], [x[-1] + 1, far], [x[0] - 1, far], [x[0] - 1, line[0, 1]]]
        )
        corners = self.fine(np.concatenate([line, ends]))
        heights = [height for _, height in corners]
        top = max(0, min(self.size[1], int(min(heights)) // _FINE))
        bottom = max(0, min(self.size[1], int(max(heights)) // _FINE + 1))
        if top >= bottom:
            return
        fine = Image.new("L", (self.size[0] * _FINE, (bottom - top) * _FINE))
        ImageDraw.Draw(fine).polygon([(x, y - top * _FINE) for x, y in corners], fill=255)
        strip = paint.crop((0, top, self.size[0], bottom)) if isinstance(paint, Image.Image) else rgb(paint)
        self.image.paste(strip, (0, top, self.size[0], bottom), fine.reduce(_FINE))

    @contextmanager
    def layer(self, opacity: float = 1.0) -> Iterator["Layer"]:
        """Collect shapes and lay them over the picture at the end of the block."""
        layer = Layer(self)
        yield layer
        box = layer.box()
        if box is None:
            return
        top = layer.image.reduce(_FINE, (box[0] * _FINE, box[1] * _FINE, box[2] * _FINE, box[3] * _FINE))
        mask = top.getchannel("A")
        if opacity < 1:
            mask = mask.point([round(value * opacity) for value in range(256)])
        self.image.paste(top.convert("RGB"), box, mask)

    def fine(self, points: Points) -> list[tuple[float, float]]:
        view, (width, height) = self.view, self.size
        x = np.clip((points[:, 0] - view.left) * (width * _FINE / view.width), -9e3, 3e4) - 0.5
        y = np.clip((points[:, 1] - view.top) * (height * _FINE / view.height), -9e3, 3e4) - 0.5
        return list(zip(x.tolist(), y.tolist(), strict=True))


class Layer:
    """Shapes on a transparent sheet at twice the resolution."""

    def __init__(self, canvas: Canvas) -> None:
        self.canvas = canvas
        width, height = canvas.size
        self.image = Image.new("RGBA", (width * _FINE, height * _FINE))
        self._draw = ImageDraw.Draw(self.image)
        self.unit = canvas.unit * _FINE
        self._reach = (np.inf, np.inf, -np.inf, -np.inf)

    def box(self) -> tuple[int, int, int, int] | None:
        """Return the part of the picture, in its pixels, that anything was drawn on; None for nothing."""
        width, height = self.canvas.size
        left, top, right, bottom = (reach / _FINE for reach in self._reach)
        if not (left < width and top < height and right > 0 and bottom > 0):
            return None
        return (max(0, int(left)), max(0, int(top)), min(width, int(right) + 1), min(height, int(bottom) + 1))

    def polygon(self, points: Points, colour: Colour) -> None:
        self._draw.polygon(self._corners(points, 1.0), fill=(*rgb(colour), 255))

    def line(self, points: Points, colour: Colour, width: float) -> None:
        thick = max(1, round(width * self.unit))
        self._draw.line(self._corners(points, thick), fill=(*rgb(colour), 255), width=thick, joint="curve")

    def disc(self, x: float, y: float, radius: float, colour: Colour) -> None:
        self._draw.ellipse(self._square(x, y, radius), fill=(*rgb(colour), 255))

    def ring(self, x: float, y: float, radius: float, colour: Colour, width: float) -> None:
        thick = max(1, round(width * self.unit))
        self._draw.ellipse(self._square(x, y, radius), outline=(*rgb(colour), 255), width=thick)

    def _square(self, x: float, y: float, radius: float) -> list[tuple[float, float]]:
        return self._corners(
            np.asarray([[x - radius, y - radius], [x + radius, y + radius]], np.float32), 1.0
        )

    def _corners(self, points: Points, margin: float) -> list[tuple[float, float]]:
        corners = self.canvas.fine(np.asarray(points, np.float32))
        left, top, right, bottom = self._reach
        x, y = [corner[0] for corner in corners], [corner[1] for corner in corners]
        self._reach = (
            min(left, min(x) - margin),
            min(top, min(y) - margin),
            max(right, max(x) + margin),
            max(bottom, max(y) + margin),
        )
        return corners
