from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.midjourney import prompt as prompts
from bot.midjourney.models import Mode
from bot.midjourney.prompt import Parameter


def test_a_prompt_comes_apart_at_its_parameters() -> None:
    parts = prompts.split_prompt("https://x.example/a.png a red--fox -- --ar 3:2 --tile --no cats, dogs —V 7")
    assert parts.text == "https://x.example/a.png a red--fox --"
    assert parts.parameters == (
        Parameter("ar", "3:2"),
        Parameter("tile"),
        Parameter("no", "cats, dogs"),
        Parameter("v", "7"),
    )


@pytest.mark.parametrize(
    ("prompt", "ratio"),
    [("a --ar 3:2", (3, 2)), ("a --aspect 16:9 --ar 1:1", (1, 1)), ("a", None), ("a --ar wide", None)],
)
def test_the_last_aspect_ratio_wins(prompt: str, ratio: tuple[int, int] | None) -> None:
    assert prompts.aspect_ratio(prompt) == ratio


def test_setting_replaces_what_was_there() -> None:
    assert prompts.with_aspect_ratio("a --aspect 3:2 --v 7", (2, 3)) == "a --v 7 --ar 2:3"
    assert prompts.with_version("a --niji 6 --ar 1:1", "7") == "a --ar 1:1 --v 7"
    assert prompts.with_niji("a --v 6.1", "7") == "a --niji 7"
    assert prompts.with_niji("a --niji --tile", "7") == "a --tile --niji 7"
    assert prompts.with_mode("a --fast --ar 1:1", Mode.RELAX) == "a --ar 1:1 --relax"


def test_versions_are_read() -> None:
    assert prompts.version("a --v 6.1") == "6.1"
    assert prompts.version("a") == ""
    assert prompts.niji("a --niji") == ""
    assert prompts.niji("a --niji 7 --tile") == "7"
    assert prompts.niji("a --v 7") is None


@pytest.mark.parametrize(
    ("prompt", "mode", "without"),
    [
        ("a --turbo fox", Mode.TURBO, "a fox"),
        ("a --fast --relax", Mode.RELAX, "a"),
        ("a --RELAX", Mode.RELAX, "a"),
        ("a --faster", None, "a --faster"),
        ("breakfast", None, "breakfast"),
    ],
)
def test_the_speed_is_read_and_taken_out(prompt: str, mode: Mode | None, without: str) -> None:
    assert prompts.requested_mode(prompt) is mode
    assert prompts.without_mode(prompt) == without


@given(st.text(alphabet="ab -—:1vrstuobelaxfniji\n"))
def test_taking_the_speed_out_takes_all_of_it(prompt: str) -> None:
    assert prompts.requested_mode(prompts.without_mode(prompt)) is None
    assert prompts.requested_mode(prompts.with_mode(prompt, Mode.TURBO)) is Mode.TURBO
