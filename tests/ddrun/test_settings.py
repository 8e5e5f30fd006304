"""Wrong settings are refused with the wanted value in the sentence."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PRODUCTION = {
    "DDRUN_ENV": "production",
    "DDRUN_PUBLIC_URL": "https://run.example.com",
    "DDRUN_SECRET_KEY": "k" * 30 + "0123456789abcdefghijklmnopqrst",
    "DDRUN_SIGNING_KEY": "a1" * 32,
    "DDRUN_SEALING_KEYS": "b1" * 32,
    "DDRUN_ALLOWED_HOSTS": "run.example.com",
    "DATABASE_URL": "postgresql://app:word@db/ddrun",
    "REDIS_URL": "redis://broker/0",
}


def start(**environment: str) -> subprocess.CompletedProcess[str]:
    """The product's checks in a process of their own, with just this environment."""
    inherited = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-m", "django", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env={
            **inherited,
            "DJANGO_SETTINGS_MODULE": "ddrun.settings",
            "DDRUN_ENV": "development",
            **environment,
        },
        capture_output=True,
        text=True,
    )


def test_production_passes_every_deployment_check() -> None:
    done = start(**PRODUCTION)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    "missing",
    [
        "DDRUN_SECRET_KEY",
        "DDRUN_SIGNING_KEY",
        "DDRUN_SEALING_KEYS",
        "DDRUN_ALLOWED_HOSTS",
        "DATABASE_URL",
        "REDIS_URL",
    ],
)
def test_production_does_not_start_without_its_secrets_hosts_and_database(missing: str) -> None:
    done = start(**{name: value for name, value in PRODUCTION.items() if name != missing})
    assert done.returncode != 0
    assert f"{missing} is not set" in done.stderr


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("DDRUN_ENV", "staging", "must be one of development, test, production"),
        ("DDRUN_DEBUG", "maybe", "must be yes or no"),
        ("DDRUN_POOL", "-3", "must be a whole number"),
        ("DDRUN_PUBLIC_URL", "http://run.example.com", "must begin with https://"),
        ("DDRUN_SIGNING_KEY", "short", "64 hexadecimal digits"),
        ("DATABASE_URL", "mysql://db/ddrun", "must be a URL that begins with postgres:// or postgresql://"),
        ("DDRUN_SECRET_KEY_FILE", "/nowhere/at/all", "cannot be read"),
    ],
)
def test_a_wrong_value_is_refused_with_the_wanted_one(name: str, value: str, sentence: str) -> None:
    done = start(**{name: value})
    assert done.returncode != 0
    assert sentence in done.stderr


def test_a_secret_may_come_from_a_file(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text(PRODUCTION["DDRUN_SECRET_KEY"] + "\n")
    without = {name: value for name, value in PRODUCTION.items() if name != "DDRUN_SECRET_KEY"}
    assert start(**without, DDRUN_SECRET_KEY_FILE=str(secret)).returncode == 0


def test_a_refused_database_address_is_not_repeated_with_its_password() -> None:
    done = start(DATABASE_URL="mysql://app:very-secret@db/ddrun")
    assert "very-secret" not in done.stderr + done.stdout
