"""Keeps painted pictures and films for a while and has them made in a process when somebody asks.

Nothing is painted before it is looked at: a load test that never downloads costs no drawing, and the
process is started by the first picture. The newest pictures are kept within a budget of bytes; an older
one is painted again from its recipe.
"""

import asyncio
import logging
import multiprocessing
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import ParamSpec

from bot.sandbox import brush
from bot.sandbox.films import Film
from bot.sandbox.recipes import Recipe

_log = logging.getLogger(__name__)
_Arguments = ParamSpec("_Arguments")


class Gallery:
    """PNG and MP4 bytes by recipe, at most `keep` of them and at most `budget` bytes.

    One process paints, so that neither the loop nor its threads ever wait for numpy. Two who ask for the
    same picture do not both have it painted. A process that dies is replaced once for each request;
    a second death raises BrokenProcessPool.
    """

    def __init__(self, *, keep: int = 500, budget: int = 256 * 2**20) -> None:
        self._keep = keep
        self._budget = budget
        self._bytes = 0
        self._shelf: OrderedDict[Recipe, bytes] = OrderedDict()
        self._turn = asyncio.Lock()
        self._pool: ProcessPoolExecutor | None = None

    def prepare(self) -> None:
        """Start the painting process; does not wait for it."""
        self._opened().submit(brush.prepare)

    async def png(self, recipe: Recipe) -> bytes:
        """Return the picture as PNG; of a film, the one with which it begins."""
        async with self._turn:
            return await self._made(recipe.parent if isinstance(recipe, Film) else recipe)

    async def film(self, recipe: Film, number: int) -> bytes:
        """Return film 1 to 4 of a set as MP4; raises KeyError for one that it does not have."""
        take = recipe.take(number)
        async with self._turn:
            return await self._made(take)

    async def quarter(self, recipe: Recipe, index: int) -> bytes:
        """Return image 1 to 4 of a grid as PNG, at the size it has in the grid."""
        return await self._work(brush.quarter, await self.png(recipe), index)

    async def preview(self, recipe: Recipe, progress: int) -> bytes:
        """Return what the picture looked like at this progress, 0 to 100, as WebP."""
        return await self._work(brush.preview, await self.png(recipe), progress)

    async def close(self) -> None:
        """End the process; what waits to be painted is dropped."""
        pool, self._pool = self._pool, None
        if pool is not None:
            await asyncio.to_thread(pool.shutdown, wait=True, cancel_futures=True)

    async def _made(self, recipe: Recipe) -> bytes:
        kept = self._shelf.get(recipe)
        if kept is not None:
            self._shelf.move_to_end(recipe)
            return kept
        parent = None if recipe.parent is None else await self._made(recipe.parent)
        data = await self._work(brush.make, recipe, parent)
        self._shelf[recipe] = data
        self._bytes += len(data)
        while len(self._shelf) > self._keep or (self._bytes > self._budget and len(self._shelf) > 1):
            _, dropped = self._shelf.popitem(last=False)
            self._bytes -= len(dropped)
        return data

    async def _work(
        self, task: Callable[_Arguments, bytes], *arguments: _Arguments.args, **named: _Arguments.kwargs
    ) -> bytes:
        pool = self._opened()
        try:
            return await asyncio.wrap_future(pool.submit(task, *arguments, **named))
        except BrokenProcessPool:
            _log.warning("the painting process died; starting another")
            if self._pool is pool:
                self._pool = None
            return await asyncio.wrap_future(self._opened().submit(task, *arguments, **named))

    def _opened(self) -> ProcessPoolExecutor:
        if self._pool is None:
            self._pool = ProcessPoolExecutor(
                1, mp_context=multiprocessing.get_context("spawn"), initializer=brush.settle_in
            )
        return self._pool
