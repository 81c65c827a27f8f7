"""What can be wrong with the database before the first row is read.

StorageError
├── DatabaseInUse       another Easel process holds this SQLite file
├── DatabaseUnusable    it cannot be opened or written
└── DatabaseTooNew      its schema comes from a newer Easel
"""

from __future__ import annotations

from bot.errors import N_, EaselError


class StorageError(EaselError):
    """The database cannot be used."""


class DatabaseInUse(StorageError):
    default_message = N_(
        "Another Easel is already running on the database {path}. Stop it first, or give this one its own "
        "[storage] url."
    )


class DatabaseUnusable(StorageError):
    default_message = N_(
        "The database {url} cannot be used: {detail}. Check [storage] url and who may write there."
    )


class DatabaseTooNew(StorageError):
    default_message = N_(
        "The database {url} was made by a newer Easel (schema {found}). Install that version, or restore a backup."
    )
