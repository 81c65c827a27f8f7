"""Guards for every test, and the one fixture that all may need."""

from __future__ import annotations

import logging
import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.logs import structlog_to_stdlib

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
SHARED = "EASEL_SHARED"
"""The variable that says where the reference material lies; no setting of the bot."""


class ErrorLog(logging.Handler):
    """Keeps what was logged as an ERROR or worse."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.upper().startswith("EASEL_") and name != SHARED]:
        monkeypatch.delenv(name)


@pytest.fixture
def expected_errors() -> list[str]:
    """Ask for this where errors are to be logged; the lines stand in it as they come."""
    return []


@pytest.fixture(autouse=True)
def _no_error_is_logged(request: pytest.FixtureRequest) -> Iterator[None]:
    # Much that fails inside discord.py and asyncio is only ever logged: silence would hide it.
    handler = ErrorLog()
    expected = "expected_errors" in request.fixturenames
    if expected:
        handler.lines = request.getfixturevalue("expected_errors")
    structlog_to_stdlib()
    root = logging.getLogger()
    root.addHandler(handler)
    yield
    root.removeHandler(handler)
    if handler.lines and not expected:
        pytest.fail("errors were logged:\n" + "\n".join(handler.lines), pytrace=False)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of reference material; what needs it is skipped where it is absent."""
    path = Path(os.environ.get(SHARED) or ROOT.parent / "shared")
    if not path.is_dir():
        pytest.skip("the shared reference material is not here")
    return path
