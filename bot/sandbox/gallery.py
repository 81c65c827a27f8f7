"""Keeps painted pictures for a while and paints them in a thread when somebody asks.

Nothing is painted before it is looked at: a load test that never downloads costs no drawing.
The newest pictures are kept within a budget of bytes; an older one is painted again from its recipe.
"""

import asyncio
import io
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from PIL import Image

from bot.sandbox.pictures import encoded, paint, preview, quarter
from bot.sandbox.recipes import Recipe


class Gallery:
    """PNG bytes by recipe, at most `keep` of them and at most `budget` bytes.

    One thread of its own paints: whoever shares the process keeps the other cores and the default
    threads, and two who ask for the same picture do not both paint it.
    """

    def __init__(self, *, keep: int = 500, budget: int = 256 * 2**20) -> None:
        self._keep = keep
        self._budget = budget
        self._bytes = 0
        self._shelf: OrderedDict[Recipe, bytes] = OrderedDict()
        self._painter = ThreadPoolExecutor(max_workers=1, thread_name_prefix="sandbox-painter")

    async def png(self, recipe: Recipe) -> bytes:
        """Return the picture as PNG."""
        return await self._painted(lambda: self._png(recipe))

    async def quarter(self, recipe: Recipe, index: int) -> bytes:
        """Return image 1 to 4 of a grid as PNG, at the size it has in the grid."""
        return await self._painted(lambda: encoded(quarter(self._image(recipe), index)))

    async def preview(self, recipe: Recipe, progress: int) -> bytes:
        """Return what the picture looked like at this progress, as WebP."""
        return await self._painted(lambda: preview(self._image(recipe), progress))

    def close(self) -> None:
        """End the thread; what waits to be painted is dropped."""
        self._painter.shutdown(wait=True, cancel_futures=True)

    async def _painted(self, work: Callable[[], bytes]) -> bytes:
        return await asyncio.get_running_loop().run_in_executor(self._painter, work)

    def _image(self, recipe: Recipe) -> Image.Image:
        with Image.open(io.BytesIO(self._png(recipe))) as image:
            return image.convert("RGB")

    def _png(self, recipe: Recipe) -> bytes:
        kept = self._shelf.get(recipe)
        if kept is not None:
            self._shelf.move_to_end(recipe)
            return kept
        parent = None if recipe.parent is None else self._image(recipe.parent)
        data = encoded(paint(recipe, parent))
        self._shelf[recipe] = data
        self._bytes += len(data)
        while len(self._shelf) > self._keep or (self._bytes > self._budget and len(self._shelf) > 1):
            _, dropped = self._shelf.popitem(last=False)
            self._bytes -= len(dropped)
        return data
