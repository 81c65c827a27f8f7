from __future__ import annotations

import asyncio

from bot.midjourney.budget import RequestBudget


async def test_no_minute_holds_more_than_was_agreed() -> None:
    for per_minute in (1, 2, 9, 10, 60, 1000):
        bucket = RequestBudget(per_minute)._bucket
        trickle = bucket.max_rate / bucket.time_period * 60
        allowed = bucket.max_rate + trickle if per_minute > 1 else trickle
        assert allowed <= per_minute + 1e-9


async def test_a_cancelled_waiter_passes_its_turn_on() -> None:
    budget = RequestBudget(6000)
    budget._taken = True
    first = asyncio.create_task(budget.take(first=False))
    second = asyncio.create_task(budget.take(first=False))
    await asyncio.sleep(0)
    budget._pass_on()  # the first one's turn comes …
    first.cancel()  # … and is given up at that moment
    await second
    assert first.cancelled() or first.cancelling()
    assert not budget._taken
