"""Where buttons go: native rows where they fit, and never one that is lost."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.jobs.models import ComponentRow
from bot.midjourney.models import Component
from bot.ui.buttons import view_of
from bot.ui.custom_ids import BUTTON, SELECT
from bot.ui.rows import Row, Select, component_rows

ULID = "01ARZ3NDEKTSV4RRFFQ69G5FAV"


def offered(*widths: int) -> list[ComponentRow]:
    places = [row for row, width in enumerate(widths) for _ in range(width)]
    return [ComponentRow(n, Component(f"id{n}", f"B{n}", row=row)) for n, row in enumerate(places)]


def shape(rows: tuple[Row, ...]) -> list[int]:
    return [-len(row.options) if isinstance(row, Select) else len(row) for row in rows]


def test_native_rows_stay_as_they_are() -> None:
    assert shape(component_rows(ULID, offered(2, 3, 4, 4, 4))) == [2, 3, 4, 4, 4]


def test_a_row_that_is_too_wide_goes_on_in_the_next() -> None:
    assert shape(component_rows(ULID, offered(7, 2))) == [5, 2, 2]


def test_a_sixth_row_flows_into_free_places() -> None:
    assert shape(component_rows(ULID, offered(5, 4, 5, 5, 5, 1))) == [5, 5, 5, 5, 5]


def test_what_finds_no_place_goes_into_a_select() -> None:
    assert shape(component_rows(ULID, offered(5, 5, 5, 5, 5, 3))) == [5, 5, 5, 5, -8]


def test_a_link_is_never_put_into_a_select() -> None:
    rows = component_rows(
        ULID, [*offered(*[5] * 6), ComponentRow(30, Component("", "Web", url="https://a.b", row=9))]
    )
    drawn = [button.url for row in rows if not isinstance(row, Select) for button in row]
    assert "https://a.b" in drawn


@given(
    st.lists(st.tuples(st.integers(0, 9), st.booleans()), max_size=100).filter(
        lambda c: sum(x[1] for x in c) <= 5
    )
)
def test_every_component_is_drawn_once_within_discords_limits(components: list[tuple[int, bool]]) -> None:
    given_rows = [
        ComponentRow(n, Component(f"id{n}", f"B{n}", row=row, url=f"https://a.b/{n}" if link else ""))
        for n, (row, link) in enumerate(components)
    ]
    rows = component_rows(ULID, given_rows)
    assert len(rows) <= 5
    drawn: list[str] = []
    for row in rows:
        if isinstance(row, Select):
            assert 1 <= len(row.options) <= 25
            assert SELECT.fullmatch(row.custom_id)
            drawn += [option.value for option in row.options]
        else:
            assert 1 <= len(row) <= 5
            assert all(button.url or BUTTON.fullmatch(button.custom_id) for button in row)
            drawn += [button.url.rpartition("/")[2] or button.custom_id.rpartition(":")[2] for button in row]
    assert sorted(map(int, drawn)) == list(range(len(components)))


async def test_a_view_never_ends_and_keeps_nothing_but_dynamic_items_and_links() -> None:
    rows = component_rows(
        ULID, [*offered(*[5] * 6), ComponentRow(30, Component("", "Web", url="https://a.b", row=9))]
    )
    view = view_of(rows)
    assert view.timeout is None
    assert {type(item).__name__ for item in view.children} == {"JobButton", "MoreSelect", "Button"}
    assert [item.url for item in view.children if type(item).__name__ == "Button"] == ["https://a.b"]  # type: ignore[attr-defined]
