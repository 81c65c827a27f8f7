"""The tables, as SQLAlchemy Core sees them. Changing one takes a migration; a test holds both against each other.

Integers are keys; ULIDs are what people and upstreams see. Times are Unix seconds. Values that are only ever read
whole (request, observed, failure) are JSON; what rules ask for has columns.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite only numbers rows by itself under a column of exactly INTEGER.
Key = BigInteger().with_variant(Integer(), "sqlite")

jobs = Table(
    "jobs",
    metadata,
    Column("id", Key, primary_key=True, autoincrement=True),
    Column("ulid", String(26), nullable=False, unique=True),
    Column("version", Integer, nullable=False),
    Column("interaction_id", String(40), nullable=False, unique=True),
    Column("user_id", BigInteger, nullable=False),
    Column("guild_id", BigInteger),
    Column("channel_id", BigInteger, nullable=False),
    Column("message_id", BigInteger),
    Column("token", Text, nullable=False),
    Column("token_expires_at", Float, nullable=False),
    Column("can_post", Boolean, nullable=False),
    Column("file_limit", BigInteger, nullable=False),
    Column("locale", String(10), nullable=False),
    Column("guild_locale", String(10), nullable=False),
    Column("root_job_id", Key, ForeignKey("jobs.id")),
    Column("parent_job_id", Key, ForeignKey("jobs.id")),
    Column("parent_component", Integer),
    Column("account", String(64), nullable=False),
    Column("queue_group", String(24), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("mode", String(8), nullable=False),
    Column("request", JSON, nullable=False),
    Column("ready", Boolean, nullable=False),
    Column("state", String(16), nullable=False),
    Column("step", String(8), nullable=False),
    Column("lease_owner", String(64), nullable=False),
    Column("lease_until", Float, nullable=False),
    Column("sent_at", Float),
    Column("attempts", Integer, nullable=False),
    Column("cancel_requested", Boolean, nullable=False),
    Column("next_look_at", Float),
    Column("task_id", String(128), nullable=False),
    Column("failed_reads", Integer, nullable=False),
    Column("obs_rank", Integer, nullable=False),
    Column("observed", JSON),
    Column("webhook_at", Float, nullable=False),
    Column("cost", Float),
    Column("failure", JSON),
    Column("created_at", Float, nullable=False),
    Column("submitted_at", Float),
    Column("finished_at", Float),
    Index("ix_jobs_queue", "account", "state", "queue_group", "user_id", "id"),
    Index("ix_jobs_due", "state", "next_look_at"),
    Index("ix_jobs_usage_user", "user_id", "created_at"),
    Index("ix_jobs_usage_guild", "guild_id", "created_at"),
    Index("ix_jobs_task", "account", "task_id"),
    Index(
        "ix_jobs_token",
        "token_expires_at",
        sqlite_where=text("token <> ''"),
        postgresql_where=text("token <> ''"),
    ),
    sqlite_autoincrement=True,
)

components = Table(
    "components",
    metadata,
    Column("job_id", Key, ForeignKey("jobs.id", ondelete="CASCADE"), primary_key=True),
    Column("n", Integer, primary_key=True),
    Column("custom_id", Text, nullable=False),
    Column("label", String(80), nullable=False),
    Column("emoji", String(64), nullable=False),
    Column("row", Integer, nullable=False),
    Column("style", Integer, nullable=False),
    Column("url", Text, nullable=False),
)

presses = Table(
    "presses",
    metadata,
    Column("id", Key, primary_key=True, autoincrement=True),
    Column("parent_job_id", Key, ForeignKey("jobs.id", ondelete="CASCADE"), nullable=False),
    Column("n", Integer, nullable=False),
    Column("user_id", BigInteger, nullable=False),
    Column("job_id", Key, ForeignKey("jobs.id", ondelete="CASCADE"), nullable=False),
    Column("pressed_at", Float, nullable=False),
    Index("ix_presses_parent", "parent_job_id", "n", "user_id", "pressed_at"),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", Key, primary_key=True, autoincrement=True),
    Column("job_id", Key, ForeignKey("jobs.id", ondelete="CASCADE"), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("channel_id", BigInteger, nullable=False),
    Column("message_id", BigInteger),
    Column("started_at", Float),
    Column("done_at", Float),
    Column("digest", String(64), nullable=False),
    Column("sent_at", Float, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("problem", Text, nullable=False),
    UniqueConstraint("job_id", "kind"),
    Index("ix_deliveries_open", "done_at", "job_id"),
    Index("ix_deliveries_message", "message_id"),
    sqlite_autoincrement=True,
)

accounts = Table(
    "accounts",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("claims", BigInteger, nullable=False),
)
"""One row per account, to be locked while a slot is given away; `claims` only counts how often."""

turns = Table(
    "turns",
    metadata,
    Column("account", String(64), primary_key=True),
    Column("queue_group", String(24), primary_key=True),
    Column("user_id", BigInteger, primary_key=True),
    Column("started_at", Float, nullable=False),
)
"""When each member's latest job got a slot: the memory of the fair queue."""

settings = Table(
    "settings",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("value", Text, nullable=False),
)
"""Small facts of the installation, such as the fingerprint of the registered commands."""

drafts = Table(
    "drafts",
    metadata,
    Column("ulid", String(26), primary_key=True),
    Column("user_id", BigInteger, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("sources", JSON, nullable=False),
    Column("text", Text, nullable=False),
    Column("noted_at", Float, nullable=False),
    Index("ix_drafts_user", "user_id", "kind", "noted_at"),
)
"""What people began and did not yet end, such as the first picture of a blend."""

favourites = Table(
    "favourites",
    metadata,
    Column("user_id", BigInteger, primary_key=True),
    Column("job_id", Key, ForeignKey("jobs.id", ondelete="CASCADE"), primary_key=True),
    Column("added_at", Float, nullable=False),
)

seeds = Table(
    "seeds",
    metadata,
    Column("job_id", Key, ForeignKey("jobs.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("seed", String(32), nullable=False),
    Column("task_id", String(128), nullable=False),
)
"""A job's seed, or the upstream's task that will tell it."""

originals = Table(
    "originals",
    metadata,
    Column("job_id", Key, ForeignKey("jobs.id", ondelete="CASCADE"), primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("key", String(80), nullable=False),
    Column("content_type", String(32), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("kept_until", Float, nullable=False),
    Index("ix_originals_end", "kept_until"),
)
"""Results' files as the upstream gave them, by their key in the folder of pictures."""

shown_messages = Table(
    "shown_messages",
    metadata,
    Column("message_id", BigInteger, primary_key=True, autoincrement=False),
    Column("job_id", Key, ForeignKey("jobs.id", ondelete="CASCADE"), nullable=False),
    Column("shown_at", Float, nullable=False),
)
"""Further messages that show a job, beside its deliveries."""

user_settings = Table(
    "user_settings",
    metadata,
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("model", String(16), nullable=False),
    Column("raw", Boolean, nullable=False),
    Column("stylize", Integer),
    Column("personalize", Boolean, nullable=False),
    Column("remix", Boolean, nullable=False),
    Column("variability", String(8), nullable=False),
    Column("auto_dm", Boolean, nullable=False),
    Column("mode", String(8)),
    Column("visibility", String(8), nullable=False),
    Column("suffix", Text, nullable=False),
)
"""What members prefer: `bot.jobs.preferences.Preferences`, column by column."""

saved_options = Table(
    "saved_options",
    metadata,
    Column("user_id", BigInteger, primary_key=True),
    Column("name", String(32), primary_key=True),
    Column("value", Text, nullable=False),
)
"""Members' own parameters: ``--name`` stands for the value."""

questions = Table(
    "questions",
    metadata,
    Column("ulid", String(26), primary_key=True),
    Column("user_id", BigInteger, nullable=False),
    Column("kind", String(8), nullable=False),
    Column("payload", JSON, nullable=False),
    Column("expires_at", Float, nullable=False),
    Index("ix_questions_expires", "expires_at"),
)
"""Requests about which their member was asked something; see `bot.jobs.preferences.Question`."""

region_links = Table(
    "region_links",
    metadata,
    Column("ulid", String(26), primary_key=True),
    Column("origin", JSON, nullable=False),
    Column("job_ulid", String(26), nullable=False),
    Column("n", Integer, nullable=False),
    Column("expires_at", Float, nullable=False),
    Column("picture", String(80), nullable=False),
    Column("sent_job", String(26), nullable=False),
    Index("ix_region_links_end", "expires_at"),
)
"""Editors opened for Vary (Region); what is drawn there becomes a job of the press in `origin`."""
