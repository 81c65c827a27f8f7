"""The ids that our buttons, selects and modals carry: short, versioned, and all that is needed to serve a press.

``j1:<op>:<ulid>:<n>`` on messages, ``m1:<op>:<ulid>:<n>`` on modals, ``d1:<op>:<ulid>`` on what belongs to a draft.
A message may be pressed years later and after any number of restarts, so what was once written here is read for
ever: a new shape gets a new version (``j2``).
"""

from __future__ import annotations

import re
from enum import StrEnum

_JOB = r"(?P<ulid>[0-9A-Za-z]{26}):(?P<n>[0-9]{1,3})"


class Op(StrEnum):
    """What a press asks for."""

    COMPONENT = "c"
    """Component `n` of the job: what Midjourney offers on a result."""
    CANCEL = "cancel"
    COLLECT = "collect"
    """Renew the interaction token of the message, or fetch a result that reached nobody."""
    CONTINUE = "continue"
    """Open the modal for which the job waits."""
    DETAILS = "details"
    """Say why the job failed."""
    MORE = "more"
    """The select that holds the components for which there was no room; `n` counts the selects."""


class DraftOp(StrEnum):
    """What is to be done with a draft."""

    IMAGINE = "imagine"
    """The modal that asks for the prompt of pictures that were chosen."""
    SHORTEN = "shorten"
    """The button that has a prompt shortened by another account."""


class QuestionOp(StrEnum):
    """How a question is answered; see `bot.jobs.preferences.Question`."""

    USE = "use"
    """Run the corrected prompt."""
    EDIT = "edit"
    """Open the prompt in a modal; the modal carries the same id."""
    RUN = "run"
    """Run all the jobs."""
    DROP = "drop"
    """Run nothing."""


_BUTTON_OPS = "|".join(op for op in Op if op is not Op.MORE)
BUTTON = re.compile(rf"j1:(?P<op>{_BUTTON_OPS}):{_JOB}")
SELECT = re.compile(rf"j1:(?P<op>{Op.MORE}):{_JOB}")
MODAL = re.compile(rf"m1:(?P<op>{Op.COMPONENT}|{Op.CONTINUE}):{_JOB}")

DRAFT_BUTTON = re.compile(rf"d1:(?P<op>{DraftOp.SHORTEN}):(?P<ulid>[0-9A-Z]{{26}})")
DRAFT_MODAL = re.compile(rf"d1:(?P<op>{DraftOp.IMAGINE}):(?P<ulid>[0-9A-Z]{{26}})")

QUESTION = re.compile(rf"q1:(?P<op>{'|'.join(QuestionOp)}):(?P<ulid>[0-9A-Z]{{26}})")
SETTING = re.compile(r"s1:(?P<what>[a-z]{1,20}):(?P<value>[a-z0-9]{0,20})")
SETTING_SELECT = re.compile(r"t1:(?P<what>[a-z]{1,20})")
"""The settings panel's buttons and its select: what is changed, and to what."""


def button_id(op: Op, ulid: str, n: int = 0) -> str:
    return f"j1:{op}:{ulid}:{n}"


def modal_id(op: Op, ulid: str, n: int = 0) -> str:
    return f"m1:{op}:{ulid}:{n}"


def draft_id(op: DraftOp, ulid: str) -> str:
    return f"d1:{op}:{ulid}"


def question_id(op: QuestionOp, ulid: str) -> str:
    return f"q1:{op}:{ulid}"


def setting_id(what: str, value: str = "") -> str:
    return f"s1:{what}:{value}"


def setting_select_id(what: str) -> str:
    return f"t1:{what}"


def is_ours(custom_id: str) -> bool:
    """Tell whether a button or select carries an id that is served."""
    shapes = (BUTTON, SELECT, DRAFT_BUTTON, QUESTION, SETTING, SETTING_SELECT)
    return any(shape.fullmatch(custom_id) for shape in shapes)
