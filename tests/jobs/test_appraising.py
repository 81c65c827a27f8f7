"""What is said about a prompt before anything is paid. Pure."""

from __future__ import annotations

import pytest

from bot.jobs.appraising import appraised
from bot.jobs.composing import Terms
from bot.midjourney.models import Mode
from bot.midjourney.prompt import Model


def test_a_prompt_without_a_version_is_appraised_by_the_rules_of_the_accounts_model() -> None:
    assert appraised("a fox --q 4", terms=Terms(Model.named("7"))).errors == ()
    assert [finding.parameter for finding in appraised("a fox --q 4").errors] == ["quality"]


def test_each_mistake_is_told_once_however_many_prompts_have_it() -> None:
    found = appraised("a {red, blue} fox --s 5000 --repeat 3")
    assert len(found.prompts) == 6
    assert len(found.errors) == 1
    assert found.corrected[0] == "a red fox --s 1000"
    assert len(found.corrected) == 6


def test_open_braces_are_put_right_together_with_what_stands_in_them() -> None:
    found = appraised("a {red fox --s 5000")
    assert found.prompts == ()
    assert len(found.errors) == 1
    assert found.corrected == ("a \\{red fox --s 1000",)


def test_a_mistake_in_a_repetition_inside_braces_is_left_to_its_author() -> None:
    found = appraised("a {red, blue} fox --repeat 100")
    assert found.errors
    assert found.corrected == ()


def test_too_many_jobs_are_counted_and_not_made() -> None:
    found = appraised("{1,2,3,4,5,6,7,8,9} {1,2,3,4,5,6,7,8,9} fox")
    assert found.prompts == ()
    assert found.errors[0].params["count"] == 81


NO_FAST_V7 = Terms(fast_v7=False)


@pytest.mark.parametrize(
    ("prompt", "corrected"),
    [
        ("a fox --v 7", "a fox --v 7 --relax"),
        ("a fox --fast --v 7", "a fox --relax --v 7"),
        ("a fox --v 7 --s 5000", "a fox --v 7 --s 1000 --relax"),
    ],
)
def test_version_7_leaves_fast_mode_where_the_service_does_not_draw_it_so(
    prompt: str, corrected: str
) -> None:
    assert appraised(prompt, terms=NO_FAST_V7).corrected == (corrected,)


def test_the_speed_of_a_prompt_is_its_own_then_the_requests_then_the_accounts() -> None:
    assert appraised("a fox --v 7", mode=Mode.RELAX, terms=NO_FAST_V7).errors == ()
    assert appraised("a fox --v 7", terms=Terms(mode=Mode.TURBO, fast_v7=False)).errors == ()
    assert appraised("a fox --v 7 --turbo", mode=Mode.FAST, terms=NO_FAST_V7).errors == ()
    assert appraised("a fox --v 7 --fast", mode=Mode.RELAX, terms=NO_FAST_V7).errors


def test_a_repetition_is_corrected_to_no_more_than_a_member_may_have_waiting() -> None:
    few = appraised("a fox --r 50", terms=Terms(most=10))
    assert str(few.errors[0]).endswith("from 1 to 10. Try --r 10.")
    assert few.corrected == ("a fox",) * 10
    assert len(appraised("a fox --r 50").corrected) == 40
    assert len(appraised("a fox --r 0", terms=Terms(most=10)).corrected) == 1
