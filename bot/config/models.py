"""The tables and keys of the settings, with their defaults and limits.

These models are the reference for every key: each description says what an operator has to write, and is what
they read when the key is missing or wrong. Rules over several keys raise a `disagreement`, which
`bot.config.sentences` turns into words. Where values come from is `bot.config.reading`'s business.
"""

from __future__ import annotations

import re
from typing import Annotated, Literal, Self, get_args
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    model_validator,
)
from pydantic_core import PydanticCustomError
from pydantic_settings import NoDecode

DISCORD_API = "https://discord.com/api/v10"
MIN_WEB_SECRET = 16
"""Characters: 64 bits where each is a hexadecimal digit."""

ModeName = Literal["fast", "relax", "turbo"]
DialectName = Literal["ttapi", "midjourney_proxy"]
AuthStyle = Literal["bearer", "mj-api-secret", "raw"]

A_SECRET = f"at least {MIN_WEB_SECRET} random characters, as `openssl rand -hex 32` prints them"


def _stripped(value: object) -> object:
    return value.strip() if isinstance(value, str) else value


def _one_word(value: SecretStr) -> SecretStr:
    """Refuse what an HTTP header would break on: a pasted line break, a leading "Bot", typographic quotes."""
    if not re.fullmatch(r"[!-~]*", value.get_secret_value()):
        raise ValueError
    return value


def _web_address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise ValueError
    parts.port  # noqa: B018  # reading it is what checks it
    return value.rstrip("/")


def _web_address_or_empty(value: str) -> str:
    return _web_address(value) if value else value


def _listed(value: object) -> object:
    """Read ``a, b`` from the environment as the file's ``["a", "b"]``; the brackets may stand there, too."""
    if not isinstance(value, str):
        return value
    items = (item.strip(" \t\"'") for item in value.strip().strip("[]").split(","))
    return tuple(item for item in items if item)


def _path_prefixes(value: dict[str, str]) -> dict[str, str]:
    if not value.keys() <= set(get_args(ModeName)):
        raise ValueError
    return {mode: f"/{prefix.strip('/')}" if prefix.strip("/") else "" for mode, prefix in value.items()}


def _model_name(value: str) -> str:
    if value and not re.fullmatch(r"(?:niji )?\d{1,2}(?:\.\d)?", value, re.ASCII):
        raise ValueError
    return value


def _sqlite_address(value: str) -> str:
    if not value.startswith("sqlite+aiosqlite://"):
        raise ValueError
    return value


Secret = Annotated[SecretStr, BeforeValidator(_stripped), AfterValidator(_one_word)]
WebAddress = Annotated[str, BeforeValidator(_stripped), AfterValidator(_web_address)]
OptionalWebAddress = Annotated[str, BeforeValidator(_stripped), AfterValidator(_web_address_or_empty)]


def _disagreement(key: str, reason: str) -> PydanticCustomError:
    """Build the error of a rule over several keys; `key` is the one to change."""
    return PydanticCustomError("disagreement", "{key} {reason}", {"key": key, "reason": reason})


class Section(BaseModel):
    """A table of the file: unknown keys are mistakes, values do not change after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True, validate_default=True)


class DiscordSettings(Section):
    """The ``[discord]`` table."""

    token: Secret = Field(
        min_length=1, description="the bot token from your application's Bot page in the Developer Portal"
    )
    api_base: WebAddress = Field(
        default=DISCORD_API, description=f"the address of Discord's API, normally {DISCORD_API}"
    )
    allowed_guilds: Annotated[tuple[int, ...], NoDecode, BeforeValidator(_listed)] = Field(
        default=(), description="a list of server ids such as [123456789012345678], or [] for every server"
    )
    user_installs: bool = Field(
        default=False, description="true if people may install the bot for themselves, else false"
    )
    max_queued_per_member: int = Field(
        default=10, ge=1, description="how many unfinished jobs one member may have, 1 or more"
    )


class StorageSettings(Section):
    """The ``[storage]`` table."""

    url: Annotated[str, AfterValidator(_sqlite_address)] = Field(
        default="sqlite+aiosqlite:///easel.db",
        description='the database as "sqlite+aiosqlite:///" followed by the path of a file',
    )


class AccountSettings(Section):
    """One ``[accounts.NAME]`` table: an upstream endpoint. Times in seconds."""

    dialect: DialectName = Field(description='which API the account speaks, "ttapi" or "midjourney_proxy"')
    base_url: WebAddress = Field(
        description="the address of the API, beginning with https:// (or http:// in your own network)"
    )
    api_key: Secret = Field(min_length=1, description="the key that the API's provider gave you")
    auth: AuthStyle = Field(
        default="bearer",
        description='how a midjourney_proxy takes the key, "bearer", "mj-api-secret" or "raw"',
    )
    modes: Annotated[tuple[ModeName, ...], NoDecode, BeforeValidator(_listed)] = Field(
        default=("fast", "relax", "turbo"),
        min_length=1,
        description='the speeds that the account offers, a list out of "fast", "relax" and "turbo"',
    )
    default_mode: ModeName = Field(
        default="fast", description="the speed of jobs that name none, one of modes"
    )
    mode_paths: Annotated[dict[str, str], AfterValidator(_path_prefixes)] = Field(
        default_factory=dict,
        description='a path for each speed that has its own, such as { relax = "/mj-relax" }',
    )
    remix: bool = Field(
        default=False,
        description="true if remix mode is on in the Midjourney account behind a midjourney_proxy, else false",
    )
    default_model: Annotated[str, BeforeValidator(_stripped), AfterValidator(_model_name)] = Field(
        default="",
        description='the model for prompts that name none, such as "8.2" or "niji 7", or nothing for the newest',
    )
    stealth: bool = Field(
        default=False,
        description="true if the account's Midjourney plan has stealth mode (Pro, Mega), else false",
    )
    concurrency: int = Field(
        default=10, ge=1, description="how many jobs the account may run at the same time, 1 or more"
    )
    requests_per_minute: int = Field(
        default=60, ge=1, description="how many requests a minute the API allows, 1 or more"
    )
    http_timeout_seconds: float = Field(
        default=30.0, gt=0, description="how many seconds one request may take, more than 0"
    )
    task_timeout_seconds: int = Field(
        default=300, ge=60, le=1200, description="how many seconds TTAPI may work on a task, 60 to 1200"
    )
    job_deadline_seconds: float = Field(
        default=1800.0, gt=0, description="after how many seconds a job counts as lost, more than 0"
    )

    @model_validator(mode="after")
    def _agree(self) -> Self:
        if self.default_mode not in self.modes:
            raise _disagreement("default_mode", f"is not one of modes: write {' or '.join(self.modes)}")
        if self.job_deadline_seconds < self.task_timeout_seconds:
            least = f"write {self.task_timeout_seconds} or more"
            raise _disagreement("job_deadline_seconds", f"is shorter than task_timeout_seconds: {least}")
        return self


class WebSettings(Section):
    """The ``[web]`` table."""

    host: str = Field(
        default="127.0.0.1", min_length=1, description="the address to listen on, such as 0.0.0.0"
    )
    port: int = Field(
        default=8080,
        ge=0,
        le=65535,
        description="the port to listen on, 1 to 65535, or 0 for any that is free",
    )
    public_url: OptionalWebAddress = Field(
        default="", description="the https:// address under which the internet reaches this port, or nothing"
    )
    secret: Secret = Field(
        default=SecretStr(""),
        description=A_SECRET,
    )

    @model_validator(mode="after")
    def _agree(self) -> Self:
        if self.public_url and len(self.secret.get_secret_value()) < MIN_WEB_SECRET:
            raise _disagreement("secret", f"is too short to sign the links of public_url: write {A_SECRET}")
        return self


class ImageSettings(Section):
    """The ``[images]`` table. Sizes in MiB and megapixels."""

    directory: str = Field(
        default="easel-data/images", min_length=1, description="a folder that the bot may write to"
    )
    max_input_mib: float = Field(
        default=20.0, gt=0, description="the largest file in MiB that a member may give, more than 0"
    )
    max_input_megapixels: float = Field(
        default=50.0, gt=0, description="the most megapixels that a member's picture may have, more than 0"
    )
    max_result_mib: float = Field(
        default=100.0, gt=0, description="the largest result in MiB that is fetched, more than 0"
    )
    keep_days: int = Field(default=30, ge=1, description="how many days files are kept, 1 or more")


class LoggingSettings(Section):
    """The ``[logging]`` table."""

    level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO", description="the least that is logged, DEBUG, INFO, WARNING or ERROR"
    )
    format: Literal["text", "json"] = Field(
        default="text", description='"text" for people or "json" for machines'
    )


class Settings(Section):
    """Everything that an operator decides."""

    discord: DiscordSettings
    storage: StorageSettings = Field(default_factory=StorageSettings)
    accounts: dict[str, AccountSettings] = Field(min_length=1)
    web: WebSettings = Field(default_factory=WebSettings)
    images: ImageSettings = Field(default_factory=ImageSettings)
    logging: LoggingSettings = Field(default_factory=LoggingSettings)

    def secrets(self) -> tuple[str, ...]:
        """Give every value that must never appear in a log or in an answer; none of them is empty."""
        kept = [self.discord.token, self.web.secret, *(account.api_key for account in self.accounts.values())]
        values = [secret.get_secret_value() for secret in kept]
        values.append(urlsplit(self.storage.url).password or "")
        return tuple(value for value in values if value)
