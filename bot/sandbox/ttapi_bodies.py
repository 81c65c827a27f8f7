"""The JSON bodies of TTAPI's requests; a field that the documents do not give an endpoint is refused.

Only imagine and blend choose a speed: an action runs at the speed of its parent, whatever is asked.
"""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from bot.sandbox.tasks import Order

_LONGEST = 1200
_SHORTEST = {"relax": 600, "fast": 300, "turbo": 300}
"""Seconds that the documents allow for `timeout`."""


class SubmitBody(BaseModel):
    """What every submit may carry."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    timeout: int | str | None = None
    hookUrl: str = ""  # noqa: N815 - the wire's name
    notify_id: str | None = None
    model: str | None = None  # the documents' samples send it by mistake; it has no effect

    @property
    def speed(self) -> str | None:
        """The speed that the body asks for, None where it may not."""
        return None

    @model_validator(mode="after")
    def _timeout_in_range(self) -> "SubmitBody":
        shortest = _SHORTEST[self.speed or "fast"]
        if self.timeout is not None and not shortest <= int(self.timeout) <= _LONGEST:
            raise ValueError(f"timeout must be {shortest} to {_LONGEST} seconds, got {self.timeout}")
        return self

    def order(self, endpoint: str, speed: str = "fast") -> Order:
        """Return what the studio needs; `speed` is for bodies that may not choose one."""
        return Order(
            dialect="ttapi",
            endpoint=endpoint,
            speed=self.speed or speed,
            hook=self.hookUrl,
            notify_id=self.notify_id,
            all_images=getattr(self, "getUImages", False),
        )


class _SpeedBody(SubmitBody):
    mode: Literal["relax", "fast", "turbo"] = "fast"
    getUImages: bool = False  # noqa: N815 - the wire's name

    @property
    def speed(self) -> str | None:
        return self.mode


class ImagineBody(_SpeedBody):
    prompt: str = ""
    translation: bool = True


class BlendBody(_SpeedBody):
    imgBase64Array: list[str] = Field(min_length=2, max_length=5)  # noqa: N815 - the wire's name
    dimensions: Literal["PORTRAIT", "SQUARE", "LANDSCAPE"] = "SQUARE"


class ActionBody(SubmitBody):
    jobId: str  # noqa: N815 - the wire's name
    action: str = ""
    getUImages: bool = False  # noqa: N815 - the wire's name


class SeedBody(SubmitBody):
    jobId: str  # noqa: N815 - the wire's name


class InpaintBody(SubmitBody):
    jobId: str  # noqa: N815 - the wire's name
    mask: str
    prompt: str = ""


class DescribeBody(SubmitBody):
    base64: str = ""
    url: str = ""
    mode: str | None = None  # struck out in the documents: accepted, without effect


class CheckBody(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)
    prompt: str = ""


class FetchBody(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)
    jobId: str  # noqa: N815 - the wire's name
