"""Settings come from the environment, and where it says nothing they are safe."""

from pathlib import Path
from types import ModuleType

import pytest

from tracker.app import load_settings


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("DATABASE_URL", "SECRET_KEY", "DEMONSTRATION", "INSECURE_LAN", "PROXIES", "MAX_UPLOAD_MB"):
        monkeypatch.delenv(f"TRACKER_{name}", raising=False)
    monkeypatch.setenv("TRACKER_DATA_DIR", str(tmp_path))


def settings_with(monkeypatch: pytest.MonkeyPatch, **given: str) -> ModuleType:
    for name, value in given.items():
        monkeypatch.setenv(f"TRACKER_{name}", value)
    return load_settings()


@pytest.mark.parametrize("scheme", ["postgres", "postgresql"])
def test_a_postgresql_address_is_led_to_psycopg_3(monkeypatch: pytest.MonkeyPatch, scheme: str) -> None:
    settings = settings_with(monkeypatch, DATABASE_URL=f"{scheme}://user:p%40ss@host/name")
    assert settings.SQLALCHEMY_DATABASE_URI == "postgresql+psycopg://user:p%40ss@host/name"
    assert settings.SQLALCHEMY_ENGINE_OPTIONS["pool_pre_ping"] is True


def test_the_default_database_is_a_file_in_the_data_folder(tmp_path: Path) -> None:
    assert load_settings().SQLALCHEMY_DATABASE_URI == f"sqlite:///{tmp_path / 'tracker.sqlite3'}"


def test_the_data_folder_of_a_checkout_is_var(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TRACKER_DATA_DIR")
    assert load_settings().DATA_DIR == Path(load_settings().__file__ or "").parent / "var"


def test_cookies_need_https_unless_somebody_says_otherwise() -> None:
    settings = load_settings()
    assert (settings.SESSION_COOKIE_SECURE, settings.SESSION_COOKIE_NAME) == (True, "__Host-tk")


@pytest.mark.parametrize("switch", ["DEMONSTRATION", "INSECURE_LAN"])
def test_cookies_go_by_http_where_it_is_said(monkeypatch: pytest.MonkeyPatch, switch: str) -> None:
    settings = settings_with(monkeypatch, **{switch: "1"})
    assert (settings.SESSION_COOKIE_SECURE, settings.SESSION_COOKIE_NAME) == (False, "tk")


@pytest.mark.parametrize("word", ["", "0", "no", "false", "off"])
def test_a_switch_that_says_no_stays_off(monkeypatch: pytest.MonkeyPatch, word: str) -> None:
    assert settings_with(monkeypatch, INSECURE_LAN=word).INSECURE_LAN is False


def test_no_secret_key_is_made_up(tmp_path: Path) -> None:
    assert load_settings().SECRET_KEY == ""
    assert list(tmp_path.iterdir()) == []


def test_the_kept_secret_key_is_used_until_the_environment_gives_one(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "secret_key").write_text("kept\n")
    assert load_settings().SECRET_KEY == "kept"
    assert settings_with(monkeypatch, SECRET_KEY="given").SECRET_KEY == "given"


def test_a_file_of_the_given_size_fits_with_its_form(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = settings_with(monkeypatch, MAX_UPLOAD_MB="10")
    assert settings.MAX_CONTENT_LENGTH == 18 * 1024 * 1024
