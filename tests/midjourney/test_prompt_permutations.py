"""Prompts that stand for several, and what members set for all of theirs."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.midjourney.models import Mode
from bot.midjourney.prompt import (
    Model,
    Preferences,
    apply_options,
    apply_preferences,
    apply_suffix,
    check_option_name,
    check_suffix,
    expand,
    parse,
    settings_suffix,
)

_LEAF = st.sampled_from(["fox", "owl", r"a\, b", r"\{x\}", "--ar 3:2", ""])


def _braced(options: list[str]) -> str:
    return "{" + ", ".join(options) + "}"


_TREES = st.recursive(_LEAF, lambda inner: st.lists(inner, min_size=1, max_size=3).map(_braced), max_leaves=6)


@pytest.mark.parametrize(
    ("text", "prompts"),
    [
        ("a {red, green} {fox, owl}", ("a red fox", "a red owl", "a green fox", "a green owl")),
        ("{a {red, blue} fox, an owl}", ("a red fox", "a blue fox", "an owl")),
        (r"a {red\, pastel, yellow} bird", ("a red, pastel bird", "a yellow bird")),
        (r"a \{b, c\}", (r"a \{b, c\}",)),
        ("a fox --ar {3:2, 1:1}", ("a fox --ar 3:2", "a fox --ar 1:1")),
        ("a  fox, --r 2", ("a fox,", "a fox,")),
        ("{a, b} --repeat 2 --tile", ("a --tile", "a --tile", "b --tile", "b --tile")),
        ("a --r {1, 2}", ("a", "a", "a")),
        ("一只{红，金, 蓝}狐狸，雪中", ("一只红狐狸，雪中", "一只金狐狸，雪中", "一只蓝狐狸，雪中")),
        (r"{红\，金，蓝}", ("红，金", "蓝")),
        ("a  plain prompt, untouched", ("a  plain prompt, untouched",)),
    ],
)
def test_prompts_expand_in_reading_order(text: str, prompts: tuple[str, ...]) -> None:
    expansion = expand(text, 40)
    assert expansion.prompts == prompts
    assert expansion.count == len(prompts)


@given(st.lists(_TREES, max_size=3).map(" ".join))
def test_the_count_is_the_number_of_prompts(text: str) -> None:
    expansion = expand(text, 2000)
    assert not expansion.findings
    assert expansion.count == len(expansion.prompts)


@given(st.text(alphabet="{},\\ ab-r12", max_size=60))
def test_any_text_expands_or_says_why_not(text: str) -> None:
    expansion = expand(text, 40)
    assert len(expansion.prompts) <= 40
    assert bool(expansion.prompts) is not bool(expansion.findings)
    assert all(str(one) for one in expansion.findings)


def test_too_many_are_counted_without_being_made() -> None:
    began = time.perf_counter()
    expansion = expand("{a,b}" * 20, 40)
    assert (expansion.count, expansion.prompts) == (2**20, ())
    assert str(expansion.findings[0]) == (
        "This prompt stands for more than 9999 jobs; at most 40 are allowed. Use fewer options."
    )
    assert expand("{a,b,c} --r 20", 40).count == 60
    assert expand("{,}" * 2000, 40).count == 2**2000
    assert time.perf_counter() - began < 2


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a {b, c", "A “{” has no “}” behind it. Write \\{ for a plain brace."),
        ("a b}", "A “}” has no “{” before it. Write \\} for a plain brace."),
        ("{" * 3000, "The braces are nested too deeply; use at most 16 levels."),
        ("a --r 50", "--r takes a whole number from 1 to 40. Try --r 40."),
        ("a --r ５", "--r takes a whole number from 1 to 40. Try --r 5."),
        ("a --r x", "--r takes a whole number from 1 to 40. Try --r 1."),
    ],
)
def test_what_cannot_be_expanded_is_said(text: str, words: str) -> None:
    assert [str(one) for one in expand(text, 40).findings] == [words]


def test_saved_options_stand_for_their_values_once() -> None:
    options = {"Mine": "soft light --ar 3:2 --other", "other": "x", "ar": "shadow"}
    assert apply_options("a fox —mine --ar 1:1", options) == "a fox soft light --ar 3:2 --other --ar 1:1"
    assert apply_options("a --mined", options) == "a --mined"


def test_option_names_do_not_shadow_parameters() -> None:
    assert check_option_name("mine") is None
    assert check_option_name("Aspect") is not None
    assert check_option_name("two words") is not None


def test_a_prompts_own_parameters_win_over_the_suffix() -> None:
    assert apply_suffix("a --aspect 1:1 --niji 6", "--ar 3:2 --v 7 --raw") == "a --aspect 1:1 --niji 6 --raw"
    assert apply_suffix("a", "") == "a"


@given(
    st.sampled_from(["a", "a --ar 1:1", "a --v 6", "a --relax --p"]),
    st.sampled_from(["--ar 3:2 --raw", "--niji 6 --fast"]),
)
def test_a_suffix_never_doubles_a_parameter(text: str, suffix: str) -> None:
    families = [one.family for one in parse(apply_suffix(text, suffix)).parameters]
    assert len(families) == len(set(families))


def test_a_suffix_holds_parameters_only() -> None:
    assert check_suffix("--ar 3:2 --raw") is None
    assert check_suffix("") is None
    assert "“in oil”" in str(check_suffix("in oil --raw"))
    assert "“in”" in str(check_suffix("--raw in oil"))


def test_settings_become_parameters_that_the_model_has() -> None:
    settings = Preferences(Model(7), raw=True, stylize=250, personalize=True, mode=Mode.TURBO)
    assert settings_suffix(settings) == "--v 7 --raw --s 250 --p --turbo"
    assert settings_suffix(Preferences()) == ""
    assert apply_preferences("a --v 8.2 --s 5", settings) == "a --v 8.2 --s 5 --raw --p"
    assert apply_preferences("a --style raw --fast", settings) == "a --style raw --fast --v 7 --s 250 --p"
