"""The JSON bodies of midjourney-proxy's requests; a field that no document names is refused, loudly."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field


class AccountFilter(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    instanceId: str | None = None  # noqa: N815 - the wire's name
    channelId: str | None = None  # noqa: N815 - the wire's name
    modes: list[Literal["FAST", "RELAX", "TURBO"]] = Field(default_factory=list)
    remark: str | None = None
    remix: bool | None = None
    nijiRemix: bool | None = None  # noqa: N815 - the wire's name
    remixAutoConsidered: bool | None = None  # noqa: N815 - the wire's name


class SubmitBody(BaseModel):
    """Fields that every submit may carry; anything else is refused, loudly."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    botType: Literal["MID_JOURNEY", "NIJI_JOURNEY"] = "MID_JOURNEY"  # noqa: N815 - the wire's name
    accountFilter: AccountFilter | None = None  # noqa: N815 - the wire's name
    notifyHook: str | None = None  # noqa: N815 - the wire's name
    state: str | None = Field(default=None, max_length=255)


class ImagineBody(SubmitBody):
    prompt: str = ""
    base64Array: list[str] | None = None  # noqa: N815 - the wire's name


class BlendBody(SubmitBody):
    base64Array: list[str] = Field(min_length=2, max_length=5)  # noqa: N815 - the wire's name
    dimensions: Literal["PORTRAIT", "SQUARE", "LANDSCAPE"] = "SQUARE"


class DescribeBody(SubmitBody):
    base64: str = ""
    link: str = ""


class ShortenBody(SubmitBody):
    prompt: str = ""


class ActionBody(SubmitBody):
    taskId: str  # noqa: N815 - the wire's name
    customId: str  # noqa: N815 - the wire's name
    chooseSameChannel: bool = True  # noqa: N815 - the wire's name


class ModalBody(SubmitBody):
    taskId: str  # noqa: N815 - the wire's name
    prompt: str = ""
    maskBase64: str = ""  # noqa: N815 - the wire's name


class ChangeBody(SubmitBody):
    taskId: str  # noqa: N815 - the wire's name
    action: Literal["UPSCALE", "VARIATION", "REROLL"]
    index: int | None = Field(default=None, ge=1, le=4)


class SimpleChangeBody(SubmitBody):
    content: str = Field(pattern=r"^\S+ ([UV][1-4]|R)$")


class UploadBody(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)
    base64Array: list[str] = Field(min_length=1)  # noqa: N815 - the wire's name
    filter: dict[str, Any] | None = None


class ConditionBody(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)
    ids: list[str]
