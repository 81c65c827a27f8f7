from __future__ import annotations

import hashlib
import hmac

import pytest

from bot.web.links import hook_secret, hook_url, is_hook_secret

KEY = "a key of some length"
ULID = "01JABCDEFGHJKMNPQRSTVWXYZ0"


def test_a_secret_is_an_hmac_over_account_and_job() -> None:
    expected = hmac.new(KEY.encode(), b"hook/main/" + ULID.encode(), hashlib.sha256).hexdigest()
    assert hook_secret(KEY, "main", ULID) == expected


def test_every_account_job_and_key_has_a_secret_of_its_own() -> None:
    made = {
        hook_secret(KEY, "main", ULID),
        hook_secret(KEY, "other", ULID),
        hook_secret(KEY, "main", ULID[:-1] + "1"),
        hook_secret(KEY + "!", "main", ULID),
    }
    assert len(made) == 4


def test_an_address_holds_account_job_and_secret_under_the_public_url() -> None:
    secret = hook_secret(KEY, "main", ULID)
    assert hook_url("https://bot.example/easel/", KEY, "main", ULID) == (
        f"https://bot.example/easel/hooks/main/{ULID}/{secret}"
    )


def test_only_the_job_s_own_secret_is_right() -> None:
    secret = hook_secret(KEY, "main", ULID)
    assert is_hook_secret(secret, KEY, "main", ULID)
    for wrong in ("", secret[:-1], secret.upper(), "é", "\udcff" + secret[1:]):
        assert not is_hook_secret(wrong, KEY, "main", ULID)


def test_an_empty_key_signs_nothing_and_proves_nothing() -> None:
    with pytest.raises(ValueError, match="empty"):
        hook_secret("", "main", ULID)
    forged = hmac.new(b"", b"hook/main/" + ULID.encode(), hashlib.sha256).hexdigest()
    assert not is_hook_secret(forged, "", "main", ULID)
