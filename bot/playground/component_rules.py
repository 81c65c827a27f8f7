"""Which components a message or a modal may carry: Discord's limits as code, legacy rows and modal labels.

Components V2 and the user, role and channel selects are not implemented: a gap, not a refusal.
Limits: https://discord.com/developers/docs/components/reference
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.playground.emoji import is_emoji
from bot.playground.errors import Gap
from bot.playground.forms import FormErrors, Path, only
from bot.playground.models import Json

ROW, BUTTON, STRING_SELECT, TEXT_INPUT, TEXT_DISPLAY, LABEL, FILE_UPLOAD = 1, 2, 3, 4, 10, 18, 19
_LINK_STYLE = 5
_BUTTON_STYLES = range(1, 6)
_ROWS, _BUTTONS_PER_ROW, _MODAL_CHILDREN, _OPTIONS, _FILES = 5, 5, 5, 25, 10
_TEXT_VALUE = 4000

_BUTTON_FIELDS = {"type", "id", "style", "label", "emoji", "custom_id", "url", "disabled"}
_SELECT_FIELDS = {
    "type", "id", "custom_id", "options", "placeholder", "min_values", "max_values", "disabled", "required",
}  # fmt: skip
_INPUT_FIELDS = {
    "type", "id", "custom_id", "style", "label", "value", "placeholder", "required", "min_length", "max_length",
}  # fmt: skip
_FILE_FIELDS = {"type", "id", "custom_id", "min_values", "max_values", "required"}
_LABEL_FIELDS = {"type", "id", "label", "description", "component"}


class ComponentCheck:
    """Checks one form's components; knows the custom ids seen so far and which custom emojis exist."""

    def __init__(self, form: FormErrors, emoji_exists: Callable[[int], bool]) -> None:
        self._form = form
        self._emoji_exists = emoji_exists
        self._seen: set[str] = set()

    def message(self, rows: Any, path: Path = ("components",)) -> None:
        """Check up to five action rows of five buttons or one select each."""
        for index, row in enumerate(self._form.objects(path, rows, most=_ROWS)):
            here = (*path, index)
            if row.get("type") != ROW:
                raise Gap(f"component type {row.get('type')} at the top of a message")
            only(row, {"type", "id", "components"}, "an action row")
            below = (*here, "components")
            children = self._form.objects(below, row.get("components"), least=1, most=_BUTTONS_PER_ROW)
            if len(children) > 1 and any(child.get("type") != BUTTON for child in children):
                self._form.add(
                    here,
                    "COMPONENT_LAYOUT_WIDTH_EXCEEDED",
                    "The specified component exceeds the maximum width",
                )
            for number, child in enumerate(children):
                self._interactive(child, (*below, number))

    def modal(self, data: Json) -> None:
        """Check a modal's title, custom id and one to five rows or labels."""
        only(data, {"title", "custom_id", "components"}, "a modal")
        self._form.length(("title",), data.get("title"), least=1, most=45)
        self._custom_id(data, ())
        children = self._form.objects(("components",), data.get("components"), least=1, most=_MODAL_CHILDREN)
        for index, child in enumerate(children):
            self._modal_child(child, ("components", index))

    def _interactive(self, child: Json, path: Path) -> None:
        checks = {BUTTON: self._button, STRING_SELECT: self._select}
        if child.get("type") not in checks:
            raise Gap(f"component type {child.get('type')} in an action row of a message")
        checks[child["type"]](child, path)

    def _button(self, button: Json, path: Path) -> None:
        only(button, _BUTTON_FIELDS, "a button")
        style = button.get("style")
        if style not in _BUTTON_STYLES:
            self._form.add((*path, "style"), "BASE_TYPE_CHOICES", "Value must be one of {1, 2, 3, 4, 5}.")
        elif style == _LINK_STYLE:
            self._url(button, path)
        else:
            self._custom_id(button, path)
            if button.get("url"):
                self._form.add(path, "BUTTON_COMPONENT_INVALID_URL", "Url only allowed on link buttons")
        self._form.length((*path, "label"), button.get("label") or "", most=80)
        if not button.get("label") and not button.get("emoji"):
            self._form.add(path, "BUTTON_COMPONENT_INVALID", "A button must have a label or an emoji")
        self._emoji(button.get("emoji"), path)

    def _url(self, button: Json, path: Path) -> None:
        url = button.get("url")
        if not isinstance(url, str):
            self._form.required((*path, "url"))
        elif not url.startswith(("http://", "https://", "discord://")):
            self._form.add(
                (*path, "url"),
                "URL_TYPE_INVALID_SCHEME",
                "Scheme must be one of ('http', 'https', 'discord').",
            )
        else:
            self._form.length((*path, "url"), url, most=512)
        if button.get("custom_id"):
            self._form.add(path, "BUTTON_COMPONENT_CUSTOM_ID", "A custom id and url cannot both be specified")

    def _emoji(self, emoji: Any, path: Path) -> None:
        if emoji is None:
            return
        only(emoji, {"id", "name", "animated"}, "an emoji")
        known = self._emoji_exists(int(emoji["id"])) if emoji.get("id") else is_emoji(emoji.get("name") or "")
        if not known:
            self._form.add((*path, "emoji", "name"), "COMPONENT_INVALID_EMOJI", "Invalid emoji")

    def _custom_id(self, component: Json, path: Path) -> None:
        here, custom_id = (*path, "custom_id"), component.get("custom_id")
        if not isinstance(custom_id, str):
            self._form.required(here)
            return
        self._form.length(here, custom_id, least=1, most=100)
        if custom_id in self._seen:
            self._form.add(here, "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated")
        self._seen.add(custom_id)

    def _select(self, select: Json, path: Path) -> None:
        only(select, _SELECT_FIELDS, "a select")
        self._custom_id(select, path)
        options = self._form.objects((*path, "options"), select.get("options"), least=1, most=_OPTIONS)
        self._form.length((*path, "placeholder"), select.get("placeholder") or "", most=150)
        for index, option in enumerate(options):
            here = (*path, "options", index)
            only(option, {"label", "value", "description", "emoji", "default"}, "a select's option")
            self._form.length((*here, "label"), option.get("label"), least=1, most=100)
            self._form.length((*here, "value"), option.get("value"), least=1, most=100)
            self._form.length((*here, "description"), option.get("description") or "", most=100)
            self._emoji(option.get("emoji"), here)
        values = [option.get("value") for option in options]
        if len(values) != len(set(values)):
            self._form.add(
                (*path, "options"), "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", "Option values must be unique"
            )
        self._range(select, path, len(options))

    def _range(self, component: Json, path: Path, most: int) -> None:
        least, upper = (
            1 if component.get(key) is None else component[key] for key in ("min_values", "max_values")
        )
        if not 0 <= least <= most:
            self._form.add(
                (*path, "min_values"), "NUMBER_TYPE_MAX", f"int value should be between 0 and {most}."
            )
        if not max(least, 1) <= upper <= most:
            self._form.add(
                (*path, "max_values"), "NUMBER_TYPE_MAX", f"int value should be between 1 and {most}."
            )

    def _modal_child(self, child: Json, path: Path) -> None:
        if child.get("type") == TEXT_DISPLAY:
            only(child, {"type", "id", "content"}, "a text display")
            self._form.length((*path, "content"), child.get("content"), least=1, most=4000)
        elif child.get("type") == LABEL:
            only(child, _LABEL_FIELDS, "a label")
            self._form.length((*path, "label"), child.get("label"), least=1, most=45)
            self._form.length((*path, "description"), child.get("description") or "", most=100)
            self._modal_input(child.get("component") or {}, (*path, "component"), in_label=True)
        elif child.get("type") == ROW:
            only(child, {"type", "id", "components"}, "an action row of a modal")
            inputs = self._form.objects((*path, "components"), child.get("components"), least=1, most=1)
            for number, each in enumerate(inputs):
                self._modal_input(each, (*path, "components", number), in_label=False)
        else:
            raise Gap(f"component type {child.get('type')} in a modal")

    def _modal_input(self, component: Json, path: Path, *, in_label: bool) -> None:
        kind = component.get("type")
        if kind == TEXT_INPUT:
            self._text_input(component, path, in_label=in_label)
        elif kind == STRING_SELECT and in_label:
            self._select(component, path)
        elif kind == FILE_UPLOAD and in_label:
            only(component, _FILE_FIELDS, "a file upload")
            self._custom_id(component, path)
            self._range(component, path, _FILES)
        else:
            raise Gap(f"component type {kind} inside a modal's {'label' if in_label else 'action row'}")

    def _text_input(self, field: Json, path: Path, *, in_label: bool) -> None:
        only(field, _INPUT_FIELDS, "a text input")
        self._custom_id(field, path)
        if not in_label:
            self._form.length((*path, "label"), field.get("label"), least=1, most=45)
        if field.get("style") not in (1, 2):
            self._form.add((*path, "style"), "BASE_TYPE_CHOICES", "Value must be one of {1, 2}.")
        self._form.length((*path, "placeholder"), field.get("placeholder") or "", most=100)
        most = field.get("max_length") or _TEXT_VALUE
        if not 1 <= most <= _TEXT_VALUE:
            self._form.add(
                (*path, "max_length"), "NUMBER_TYPE_MAX", "int value should be between 1 and 4000."
            )
        if not 0 <= (field.get("min_length") or 0) <= most:
            self._form.add(
                (*path, "min_length"), "NUMBER_TYPE_MAX", f"int value should be between 0 and {most}."
            )
        self._form.length((*path, "value"), field.get("value") or "", most=min(most, _TEXT_VALUE))


def numbered(components: list[Json]) -> list[Json]:
    """Return the components with the `id` that Discord gives each, in order through the message."""
    count = iter(range(1, 1000))

    def number(component: Json) -> Json:
        given = {key: value for key, value in component.items() if value is not None}
        given["id"] = component.get("id") or next(count)
        if component["type"] == STRING_SELECT:
            given = {"min_values": 1, "max_values": 1} | given
        if "components" in component:
            given["components"] = [number(child) for child in component["components"]]
        if "component" in component:
            given["component"] = number(component["component"])
        return given

    return [number(component) for component in components]


def inputs(modal: Json) -> list[Json]:
    """Return a modal's input components in order, whatever they are wrapped in."""
    found: list[Json] = []
    for child in modal["components"]:
        if child["type"] == LABEL:
            found.append(child["component"])
        elif child["type"] == ROW:
            found.extend(child["components"])
    return found


def interactive(rows: list[Json]) -> list[Json]:
    """Return a message's buttons and selects in order."""
    return [child for row in rows for child in row.get("components", [])]
