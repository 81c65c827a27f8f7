"""Paints recipes: each action's effect on pixels. Pure functions; the caller picks the process.

A grid holds four images of half its width and height; everything that looks at "one image" of a grid
takes exactly that quarter.
"""

import io
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter, ImageOps, UnidentifiedImageError

from bot.sandbox.art.noise import Source
from bot.sandbox.art.render import render
from bot.sandbox.art.scene import stable_seed
from bot.sandbox.recipes import (
    Blend,
    Frame,
    Imagine,
    Outpaint,
    Pick,
    Recipe,
    Region,
    Size,
    Upload,
    Upscale,
    Vary,
)

_LARGEST_UPLOAD = 60_000_000
"""Pixels; more than any picture the sandbox makes, far less than what would fill the memory."""
_WHITE = 128
_LARGEST_PAINTED = 2304
"""The longer side in pixels up to which a scene is painted afresh: beyond, memory is dear."""


class UnreadableImageError(ValueError):
    """Bytes that are no picture, or one too large to look at."""


def opened(data: bytes) -> Image.Image:
    """Decode an uploaded picture to RGB; raises UnreadableImageError."""
    try:
        with Image.open(io.BytesIO(data)) as image:
            if image.width * image.height > _LARGEST_UPLOAD:
                raise UnreadableImageError(f"{image.width}x{image.height} pixels are too many")
            return ImageOps.exif_transpose(image).convert("RGB")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise UnreadableImageError(str(error)) from error


def encoded(image: Image.Image) -> bytes:
    """Return PNG bytes; the lightest compression, since grain hardly shrinks and time is dear."""
    buffer = io.BytesIO()
    image.save(buffer, "PNG", compress_level=1)
    return buffer.getvalue()


def paint(recipe: Recipe, parent: Image.Image | None) -> Image.Image:
    """Paint one picture; `parent` is the painted `recipe.parent`, None when it has none."""
    painter = _PAINTERS[type(recipe)]
    return painter(recipe, parent)


def preview(image: Image.Image, progress: int) -> bytes:
    """Return a WebP of half the size that grows clearer as the progress (0 to 100) rises."""
    size = (max(1, image.width // 2), max(1, image.height // 2))
    block = max(2, 40 - progress * 38 // 100)
    coarse = image.resize((max(1, size[0] // block), max(1, size[1] // block)), Image.Resampling.BOX)
    blurred = coarse.resize(size, Image.Resampling.BICUBIC).filter(ImageFilter.GaussianBlur(block / 4))
    buffer = io.BytesIO()
    blurred.save(buffer, "WEBP", quality=60)
    return buffer.getvalue()


def quarter(image: Image.Image, index: int) -> Image.Image:
    """Return image 1 to 4 of a grid, at the size it has there."""
    width, height = image.width // 2, image.height // 2
    left, top = (index - 1) % 2 * width, (index - 1) // 2 * height
    return image.crop((left, top, left + width, top + height))


def _given(parent: Image.Image | None) -> Image.Image:
    if parent is None:
        raise ValueError("this recipe needs its parent's picture")
    return parent


def _grid(recipe: Recipe, draw: Callable[[Frame, Size, int], Image.Image]) -> Image.Image:
    canvas = Image.new("RGB", recipe.size)
    width, height = recipe.size[0] // 2, recipe.size[1] // 2
    for number, frame in enumerate(recipe.frames):
        canvas.paste(draw(frame, (width, height), number), (number % 2 * width, number // 2 * height))
    return canvas


def _tile(image: Image.Image, recipe: Recipe, index: int) -> Image.Image:
    return quarter(image, index) if recipe.is_grid else image


def _imagined(recipe: Imagine, frame: Frame, size: Size, number: int) -> Image.Image:
    drawn = render(frame.scene, frame.view, size)
    if not recipe.images:
        return drawn
    mixed = _mixed([opened(data) for data in recipe.images], size, recipe.seed, number)
    return Image.blend(drawn, mixed, 0.5)


def _cloud(size: Size, *seed: object) -> NDArray[np.float32]:
    """Return soft noise of a picture's size, about 0 to 1; computed coarsely, enlarged."""
    x, y = (np.linspace(0, 3, max(2, length // 8), dtype=np.float32) for length in size)
    noise = Image.fromarray(Source(stable_seed(*seed)).over(x, y, 0, (1.0, 1.0), 3))
    return np.asarray(noise.resize(size, Image.Resampling.BICUBIC), np.float32)


def _mixed(sources: list[Image.Image], size: Size, seed: int, number: int) -> Image.Image:
    """Mix all images: an even average everywhere, and where the noise is high more of one of them."""
    fitted = [np.asarray(ImageOps.fit(image, size), np.float32) for image in sources]
    weights = []
    for place, _ in enumerate(fitted):
        favour = 1.5 if place == number % len(fitted) else 1.0
        weights.append(favour * np.clip(_cloud(size, seed, place) * 2 - 0.4, 0.15, 1))
    total = np.sum(weights, axis=0)
    mixture = sum(
        pixels * (weight / total)[..., None] for pixels, weight in zip(fitted, weights, strict=True)
    )
    return _image(np.asarray(mixture, np.float32))


def _blended(recipe: Blend) -> Image.Image:
    sources = [opened(data) for data in recipe.images]
    return _grid(recipe, lambda _frame, size, n: _mixed(sources, size, recipe.seed + n, n))


def _picked(recipe: Pick, parent: Image.Image) -> Image.Image:
    return _tile(parent, recipe.parent, recipe.index)


def _enlarged(recipe: Upscale, parent: Image.Image) -> Image.Image:
    """Paint the same window with more pixels; what the scene does not explain is stretched instead."""
    frame = recipe.parent.frames[0]
    if frame.from_pixels:
        larger = parent.resize(recipe.size, Image.Resampling.LANCZOS)
    else:
        shrink = max(1.0, max(recipe.size) / _LARGEST_PAINTED)
        drawn = render(
            frame.scene, frame.view, (round(recipe.size[0] / shrink), round(recipe.size[1] / shrink))
        )
        larger = drawn.resize(recipe.size, Image.Resampling.LANCZOS)
    return larger.filter(ImageFilter.UnsharpMask(4, 90)) if recipe.creative else larger


def _varied(recipe: Vary, parent: Image.Image) -> Image.Image:
    source = _tile(parent, recipe.parent, recipe.index)
    return _grid(recipe, lambda frame, size, n: _varied_one(recipe, source, frame, size, n))


def _varied_one(recipe: Vary, source: Image.Image, frame: Frame, size: Size, number: int) -> Image.Image:
    if not frame.from_pixels:
        return render(frame.scene, frame.view, size)
    pixels = np.asarray(source.resize(size, Image.Resampling.LANCZOS), np.float32)
    reach = 0.25 * recipe.strength
    aside = (_cloud(size, recipe.seed, number) - 0.5) * reach * size[0]
    down = (_cloud(size, recipe.seed, number, "y") - 0.5) * reach * size[1]
    column = np.clip(np.arange(size[0])[None, :] + aside, 0, size[0] - 1).astype(int)
    row = np.clip(np.arange(size[1])[:, None] + down, 0, size[1] - 1).astype(int)
    tint = np.asarray([1 + 0.3 * recipe.strength * ((number + k) % 3 - 1) for k in range(3)], np.float32)
    return _image(pixels[row, column] * tint)


def _widened(recipe: Outpaint, parent: Image.Image, frame: Frame, size: Size) -> Image.Image:
    """Look through the wider window; an image that its scene does not explain is laid into it."""
    canvas = render(frame.scene, frame.view, size)
    if not frame.from_pixels:
        return canvas
    if not recipe.is_reworded:
        around = ImageOps.fit(parent, size).filter(ImageFilter.GaussianBlur(max(size) / 24))
        canvas = Image.blend(canvas, around, 0.7)
    left, top, width, height = recipe.box
    inner = (max(1, round(width * size[0])), max(1, round(height * size[1])))
    corner = (round(left * size[0]), round(top * size[1]))
    canvas.paste(parent.resize(inner, Image.Resampling.LANCZOS), corner, _feather(inner, corner, size))
    return canvas


def _feather(inner: Size, corner: Size, canvas: Size) -> Image.Image:
    """Return an opaque mask whose edges fade where the canvas goes on beyond them."""
    soft = max(2, min(inner) // 16)

    def ramp(length: int, before: bool, after: bool) -> NDArray[np.float32]:  # noqa: FBT001 - both sides alike
        place = np.arange(length, dtype=np.float32)
        low = np.clip((place + 1) / soft, 0, 1) if before else np.ones(length, np.float32)
        high = np.clip((length - place) / soft, 0, 1) if after else np.ones(length, np.float32)
        return np.asarray(np.minimum(low, high), np.float32)

    across = ramp(inner[0], corner[0] > 0, corner[0] + inner[0] < canvas[0])
    down = ramp(inner[1], corner[1] > 0, corner[1] + inner[1] < canvas[1])
    return Image.fromarray((down[:, None] * across[None, :] * 255).astype(np.uint8))


def _repainted(recipe: Region, parent: Image.Image, frame: Frame, size: Size) -> Image.Image:
    kept = parent.resize(size, Image.Resampling.LANCZOS)
    white = (
        opened(recipe.mask)
        .convert("L")
        .resize(size, Image.Resampling.NEAREST)
        .point(lambda v: 255 * (v >= _WHITE))
    )
    inward = Image.fromarray(
        np.minimum(np.asarray(white), np.asarray(white.filter(ImageFilter.GaussianBlur(3))))
    )
    return Image.composite(render(frame.scene, frame.view, size), kept, inward)


def mask_problem(mask: bytes, size: Size) -> str | None:
    """Say what is wrong with a mask for a picture of this size, None when it will do."""
    image = opened(mask)
    if image.size != size:
        return f"the mask is {image.width}x{image.height}, the image {size[0]}x{size[1]}"
    darkest, lightest = image.convert("L").getextrema()
    if not isinstance(lightest, (int, float)) or lightest < _WHITE:
        return "the mask has no white part to repaint"
    if not isinstance(darkest, (int, float)) or darkest >= _WHITE:
        return "the mask has no black part to keep"
    return None


_PAINTERS: dict[type, Callable[[Any, Image.Image | None], Image.Image]] = {
    Imagine: lambda recipe, _: _grid(recipe, lambda frame, size, n: _imagined(recipe, frame, size, n)),
    Upload: lambda recipe, _: opened(recipe.data),
    Blend: lambda recipe, _: _blended(recipe),
    Pick: lambda recipe, parent: _picked(recipe, _given(parent)),
    Upscale: lambda recipe, parent: _enlarged(recipe, _given(parent)),
    Vary: lambda recipe, parent: _varied(recipe, _given(parent)),
    Outpaint: lambda recipe, parent: _grid(
        recipe, lambda f, size, _n: _widened(recipe, _given(parent), f, size)
    ),
    Region: lambda recipe, parent: _grid(
        recipe, lambda f, size, _n: _repainted(recipe, _given(parent), f, size)
    ),
}
"""How each recipe is painted; a recipe that is not here cannot be."""


def _image(pixels: NDArray[np.float32]) -> Image.Image:
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8), "RGB")
