from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.jobs.polling import Expectations, next_read, retry_delay
from bot.midjourney.models import Mode


def reads_until(end: float, *, expected: float) -> list[float]:
    """Give the times of all reads of a task that ends at `end`, the last one being the first after it."""
    times, now = [], 0.0
    while True:
        now += next_read(elapsed=now, expected=expected, webhook_age=None, webhooks_arrive=False)
        times.append(now)
        if now >= end:
            return times


def test_a_task_of_a_minute_costs_at_most_four_reads() -> None:
    assert len(reads_until(60.0, expected=60.0)) <= 4


def test_results_are_seen_on_average_within_six_seconds() -> None:
    late = [reads_until(end, expected=60.0)[-1] - end for end in range(50, 75)]
    assert sum(late) / len(late) <= 6.0


@given(st.floats(0, 90_000), st.floats(1, 2000), st.none() | st.floats(0, 5000), st.booleans())
def test_the_next_read_lies_ahead_but_never_out_of_sight(
    elapsed: float,
    expected: float,
    age: float | None,
    arrive: bool,  # noqa: FBT001  # hypothesis passes by place
) -> None:
    delay = next_read(elapsed=elapsed, expected=expected, webhook_age=age, webhooks_arrive=arrive)
    assert 0 < delay <= max(expected * 2 + 30.0, 90.0)


def test_webhooks_make_reads_rare() -> None:
    assert next_read(elapsed=30, expected=60, webhook_age=1.0, webhooks_arrive=True) > 60


def test_failed_reads_are_repeated_ever_more_slowly_up_to_a_minute() -> None:
    delays = [retry_delay(failures) for failures in range(1, 12)]
    assert delays == sorted(delays)
    assert delays[-1] == 60.0


def test_what_is_learned_moves_towards_what_was_seen_for_each_account_and_mode() -> None:
    learned = Expectations()
    for _ in range(30):
        learned.learn("a", Mode.FAST, quick=False, seconds=20.0, by_webhook=True)
    assert abs(learned.seconds("a", Mode.FAST, quick=False) - 20.0) < 0.1
    assert learned.seconds("b", Mode.FAST, quick=False) == 50.0
    assert learned.webhooks_arrive("a")
    assert not learned.webhooks_arrive("b")
