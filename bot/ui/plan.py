"""What a job's messages need next. Pure: rows in, one move out.

Level-triggered like the engine: whoever asks, however often and after whatever crash, gets the move that leads from
what the rows say to what people should see. `bot.ui.delivery` carries the moves out.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.jobs.models import Delivery, JobState, JobView, Origin

ANSWER_GRACE_SECONDS = 15.0
"""How long the handler that accepted a job has to note the id of the message it answered with."""
TOKEN_MARGIN_SECONDS = 20.0
"""An interaction token is not begun with when it has less than this left."""
COLLECT_SECONDS = 75.0
"""How long before its token ends a message that only the token reaches offers a button for a new one."""
NONCE_SECONDS = 120.0
"""Within this time Discord recognises a nonce, so that posting again posts nothing twice."""
EDIT_SECONDS = 3.0
"""Between two edits of one message by token."""
BOT_EDIT_SECONDS = 30.0
"""Between two progress edits in one channel by the bot's token, whose budget all channels share."""


class Move(StrEnum):
    """What to do next."""

    REST = "rest"
    """Nothing, until somebody wakes us."""
    WAIT = "wait"
    """Nothing yet; look again after `Plan.after`."""
    FIND_PROGRESS = "find_progress"
    TAKE_BACK_DOUBLE = "take_back_double"
    """The courier had made up for an answer that may have come after all: one of both messages is too many."""
    SHOW_PROGRESS = "show_progress"
    SHOW_STOPPED = "show_stopped"
    TELL_FAILURE = "tell_failure"
    POST_RESULT = "post_result"
    FIND_RESULT = "find_result"
    """A post may or may not have been made too long ago for its nonce: look for it first."""
    EDIT_RESULT = "edit_result"
    """Show the result in the progress message: the bot cannot post here."""
    CLEAR_PROGRESS = "clear_progress"
    SEND_DIRECT = "send_direct"
    """The result is there; its owner also wants it directly."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A move; `after` in seconds."""

    move: Move
    after: float = 0.0


@dataclass(frozen=True, slots=True)
class Book:
    """The deliveries of one job, by kind."""

    progress: Delivery
    result: Delivery | None = None
    failure: Delivery | None = None
    direct: Delivery | None = None


def next_move(view: JobView, book: Book, now: float) -> Plan:
    """Say what the job's messages need next."""
    job = view.job
    if book.progress.message_id is None and book.progress.done_at is None:
        rest = job.created_at + ANSWER_GRACE_SECONDS - now
        return Plan(Move.WAIT, rest) if rest > 0 else Plan(Move.FIND_PROGRESS)
    if job.state.is_final and book.progress.attempts and book.progress.done_at is None:
        return Plan(Move.TAKE_BACK_DOUBLE)
    match job.state:
        case JobState.SUCCEEDED:
            return _result_move(job.origin, book, now)
        case JobState.FAILED:
            done = book.failure is not None and (book.failure.done_at is not None or book.failure.problem)
            return Plan(Move.REST if done else Move.TELL_FAILURE)
        case JobState.CANCELLED:
            return Plan(Move.REST if book.progress.done_at is not None else Move.SHOW_STOPPED)
        case _:
            return _progress_move(job.origin, book.progress, now)


def _result_move(origin: Origin, book: Book, now: float) -> Plan:
    result = book.result
    if result is not None:
        if result.done_at is not None or result.problem:
            direct_due = book.direct is not None and book.direct.done_at is None
            return Plan(Move.SEND_DIRECT if direct_due else Move.REST)
        if result.message_id is not None:
            return Plan(Move.CLEAR_PROGRESS)
    if not origin.can_post:
        return Plan(Move.EDIT_RESULT)
    if result is None or result.started_at is None or now - result.started_at < NONCE_SECONDS:
        return Plan(Move.POST_RESULT)
    return Plan(Move.FIND_RESULT)


def _progress_move(origin: Origin, progress: Delivery, now: float) -> Plan:
    if progress.done_at is not None:
        return Plan(Move.REST)
    if not token_lives(origin, now) and not origin.can_post:
        return Plan(Move.REST)
    rest = progress.sent_at + EDIT_SECONDS - now
    return Plan(Move.WAIT, rest) if rest > 0 else Plan(Move.SHOW_PROGRESS)


def token_lives(origin: Origin, now: float) -> bool:
    return bool(origin.token) and origin.token_expires_at - now > TOKEN_MARGIN_SECONDS


def collect_due(origin: Origin, now: float) -> float | None:
    """Give in how many seconds the collect button has to be offered (0 = now); None where it never has to be."""
    if origin.can_post or not token_lives(origin, now):
        return None
    return max(origin.token_expires_at - COLLECT_SECONDS - now, 0.0)


def retry_after(attempts: int) -> float:
    """Back off: 2, 4, 8 … at most 300 seconds."""
    return float(min(2 ** max(attempts, 1), 300))
