"""What happened, told to whoever listens: the gateway, the page's sockets, and tests that wait for a condition."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from bot.playground.models import Channel, Interaction, Message

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class MessageCreated:
    message: Message


@dataclass(frozen=True, slots=True)
class MessageEdited:
    message: Message


@dataclass(frozen=True, slots=True)
class MessageDeleted:
    message: Message


@dataclass(frozen=True, slots=True)
class ReactionChanged:
    message: Message
    emoji: str
    user_id: int
    added: bool


@dataclass(frozen=True, slots=True)
class InteractionOpened:
    interaction: Interaction


@dataclass(frozen=True, slots=True)
class InteractionAnswered:
    interaction: Interaction


@dataclass(frozen=True, slots=True)
class InteractionFailed:
    interaction: Interaction


@dataclass(frozen=True, slots=True)
class ChannelOpened:
    channel: Channel


@dataclass(frozen=True, slots=True)
class ThreadUpdated:
    channel: Channel


@dataclass(frozen=True, slots=True)
class TypingStarted:
    channel: Channel
    user_id: int


@dataclass(frozen=True, slots=True)
class CommandsChanged:
    pass


@dataclass(frozen=True, slots=True)
class BotStatus:
    online: bool


Change = (
    MessageCreated
    | MessageEdited
    | MessageDeleted
    | ReactionChanged
    | InteractionOpened
    | InteractionAnswered
    | InteractionFailed
    | ChannelOpened
    | ThreadUpdated
    | TypingStarted
    | CommandsChanged
    | BotStatus
)


class Feed:
    """Publishes changes in order, at once, to synchronous listeners; wakes those who wait for a condition."""

    def __init__(self) -> None:
        self._listeners: list[Callable[[Change], None]] = []
        self._waiting: set[asyncio.Future[None]] = set()

    def subscribe(self, listener: Callable[[Change], None]) -> Callable[[], None]:
        """Add a listener and return what takes it away again."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def publish(self, change: Change) -> None:
        for listener in tuple(self._listeners):
            listener(change)
        self.nudge()

    def nudge(self) -> None:
        """Let everyone who waits look again."""
        for waiter in self._waiting:
            if not waiter.done():
                waiter.set_result(None)

    async def wait_for(self, look: Callable[[], Found], timeout: float) -> Found:  # noqa: ASYNC109 (a test's deadline)
        """Return what `look` finds as soon as it is truthy; TimeoutError after `timeout` seconds of real time."""
        async with asyncio.timeout(timeout):
            while not (found := look()):
                waiter = asyncio.get_running_loop().create_future()
                self._waiting.add(waiter)
                try:
                    await waiter
                finally:
                    self._waiting.discard(waiter)
        return found
