"""Examines a whole prompt before anything is paid for, and mends what can be mended.

Prompts with permutations (``{a, b}``) are to be expanded first; each of what comes out is checked.
"""

from __future__ import annotations

from bot.midjourney.prompt import parameter_rules, text_rules, value_rules
from bot.midjourney.prompt.findings import Context, Facts, Finding, Severity, fixed, model_of
from bot.midjourney.prompt.parsing import ParsedPrompt, parse

_RULES = (*parameter_rules.RULES, value_rules.values, *text_rules.RULES)
_ROUNDS = 8
"""Mending one thing may uncover another; more than this in a row never helped anyone."""
_HERE = Context()


def check(parsed: ParsedPrompt, *, context: Context = _HERE) -> tuple[Finding, ...]:
    """Find what Midjourney would refuse (errors) and what its author may not have meant (notes), in reading order."""
    facts = Facts(parsed, model_of(parsed, context.model), context)
    findings = [finding for rule in _RULES for finding in rule(facts)]
    return tuple(sorted(findings, key=lambda finding: (finding.start, finding.severity)))


def errors(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Give the findings that stand in the way."""
    return tuple(finding for finding in findings if finding.severity is Severity.ERROR)


def mended(text: str, *, context: Context = _HERE) -> str:
    """Mend every error that can be mended, again and again until none is left. Notes are left alone."""
    for _ in range(_ROUNDS):
        parsed = parse(text)
        wrong = [one for one in errors(check(parsed, context=context)) if one.edits]
        if not wrong:
            break
        text = fixed(parsed, wrong)
    return text
