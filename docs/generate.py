"""Write the parts of README.md that the code knows best: the table of settings, and what the doctor may find.

    python docs/generate.py          writes them
    python docs/generate.py --check  exits with 1 if they are not as the code says

The settings come from their models, the findings from the doctor's own sources, so neither can fall behind.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from pydantic import BaseModel
from pydantic_core import PydanticUndefined

from bot.config import AccountSettings, Settings
from bot.storage.errors import StorageError

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "README.md"
DOCTOR = ROOT / "bot" / "doctor"
UNUSABLE = "| database | cannot be used | … |"


def settings_table() -> str:
    """Give one table row per key, in the order of the models."""
    rows = ["| key | default | what to write |", "|---|---|---|"]
    for name, field in Settings.model_fields.items():
        if name == "accounts":
            rows += _rows("accounts.NAME", AccountSettings)
        elif isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            rows += _rows(name, field.annotation)
    return "\n".join(rows)


def _rows(table: str, model: type[BaseModel]) -> Iterator[str]:
    for key, field in model.model_fields.items():
        default = field.get_default(call_default_factory=True)
        shown = "**required**" if default is PydanticUndefined else f"`{_toml(default)}`"
        yield f"| `[{table}]` `{key}` | {shown} | {_cell(field.description or '')} |"


def _toml(value: object) -> str:
    if hasattr(value, "get_secret_value"):
        value = value.get_secret_value()
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, tuple):
        return f"[{', '.join(_toml(item) for item in value)}]"
    if isinstance(value, dict):
        return "{}" if not value else str(value)
    return str(value)


def findings_table() -> str:
    """Give one table row per failed check that the doctor's sources can make, with its remedy."""
    rows = ["| check | what it says | what to do |", "|---|---|---|"]
    found = {
        row for source in sorted(DOCTOR.glob("*.py")) for row in _findings(ast.parse(source.read_text()))
    }
    return "\n".join([*rows, *sorted(found - {UNUSABLE} | _storage_findings())])


def _storage_findings() -> set[str]:
    """Give what the database's own errors say, which the doctor passes on as they are."""
    said = (error.default_message for error in StorageError.__subclasses__())
    return {f"| database | cannot be used | {_cell(words)} |" for words in said}


def _findings(tree: ast.Module) -> Iterator[str]:
    constants = dict(_assigned(tree.body))
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        last: dict[str, ast.expr] = dict(constants)
        for node in _in_order(function):
            if isinstance(node, ast.Assign):
                last.update(_assigned([node]))
            elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "CheckResult":
                given = {word.arg: word.value for word in node.keywords}
                remedy = given.get("remedy")
                ok = given.get("ok")
                if isinstance(ok, ast.Constant) and not ok.value and remedy is not None:
                    cells = (_words(part, last) for part in (node.args[0], given["detail"], remedy))
                    yield f"| {' | '.join(map(_cell, cells))} |"


def _assigned(statements: Iterable[ast.stmt]) -> Iterator[tuple[str, ast.expr]]:
    for each in statements:
        if isinstance(each, ast.Assign):
            places = each.targets[0].elts if isinstance(each.targets[0], ast.Tuple) else [each.targets[0]]
            values = each.value.elts if isinstance(each.value, ast.Tuple) else [each.value]
            if len(places) == len(values):
                yield from (
                    (place.id, value)
                    for place, value in zip(places, values, strict=True)
                    if isinstance(place, ast.Name)
                )


def _in_order(function: ast.AST) -> list[ast.AST]:
    return sorted(
        ast.walk(function), key=lambda node: (getattr(node, "lineno", 0), getattr(node, "col_offset", 0))
    )


def _words(value: ast.expr, names: dict[str, ast.expr]) -> str:
    """Give a sentence of the source as people see it, with {names} for what it fills in."""
    match value:
        case ast.Constant(value=str(text)):
            return text
        case ast.Name(id=name) | ast.FormattedValue(value=ast.Name(id=name)) if isinstance(
            names.get(name), ast.Constant | ast.JoinedStr
        ):
            return _words(names[name], {other: value for other, value in names.items() if other != name})
        case ast.JoinedStr(values=parts):
            return "".join(_words(part, names) for part in parts)
        case ast.FormattedValue(value=ast.Name(id=name)) if isinstance(names.get(name), ast.IfExp):
            return ""  # said only where it helps
        case ast.FormattedValue(value=ast.Name(id=name) | ast.Attribute(attr=name)):
            return "…" if name.startswith("__") else f"{{{name}}}"
        case _:
            return "…"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def written(readme: str) -> str:
    """Give the README with both parts as the code says."""
    for name, table in (("settings", settings_table()), ("findings", findings_table())):
        start, end = f"<!-- {name} -->", f"<!-- end of {name} -->"
        before, _, rest = readme.partition(start)
        _, _, after = rest.partition(end)
        readme = f"{before}{start}\n{table}\n{end}{after}"
    return readme


def main() -> int:
    """Write the README, or only look whether it has to be written."""
    now = README.read_text(encoding="utf-8")
    as_it_should_be = written(now)
    if "--check" in sys.argv:
        return int(now != as_it_should_be)
    README.write_text(as_it_should_be, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
