from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from bot.config import AccountSettings, ConfigError, Settings, load_settings

EXAMPLE = Path(__file__).parents[1] / "config.example.toml"

MINIMAL = {
    "EASEL_DISCORD__TOKEN": "a-token",
    "EASEL_ACCOUNTS__MAIN__DIALECT": "ttapi",
    "EASEL_ACCOUNTS__MAIN__BASE_URL": "https://api.example.com",
    "EASEL_ACCOUNTS__MAIN__API_KEY": "a-key",
}
FILLED_IN = {"EASEL_DISCORD__TOKEN": "a-token", "EASEL_ACCOUNTS__MAIN__API_KEY": "a-key"}


def written(folder: Path, text: str) -> Path:
    path = folder / "config.toml"
    path.write_text(text, encoding="utf-8")
    return path


def complaint(environ: dict[str, str], path: Path | None = None) -> str:
    with pytest.raises(ConfigError) as caught:
        load_settings(path, environ)
    return str(caught.value)


def uncommented(text: str) -> str:
    """Take the example at its word: every commented-out key becomes a line of the file."""
    return re.sub(r"(?m)^#(?=[a-z_]+ = )", "", text)


def test_the_environment_alone_is_enough() -> None:
    settings = load_settings(None, MINIMAL)
    assert settings.discord.token.get_secret_value() == "a-token"
    assert settings.accounts["main"].base_url == "https://api.example.com"
    assert settings.web.public_url == ""


def test_the_environment_wins_over_the_file_key_by_key(tmp_path: Path) -> None:
    path = written(tmp_path, '[web]\nhost = "localhost"\nport = 1\n[accounts.main]\nconcurrency = 3\n')
    settings = load_settings(path, {**MINIMAL, "EASEL_WEB__PORT": "2"})
    assert (settings.web.host, settings.web.port) == ("localhost", 2)
    assert settings.accounts["main"].concurrency == 3
    assert settings.accounts["main"].dialect == "ttapi"


def test_names_in_the_environment_are_read_in_any_case() -> None:
    settings = load_settings(None, {name.lower(): value for name, value in MINIMAL.items()})
    assert list(settings.accounts) == ["main"]


def test_an_empty_variable_counts_as_not_set() -> None:
    assert load_settings(None, {**MINIMAL, "EASEL_WEB__PORT": ""}).web.port == 8080


def test_keys_that_look_like_numbers_stay_text() -> None:
    settings = load_settings(None, {**MINIMAL, "EASEL_ACCOUNTS__MAIN__API_KEY": "0123"})
    assert settings.accounts["main"].api_key.get_secret_value() == "0123"


def test_white_space_around_a_pasted_secret_is_dropped() -> None:
    settings = load_settings(None, {**MINIMAL, "EASEL_DISCORD__TOKEN": " a-token\n"})
    assert settings.discord.token.get_secret_value() == "a-token"


@pytest.mark.parametrize("written_as", ["1, 2", "[1, 2]", "1,2,"])
def test_lists_come_from_the_environment_with_commas(written_as: str) -> None:
    settings = load_settings(None, {**MINIMAL, "EASEL_DISCORD__ALLOWED_GUILDS": written_as})
    assert settings.discord.allowed_guilds == (1, 2)


def test_paths_of_speeds_are_put_into_one_form() -> None:
    settings = load_settings(None, {**MINIMAL, "EASEL_ACCOUNTS__MAIN__MODE_PATHS__RELAX": "mj-relax/"})
    assert settings.accounts["main"].mode_paths == {"relax": "/mj-relax"}


def test_addresses_lose_their_last_slash() -> None:
    settings = load_settings(None, {**MINIMAL, "EASEL_ACCOUNTS__MAIN__BASE_URL": "http://proxy:8080/api/"})
    assert settings.accounts["main"].base_url == "http://proxy:8080/api"


def test_accounts_keep_the_order_of_the_file(tmp_path: Path) -> None:
    account = 'dialect = "ttapi"\nbase_url = "https://a.example"\napi_key = "k"\n'
    path = written(tmp_path, f"[accounts.zebra]\n{account}[accounts.ant]\n{account}")
    assert list(load_settings(path, {"EASEL_DISCORD__TOKEN": "t"}).accounts) == ["zebra", "ant"]


def test_every_secret_is_named_for_redaction() -> None:
    environ = {
        **MINIMAL,
        "EASEL_WEB__SECRET": "a-web-secret-0123456789",
        "EASEL_STORAGE__URL": "sqlite+aiosqlite://user:a-password@/easel.db",
    }
    secrets = load_settings(None, environ).secrets()
    assert set(secrets) == {"a-token", "a-key", "a-web-secret-0123456789", "a-password"}


def test_settings_built_in_code_do_not_look_at_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = load_settings(None, MINIMAL)
    monkeypatch.setenv("EASEL_WEB__PORT", "9")
    assert Settings(discord=settings.discord, accounts=settings.accounts).web.port == 8080


# --- what an operator reads ---


def test_a_missing_key_is_named_in_both_spellings_with_what_to_write() -> None:
    assert complaint({}) == (
        "token in [discord] (EASEL_DISCORD__TOKEN in the environment) is missing: "
        "write the bot token from your application's Bot page in the Developer Portal."
    )


def test_an_empty_key_is_a_missing_key(tmp_path: Path) -> None:
    assert "is missing" in complaint({}, written(tmp_path, '[discord]\ntoken = ""\n'))


def test_without_an_account_the_advice_is_a_table() -> None:
    assert "add a table such as [accounts.main]" in complaint({"EASEL_DISCORD__TOKEN": "t"})


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("EASEL_ACCOUNTS__MAIN__CONCURRENCY", "0", "concurrency in [accounts.main]"),
        ("EASEL_ACCOUNTS__MAIN__CONCURRENCY", "many", "1 or more"),
        ("EASEL_ACCOUNTS__MAIN__DIALECT", "midjourney", 'write which API the account speaks, "ttapi" or'),
        ("EASEL_ACCOUNTS__MAIN__BASE_URL", "api.example.com", "beginning with https://"),
        ("EASEL_ACCOUNTS__MAIN__BASE_URL", "https://a.example:port", "beginning with https://"),
        ("EASEL_ACCOUNTS__MAIN__DEFAULT_MODE", "slow", "one of modes"),
        ("EASEL_ACCOUNTS__MAIN__MODES", "relax", "default_mode in [accounts.main]"),
        ("EASEL_ACCOUNTS__MAIN__MODES", "fast,slow", 'a list out of "fast", "relax" and "turbo"'),
        ("EASEL_ACCOUNTS__MAIN__MODE_PATHS__SLOW", "/slow", "mode_paths in [accounts.main]"),
        (
            "EASEL_ACCOUNTS__MAIN__JOB_DEADLINE_SECONDS",
            "60",
            "is shorter than task_timeout_seconds: write 300",
        ),
        ("EASEL_DISCORD__ALLOWED_GUILDS", "my server", "a list of server ids"),
        ("EASEL_STORAGE__URL", "easel.db", "sqlite+aiosqlite:///"),
        ("EASEL_WEB__PUBLIC_URL", "easel.example.com", "https:// address"),
        ("EASEL_WEB__PUBLIC_URL", "https://easel.example.com", "openssl rand -hex 32"),
        ("EASEL_WEB__PORT", "65536", "1 to 65535"),
    ],
)
def test_a_wrong_value_gets_one_sentence_that_says_what_to_write(name: str, value: str, says: str) -> None:
    sentence = complaint({**MINIMAL, name: value})
    assert says in sentence
    assert sentence.endswith(".")
    assert "\n" not in sentence


@pytest.mark.parametrize("secret", ["two words", "quoted“", "line\nbreak"])
def test_a_secret_that_no_header_can_carry_is_refused_without_showing_it(secret: str) -> None:
    sentence = complaint({**MINIMAL, "EASEL_ACCOUNTS__MAIN__API_KEY": secret})
    assert "api_key in [accounts.main]" in sentence
    assert secret not in sentence


def test_a_token_pasted_over_a_whole_table_is_not_shown(tmp_path: Path) -> None:
    sentence = complaint({}, written(tmp_path, 'discord = "MTA1.secret"\n'))
    assert "[discord] must be a table" in sentence
    assert "secret" not in sentence


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("EASEL_DISCORD_TOKEN", "EASEL_DISCORD__TOKEN"),
        ("EASEL_DISCORD__TOKNE", "did you mean token?"),
        ("EASEL_WEBB__PORT", "EASEL_WEB__PORT"),
        ("EASEL_ACCOUNTS__MAIN__APIKEY", "did you mean api_key?"),
    ],
)
def test_a_misspelt_variable_is_answered_with_the_nearest_one(name: str, nearest: str) -> None:
    assert nearest in complaint({**MINIMAL, name: "1"})


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[discrod]\ntoken = "x"', "There is no table [discrod]: did you mean [discord]?"),
        ('token = "x"', "token stands outside of any table: it belongs below [discord]."),
        ("[web]\nhots = 1", "did you mean host?"),
        ("[web]\nxyzzy = 1", "that table knows host, port, public_url, secret."),
        ("[accounts.Main]\n", "The account name in [accounts.Main] cannot be used"),
        ("[accounts]\nother = 3", "[accounts.other] must be a table"),
        ("[web\n", "is not valid TOML"),
    ],
)
def test_a_mistake_in_the_file_is_named(tmp_path: Path, text: str, says: str) -> None:
    assert says in complaint(MINIMAL, written(tmp_path, text))


def test_a_file_that_is_not_there_points_to_the_example(tmp_path: Path) -> None:
    assert "copy config.example.toml" in complaint(MINIMAL, tmp_path / "config.toml")


def test_a_folder_in_place_of_the_file_is_no_traceback(tmp_path: Path) -> None:
    assert "cannot be read" in complaint(MINIMAL, tmp_path)


def test_other_programs_variables_are_left_alone() -> None:
    assert load_settings(None, {**MINIMAL, "EASEL_SHARED": "/somewhere", "PATH": "/bin"}).web.port == 8080


# --- the example ---


def test_the_example_is_complete_but_for_the_secrets() -> None:
    settings = load_settings(EXAMPLE, FILLED_IN)
    assert settings.accounts["main"].dialect == "ttapi"


def test_the_example_names_every_key_there_is() -> None:
    example = tomllib.loads(uncommented(EXAMPLE.read_text(encoding="utf-8")))
    assert set(example) == set(Settings.model_fields)
    for section, field in Settings.model_fields.items():
        model = AccountSettings if section == "accounts" else field.annotation
        table = example["accounts"]["main"] if section == "accounts" else example[section]
        assert model is not None
        assert set(table) == set(model.model_fields), section


def test_the_examples_commented_keys_show_the_defaults(tmp_path: Path) -> None:
    path = written(tmp_path, uncommented(EXAMPLE.read_text(encoding="utf-8")))
    shown, default = load_settings(path, FILLED_IN), load_settings(EXAMPLE, FILLED_IN)
    account = shown.accounts["main"].model_copy(update={"mode_paths": {}})
    assert shown.model_copy(update={"accounts": {"main": account}}) == default


def test_every_key_says_what_to_write() -> None:
    models = [field.annotation for name, field in Settings.model_fields.items() if name != "accounts"]
    for model in [*models, AccountSettings]:
        assert model is not None
        for name, field in model.model_fields.items():
            assert field.description, name
