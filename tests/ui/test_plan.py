"""The courier's rules: from any rows to the one right move."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.jobs.models import Delivery, DeliveryKind, Job, JobKind, JobRequest, JobState, JobView, Origin, Step
from bot.midjourney.models import Mode
from bot.ui.plan import Book, Move, collect_due, next_move, retry_after
from bot.ui.troubles import Later, MessageGone, Rejected, TokenDead, TooLarge, Trouble, Unreachable, of_answer

NOW = 10_000.0


def view(state: JobState, *, can_post: bool = True, token_for: float = 800.0, age: float = 60.0) -> JobView:
    origin = Origin("1", 7, 2, 3, token="t", token_expires_at=NOW + token_for, can_post=can_post)
    request = JobRequest(JobKind.IMAGINE, "fox")
    return JobView(
        Job(1, "u", 1, origin, request, "main", Mode.FAST, state, Step.SUBMIT, created_at=NOW - age)
    )


def delivery(kind: DeliveryKind = DeliveryKind.PROGRESS, **more: object) -> Delivery:
    return Delivery(1, 1, kind, 2, **more)  # type: ignore[arg-type]


SHOWN = delivery(message_id=5)


@pytest.mark.parametrize(
    ("state", "book", "move"),
    [
        (JobState.QUEUED, Book(SHOWN), Move.SHOW_PROGRESS),
        (JobState.RUNNING, Book(delivery(message_id=5, sent_at=NOW - 1)), Move.WAIT),
        (JobState.RUNNING, Book(delivery()), Move.FIND_PROGRESS),
        (JobState.RUNNING, Book(delivery(done_at=1.0)), Move.REST),
        (JobState.CANCELLED, Book(SHOWN), Move.SHOW_STOPPED),
        (JobState.CANCELLED, Book(delivery(message_id=5, done_at=1.0)), Move.REST),
        (JobState.FAILED, Book(SHOWN), Move.TELL_FAILURE),
        (JobState.FAILED, Book(SHOWN, failure=delivery(DeliveryKind.FAILURE, done_at=1.0)), Move.REST),
        (JobState.SUCCEEDED, Book(SHOWN), Move.POST_RESULT),
        (JobState.SUCCEEDED, Book(delivery(message_id=5, attempts=1)), Move.TAKE_BACK_DOUBLE),
        (JobState.RUNNING, Book(delivery(message_id=5, attempts=1)), Move.SHOW_PROGRESS),
        (
            JobState.SUCCEEDED,
            Book(SHOWN, failure=delivery(DeliveryKind.FAILURE, done_at=1.0)),
            Move.POST_RESULT,
        ),
        (
            JobState.SUCCEEDED,
            Book(SHOWN, delivery(DeliveryKind.RESULT, started_at=NOW - 30)),
            Move.POST_RESULT,
        ),
        (
            JobState.SUCCEEDED,
            Book(SHOWN, delivery(DeliveryKind.RESULT, started_at=NOW - 300)),
            Move.FIND_RESULT,
        ),
        (JobState.SUCCEEDED, Book(SHOWN, delivery(DeliveryKind.RESULT, message_id=6)), Move.CLEAR_PROGRESS),
        (JobState.SUCCEEDED, Book(SHOWN, delivery(DeliveryKind.RESULT, done_at=1.0)), Move.REST),
        (JobState.SUCCEEDED, Book(SHOWN, delivery(DeliveryKind.RESULT, problem="gone")), Move.REST),
    ],
)
def test_each_state_has_its_move(state: JobState, book: Book, move: Move) -> None:
    assert next_move(view(state), book, NOW).move is move


def test_a_fresh_job_is_left_to_the_handler_that_answers_it() -> None:
    plan = next_move(view(JobState.SUCCEEDED, age=5.0), Book(delivery()), NOW)
    assert plan.move is Move.WAIT
    assert plan.after == pytest.approx(10.0)


def test_where_only_the_token_reaches_results_replace_progress_and_a_dead_token_is_left_alone() -> None:
    assert next_move(view(JobState.SUCCEEDED, can_post=False), Book(SHOWN), NOW).move is Move.EDIT_RESULT
    dead = view(JobState.RUNNING, can_post=False, token_for=10.0)
    assert next_move(dead, Book(SHOWN), NOW).move is Move.REST


def test_the_collect_button_is_offered_shortly_before_the_token_ends_and_only_where_it_is_needed() -> None:
    assert collect_due(view(JobState.RUNNING).job.origin, NOW) is None
    assert collect_due(
        view(JobState.RUNNING, can_post=False, token_for=800).job.origin, NOW
    ) == pytest.approx(725.0)
    assert collect_due(view(JobState.RUNNING, can_post=False, token_for=60).job.origin, NOW) == 0.0
    assert collect_due(view(JobState.RUNNING, can_post=False, token_for=5).job.origin, NOW) is None


@given(
    st.sampled_from(JobState),
    st.booleans(),
    st.floats(-100, 900),
    *[st.one_of(st.none(), st.floats(0, NOW)) for _ in range(4)],
)
def test_no_rows_leave_the_courier_without_a_move(  # noqa: PLR0917  # likewise
    state: JobState,
    can_post: bool,  # noqa: FBT001  # hypothesis gives it by place
    token_for: float,
    progress_done: float | None,
    started: float | None,
    done: float | None,
    failed: float | None,
) -> None:
    book = Book(
        delivery(message_id=5, done_at=progress_done),
        delivery(DeliveryKind.RESULT, started_at=started, done_at=done),
        delivery(DeliveryKind.FAILURE, done_at=failed),
    )
    plan = next_move(view(state, can_post=can_post, token_for=token_for), book, NOW)
    assert (plan.move is Move.WAIT) == (plan.after > 0)


@pytest.mark.parametrize(
    ("status", "code", "trouble"),
    [
        (401, 50027, TokenDead),
        (404, 10015, TokenDead),
        (404, 10062, TokenDead),
        (404, 10008, MessageGone),
        (404, 10003, Unreachable),
        (403, 50001, Unreachable),
        (403, 50013, Unreachable),
        (400, 50083, Unreachable),
        (413, 40005, TooLarge),
        (413, 0, TooLarge),
        (400, 50045, TooLarge),
        (429, 30046, Later),
        (429, 0, Later),
        (502, 0, Later),
        (400, 50035, Rejected),
        (403, 200000, Rejected),
    ],
)
def test_discords_refusals_say_what_to_do_next(status: int, code: int, trouble: type[Trouble]) -> None:
    assert type(of_answer(status, code, "words")) is trouble


def test_waiting_doubles_up_to_five_minutes() -> None:
    assert [retry_after(n) for n in (1, 2, 3, 20)] == [2.0, 4.0, 8.0, 300.0]
