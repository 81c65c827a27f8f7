"""Watch how the bot answers one thing that a person did: a command, a press, a form. For tests and the web page."""

from __future__ import annotations

from dataclasses import dataclass

from bot.playground.errors import PersonError
from bot.playground.models import Interaction, Json, Message
from bot.playground.world import World

ANSWER_TIMEOUT_S = 5.0


@dataclass(frozen=True, slots=True)
class InteractionHandle:
    """One thing that a person did, to watch how the bot answers it."""

    world: World
    interaction: Interaction

    @property
    def id(self) -> int:
        return self.interaction.id

    @property
    def response(self) -> Message | None:
        """The message of the first answer, as it is now; None for modals, and once deleted."""
        return self.world.messages.find(self.interaction.response_message_id)

    @property
    def modal(self) -> Json | None:
        return self.interaction.modal

    @property
    def messages(self) -> list[Message]:
        """Every message that this interaction's token made and that still exists, oldest first."""
        found = self.world.messages.in_channel(self.interaction.channel_id)
        return [each for each in found if each.origin is not None and each.origin.interaction_id == self.id]

    async def answered(self, timeout: float = ANSWER_TIMEOUT_S) -> InteractionHandle:  # noqa: ASYNC109 (a deadline)
        """Wait for the first answer; PersonError when Discord gave up on it, TimeoutError after `timeout` seconds."""
        state = self.interaction
        await self.world.feed.wait_for(lambda: state.answered is not None or state.failed, timeout)
        if state.failed:
            raise PersonError("The application did not respond")
        return self

    async def finished(self, timeout: float = ANSWER_TIMEOUT_S) -> Message:  # noqa: ASYNC109 (a deadline)
        """Wait until the first answer is there and no longer "thinking"; return its message."""
        await self.answered(timeout)

        def settled() -> Message | None:
            message = self.response
            return None if message is None or message.thinking else message

        found = await self.world.feed.wait_for(settled, timeout)
        assert found is not None  # noqa: S101 (wait_for returns only what is truthy)
        return found
