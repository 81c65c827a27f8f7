from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.midjourney.listings import described_prompts, numbered_prompts


def test_numbers_links_and_line_breaks_go() -> None:
    text = "1️⃣ a [red](https://goo.gl/search?red%20fox) fox\n--ar 3:2\n\n2️⃣ [snow]( <https://x.example> )"
    assert numbered_prompts(text) == ("a red fox --ar 3:2", "snow")


def test_only_what_follows_the_last_heading_is_a_prompt() -> None:
    text = "## Important tokens\n1️⃣ not this\n## Shortened prompts\n1️⃣ fox, ink\n\n2️⃣ fox"
    assert numbered_prompts(text) == ("fox, ink", "fox")


def test_a_text_without_numbers_is_parted_by_lines_for_describe_alone() -> None:
    assert described_prompts("a fox\r\n\r\na hare") == ("a fox", "a hare")
    assert numbered_prompts("a fox\na hare") == ()


@given(st.text())
def test_listings_survive_any_text(text: str) -> None:
    assert all(prompt.strip() for prompt in numbered_prompts(text) + described_prompts(text))
