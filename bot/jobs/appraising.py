"""What is to be said about a prompt before anything is paid: what it makes, what is wrong with it, what would be right.

Pure. The rules are Midjourney's (`bot.midjourney.prompt`) and those of the service that takes the prompt (`Terms`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.jobs.composing import MAX_JOBS, NEWEST, Terms, each_once, too_fast
from bot.midjourney.models import Mode
from bot.midjourney.prompt import (
    Context,
    Finding,
    check,
    errors,
    expand,
    fixed,
    mended,
    parse,
    requested_mode,
)


@dataclass(frozen=True, slots=True)
class Appraisal:
    """What is to be said about a prompt before anything is paid."""

    prompts: tuple[str, ...]
    """One for each job; none where the prompt cannot even be taken apart."""
    errors: tuple[Finding, ...] = ()
    notes: tuple[Finding, ...] = ()
    corrected: tuple[str, ...] = ()
    """The prompts without their errors; empty where only their author can mend them."""


def appraised(
    prompt: str, *, pictures: int = 0, mode: Mode | None = None, terms: Terms = NEWEST
) -> Appraisal:
    """Find out what a prompt makes, and what is wrong with it. Each finding is given once.

    Args:
        prompt: with preferences in it.
        pictures: how many come beside it.
        mode: the speed that is asked for beside it; its own wins.
        terms: of the account that is to take it.
    """
    rules = _Rules(Context(terms.model, pictures), mode or terms.mode, terms)
    expansion = expand(prompt, MAX_JOBS)
    if expansion.findings:
        found = tuple(_lowered(finding, terms.most) for finding in expansion.findings)
        return Appraisal((), found, corrected=_straightened(prompt, found, rules))
    unique = each_once(finding for one in dict.fromkeys(expansion.prompts) for finding in rules.check(one))
    wrong = errors(unique)
    notes = tuple(finding for finding in unique if finding not in wrong)
    corrected = _mended(expansion.prompts, rules) if wrong else ()
    return Appraisal(expansion.prompts, wrong, notes, corrected)


@dataclass(frozen=True, slots=True)
class _Rules:
    """Midjourney's rules together with those of the service before it."""

    context: Context
    mode: Mode
    terms: Terms

    def check(self, prompt: str) -> tuple[Finding, ...]:
        return (*check(parse(prompt), context=self.context), *self._speed(prompt))

    def mended(self, prompt: str) -> str:
        prompt = mended(prompt, context=self.context)
        return fixed(parse(prompt), self._speed(prompt))  # mending may have changed the version

    def _speed(self, prompt: str) -> tuple[Finding, ...]:
        wrong = too_fast(prompt, requested_mode(prompt) or self.mode, self.terms)
        return () if wrong is None else (wrong,)


def _lowered(finding: Finding, most: int) -> Finding:
    """Suggest no more repetitions than a member may have jobs waiting."""
    if finding.parameter != "repeat" or not finding.edits:
        return finding
    name, _, times = finding.suggestion.partition(" ")
    suggestion = f"{name} {min(int(times), most)}"
    edits = tuple(replace(edit, text=suggestion) for edit in finding.edits)
    params = {**finding.params, "suggestion": suggestion, "most": most}
    return replace(finding, params=params, suggestion=suggestion, edits=edits)


def _straightened(prompt: str, findings: tuple[Finding, ...], rules: _Rules) -> tuple[str, ...]:
    """Put braces and repetitions right, and what comes out of them; give nothing where that cannot be done."""
    if "{" in prompt and any(finding.parameter for finding in findings):
        return ()  # such a finding is about one of the expanded prompts, and fits no place in this one
    text = fixed(parse(prompt), findings)
    expansion = expand(text, MAX_JOBS)
    return () if text == prompt or expansion.findings else _mended(expansion.prompts, rules)


def _mended(prompts: Sequence[str], rules: _Rules) -> tuple[str, ...]:
    by_prompt = {one: rules.mended(one) for one in dict.fromkeys(prompts)}
    if any(errors(rules.check(one)) for one in by_prompt.values()):
        return ()
    return tuple(by_prompt[one] for one in prompts)
