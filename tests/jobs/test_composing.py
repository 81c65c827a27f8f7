"""From typed words to the prompts that are sent. Pure."""

from __future__ import annotations

import pytest

from bot.jobs.composing import appraised, composed, new_mistake, parameters, prepared, suffix_finding
from bot.jobs.models import JobKind, JobRequest
from bot.jobs.preferences import Preferences, Visibility
from bot.midjourney.models import BotType, Mode


def test_the_prompt_wins_over_the_suffix_and_the_suffix_over_the_panel() -> None:
    mine = Preferences(model="v 7", stylize=250, raw=True, suffix="--s 50 --ar 3:2")
    assert composed("a fox --ar 1:2", mine) == "a fox --ar 1:2 --s 50 --v 7 --raw"


def test_the_panel_shows_what_it_appends() -> None:
    assert parameters(Preferences()) == ""
    mine = Preferences(
        model="niji 6", personalize=True, visibility=Visibility.STEALTH, suffix="--ar 3:2", stylize=50
    )
    assert parameters(mine) == "--ar 3:2 --niji 6 --s 50 --p --stealth"


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


def test_a_prompts_own_speed_and_model_go_into_its_job() -> None:
    request = JobRequest(JobKind.IMAGINE, mode=Mode.RELAX)
    plain, turbo = prepared(request, ["a fox", "a fox --turbo --niji 6"])
    assert (plain.mode, plain.bot_type) == (Mode.RELAX, BotType.MIDJOURNEY)
    assert (turbo.mode, turbo.bot_type) == (Mode.TURBO, BotType.NIJI)


@pytest.mark.parametrize(
    ("suffix", "refused"), [("--ar 3:2", False), ("in oil --ar 3:2", True), ("--ar 3:2:1", True)]
)
def test_a_suffix_holds_right_parameters_only(
    suffix: str,
    refused: bool,  # noqa: FBT001  # pytest gives it by name
) -> None:
    assert (suffix_finding(suffix) is not None) is refused


def test_only_new_mistakes_in_a_pictures_prompt_are_refused() -> None:
    before = "a fox --s 5000 --zoom 2"
    assert new_mistake("a blue fox --s 5000 --zoom 2", before) is None
    wrong = new_mistake("a fox --s 5000 --zoom 7", before)
    assert wrong is not None
    assert wrong.parameter == "zoom"
    other = new_mistake("a fox --chaos 500", "a fox")
    assert other is not None
    assert other.parameter == "chaos"
