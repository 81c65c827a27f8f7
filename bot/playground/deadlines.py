"""Tells people when the bot let the 3 seconds pass, as Discord's app does ("The application did not respond")."""

from __future__ import annotations

import asyncio

from bot.playground.changes import Change, InteractionAnswered, InteractionOpened
from bot.playground.interactions import ANSWER_WITHIN_S
from bot.playground.world import World


class AnswerDeadlines:
    """One timer per open interaction, gone with its answer; real time, since people wait in it."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._timers: dict[int, asyncio.TimerHandle] = {}
        self._unsubscribe = world.feed.subscribe(self._on_change)

    def close(self) -> None:
        self._unsubscribe()
        for timer in self._timers.values():
            timer.cancel()
        self._timers.clear()

    def _on_change(self, change: Change) -> None:
        if isinstance(change, InteractionOpened):
            loop = asyncio.get_running_loop()
            interaction = change.interaction
            self._timers[interaction.id] = loop.call_later(ANSWER_WITHIN_S, self._expire, interaction.id)
        elif isinstance(change, InteractionAnswered):
            timer = self._timers.pop(change.interaction.id, None)
            if timer is not None:
                timer.cancel()

    def _expire(self, interaction_id: int) -> None:
        del self._timers[interaction_id]
        interaction = self._world.interactions.find(interaction_id)
        if interaction is not None:
            self._world.interactions.expire(interaction)
