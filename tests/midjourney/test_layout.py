from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.midjourney.emoji import is_emoji
from bot.midjourney.layout import Offered, from_names, from_offers, readable_name


def test_a_wrong_emoji_never_costs_the_button() -> None:
    (component,) = from_offers([Offered("MJ::JOB::brand_new::1::h", "", "upscale_1")])
    assert (component.label, component.emoji) == ("Brand New", "")


def test_bare_numbers_become_native_labels() -> None:
    offers = [Offered(f"MJ::JOB::upsample::{n}::h", str(n)) for n in (1, 2)]
    assert [component.label for component in from_offers(offers)] == ["U1", "U2"]


def test_the_upstreams_own_words_win_over_the_catalogue() -> None:
    (component,) = from_offers(
        [Offered("MJ::JOB::upsample_v7_2x_subtle::1::h::SOLO", "Redo Upscale (Subtle)", "upscale_1")]
    )
    assert component.label == "Redo Upscale (Subtle)"


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("some_new_thing", "Some New Thing"),
        ("MJ::JOB::foo_bar::1::h::SOLO", "Foo Bar"),
        ("MJ::", "MJ"),
        ("::", "?"),
    ],
)
def test_unknown_names_become_readable(name: str, label: str) -> None:
    assert readable_name(name) == label


def test_reroll_stands_at_the_end_of_the_first_row_wherever_it_was_sent() -> None:
    names = ["reroll", "variation1", "upsample2", "upsample1"]
    assert [(c.custom_id, c.row) for c in from_names(names)] == [
        ("upsample1", 0),
        ("upsample2", 0),
        ("reroll", 0),
        ("variation1", 1),
    ]


offers = st.lists(
    st.builds(
        Offered,
        st.sampled_from(["MJ::JOB::upsample::1::h", "MJ::JOB::pan_up::1::h", "MJ::BOOKMARK::h", "MJ::x::y"])
        | st.text(),
        st.text(),
        st.text() | st.sampled_from(["🔄", "upscale_1"]),
        st.integers(),
        st.sampled_from(["", "https://x.example"]),
    ),
    max_size=30,
)


@given(offers)
def test_any_offer_gives_buttons_that_discord_takes(offered: list[Offered]) -> None:
    components = from_offers(offered)
    assert len(components) == sum(1 for offer in offered if offer.custom_id or offer.url)
    for component in components:
        assert component.label or component.emoji
        assert len(component.label) <= 80
        assert not component.emoji or is_emoji(component.emoji)
    if len(components) <= 25:
        assert all(component.row < 5 for component in components)
    rows = [component.row for component in components]
    assert rows == sorted(rows)
    assert all(rows.count(row) <= 5 for row in rows)
