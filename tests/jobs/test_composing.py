"""From typed words to the prompts that are sent. Pure."""

from __future__ import annotations

import pytest

from bot.jobs.composing import (
    PROMPT_LIMIT,
    Mistaken,
    OneJobOnly,
    Terms,
    composed,
    new_mistake,
    one_prompt,
    option_findings,
    parameters,
    prepared,
    put_right,
    refuses_turbo,
    speeds,
    suffix_finding,
    too_fast,
    turbo_written_out,
)
from bot.jobs.errors import PromptTooLong
from bot.jobs.models import JobKind, JobRequest
from bot.jobs.preferences import Preferences, Visibility
from bot.midjourney.models import BotType, Mode
from bot.midjourney.prompt import Model


def test_the_prompt_wins_over_the_suffix_and_the_suffix_over_the_panel() -> None:
    mine = Preferences(model="v 7", stylize=250, raw=True, suffix="--s 50 --ar 3:2")
    assert composed("a fox --ar 1:2", mine) == "a fox --ar 1:2 --s 50 --v 7 --raw"


def test_the_panel_shows_what_it_appends() -> None:
    assert parameters(Preferences()) == ""
    mine = Preferences(
        model="niji 6", personalize=True, visibility=Visibility.STEALTH, suffix="--ar 3:2", stylize=50
    )
    assert parameters(mine, Terms(stealth=True)) == "--ar 3:2 --niji 6 --s 50 --p --stealth"
    assert parameters(mine) == "--ar 3:2 --niji 6 --s 50 --p"


def test_what_the_accounts_own_model_lacks_is_not_appended() -> None:
    mine = Preferences(raw=True)
    assert composed("a fox", mine, Terms(Model(4))) == "a fox"
    assert composed("a fox --v 7", mine, Terms(Model(4))) == "a fox --v 7 --raw"
    assert composed("a fox", mine) == "a fox --raw"


def test_a_prompt_without_a_version_is_checked_by_the_rules_of_the_accounts_model() -> None:
    older = Terms(Model.named("7"))
    assert not refuses_turbo("a fox", older)
    assert refuses_turbo("a fox")
    assert new_mistake("a fox --q 4", "a fox", older) is None
    assert one_prompt("a fox --q 4", {}, terms=older) == "a fox --q 4"
    assert suffix_finding("--q 4", older) is None


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


OPTIONS = {"oil": "in oil --s 50", "both": "{red, blue}"}


def test_one_prompt_is_read_as_imagine_reads_it() -> None:
    assert one_prompt("a fox --oil", OPTIONS) == "a fox in oil --s 50"
    assert one_prompt("a {red} fox --repeat 1", OPTIONS) == "a red fox"
    assert one_prompt("a \\{red, blue\\} fox --newthing 3", {}) == "a \\{red, blue\\} fox --newthing 3"


@pytest.mark.parametrize(
    "typed",
    ["a {red, blue} fox", "a fox --both", "a fox --r 2", "a fox --repeat 100", "{a, b} fox --repeat x"],
)
def test_what_makes_several_jobs_is_sent_to_imagine(typed: str) -> None:
    with pytest.raises(OneJobOnly) as refused:
        one_prompt(typed, OPTIONS)
    assert "use /imagine" in str(refused.value)
    assert "\\{ and \\}" in str(refused.value)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("a fox --s 5000", "1000"),
        ("a {red fox", "no “}”"),
        ("--ar 3:2", "no words"),
        ("a fox --turbo", "--fast"),
    ],
)
def test_a_new_mistake_in_one_prompt_carries_its_finding(typed: str, words: str) -> None:
    with pytest.raises(Mistaken) as refused:
        one_prompt(typed, OPTIONS)
    assert words in str(refused.value)
    assert refused.value.finding.params == refused.value.params


def test_what_stands_as_it_was_is_not_doubted() -> None:
    before = "a {red, blue} fox --s 5000"
    unedited = before.replace(" ", "\n")
    assert one_prompt(unedited, OPTIONS, before=before) == unedited
    with pytest.raises(OneJobOnly):
        one_prompt("a {red, blue} cat --s 5000", OPTIONS, before=before)
    assert one_prompt("a cat --s 5000", OPTIONS, before=before) == "a cat --s 5000"


def test_a_prompt_that_its_options_make_too_long_is_refused() -> None:
    typed = "a fox --long"
    assert len(one_prompt(typed, {"long": "x" * (PROMPT_LIMIT - len("a fox "))})) == PROMPT_LIMIT
    with pytest.raises(PromptTooLong):
        one_prompt(typed, {"long": "x" * (PROMPT_LIMIT - len("a fox ") + 1)})


@pytest.mark.parametrize(
    ("prompt", "refused"),
    [
        ("a fox", True),
        ("a fox --v 8.1", True),
        ("a fox --v 7", False),
        ("a fox --niji 7", False),
        ("a fox --v 7 --video", True),
        ("a fox --v 99", False),
        ("a fox --relax", False),
        ("a fox --s 5000 --v 7", False),
    ],
)
def test_turbo_is_refused_where_the_typed_flag_would_be(
    prompt: str,
    refused: bool,  # noqa: FBT001  # pytest gives it by name
) -> None:
    assert refuses_turbo(prompt) is refused


@pytest.mark.parametrize(
    ("prompt", "written"),
    [
        ("a fox", "a fox --turbo"),
        ("a fox {--v 7, --v 8.1}", "a fox {--v 7, --v 8.1} --turbo"),
        ("a fox --v 7", "a fox --v 7"),
        ("a fox --fast", "a fox --fast"),
        ("a fox {--fast, --v 8.1}", "a fox {--fast, --v 8.1}"),
        ("a {fox", "a {fox"),
    ],
)
def test_turbo_beside_a_prompt_is_written_into_it_only_where_it_would_be_refused(
    prompt: str, written: str
) -> None:
    asked = JobRequest(JobKind.IMAGINE, prompt=prompt, mode=Mode.TURBO)
    got = turbo_written_out(asked, otherwise=Mode.RELAX)
    assert got.prompt == written
    assert got.mode is (Mode.TURBO if written == prompt else Mode.RELAX)


def test_another_speed_beside_a_prompt_stays_there() -> None:
    asked = JobRequest(JobKind.IMAGINE, prompt="a fox", mode=Mode.RELAX)
    assert turbo_written_out(asked, otherwise=None) == asked


NO_FAST_V7 = Terms(fast_v7=False)


@pytest.mark.parametrize(
    ("prompt", "mode", "found"),
    [
        ("a fox --v 7", Mode.FAST, True),
        ("a fox --v 7", Mode.RELAX, False),
        ("a fox --v 7", None, False),
        ("a fox --v 6", Mode.FAST, False),
        ("a fox --niji 7", Mode.FAST, False),
    ],
)
def test_version_7_in_fast_mode_is_found_where_the_service_does_not_draw_it(
    prompt: str,
    mode: Mode | None,
    found: bool,  # noqa: FBT001  # pytest gives it by name
) -> None:
    assert (too_fast(prompt, mode, NO_FAST_V7) is not None) is found
    assert too_fast(prompt, mode, Terms()) is None


def test_version_7_in_fast_mode_has_no_correction_where_no_other_speed_is_offered() -> None:
    found = too_fast("a fox --v 7", Mode.FAST, Terms(fast_v7=False, modes=frozenset({Mode.FAST})))
    assert found is not None
    assert not found.edits
    assert "another version" in str(found)


def test_what_follows_from_a_picture_of_version_7_takes_no_fast_mode_unasked() -> None:
    wanted = (Mode.FAST, Mode.TURBO)
    assert speeds("a fox --v 7", *wanted, terms=NO_FAST_V7) == (Mode.TURBO, Mode.RELAX, Mode.TURBO)
    assert speeds("a fox --v 7", *wanted) == wanted
    with pytest.raises(Mistaken, match="relax and turbo mode only"):
        one_prompt("a fox --v 7 --fast", {}, terms=NO_FAST_V7)
    assert one_prompt("a fox --v 7", {}, terms=NO_FAST_V7) == "a fox --v 7"


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("a fox --s 5000 --chaos 500", "a fox --s 1000 --chaos 100"),
        ("a {red fox --s 5000", "a \\{red fox --s 1000"),
        ("a cat --oil --chaos 500", "a cat in oil --s 50 --chaos 100"),
        ("--ar 3:2", ""),
        ("a {red, blue} fox --s 5000", ""),
    ],
)
def test_one_prompt_is_put_right_where_its_author_need_not(typed: str, right: str) -> None:
    assert put_right(typed, OPTIONS) == right


def test_what_midjourney_wrote_is_not_put_right() -> None:
    before = "a fox --s 5000"
    assert put_right("a cat --s 5000 --chaos 500", {}, before=before) == "a cat --s 5000 --chaos 100"


def test_the_value_of_an_option_is_checked_as_a_part_of_a_prompt() -> None:
    (wrong,) = option_findings("in oil --ar {3:2, 99}")
    assert wrong.parameter == "ar"
    (braces,) = option_findings("{red, blue")
    assert "{" in str(braces)
    assert option_findings("in oil {red, blue} --s 50") == ()
