"""How each picture comes to be, as values: a recipe names its parent recipe, its prompt and its seed.

A recipe is enough to paint its picture again at any time, so a picture may be forgotten and asked for
later. The sizes and the windows (`Frame`) of its images are arithmetic on recipes; pixels are `pictures`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import sqrt
from typing import Protocol

from bot.sandbox.art.noise import View
from bot.sandbox.art.render import view_of
from bot.sandbox.art.scene import Look, Scene, recast, scene_of, varied, widened
from bot.sandbox.prompts import InvalidParameterError, Prompt, read_prompt

Size = tuple[int, int]
SIDE = 2048
"""Midjourney's side of a square grid in pixels; other aspects keep its area, and an image of it has half the side."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One image of a picture: which scene, seen through which window."""

    scene: Scene
    view: View
    from_pixels: bool = False
    """True when the scene alone does not explain the image: uploads or a repainted region are in it."""


class Recipe(Protocol):
    """What every recipe can tell without painting."""

    @property
    def parent(self) -> "Recipe | None": ...
    @property
    def aspect(self) -> tuple[int, int]: ...
    @property
    def side(self) -> int:
        """The side of a square grid that comes of it, in pixels."""
        ...

    @property
    def is_grid(self) -> bool: ...
    @property
    def size(self) -> Size: ...
    @property
    def frames(self) -> tuple[Frame, ...]: ...


def full_size(aspect: tuple[int, int], side: int = SIDE) -> Size:
    """Return a grid's width and height in pixels: the area of a square of that side, both divisible by four."""
    stretch = sqrt(aspect[0] / aspect[1])
    return (max(32, round(side * stretch / 4) * 4), max(32, round(side / stretch / 4) * 4))


def image_size(aspect: tuple[int, int], side: int = SIDE) -> Size:
    """Return the width and height of one image of a grid."""
    width, height = full_size(aspect, side)
    return (width // 2, height // 2)


def _scene(prompt: str, seed: int, number: int, aspect: tuple[int, int]) -> Scene:
    read = _read(prompt)
    look = Look(read.stylize, read.chaos, read.tile, read.version.startswith("niji"))
    return scene_of(read.text, seed, number, look, aspect)


def _read(prompt: str) -> Prompt:
    try:
        return read_prompt(prompt)
    except InvalidParameterError:
        return Prompt(raw=prompt, text=prompt)


def _reworded(scene: Scene, prompt: str, seed: int, aspect: tuple[int, int]) -> Scene:
    """Return the scene as the prompt tells it now: itself, unless the words have changed."""
    return recast(scene, _scene(prompt, seed, 0, aspect)) if _read(prompt).text else scene


@dataclass(frozen=True, slots=True)
class Imagine:
    """Four related images from words, with image prompts showing through when there are any."""

    prompt: str
    seed: int
    aspect: tuple[int, int] = (1, 1)
    images: tuple[bytes, ...] = ()
    parent: Recipe | None = None
    side: int = SIDE
    is_grid: bool = True

    @property
    def size(self) -> Size:
        return full_size(self.aspect, self.side)

    @property
    def frames(self) -> tuple[Frame, ...]:
        view = view_of(self.aspect)
        return tuple(
            Frame(_scene(self.prompt, self.seed, n, self.aspect), view, bool(self.images)) for n in range(4)
        )


@dataclass(frozen=True, slots=True)
class Upload:
    """A picture that somebody sent, as it is: what a describe's result shows."""

    data: bytes
    size: Size
    parent: Recipe | None = None
    side: int = SIDE
    is_grid: bool = False

    @property
    def aspect(self) -> tuple[int, int]:
        return _reduced(*self.size)

    @property
    def frames(self) -> tuple[Frame, ...]:
        return (Frame(scene_of("upload", 0), view_of(self.aspect), from_pixels=True),)


@dataclass(frozen=True, slots=True)
class Blend:
    """Four mixtures of two to five given images."""

    images: tuple[bytes, ...]
    seed: int
    aspect: tuple[int, int] = (1, 1)
    parent: Recipe | None = None
    side: int = SIDE
    is_grid: bool = True

    @property
    def size(self) -> Size:
        return full_size(self.aspect, self.side)

    @property
    def frames(self) -> tuple[Frame, ...]:
        view = view_of(self.aspect)
        return tuple(Frame(scene_of("blend", self.seed, n), view, from_pixels=True) for n in range(4))


@dataclass(frozen=True, slots=True)
class Pick:
    """U1 to U4: one quarter of a grid, pixel for pixel. `index` is 1 to 4."""

    parent: Recipe
    index: int
    is_grid: bool = False

    @property
    def side(self) -> int:
        return self.parent.side

    @property
    def aspect(self) -> tuple[int, int]:
        return self.parent.aspect

    @property
    def size(self) -> Size:
        return (self.parent.size[0] // 2, self.parent.size[1] // 2)

    @property
    def frames(self) -> tuple[Frame, ...]:
        return (self.parent.frames[self.index - 1],)


@dataclass(frozen=True, slots=True)
class Upscale:
    """The image itself with more pixels; `creative` also sharpens what is small."""

    parent: Recipe
    factor: int
    creative: bool = False
    is_grid: bool = False

    @property
    def side(self) -> int:
        return self.parent.side

    @property
    def aspect(self) -> tuple[int, int]:
        return self.parent.aspect

    @property
    def size(self) -> Size:
        return (self.parent.size[0] * self.factor, self.parent.size[1] * self.factor)

    @property
    def frames(self) -> tuple[Frame, ...]:
        return self.parent.frames


@dataclass(frozen=True, slots=True)
class Vary:
    """Four images that resemble one: `index` 1 to 4 of a grid, or 1 of a single image."""

    parent: Recipe
    index: int
    seed: int
    strength: float
    prompt: str
    is_grid: bool = True

    @property
    def side(self) -> int:
        return self.parent.side

    @property
    def aspect(self) -> tuple[int, int]:
        return self.parent.aspect

    @property
    def size(self) -> Size:
        return full_size(self.aspect, self.side)

    @property
    def frames(self) -> tuple[Frame, ...]:
        source = self.parent.frames[self.index - 1]
        scene = _reworded(source.scene, self.prompt, self.seed, self.aspect)
        return tuple(
            Frame(varied(scene, self.seed + n, self.strength), source.view, source.from_pixels)
            for n in range(4)
        )


@dataclass(frozen=True, slots=True)
class Outpaint:
    """Four wider pictures around one image: zooms, pans and squares differ only in where the image lies."""

    parent: Recipe
    aspect: tuple[int, int]
    box: tuple[float, float, float, float]
    """Left, top, width and height of the parent within the new canvas, each 0 to 1."""
    seed: int
    prompt: str
    axis: str | None = None
    """"x" or "y" for a pan: a panned image may only be panned further along the same axis."""
    is_grid: bool = True

    @property
    def side(self) -> int:
        return self.parent.side

    @property
    def size(self) -> Size:
        return full_size(self.aspect, self.side)

    @property
    def frames(self) -> tuple[Frame, ...]:
        source = self.parent.frames[0]
        scene = _reworded(source.scene, self.prompt, self.seed, self.aspect)
        left, top, width, height = self.box
        inner = source.view
        view = View(
            left=inner.left - left / width * inner.width,
            top=inner.top - top / height * inner.height,
            width=inner.width / width,
            height=inner.height / height,
        )
        pasted = source.from_pixels or self.is_reworded
        return tuple(Frame(widened(scene, inner, n, self.seed), view, pasted) for n in range(4))

    @property
    def is_reworded(self) -> bool:
        """True when other words are told around the image than in it."""
        words = _read(self.prompt).text.lower()
        return bool(words) and words != self.parent.frames[0].scene.words


@dataclass(frozen=True, slots=True)
class Region:
    """Four pictures that differ from the parent only where the mask is white."""

    parent: Recipe
    mask: bytes
    seed: int
    prompt: str
    is_grid: bool = True

    @property
    def side(self) -> int:
        return self.parent.side

    @property
    def aspect(self) -> tuple[int, int]:
        return self.parent.aspect

    @property
    def size(self) -> Size:
        return full_size(self.aspect, self.side)

    @property
    def frames(self) -> tuple[Frame, ...]:
        view = self.parent.frames[0].view
        return tuple(
            Frame(_scene(self.prompt, self.seed, n, self.aspect), view, from_pixels=True) for n in range(4)
        )


def zoomed(
    parent: Recipe, factor: float, seed: int, prompt: str, aspect: tuple[int, int] | None = None
) -> Outpaint:
    """Zoom out: the parent in the middle, `factor` times smaller than the canvas that would just hold it."""
    canvas = aspect or parent.aspect
    wider = (canvas[0] * parent.aspect[1]) / (canvas[1] * parent.aspect[0])
    width, height = min(1.0, 1 / wider) / factor, min(1.0, wider) / factor
    return Outpaint(parent, canvas, ((1 - width) / 2, (1 - height) / 2, width, height), seed, prompt)


_PANS: dict[str, Callable[[float], tuple[float, float]]] = {
    "left": lambda rest: (rest, 0.0),
    "right": lambda _rest: (0.0, 0.0),
    "up": lambda rest: (0.0, rest),
    "down": lambda _rest: (0.0, 0.0),
}


def panned(parent: Recipe, direction: str, seed: int, prompt: str) -> Outpaint:
    """Pan: half as much again on one side; the aspect changes, as Midjourney's does."""
    share = 2 / 3
    wide, high = parent.aspect
    left, top = _PANS[direction](1 - share)
    if direction in ("left", "right"):
        return Outpaint(parent, _reduced(wide * 3, high * 2), (left, top, share, 1.0), seed, prompt, "x")
    return Outpaint(parent, _reduced(wide * 2, high * 3), (left, top, 1.0, share), seed, prompt, "y")


def _reduced(width: int, height: int) -> tuple[int, int]:
    """Reduce an aspect, and round it when repeated pans have made its numbers large."""
    limit = 100
    scale = limit / max(width, height)
    if scale < 1:
        width, height = max(1, round(width * scale)), max(1, round(height * scale))
    divisor = next(d for d in range(min(width, height), 0, -1) if width % d == 0 and height % d == 0)
    return (width // divisor, height // divisor)
