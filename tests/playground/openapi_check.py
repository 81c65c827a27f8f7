"""Checks what the bot sent against Discord's own OpenAPI document, so that the playground cannot be too lenient.

`problems(world.log)` is all that a test needs; where the document is absent, only that check is skipped.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Protocol

import pytest
from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

# Read when loaded: tests run without the environment's settings.
_SHARED = Path(os.environ.get("EASEL_SHARED") or Path(__file__).parents[3] / "shared")
_DOCUMENT = _SHARED / "discord" / "openapi.json"
_WRITES = ("POST", "PUT", "PATCH")
_FORM = ("application/json", "multipart/form-data")


class Logged(Protocol):
    """What is checked: one request as `world.log` holds it."""

    @property
    def method(self) -> str: ...
    @property
    def path(self) -> str: ...
    @property
    def body(self) -> Any: ...
    @property
    def status(self) -> int: ...


class OpenApiCheck:
    """Finds a request's schema by its path and validates the body; schemas are compiled once."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        # Discord takes ids as numbers too, and discord.py numbers new attachments with integers.
        ids = {"type": ["string", "integer"], "pattern": r"^(0|[1-9][0-9]*)$"}
        schemas = document["components"]["schemas"] | {"SnowflakeType": ids}
        self._components = document["components"] | {"schemas": schemas}
        self._operations = [(_pattern(path), path, item) for path, item in document["paths"].items()]
        # Fixed paths before those with parameters: /users/@me is not /users/{user_id}.
        self._operations.sort(key=lambda each: each[1].count("{"))
        self._validators: dict[tuple[str, str], Draft202012Validator | None] = {}

    @classmethod
    def find(cls) -> OpenApiCheck | None:
        return cls(json.loads(_DOCUMENT.read_text("utf-8"))) if _DOCUMENT.is_file() else None

    def problems(self, log: Iterable[Logged]) -> list[str]:
        """Return one line for each accepted request that Discord's document does not allow."""
        return [line for request in log if request.status < 400 for line in self._check(request)]

    def _check(self, request: Logged) -> list[str]:
        found = self._operation(request.path, request.method)
        where = f"{request.method} {request.path}"
        if found is None:
            return [f"{where}: no such route"]
        path, operation = found
        if request.method not in _WRITES or request.body is None:
            return []
        validator = self._validator(path, request.method, operation)
        if validator is None:
            return [f"{where}: takes no body"]
        problem = best_match(validator.iter_errors(request.body))
        return [] if problem is None else [f"{where}: {problem.json_path}: {problem.message[:300]}"]

    def answer_problem(self, method: str, path: str, body: Any) -> str | None:
        """Return what is wrong with a successful answer's JSON, if anything."""
        found = self._operation(path, method)
        if found is None:
            return f"{method} {path}: no such route"
        answers = found[1]["responses"]
        content = next((answers[code]["content"] for code in ("200", "201") if code in answers), None)
        if content is None:
            return None if body is None else f"{method} {path}: answers nothing"
        problem = best_match(self._compiled(content[_FORM[0]]["schema"]).iter_errors(body))
        return None if problem is None else f"{method} {path}: {problem.json_path}: {problem.message[:300]}"

    def _operation(self, path: str, method: str) -> tuple[str, Mapping[str, Any]] | None:
        for pattern, template, item in self._operations:
            if pattern.fullmatch(path) and method.lower() in item:
                return template, item[method.lower()]
        return None

    def _validator(self, path: str, method: str, operation: Mapping[str, Any]) -> Draft202012Validator | None:
        if (path, method) not in self._validators:
            content = operation.get("requestBody", {}).get("content", {})
            schema = next((content[kind]["schema"] for kind in _FORM if kind in content), None)
            self._validators[path, method] = None if schema is None else self._compiled(schema)
        return self._validators[path, method]

    def _compiled(self, schema: Mapping[str, Any]) -> Draft202012Validator:
        return Draft202012Validator({"allOf": [schema], "components": self._components})


def problems(log: Iterable[Logged]) -> list[str]:
    """Return what is wrong with the requests; the calling test is skipped where the document is not at hand."""
    check = OpenApiCheck.find()
    if check is None:
        pytest.skip("Discord's OpenAPI document is not at hand")
    return check.problems(log)


def _pattern(path: str) -> re.Pattern[str]:
    parts = re.split(r"(\{[^}]+\})", path)
    return re.compile("".join("[^/]+" if part.startswith("{") else re.escape(part) for part in parts))
