"""What a check found, and how it reads in a terminal. Pure."""

from __future__ import annotations

from dataclasses import dataclass

import click


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One finding. `ok` is None where the check did not apply; `remedy` says what to do next, if anything."""

    name: str
    ok: bool | None
    detail: str
    remedy: str = ""


_MARKS = {
    True: click.style("ok  ", fg="green"),
    False: click.style("FAIL", fg="red", bold=True),
    None: click.style("--  ", fg="yellow"),
}


def render(result: CheckResult) -> str:
    """Give the lines of one finding; click takes the colours out where the output is no terminal."""
    line = f"{_MARKS[result.ok]}  {result.name}: {result.detail}"
    return f"{line}\n      -> {result.remedy}" if result.remedy else line
