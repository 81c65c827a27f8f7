"""``easel doctor``: is everything there that the settings point to? Each failure says how to mend it.

It reads and asks; it registers nothing and spends nothing. What Discord and an upstream answer is only looked at
where an operator can act on it.
"""

from __future__ import annotations

from bot.doctor.examination import examine
from bot.doctor.results import CheckResult, render

__all__ = ["CheckResult", "examine", "render"]
