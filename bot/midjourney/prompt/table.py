"""Every parameter of Midjourney as data: names, kind, range, models, and what it needs or excludes.

A new parameter, range or model is a change here and nowhere else. What a source states goes into `limits` and
`models` and makes an error; what is unclear goes into `unsure` and makes a note, because refusing what Midjourney
would have taken is worse than passing on what it refuses. Knows nothing of how prompts are read.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import inf

from bot.errors import N_
from bot.midjourney.prompt.versions import ALL, EVERY, NEVER, NONE, Models


class Kind(StrEnum):
    """What stands behind a parameter's name."""

    FLAG = "flag"
    INT = "int"
    FLOAT = "float"
    CHOICE = "choice"
    RATIO = "ratio"
    URLS = "urls"
    """Addresses, each perhaps with a ``::weight``."""
    STYLES = "styles"
    """Addresses, style codes or ``random``, each perhaps with a ``::weight``."""
    VERSION = "version"
    TEXT = "text"
    """All words up to the next parameter."""


@dataclass(frozen=True, slots=True)
class Limit:
    """The values that some models take: a range with both ends, or a list. For ratios `high` is width to height."""

    low: float = -inf
    high: float = inf
    choices: tuple[str, ...] = ()
    models: Models = ALL


@dataclass(frozen=True, slots=True)
class Spec:
    """One parameter."""

    name: str
    kind: Kind = Kind.FLAG
    aliases: tuple[str, ...] = ()
    limits: tuple[Limit, ...] = ()
    default: str = ""
    """The value that leaving it away means; offered where the value is missing."""
    models: Models = ALL
    unsure: Models = NONE
    """Models for which no source says clearly whether it works."""
    optional: bool = False
    """It may stand without a value."""
    most: int = 1
    """Values it takes at most; for lists only."""
    group: str = ""
    """Parameters of one group replace each other: the last one counts."""
    needs: tuple[str, ...] = ()
    """It does something only beside one of these."""
    excludes: tuple[str, ...] = ()
    """Stated not to work beside these (a name, or a name and its value)."""
    doubtful: tuple[str, ...] = ()
    """The sources do not agree on whether it works beside these."""
    instead: str = ""
    """The parameter that does this for models that lack it."""
    by_model: bool = False
    """Where a model lacks it, the model rather than the parameter is to be changed: it is what the prompt is about."""
    note: str = ""
    """A message id, said whenever it is used."""

    @property
    def family(self) -> str:
        """The group of parameters of which only the last counts."""
        return self.group or self.name


def _since(v: float, niji: float | None = None) -> Models:
    return Models(((v, inf),), NEVER if niji is None else ((niji, inf),))


_NIJI_UNSURE = Models(NEVER, EVERY)
_PERCENT = (Limit(0, 100),)
_VIDEO = ("video", "motion", "loop", "end", "bs")

_SHAPE = (
    Spec("ar", Kind.RATIO, ("aspect",), (Limit(high=14, models=Models(((6, inf),), NEVER)),), default="1:1"),
    Spec("hd", models=_since(8.1), unsure=_NIJI_UNSURE, group="definition"),
    Spec("sd", models=_since(8.1), unsure=_NIJI_UNSURE, group="definition"),
    Spec("tile", models=Models(((1, 3), (5, 7)), EVERY), unsure=_since(8)),
    Spec("zoom", Kind.FLOAT, (), (Limit(1, 2),), default="2"),
)
_LOOK = (
    Spec("chaos", Kind.INT, ("c",), _PERCENT, default="0"),
    Spec("stylize", Kind.INT, ("s",), (Limit(0, 1000, models=_since(4, 4)),), default="100"),
    Spec("weird", Kind.INT, ("w",), (Limit(0, 3000),), default="0", models=_since(5, 5), unsure=_NIJI_UNSURE),
    Spec("exp", Kind.INT, (), _PERCENT, default="0", models=_since(7), unsure=_NIJI_UNSURE),
    Spec("raw", models=_since(5.1, 5), unsure=_NIJI_UNSURE, group="style"),
    Spec(
        "style",
        Kind.CHOICE,
        (),
        (
            Limit(choices=("4a", "4b", "4c"), models=Models(((4, 4),), NEVER)),
            Limit(
                choices=("cute", "expressive", "original", "scenic", "raw"), models=Models(NEVER, ((5, 5),))
            ),
            Limit(choices=("raw",)),
        ),
        group="style",
    ),
    Spec(
        "quality",
        Kind.FLOAT,
        ("q",),
        (
            Limit(choices=(".25", ".5", "1", "2"), models=Models(((6, 6.1),), NEVER)),
            Limit(choices=("1", "2", "4"), models=Models(((7, 7),), NEVER)),
        ),
        default="1",
        models=Models(((1, 7),), EVERY),
    ),
    Spec("draft", models=Models(((7, 7),), NEVER), unsure=Models(((8, inf),), EVERY)),
    Spec("no", Kind.TEXT),
    Spec("seed", Kind.INT, (), (Limit(0, 4294967295),)),
    Spec(
        "stop",
        Kind.INT,
        (),
        (Limit(10, 100),),
        default="100",
        models=Models(((1, 5.2),), ((4, 5),)),
        unsure=_since(6, 6),
    ),
)
_REFERENCES = (
    Spec(
        "iw",
        Kind.FLOAT,
        (),
        (
            Limit(0, 3, models=Models(((6, inf),), NEVER)),
            Limit(0, 2, models=Models(((5, 5.2),), NEVER)),
        ),
        default="1",
        models=Models(((1, 3), (5, inf)), EVERY),
    ),
    Spec("sref", Kind.STYLES, models=_since(6, 6), most=99, by_model=True),
    Spec("sw", Kind.INT, (), (Limit(0, 1000),), default="100", models=_since(6, 6), needs=("sref",)),
    Spec(
        "sv",
        Kind.INT,
        (),
        (Limit(1, 4, models=Models(((6, 6.1),), NEVER)), Limit(1, 6, models=Models(((7, 7),), NEVER))),
        default="6",
        models=Models(((6, 7),), NEVER),
        unsure=Models(((8, inf),), EVERY),
        needs=("sref",),
    ),
    Spec(
        "cref",
        Kind.URLS,
        models=Models(((6, 6.1),), ((6, 6),)),
        most=99,
        instead="oref",
        by_model=True,
    ),
    Spec(
        "cw",
        Kind.INT,
        (),
        _PERCENT,
        default="100",
        models=Models(((6, 6.1),), ((6, 6),)),
        needs=("cref",),
        instead="ow",
    ),
    Spec(
        "oref",
        Kind.URLS,
        models=Models(((7, 7),), NEVER),
        excludes=("quality 4",),
        doubtful=("draft",),
        instead="cref",
        by_model=True,
        note=N_("--oref doubles what a picture costs."),
    ),
    Spec(
        "ow",
        Kind.INT,
        (),
        (Limit(1, 1000),),
        default="100",
        models=Models(((7, 7),), NEVER),
        needs=("oref",),
        instead="cw",
    ),
    Spec("profile", Kind.TEXT, ("p",), models=_since(6.1, 6), optional=True),
    Spec("edit", Kind.URLS, models=_since(8), unsure=_NIJI_UNSURE, most=4, by_model=True),
)
_RUN = (
    Spec("version", Kind.VERSION, ("v",), group="model"),
    Spec("niji", Kind.VERSION, optional=True, group="model"),
    Spec("repeat", Kind.INT, ("r",), (Limit(1, 40),), default="2"),
    Spec("fast", group="speed"),
    Spec("relax", group="speed"),
    Spec(
        "turbo",
        models=Models(((1, 7),), EVERY),
        excludes=("video",),
        group="speed",
        instead="fast",
    ),
    Spec("stealth", group="visibility"),
    Spec("public", group="visibility"),
)
_MOTION = (
    Spec("video"),
    Spec("motion", Kind.CHOICE, (), (Limit(choices=("low", "high")),), default="low", needs=_VIDEO[:1]),
    Spec("loop", needs=_VIDEO[:1]),
    Spec("end", Kind.URLS, needs=_VIDEO[:1]),
    Spec("bs", Kind.INT, (), (Limit(choices=("1", "2", "4")),), default="4", needs=_VIDEO[:1]),
)

TABLE: tuple[Spec, ...] = _SHAPE + _LOOK + _REFERENCES + _RUN + _MOTION

BY_NAME = {name: spec for spec in TABLE for name in (spec.name, *spec.aliases)}
"""Every name and alias, in lower case."""

HD_RATIO = 4
"""With ``--hd`` the longer side is at most this many times the shorter one."""
MULTI_PROMPT_MODELS = Models(((1, 6.1),), ((4, 6),))
"""The models that weigh the parts of ``a::2 b``."""
IMAGES_TO_BLEND = 2
"""Image prompts that need no words beside them."""


def lookup(name: str) -> Spec | None:
    """Find a parameter by name or alias, in any case."""
    return BY_NAME.get(name.lower())
