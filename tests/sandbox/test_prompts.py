import pytest

from bot.sandbox.prompts import InvalidParameterError, read_prompt, sandbox_words, with_aspect


def test_parameters_are_read_and_words_remain() -> None:
    read = read_prompt(
        "https://x.test/a.png a red fox, running --ar 6:4 --seed 7 --v 6.1 --turbo --no text, logo"
    )
    assert read.text == "a red fox, running"
    assert (read.aspect, read.seed, read.version, read.speed) == ((3, 2), 7, "6.1", "turbo")


def test_niji_is_a_version_of_its_own() -> None:
    assert read_prompt("cat --niji 6").version == "niji 6"


@pytest.mark.parametrize(
    "tail", ["--ar wide", "--ar 0:1", "--ar 15:1", "--seed -1", "--seed 4294967296", "--zoom 3"]
)
def test_impossible_values_are_refused_with_midjourneys_words(tail: str) -> None:
    with pytest.raises(InvalidParameterError, match=r"^\[Invalid parameter\]"):
        read_prompt(f"a cat {tail}")


def test_magic_words_are_found_even_in_a_prompt_that_is_otherwise_wrong() -> None:
    assert sandbox_words("cat --ar x --sandbox fail slow --v 7") == ("fail", "slow")


def test_a_new_aspect_replaces_the_old_one() -> None:
    assert with_aspect("cat --ar 1:1 --v 7", (3, 2)) == "cat --v 7 --ar 3:2"
