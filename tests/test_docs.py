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


@pytest.fixture(scope="module")
def collected() -> set[str]:
    """Give the ids of the tests that open a bot, as pytest would run them: with the dialect in brackets."""
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
    return {line.partition("::")[2] for line in listed.stdout.splitlines() if "::" in line}


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
        shown = [
            test
            for test in collected
            if test.partition("[")[0].rpartition("::")[2] in tests and dialect in test.lower()
        ]
        assert shown, f"{native}: no test shows it over {dialect}"


@pytest.mark.parametrize(("native", "tests"), [(line[0], line[2]) for line in parity()])
def test_every_test_that_the_parity_table_names_exists(native: str, tests: list[str]) -> None:
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py")]
    existing = {name for source in sources for name in re.findall(r"def (test_\w+)", source)}
    assert set(tests) <= existing, native


@pytest.mark.parametrize("page", ["README.md", "README.zh-CN.md"])
def test_the_readme_shows_the_pictures_that_its_script_makes_and_says_what_is_on_them(page: str) -> None:
    shown = re.findall(r"!\[([^\]]*)\]\(([^)]+)\)", (ROOT / page).read_text(encoding="utf-8"))
    assert {path for _, path in shown} == {"docs/pictures/playground.webp", "docs/pictures/playground.png"}
    assert all(alt for alt, _ in shown)


@pytest.mark.parametrize(("name", "most_kb"), [("playground.png", 600), ("playground.webp", 3000)])
def test_the_pictures_of_the_readme_load_quickly(name: str, most_kb: int) -> None:
    assert (ROOT / "docs" / "pictures" / name).stat().st_size < most_kb * 1000
