"""Midjourney's model versions as data: which exist, which is the default, and sets of them to say where a rule holds.

A version newer than the newest known one is no mistake: Midjourney brings out several a year. It is only unknown,
and what is unknown is passed on.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

from bot.errors import Listed

Ranges = tuple[tuple[float, float], ...]
"""Version numbers from … to, both included."""

EVERY: Ranges = ((0, inf),)
NEVER: Ranges = ()


@dataclass(frozen=True, slots=True)
class Model:
    """One model: ``--v 8.2`` or ``--niji 7``."""

    number: float
    niji: bool = False

    @classmethod
    def named(cls, name: str) -> Model:
        """Read ``8.2``, ``v 8.2`` or ``niji 7``.

        Raises:
            ValueError: it is none of these.
        """
        family, _, number = name.strip().rpartition(" ")
        if family not in {"", "v", "niji"}:
            raise ValueError(name)
        return cls(float(number), niji=family == "niji")

    @property
    def known(self) -> bool:
        """Whether this is a model whose rules stand in the table."""
        return self.number in (NIJI_VERSIONS if self.niji else VERSIONS)

    @property
    def newer(self) -> bool:
        """Whether this may be a model that came out after the table was written."""
        return self.number > max(NIJI_VERSIONS if self.niji else VERSIONS)

    @property
    def parameter(self) -> str:
        """The parameter that asks for this model."""
        return f"--{'niji' if self.niji else 'v'} {self.number:g}"

    def __str__(self) -> str:
        return f"{'Niji ' if self.niji else 'V'}{self.number:g}"


VERSIONS = (1.0, 2.0, 3.0, 4.0, 5.0, 5.1, 5.2, 6.0, 6.1, 7.0, 8.1, 8.2)
WITHDRAWN = (Model(8.0),)
"""Versions that existed for some weeks and that Midjourney removed."""
NIJI_VERSIONS = (4.0, 5.0, 6.0, 7.0)
DEFAULT_MODEL = Model(8.2)
"""What draws where a prompt names no version: V8.2 since 2026-07-24."""
DEFAULT_NIJI = Model(7.0, niji=True)
"""What a bare ``--niji`` means: Niji 7 since 2026-01-09."""


@dataclass(frozen=True, slots=True)
class Models:
    """A set of models."""

    v: Ranges = EVERY
    niji: Ranges = EVERY

    def __contains__(self, model: Model) -> bool:
        return any(low <= model.number <= high for low, high in (self.niji if model.niji else self.v))

    def nearest(self, model: Model) -> Model | None:
        """Give the known member closest to a model, of its own family where there is one."""
        family = [Model(number, model.niji) for number in (NIJI_VERSIONS if model.niji else VERSIONS)]
        other = [Model(number, not model.niji) for number in (VERSIONS if model.niji else NIJI_VERSIONS)]
        for models in (family, other):
            if members := [candidate for candidate in models if candidate in self]:
                return min(members, key=lambda member: abs(member.number - model.number))
        return None

    @property
    def names(self) -> Listed:
        """The families and ranges, such as ``V6–6.1`` and ``Niji 6``."""
        v = [_range_name(span, Model(0)) for span in self.v]
        return Listed([*v, *(_range_name(span, Model(0, niji=True)) for span in self.niji)])


def _range_name(span: tuple[float, float], family: Model) -> str:
    low, high = (Model(number, family.niji) for number in span)
    if (span[0], span[1]) == (0, inf):
        return "Niji" if family.niji else "V"
    if high.number == inf:
        return f"{low}+"
    return str(low) if low == high else f"{low}–{high.number:g}"


ALL = Models()
NONE = Models(NEVER, NEVER)
