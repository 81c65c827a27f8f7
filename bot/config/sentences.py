"""The words for what is wrong with the settings: one sentence, both spellings of the key, and what to write.

Pure. Never shows a value: what was written wrongly may be a key pasted into the wrong place.
"""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, cast

from bot.config.models import AccountSettings, Section, Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import ValidationError
    from pydantic_core import ErrorDetails

ENV_PREFIX = "EASEL_"
ENV_DELIMITER = "__"

Place = tuple[str, ...]
"""Where a key stands: ``("discord", "token")``, ``("accounts", "main", "api_key")``."""


def sentence_for(error: ValidationError) -> str:
    """Say what to do about the most telling of the errors: a misspelt key before the missing one it meant."""
    errors = error.errors(include_url=False, include_input=False)
    telling = next((one for one in errors if one["type"] == "extra_forbidden"), errors[0])
    place = tuple(str(part) for part in telling["loc"])
    match telling["type"]:
        case "disagreement":
            context = telling["ctx"]
            return f"{_named((*place, context['key']))} {context['reason']}."
        case "extra_forbidden":
            return _unknown(place)
    return _wrong(place, telling)


def near_miss(variable: str) -> str | None:
    """Say which variable was meant by ``EASEL_DISCORD_TOKEN`` and the like, else ignored in silence."""
    upper = variable.upper()
    keys = [_in_environment(place) for place in _all_places()]
    heads = {key.split(ENV_DELIMITER)[0] for key in keys}
    if not upper.startswith(ENV_PREFIX) or upper.split(ENV_DELIMITER)[0] in heads:
        return None
    near = difflib.get_close_matches(upper, keys, n=1, cutoff=0.85)
    return f"There is no setting {variable} in the environment: did you mean {near[0]}?" if near else None


def _wrong(place: Place, error: ErrorDetails) -> str:
    if place == ("accounts",):
        return "There is no account: add a table such as [accounts.main] with dialect, base_url and api_key."
    if place == ("discord",) and error["type"] == "missing":
        place = ("discord", "token")
    depth = _depth(place)
    if len(place) < depth:
        return f"[{'.'.join(place)}] must be a table: write the lines with its keys below that heading."
    place = place[:depth]  # an error inside a list or table is told of the key that holds it
    what = "missing" if error["type"] in {"missing", "too_short"} else "not usable as it stands"
    return f"{_named(place)} is {what}: write {_model_at(place).model_fields[place[-1]].description}."


def _unknown(place: Place) -> str:
    known = list(_model_at(place).model_fields)
    near = difflib.get_close_matches(place[-1].lower(), known, n=1, cutoff=0.6)
    if len(place) > 1:
        advice = f"did you mean {near[0]}?" if near else f"that table knows {', '.join(known)}."
        return f"There is no setting {_named(place)}: {advice}"
    if near:
        return f"There is no table [{place[0]}]: did you mean [{near[0]}]?"
    homes = [f"[{'.'.join(home[:-1])}]" for home in _all_places() if home[-1] == place[0]]
    advice = f"it belongs below {homes[0]}." if homes else f"the tables are {', '.join(known)}."
    return f"{place[0]} stands outside of any table: {advice}"


def _named(place: Place) -> str:
    return f"{place[-1]} in [{'.'.join(place[:-1])}] ({_in_environment(place)} in the environment)"


def _in_environment(place: Place) -> str:
    return ENV_PREFIX + ENV_DELIMITER.join(place).upper()


def _depth(place: Place) -> int:
    return 3 if place[0] == "accounts" else 2


def _model_at(place: Place) -> type[Section]:
    """Give the model of the table in which the key at `place` stands."""
    if len(place) == 1:
        return Settings
    if place[0] == "accounts":
        return AccountSettings
    return cast("type[Section]", Settings.model_fields[place[0]].annotation)


def _all_places() -> Iterator[Place]:
    """Give the place of every key, with ``main`` standing for the name of an account."""
    for section in Settings.model_fields:
        table = ("accounts", "main") if section == "accounts" else (section,)
        for key in _model_at((*table, "")).model_fields:
            yield (*table, key)
