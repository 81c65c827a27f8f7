"""Levers: what whoever opened the playground lets people do to the world around the bot, from a drawer of the page.

The playground does not know what stands behind a lever, only its words: the one who opens it fills the board.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.playground.errors import PersonError
from bot.playground.models import Json


@dataclass(frozen=True, slots=True)
class Lever:
    """One thing to try. `pull` does it and tells in a sentence what happened; `state` tells how it stands now."""

    key: str
    label: str
    explanation: str
    pull: Callable[[], Awaitable[str]]
    state: Callable[[], str] | None = None

    def shown(self) -> Json:
        return {
            "key": self.key,
            "label": self.label,
            "explanation": self.explanation,
            "state": "" if self.state is None else self.state(),
        }


class LeverBoard:
    """The levers on offer, in order; pulled one at a time, because two at once would tell a muddled story."""

    def __init__(self) -> None:
        self._levers: dict[str, Lever] = {}
        self._turn = asyncio.Lock()

    def offer(self, *levers: Lever) -> None:
        self._levers.update({lever.key: lever for lever in levers})

    def shown(self) -> list[Json]:
        return [lever.shown() for lever in self._levers.values()]

    async def pull(self, key: str) -> str:
        """Pull a lever and return what happened; PersonError when there is none of that name."""
        lever = self._levers.get(key)
        if lever is None:
            raise PersonError("There is no such lever.")
        async with self._turn:
            return await lever.pull()
