"""Reading the settings from a TOML file and from the environment, which wins.

Account names are lower case, so that both spellings meet. An empty variable counts as not set: container
tools pass those on for what nobody filled in.
"""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Any, cast

from pydantic import ValidationError
from pydantic_settings import BaseSettings, EnvSettingsSource

from bot.config.errors import ConfigError
from bot.config.models import Settings
from bot.config.sentences import ENV_DELIMITER, ENV_PREFIX, near_miss, sentence_for

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def load_settings(path: Path | None, environ: Mapping[str, str]) -> Settings:
    """Read the settings from a file (None = there is none) and the environment.

    Raises:
        ConfigError: with one sentence about the first thing that is missing or wrong.
    """
    in_file = _read_file(path) if path is not None else {}
    _refuse_bad_account_names(in_file)
    for name in environ:
        if advice := near_miss(name):
            raise ConfigError(advice)
    try:
        return Settings.model_validate(_merged(in_file, _read_environment(environ)))
    except ValidationError as error:
        # "from None": the chained error would print the values that were refused.
        raise ConfigError(sentence_for(error)) from None


def _read_environment(environ: Mapping[str, str]) -> dict[str, Any]:
    source = EnvSettingsSource(
        # The source asks no more of the class than its fields; `Settings` itself stays a plain value that
        # can be built in code without looking at the environment.
        cast("type[BaseSettings]", Settings),
        case_sensitive=False,
        env_prefix=ENV_PREFIX,
        env_nested_delimiter=ENV_DELIMITER,
    )
    # Whole tables as JSON (EASEL_DISCORD={…}) are not offered, so only names with a delimiter are passed on.
    source.env_vars = {
        name.lower(): value for name, value in environ.items() if ENV_DELIMITER in name and value.strip()
    }
    return source()


def _read_file(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        advice = "copy config.example.toml there and fill it in, or name another file with --config"
        raise ConfigError(f"There is no settings file {path}: {advice}.") from None
    except OSError as error:
        raise ConfigError(f"The settings file {path} cannot be read: {error.strerror or error}.") from None
    except UnicodeDecodeError:
        raise ConfigError(f"The settings file {path} is not UTF-8 text: save it in that encoding.") from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"The settings file {path} is not valid TOML: {error}.") from None


def _merged(under: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(under)
    for key, value in over.items():
        below = merged.get(key)
        merged[key] = _merged(below, value) if isinstance(below, dict) and isinstance(value, dict) else value
    return merged


def _refuse_bad_account_names(in_file: Mapping[str, Any]) -> None:
    accounts = in_file.get("accounts")
    for name in accounts if isinstance(accounts, dict) else ():
        if not re.fullmatch(r"[a-z0-9]+(_[a-z0-9]+)*", name):
            rule = "lower-case letters and digits, with single underscores between"
            raise ConfigError(f"The account name in [accounts.{name}] cannot be used: write {rule}.")
