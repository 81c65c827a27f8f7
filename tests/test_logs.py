from __future__ import annotations

import io
import json
import logging
from typing import TYPE_CHECKING

import pytest
import structlog

from bot.config import LoggingSettings
from bot.logs import configure_logging, get_logger

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SECRET = 'k"e\\y-/1'


@pytest.fixture(autouse=True)
def _logging_as_before() -> Iterator[None]:
    loggers = [logging.getLogger(name) for name in (None, *logging.root.manager.loggerDict)]
    before = [(logger, list(logger.handlers), logger.level) for logger in loggers]
    yield
    for logger, handlers, level in before:
        logger.handlers[:] = handlers
        logger.setLevel(level)


@pytest.fixture
def logged() -> Callable[..., io.StringIO]:
    def configure(secrets: tuple[str, ...] = (SECRET,), **settings: str) -> io.StringIO:
        stream = io.StringIO()
        configure_logging(LoggingSettings.model_validate(settings), secrets, stream=stream)
        return stream

    return configure


@pytest.mark.parametrize("form", ["text", "json"])
def test_no_secret_gets_out_by_any_way(logged: Callable[..., io.StringIO], form: str) -> None:
    stream = logged(format=form)
    log = get_logger("bot.test")
    log.info(SECRET, value=SECRET, nested={"deep": [SECRET]}, raw=SECRET.encode())
    logging.getLogger("some.library").warning("by %s", SECRET)
    try:
        int(SECRET)
    except ValueError:
        log.exception("failed")
    text = stream.getvalue()
    assert text.count("[secret]") >= 5
    assert "e\\y" not in text
    assert "e\\\\y" not in text


def test_interaction_tokens_in_addresses_do_not_get_out(logged: Callable[..., io.StringIO]) -> None:
    stream = logged()
    token = "aW50ZXJhY3Rpb246MTIzNDU2Nzg5"
    logging.getLogger("discord.http").warning(
        "PATCH https://discord.com/api/v10/webhooks/12/%s/messages", token
    )
    assert token not in stream.getvalue()
    assert "webhooks/12/[secret]/messages" in stream.getvalue()


def test_json_lines_hold_the_facts_of_events_and_of_libraries(logged: Callable[..., io.StringIO]) -> None:
    stream = logged(format="json")
    with structlog.contextvars.bound_contextvars(job=7):
        get_logger("bot.jobs").info("job submitted", account="main")
        logging.getLogger("aiohttp.server").warning("a %s line", "foreign")
    ours, foreign = map(json.loads, stream.getvalue().splitlines())
    assert (ours["event"], ours["account"], ours["job"]) == ("job submitted", "main", 7)
    assert (ours["level"], ours["logger"]) == ("info", "bot.jobs")
    assert (foreign["event"], foreign["logger"], foreign["job"]) == ("a foreign line", "aiohttp.server", 7)


def test_the_level_decides_what_is_logged(logged: Callable[..., io.StringIO]) -> None:
    stream = logged(level="WARNING")
    get_logger("bot.test").info("not this")
    get_logger("bot.test").warning("but this")
    assert "not this" not in stream.getvalue()
    assert "but this" in stream.getvalue()


def test_the_bodies_that_discord_py_logs_for_debugging_stay_out(logged: Callable[..., io.StringIO]) -> None:
    stream = logged(level="DEBUG")
    logging.getLogger("discord.http").debug("POST with a whole body")
    get_logger("bot.test").debug("ours")
    assert "whole body" not in stream.getvalue()
    assert "ours" in stream.getvalue()


def test_tracebacks_do_not_show_local_variables(
    logged: Callable[..., io.StringIO], expected_errors: list[str]
) -> None:
    stream = logged()
    members_prompt = "a private prompt"
    try:
        _ = 1 / (len(members_prompt) - 16)
    except ZeroDivisionError:
        get_logger("bot.test").exception("failed")
    assert "ZeroDivisionError" in stream.getvalue()
    assert members_prompt not in stream.getvalue()
    assert expected_errors == []  # configuring takes every other handler away


def test_discord_pys_advice_about_voice_is_left_out(logged: Callable[..., io.StringIO]) -> None:
    stream = logged()
    logging.getLogger("discord.client").warning("PyNaCl is not installed, voice will NOT be supported")
    logging.getLogger("discord.client").warning("something else")
    assert "PyNaCl" not in stream.getvalue()
    assert "something else" in stream.getvalue()
