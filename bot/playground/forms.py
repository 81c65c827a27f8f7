"""Discord's "Invalid Form Body": field errors collected along their path and raised together as 50035."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from bot.playground.errors import DiscordError, Gap
from bot.playground.models import Json

Path = tuple[str | int, ...]


class FormErrors:
    """Collects the errors of one form, each at its path, in the nesting that Discord answers with."""

    def __init__(self) -> None:
        self._tree: Json = {}

    def add(self, path: Path, code: str, message: str) -> None:
        node = self._tree
        for part in path:
            node = node.setdefault(str(part), {})
        node.setdefault("_errors", []).append({"code": code, "message": message})

    def length(self, path: Path, value: Any, *, least: int = 0, most: int) -> None:
        """Check a text's (or list's) length in Discord's words; an absent one is missing only if it must be there."""
        if value is None and least > 0:
            self.required(path)
        elif not isinstance(value, str | list):
            self.add(path, "BASE_TYPE_BAD_TYPE", "This field has the wrong type.")
        elif least == 0 and len(value) > most:
            self.add(path, "BASE_TYPE_MAX_LENGTH", f"Must be {most} or fewer in length.")
        elif not least <= len(value) <= most:
            self.add(path, "BASE_TYPE_BAD_LENGTH", f"Must be between {least} and {most} in length.")

    def objects(self, path: Path, value: Any, *, least: int = 0, most: int) -> list[Json]:
        """Check a list of objects and return those that are; an absent list is empty."""
        given = [] if value is None else value
        if not isinstance(given, list):
            self.add(path, "BASE_TYPE_BAD_TYPE", "This field has the wrong type.")
            return []
        self.length(path, given, least=least, most=most)
        for index, each in enumerate(given):
            if not isinstance(each, dict):
                self.add((*path, index), "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType")
        return [each for each in given if isinstance(each, dict)]

    def required(self, path: Path) -> None:
        self.add(path, "BASE_TYPE_REQUIRED", "This field is required")

    def raise_if_any(self) -> None:
        if self._tree:
            raise DiscordError(50035, errors=self._tree)


def only(body: Json, known: Collection[str], where: str) -> None:
    """Refuse fields that the playground knows nothing about: silence would fake success."""
    unknown = sorted(set(body) - set(known))
    if unknown:
        raise Gap(f"field {', '.join(unknown)} of {where}")


def page_size(query: Mapping[str, str], *, default: int, most: int) -> int:
    """Return how many a list is asked to give at once; 50035 for what is no number from 1 to `most`."""
    given = query.get("limit", str(default))
    if given.isdecimal() and 1 <= int(given) <= most:
        return int(given)
    form = FormErrors()
    form.add(("limit",), "NUMBER_TYPE_MAX", f"int value should be between 1 and {most}.")
    form.raise_if_any()
    raise AssertionError


def snowflake(value: Any, path: Path) -> int:
    """Return an id given as text or number; 50035 at `path` otherwise."""
    if isinstance(value, int) or (isinstance(value, str) and value.isdecimal()):
        return int(value)
    form = FormErrors()
    form.add(path, "NUMBER_TYPE_COERCE", f'Value "{value}" is not snowflake.')
    form.raise_if_any()
    raise AssertionError
