from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def test_the_readme_says_of_settings_and_findings_what_the_code_says() -> None:
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    generate = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(generate)
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert generate.written(readme) == readme, "run: make docs"


@pytest.mark.parametrize(
    "page", [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")], ids=lambda page: page.name
)
def test_every_link_between_pages_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), f"{page.name} links to {target}"


DIALECTS = ("ttapi", "midjourney_proxy")
NOTHING_TO_SHOW = ("not possible", "not offered", "never")
PRESSED = "test_every_button_leads_to_what_midjourneys_own_leads_to"
"""The test that presses buttons by their names."""


@pytest.fixture(scope="module")
def collected() -> set[str]:
    """Give the ids of the tests beside the bot's face and of the whole, with the dialect in brackets where one runs."""
    order = [
        sys.executable,
        "-m",
        "pytest",
        "--collect-only",
        "-q",
        "-p",
        "no:cacheprovider",
        "tests/ui",
        "tests/e2e",
    ]
    listed = subprocess.run(order, cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603  # words of ours
    ids = [line for line in listed.stdout.splitlines() if "::" in line]
    # pytest writes an emoji as its escape
    return {line.encode("ascii", "backslashreplace").decode("unicode_escape") for line in ids}


def name_of(test: str) -> str:
    """Give the function's name out of a test's id."""
    return test.partition("[")[0].rpartition("::")[2]


def parity() -> list[tuple[str, dict[str, str], list[str]]]:
    """Give the parity table's lines: what is native, what each dialect makes of it, and the tests that show it."""
    lines = []
    for line in (ROOT / "docs" / "native-parity.md").read_text(encoding="utf-8").splitlines():
        cells = (
            [cell.strip() for cell in line.strip().strip("|").split(" | ")] if line.startswith("|") else []
        )
        if len(cells) == 4 and cells[0] != "native":
            native, ttapi, proxy, shown = cells
            cell_of = {"ttapi": ttapi, "midjourney_proxy": ttapi if proxy.startswith("same") else proxy}
            lines.append((native, cell_of, re.findall(r"`(test_\w+)`", shown)))
    return lines


def test_the_parity_table_is_read_whole() -> None:
    assert len(parity()) > 45


@pytest.mark.parametrize(("native", "cells", "tests"), parity(), ids=[line[0] for line in parity()])
def test_what_the_parity_table_claims_is_shown_on_that_dialect(
    native: str, cells: dict[str, str], tests: list[str], collected: set[str]
) -> None:
    for dialect in DIALECTS:
        if cells[dialect].startswith(NOTHING_TO_SHOW):
            continue
        shown = [test for test in collected if name_of(test) in tests and dialect in test.lower()]
        assert shown, f"{native}: no test shows it over {dialect}"


def named_tests() -> list[str]:
    """Give every test that the page names, in its tables and below them."""
    page = (ROOT / "docs" / "native-parity.md").read_text(encoding="utf-8")
    return sorted(set(re.findall(r"`(test_\w+)`", page)))


@pytest.mark.parametrize("named", named_tests())
def test_every_test_that_the_parity_table_names_runs_the_whole_bot(named: str, collected: set[str]) -> None:
    ids = [test for test in collected if name_of(test) == named]
    whole = [
        test
        for test in ids
        if test.startswith("tests/e2e/") or any(dialect in test.lower() for dialect in DIALECTS)
    ]
    assert whole, f"{named} is not among the tests that open a bot" if ids else f"there is no {named}"


def table_buttons() -> list[str]:
    """Give the buttons that the parity table names one by one."""
    return [
        name for native, _, tests in parity() if PRESSED in tests for name in re.findall("`(.+?)`", native)
    ]


def test_the_parity_table_names_midjourneys_buttons() -> None:
    assert len(table_buttons()) > 20


@pytest.mark.parametrize("button", table_buttons())
def test_every_button_of_the_parity_table_is_pressed_over_each_dialect(
    button: str, collected: set[str]
) -> None:
    for dialect in DIALECTS:
        pressed = [test for test in collected if name_of(test) == PRESSED and f"[{dialect}-{button}]" in test]
        assert pressed, f"nobody presses {button} over {dialect}"


@pytest.mark.parametrize("page", ["README.md", "README.zh-CN.md"])
def test_the_readme_shows_the_pictures_that_its_script_makes_and_says_what_is_on_them(page: str) -> None:
    shown = re.findall(r"!\[([^\]]*)\]\(([^)]+)\)", (ROOT / page).read_text(encoding="utf-8"))
    assert {path for _, path in shown} == {"docs/pictures/playground.webp", "docs/pictures/playground.png"}
    assert all(alt for alt, _ in shown)


@pytest.mark.parametrize(("name", "most_kb"), [("playground.png", 600), ("playground.webp", 3000)])
def test_the_pictures_of_the_readme_load_quickly(name: str, most_kb: int) -> None:
    assert (ROOT / "docs" / "pictures" / name).stat().st_size < most_kb * 1000
