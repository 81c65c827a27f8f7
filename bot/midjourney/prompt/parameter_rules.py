"""Whether a prompt's parameters are known, stand where they may, suit the model and suit each other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches

from bot.errors import N_, Listed
from bot.midjourney.prompt.findings import Edit, Facts, Finding, Severity, about_text, error, note, replaced
from bot.midjourney.prompt.parsing import PUNCTUATION, Occurrence
from bot.midjourney.prompt.table import BY_NAME, Kind, Spec, lookup
from bot.midjourney.prompt.versions import Model

_NEARLY = re.compile(
    r"(?<!\S)(?:-(?P<one>[A-Za-z]{2,})|(?:--|[–—－]{1,2}|– ?-|- -)\s*(?P<apart>[A-Za-z]+))(?!\S)"
)
_TOUCHING = re.compile(r"(?<=[^\s–—-])(?:--|——)(?P<name>[A-Za-z]+)(?!\S)")


def unknown(facts: Facts) -> Iterator[Finding]:
    """Let unknown parameters pass, with a note: Midjourney adds some every few months."""
    for one in facts.parsed.parameters:
        if one.spec is not None:
            continue
        close = get_close_matches(one.name, [name for name in BY_NAME if len(name) > 1], n=1, cutoff=0.75)
        if close:
            suggestion = " ".join([f"--{close[0]}", *(value.text for value in one.values)])
            words = N_("{name} is not a parameter that this bot knows. Did you mean {meant}?")
            yield note(one, words, suggestion, replaced(one, suggestion), meant=f"--{close[0]}")
        else:
            yield note(one, N_("{name} is not a parameter that this bot knows. It is passed on as it is."))


def glued(facts: Facts) -> Iterator[Finding]:
    """Refuse values without a space before them, and flags with punctuation behind them."""
    for one in facts.parsed.parameters:
        if not one.glued or one.spec is None:
            continue
        if one.narrow != one.value:  # `value_rules` has all of it written anew
            continue
        if one.spec.kind is Kind.FLAG:
            suggestion = f"--{one.typed}"
            words = N_("Nothing may follow {name} without a space. Write {suggestion}.")
        else:
            suggestion = f"--{one.typed} {one.value}".strip()
            words = N_("There is no space between {name} and its value. Write {suggestion}.")
        yield error(one, words, suggestion, replaced(one, suggestion))


def misplaced(facts: Facts) -> Iterator[Finding]:
    """Refuse words behind parameters: they belong before the first one."""
    text = facts.parsed.text
    for one in facts.parsed.parameters:
        if not one.stray:
            continue
        start, end = one.stray[0].start, one.stray[-1].end
        written = facts.parsed.source[start:end]
        moved = written.lstrip(f"{PUNCTUATION} ")
        if not moved:
            words = N_("“{words}” does not belong behind {name}. Take it out.")
            yield error(one, words, "", Edit(start, end), words=written[:60])
            continue
        words = N_("“{words}” stands behind {name}. Put all words before the first parameter.")
        joint = _comma(text.text, written[: len(written) - len(moved)].strip())
        fixes = (Edit(text.end, text.end, f"{joint}{moved} "), Edit(start, end))
        yield error(one, words, moved, *fixes, words=moved[:60])


def _comma(text: str, written: str) -> str:
    """Give what parts moved words from those that they are moved to: their own comma, unless one is there."""
    if not text or text[-1] in PUNCTUATION:
        return " "
    wide = written and not written.isascii()
    return written if wide else f"{written} "


def unsupported(facts: Facts) -> Iterator[Finding]:
    """Refuse what the model does not have; where the sources are unclear, say so."""
    model = facts.model
    for one in facts.parsed.parameters:
        spec = one.spec
        if spec is None or model in spec.models:
            continue
        if model in spec.unsure or not model.known:
            words = N_("{name} may not work on {model}. It is passed on as it is.")
            yield note(one, words, model=str(model))
        else:
            yield _unsupported(one, spec, facts)


def _unsupported(one: Occurrence, spec: Spec, facts: Facts) -> Finding:
    params = {"model": str(facts.model), "models": spec.models.names}
    instead = lookup(spec.instead) if spec.instead else None
    if instead is not None and facts.model in instead.models:
        suggestion = " ".join([f"--{instead.name}", *(value.text for value in one.values)])
        words = N_("{name} works with {models}, not with {model}. Use {suggestion} there.")
        return error(one, words, suggestion, replaced(one, suggestion), **params)
    nearest = spec.models.nearest(facts.model)
    if spec.by_model and nearest is not None and not _would_break(facts, nearest):
        asked = facts.parsed.last("model")
        end = facts.parsed.parameters[-1].end
        fix = replaced(asked, nearest.parameter) if asked else Edit(end, end, f" {nearest.parameter}")
        words = N_("{name} works with {models}, not with {model}. Add {suggestion}, or take {name} out.")
        return error(one, words, nearest.parameter, fix, **params)
    words = N_("{name} works with {models}, not with {model}. Take it out.")
    return error(one, words, "", replaced(one, ""), **params)


def _would_break(facts: Facts, model: Model) -> bool:
    """Tell whether changing to a model would take away another thing that the prompt is about."""
    specs = [one.spec for one in facts.parsed.parameters if one.spec is not None and one.spec.by_model]
    return any(facts.model in spec.models and model not in spec.models for spec in specs)


def repeated(facts: Facts) -> Iterator[Finding]:
    """Note parameters that stand twice: the last one counts."""
    last = {one.family: one for one in facts.parsed.parameters}
    for one in facts.parsed.parameters:
        winner = last[one.family]
        if one is winner or one.spec is None:
            continue
        words = N_("{name} and {other} stand together; only the last one counts.")
        if one.name == winner.name:
            words = N_("{name} stands more than once; only the last one counts.")
        yield note(one, words, str(winner.span.text), replaced(one, ""), other=f"--{winner.typed}")


def companions(facts: Facts) -> Iterator[Finding]:
    """Refuse parameters that exclude each other; note those that do nothing alone, and the notes of the table."""
    for one in facts.parsed.parameters:
        if one.spec is None:
            continue
        for name in one.spec.excludes:
            yield from _excluded(one, name, facts)
        for other in filter(None, map(facts.parsed.last, one.spec.doubtful)):
            yield note(one, N_("{name} may not work together with {other}."), other=f"--{other.typed}")
        if one.spec.needs and not any(facts.parsed.has(name) for name in one.spec.needs):
            needed = Listed(f"--{name}" for name in one.spec.needs)
            yield note(one, N_("{name} does something only beside {needed}."), needed=needed)
        if one.spec.note:
            yield note(one, one.spec.note)
        if one.name == "zoom" and not facts.context.zooming:
            yield note(one, N_("{name} works in the Custom Zoom of a finished picture only."))


def _excluded(one: Occurrence, name: str, facts: Facts) -> Iterator[Finding]:
    name, _, value = name.partition(" ")
    other = facts.parsed.last(name)
    if other is None or (value and other.value != value):
        return
    # A speed is given up for what it does not suit; otherwise the other one goes.
    goes, stays = (one, other) if one.family == "speed" else (other, one)
    words = N_("{name} does not work together with {other}. Take {name} out.")
    yield error(goes, words, "", replaced(goes, ""), other=f"--{stays.typed}")


def nearly(facts: Facts) -> Iterator[Finding]:
    """Note words that look like a parameter with a hyphen or a space too few or too many."""
    text = facts.parsed.text
    for match in _NEARLY.finditer(text.text):
        name = match["one"] or match["apart"]
        if lookup(name):
            yield _nearly(match.start() + text.start, match[0], f"--{name}")
    for match in _TOUCHING.finditer(text.text):
        if lookup(match["name"]):
            yield _nearly(match.start() + text.start, match[0], f" --{match['name']}")


def _nearly(start: int, written: str, right: str) -> Finding:
    return about_text(
        Severity.NOTE,
        N_(
            "“{written}” is read as words. If it is meant as a parameter, write {suggestion}, with a space before it."
        ),
        Edit(start, start + len(written), right),
        start=start,
        written=written,
        suggestion=right.strip(),
    )


RULES = (unknown, glued, misplaced, unsupported, companions, repeated, nearly)
