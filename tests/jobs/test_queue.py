from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bot.jobs.queue import Waiting, fair_order, head

members = st.tuples(st.sampled_from(["g1", "g2", "g3", "u9"]), st.integers(1, 3))
lines = st.lists(members, max_size=25).map(
    lambda line: [Waiting(n, group, user) for n, (group, user) in enumerate(line, start=1)]
)
turns = st.dictionaries(members, st.floats(0, 1000), max_size=8)


@given(lines, turns)
def test_everybody_waiting_gets_exactly_one_turn(
    line: list[Waiting], before: dict[tuple[str, int], float]
) -> None:
    assert sorted(fair_order(line, before), key=lambda job: job.job_id) == line


@given(lines, turns)
def test_one_members_jobs_start_in_the_order_in_which_they_came(
    line: list[Waiting], before: dict[tuple[str, int], float]
) -> None:
    order = fair_order(line, before)
    for who in {(job.group, job.user_id) for job in line}:
        own = [job.job_id for job in order if (job.group, job.user_id) == who]
        assert own == sorted(own)


@given(lines, turns)
def test_between_two_turns_of_a_waiting_guild_no_other_guild_gets_two(
    line: list[Waiting], before: dict[tuple[str, int], float]
) -> None:
    groups = [job.group for job in fair_order(line, before)]
    for group in set(groups):
        places = [place for place, one in enumerate(groups) if one == group]
        for one, after in pairwise(places):
            between = groups[one + 1 : after]
            assert len(between) == len(set(between))


@given(lines, turns)
def test_the_head_of_all_is_the_head_of_each_members_oldest(
    line: list[Waiting], before: dict[tuple[str, int], float]
) -> None:
    oldest = {}
    for job in line:
        oldest.setdefault((job.group, job.user_id), job)
    assert head(oldest.values(), before) == head(line, before)


def test_a_person_with_forty_jobs_delays_another_guild_by_one() -> None:
    line = [Waiting(n, "g1", 1) for n in range(40)] + [Waiting(99, "g2", 2)]
    order = [job.job_id for job in fair_order(line, {})]
    assert order.index(99) == 1
