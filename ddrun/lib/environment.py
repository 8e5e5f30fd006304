"""Reads settings from environment variables. A wrong value is refused with the wanted one in the sentence."""

import os
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str = "") -> str:
    """The value of `name`, or of the file that `name`_FILE points at, without surrounding white space."""
    path = os.environ.get(f"{name}_FILE")
    if path:
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise ImproperlyConfigured(
                f"{name}_FILE points at {path}, which cannot be read: {error.strerror}"
            ) from error
    return os.environ.get(name, default).strip()


def flag(name: str, *, default: bool) -> bool:
    """Yes or no."""
    value = text(name, "yes" if default else "no").lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name} is {value!r}; it must be yes or no")


def number(name: str, default: int, *, least: int = 0) -> int:
    """A whole number of at least `least`."""
    value = text(name, str(default))
    if not value.isdecimal() or int(value) < least:
        raise ImproperlyConfigured(f"{name} is {value!r}; it must be a whole number of at least {least}")
    return int(value)


def one_of(name: str, allowed: Sequence[str], default: str) -> str:
    """One of the allowed words."""
    value = text(name, default)
    if value not in allowed:
        raise ImproperlyConfigured(f"{name} is {value!r}; it must be one of {', '.join(allowed)}")
    return value


def words(name: str, default: str = "") -> list[str]:
    """A list, written with commas."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def url(name: str, schemes: Sequence[str], default: str = "") -> SplitResult | None:
    """A URL of one of the schemes; None when it is not set.

    Its value is never put into an error: it may hold a password.
    """
    value = text(name, default)
    if not value:
        return None
    parts = urlsplit(value)
    if parts.scheme not in schemes:
        wanted = " or ".join(f"{scheme}://" for scheme in schemes)
        raise ImproperlyConfigured(f"{name} must be a URL that begins with {wanted}")
    return parts


def database(name: str) -> dict[str, str]:
    """USER, PASSWORD, HOST, PORT and NAME from `postgresql://user:password@host:port/name`.

    A socket folder is given as `?host=/folder`. Empty when the variable is not set.
    """
    parts = url(name, ("postgres", "postgresql"))
    if parts is None:
        return {}
    query = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    return {
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(query.get("host", "")) or (parts.hostname or ""),
        "PORT": str(parts.port or query.get("port", "")),
    }
