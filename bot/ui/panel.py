"""The settings panel: what it shows, and what pressing its controls makes of somebody's preferences. Pure.

Rows, labels and order are those of Midjourney's own panel. What is on is green. The controls
carry what they change and nothing about the person: whoever presses changes their own preferences.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.errors import N_
from bot.jobs.composing import NEWEST, Terms, parameters
from bot.jobs.preferences import Preferences, Visibility
from bot.midjourney.models import Mode
from bot.midjourney.prompt import Variability
from bot.ui.custom_ids import setting_id, setting_select_id
from bot.ui.errors import InputError
from bot.ui.messages import Letter, Say
from bot.ui.rows import GREEN, GREY, Button, Option, Row, Select

MODELS: Mapping[str, str] = {
    "v 8.2": "Midjourney V8.2",
    "v 8.1": "Midjourney V8.1",
    "v 7": "Midjourney V7",
    "v 6.1": "Midjourney V6.1",
    "v 6": "Midjourney V6",
    "v 5.2": "Midjourney V5.2",
    "niji 7": "Niji 7",
    "niji 6": "Niji 6",
    "niji 5": "Niji 5",
}
DEFAULT_MODEL = "default"
MODEL = "model"
_STYLIZE: Mapping[str, tuple[int | None, str]] = {
    "low": (50, N_("Stylize low")),
    "med": (None, N_("Stylize med")),  # 100, Midjourney's own default: nothing to be said in the prompt
    "high": (250, N_("Stylize high")),
    "veryhigh": (750, N_("Stylize very high")),
}


class SettingUnknown(InputError):
    default_message = N_("This setting has changed. Use /settings again.")


class NoStealth(InputError):
    default_message = N_(
        "The Midjourney account behind this bot has no stealth mode: its pictures are public. If its plan has one "
        "(Pro, Mega), the bot's operator can say so in the settings."
    )


@dataclass(frozen=True, slots=True)
class Control:
    """One button: what it is called, when it is green, and what pressing it does."""

    label: str
    is_on: Callable[[Preferences], bool]
    pressed: Callable[[Preferences], Preferences]


def _stylize(value: int | None, label: str) -> Control:
    return Control(label, lambda p: p.stylize == value, lambda p: replace(p, stylize=value))


def _variability(value: Variability, label: str) -> Control:
    return Control(label, lambda p: p.variability is value, lambda p: replace(p, variability=value))


def _mode(value: Mode, label: str) -> Control:
    return Control(label, lambda p: p.mode is value, lambda p: replace(p, mode=value))


def _toggle_public(preferences: Preferences) -> Preferences:
    hidden = preferences.visibility is Visibility.STEALTH
    return replace(preferences, visibility=Visibility.DEFAULT if hidden else Visibility.STEALTH)


CONTROLS: Mapping[tuple[str, str], Control] = {
    ("raw", ""): Control(N_("RAW Mode"), lambda p: p.raw, lambda p: replace(p, raw=not p.raw)),
    **{("stylize", name): _stylize(value, label) for name, (value, label) in _STYLIZE.items()},
    ("personalize", ""): Control(
        N_("Personalization"), lambda p: p.personalize, lambda p: replace(p, personalize=not p.personalize)
    ),
    ("public", ""): Control(
        N_("Public mode"), lambda p: p.visibility is not Visibility.STEALTH, _toggle_public
    ),
    ("remix", ""): Control(N_("Remix mode"), lambda p: p.remix, lambda p: replace(p, remix=not p.remix)),
    ("variability", "high"): _variability(Variability.HIGH, N_("High Variation Mode")),
    ("variability", "low"): _variability(Variability.LOW, N_("Low Variation Mode")),
    ("mode", "turbo"): _mode(Mode.TURBO, N_("Turbo mode")),
    ("mode", "fast"): _mode(Mode.FAST, N_("Fast mode")),
    ("mode", "relax"): _mode(Mode.RELAX, N_("Relax mode")),
    # What is not on the panel stays as it is.
    ("reset", ""): Control(N_("Reset Settings"), lambda _: False, lambda p: Preferences(auto_dm=p.auto_dm)),
}
ROWS = (
    ("raw", "stylize"),
    ("personalize", "public", "remix", "variability"),
    ("mode",),
    ("reset",),
)


def changed(preferences: Preferences, what: str, value: str, terms: Terms = NEWEST) -> Preferences:
    """Give the preferences as pressing a control makes them.

    Raises:
        SettingUnknown: there is no such control (any more).
        NoStealth: Public mode cannot be left on this account.
    """
    if what == "public" and not terms.stealth:
        raise NoStealth
    if what == MODEL:
        if value != DEFAULT_MODEL and value not in MODELS:
            raise SettingUnknown
        return replace(preferences, model="" if value == DEFAULT_MODEL else value)
    control = CONTROLS.get((what, value))
    if control is None:
        raise SettingUnknown
    return control.pressed(preferences)


def panel(
    preferences: Preferences, say: Say, *, modes: Sequence[Mode], default_mode: Mode, terms: Terms = NEWEST
) -> Letter:
    """Draw the panel.

    Args:
        preferences: of the person who looks at it.
        say: their language.
        modes: the speeds that the account offers; others get no button.
        default_mode: the one that is used by who chose none.
        terms: of the account; without stealth everything is public.
    """
    shown = preferences if preferences.mode in modes else replace(preferences, mode=default_mode)
    shown = shown if terms.stealth else replace(shown, visibility=Visibility.DEFAULT)
    rows: list[Row] = [_models(preferences, say)]
    for families in ROWS:
        keys = [key for key in CONTROLS if key[0] in families]
        row = tuple(_button(key, shown, say) for key in keys if key[0] != "mode" or key[1] in modes)
        if row:
            rows.append(row)
    suffix = parameters(preferences, terms)
    words = [
        say(N_("**Adjust your settings here.** They fill in what a prompt leaves open.")),
        say(N_("Current suffix: {suffix}"), suffix=f"`{suffix}`")
        if suffix
        else say(N_("Current suffix: none")),
        say(N_("-# Variation modes are kept here, but the service cannot be told of them.")),
    ]
    return Letter("\n".join(words), tuple(rows))


def _models(preferences: Preferences, say: Say) -> Select:
    default = Option(DEFAULT_MODEL, say(N_("The account's default model")))
    options = (default, *(Option(value, name) for value, name in MODELS.items()))
    chosen = preferences.model or DEFAULT_MODEL
    return Select(setting_select_id(MODEL), options, placeholder=say(N_("Model")), chosen=chosen)


def _button(key: tuple[str, str], preferences: Preferences, say: Say) -> Button:
    control = CONTROLS[key]
    style = GREEN if control.is_on(preferences) else GREY
    return Button(setting_id(*key), say(control.label), style=style)
