"""What members set once for all their prompts: saved options, a suffix, and the settings panel.

What a prompt says itself always wins; then the suffix; then the settings. Pure: who saved what is kept elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.errors import N_
from bot.midjourney.models import Mode
from bot.midjourney.prompt.findings import Finding, Severity, about_text, model_of
from bot.midjourney.prompt.parsing import DASHES, parse, render
from bot.midjourney.prompt.table import lookup
from bot.midjourney.prompt.versions import DEFAULT_MODEL, Model

OPTIONS_MOST = 20
"""Options that a member may save, as at Midjourney."""
STYLIZE_STEPS = {"low": 50, "med": 100, "high": 250, "very high": 750}
"""The panel's buttons for ``--stylize``."""
_OPTION = re.compile(rf"(?<!\S){DASHES}(?P<name>[A-Za-z][\w-]*)(?!\S)")
_OPTION_NAME = re.compile(r"[A-Za-z][\w-]{0,31}", re.ASCII)


class Variability(StrEnum):
    """How far variations stray. It chooses the button's meaning and is no parameter."""

    HIGH = "high"
    LOW = "low"


@dataclass(frozen=True, slots=True)
class Preferences:
    """The settings panel. None and False mean: as Midjourney's default.

    Attributes:
        version: the model, or None for the newest.
        raw: ``--raw``.
        stylize: 0 to 1000, see `STYLIZE_STEPS`.
        personalize: ``--p`` with the account's own profile.
        variability: how strong a plain variation is; no parameter.
        remix: whether variations ask for a new prompt; no parameter.
        mode: the speed, added as a flag.
    """

    version: Model | None = None
    raw: bool = False
    stylize: int | None = None
    personalize: bool = False
    variability: Variability = Variability.HIGH
    remix: bool = False
    mode: Mode | None = None


def settings_suffix(
    preferences: Preferences, model: Model | None = None, *, default: Model = DEFAULT_MODEL
) -> str:
    """Write the settings as parameters, as the panel shows them.

    Args:
        preferences: what was set.
        model: what the prompt at hand asks for, if it does; what that model lacks is left out.
        default: what draws where neither prompt nor settings name a model.
    """
    parameters = [preferences.version.parameter] if preferences.version else []
    drawn_by = model or preferences.version or default
    wanted = {
        "raw": preferences.raw,
        f"s {preferences.stylize}": preferences.stylize is not None,
        "p": preferences.personalize,
        str(preferences.mode): preferences.mode is not None,
    }
    for parameter, on in wanted.items():
        spec = lookup(parameter.split()[0])
        if on and spec is not None and drawn_by in spec.models:
            parameters.append(f"--{parameter}")
    return " ".join(parameters)


def apply_preferences(text: str, preferences: Preferences, *, default: Model = DEFAULT_MODEL) -> str:
    """Append the settings to a prompt that does not say otherwise itself; `default` as in `settings_suffix`."""
    parsed = parse(text)
    asked = model_of(parsed, default) if parsed.last("model") else None
    return apply_suffix(text, settings_suffix(preferences, asked, default=default))


def apply_suffix(text: str, suffix: str) -> str:
    """Append the parameters of a suffix that the prompt does not hold itself."""
    own = {one.family for one in parse(text).parameters}
    added = [str(one) for one in parse(suffix).parameters if one.family not in own]
    return " ".join([text.strip(), *added]).strip() if added else text


def check_suffix(suffix: str) -> Finding | None:
    """Say what keeps a text from being a suffix: it may hold parameters only. An empty one resets it."""
    parsed = parse(suffix)
    stray = next((one.stray[0].text for one in parsed.parameters if one.stray), "")
    if parsed.text.text or parsed.images:
        stray = render(parsed).partition(" --")[0]
    if not stray:
        return None
    words = N_("A suffix holds parameters only, such as --ar 3:2 --raw. Take “{words}” out.")
    return about_text(Severity.ERROR, words, words=stray[:60])


def apply_options(text: str, options: Mapping[str, str]) -> str:
    """Put the values of saved options in place of their names, once: a value's own options stay as they are.

    Args:
        text: the prompt.
        options: values by name, without dashes, in any case. Names of real parameters have no effect.
    """
    values = {name.lower(): value for name, value in options.items() if lookup(name) is None}

    def value_of(match: re.Match[str]) -> str:
        return values.get(match["name"].lower(), match[0]).strip()

    return _OPTION.sub(value_of, text)


def may_name_options(text: str) -> bool:
    """Tell whether a prompt holds anything that could be a saved option's name."""
    return _OPTION.search(text) is not None


def check_option_name(name: str) -> Finding | None:
    """Say what keeps a word from being an option's name."""
    if not _OPTION_NAME.fullmatch(name):
        words = N_(
            "An option's name is one word of at most 32 letters, digits, - and _, and begins with a letter."
        )
        return about_text(Severity.ERROR, words)
    if lookup(name) is not None:
        words = N_("--{name} is a parameter of Midjourney. Choose another name.")
        return about_text(Severity.ERROR, words, name=name)
    return None
