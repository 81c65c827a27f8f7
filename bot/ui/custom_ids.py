"""The ids that our buttons, selects and modals carry: short, versioned, and all that is needed to serve a press.

``j1:<op>:<ulid>:<n>`` on messages, ``m1:<op>:<ulid>:<n>`` on modals. A message may be pressed years later and after
any number of restarts, so what was once written here is read for ever: a new shape gets a new version (``j2``).
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


_BUTTON_OPS = "|".join(op for op in Op if op is not Op.MORE)
BUTTON = re.compile(rf"j1:(?P<op>{_BUTTON_OPS}):{_JOB}")
SELECT = re.compile(rf"j1:(?P<op>{Op.MORE}):{_JOB}")
MODAL = re.compile(rf"m1:(?P<op>{Op.COMPONENT}|{Op.CONTINUE}):{_JOB}")


def button_id(op: Op, ulid: str, n: int = 0) -> str:
    return f"j1:{op}:{ulid}:{n}"


def modal_id(op: Op, ulid: str, n: int = 0) -> str:
    return f"m1:{op}:{ulid}:{n}"


def is_ours(custom_id: str) -> bool:
    """Tell whether a button or select carries an id that is served."""
    return BUTTON.fullmatch(custom_id) is not None or SELECT.fullmatch(custom_id) is not None
