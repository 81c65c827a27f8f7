"""The language of Midjourney prompts: read, check, mend, expand, complete and write them. Pure, without I/O.

    versions        which models there are
    table           every parameter as data
    parsing         text → `ParsedPrompt`, and back
    findings        what can be said about a prompt, and how it is put right
    value_rules  parameter_rules  text_rules       the rules, by what they look at
    checking        all rules over one prompt
    permutations    ``{a, b}`` and ``--repeat`` → several prompts
    personal        saved options, suffix, settings
    editing         reading and setting single parameters

On its way to a job a prompt passes `apply_options`, `apply_suffix`, `apply_preferences`, `expand` and, each of what
that gave, `check`. Prices, people and languages are none of this package's business.
"""

from __future__ import annotations

from bot.midjourney.prompt.checking import check, errors, mended
from bot.midjourney.prompt.editing import (
    Parameter,
    PromptParts,
    aspect_ratio,
    niji,
    requested_mode,
    split_prompt,
    stealth,
    version,
    with_aspect_ratio,
    with_mode,
    with_niji,
    with_version,
    with_zoom,
    without_mode,
    without_zoom,
    zoom,
)
from bot.midjourney.prompt.findings import Context, Edit, Finding, Severity, fixed, model_of
from bot.midjourney.prompt.parsing import Image, Occurrence, ParsedPrompt, Part, Span, parse, render
from bot.midjourney.prompt.permutations import expand
from bot.midjourney.prompt.personal import (
    OPTIONS_MOST,
    STYLIZE_STEPS,
    Preferences,
    Variability,
    apply_options,
    apply_preferences,
    apply_suffix,
    check_option_name,
    check_suffix,
    may_name_options,
    settings_suffix,
)
from bot.midjourney.prompt.table import TABLE, Kind
from bot.midjourney.prompt.versions import DEFAULT_MODEL, DEFAULT_NIJI, NIJI_VERSIONS, VERSIONS, Model

__all__ = [
    "DEFAULT_MODEL",
    "DEFAULT_NIJI",
    "NIJI_VERSIONS",
    "OPTIONS_MOST",
    "STYLIZE_STEPS",
    "TABLE",
    "VERSIONS",
    "Context",
    "Edit",
    "Finding",
    "Image",
    "Kind",
    "Model",
    "Occurrence",
    "Parameter",
    "ParsedPrompt",
    "Part",
    "Preferences",
    "PromptParts",
    "Severity",
    "Span",
    "Variability",
    "apply_options",
    "apply_preferences",
    "apply_suffix",
    "aspect_ratio",
    "check",
    "check_option_name",
    "check_suffix",
    "errors",
    "expand",
    "fixed",
    "may_name_options",
    "mended",
    "model_of",
    "niji",
    "parse",
    "render",
    "requested_mode",
    "settings_suffix",
    "split_prompt",
    "stealth",
    "version",
    "with_aspect_ratio",
    "with_mode",
    "with_niji",
    "with_version",
    "with_zoom",
    "without_mode",
    "without_zoom",
    "zoom",
]
