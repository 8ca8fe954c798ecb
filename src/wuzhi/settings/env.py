"""Reading the environment in one place, so that a wrong value is one clear sentence."""

import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str = "") -> str:
    """The variable as it is, or the default where it is unset or empty."""
    return os.environ.get(name, "") or default


def flag(name: str, default: bool = False) -> bool:
    """`1/true/yes/on` is true, `0/false/no/off` is false, anything else is refused."""
    value = text(name).lower()
    if not value:
        return default
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name} must be 1 or 0, not {value!r}")


def whole(name: str, default: int) -> int:
    """A whole number."""
    value = text(name)
    if not value:
        return default
    try:
        return int(value)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}") from error


def words(name: str, default: list[str] | None = None) -> list[str]:
    """A comma-separated list."""
    value = text(name)
    return [part.strip() for part in value.split(",") if part.strip()] if value else default or []


def tiles(name: str, value: str) -> list[str]:
    """Addresses of a base map's tiles, the lowest layer first: templates with blanks between them.

    Shape: https://t0.example.cn/base?x={x}&y={y}&z={z}. `name` is the variable that a refusal speaks of.
    """
    found = value.split()
    for template in found:
        parts = urlsplit(template)
        whole_host = bool(parts.hostname) and not set("{};, *'") & set(parts.netloc)
        if parts.scheme not in {"http", "https"} or not whole_host or parts.username is not None:
            raise ImproperlyConfigured(f"{name}: {template!r} must begin with https:// and a host's name")
        if any(part not in template for part in ("{x}", "{y}", "{z}")):
            raise ImproperlyConfigured(f"{name}: {template!r} must contain {{x}}, {{y}} and {{z}}")
    return found


def origins(addresses: list[str]) -> list[str]:
    """Scheme, host and port of each, once: all that a content policy may be told."""
    parts = [urlsplit(address) for address in addresses]
    return list(dict.fromkeys(f"{one.scheme}://{one.netloc}" for one in parts))


def terminal_language() -> str:
    """What `wuzhi` speaks: WUZHI_LANGUAGE (zh-hans or en), else English in an English terminal, else Chinese."""
    chosen = text("WUZHI_LANGUAGE")
    if chosen not in {"", "zh-hans", "en"}:
        raise ImproperlyConfigured(f"WUZHI_LANGUAGE must be zh-hans or en, not {chosen!r}")
    terminal = text("LC_ALL") or text("LC_MESSAGES") or text("LANG")
    return chosen or ("en" if terminal.startswith("en") else "zh-hans")


def _connection() -> dict[str, object]:
    """Values bound by the server, plans kept for statements that come often (the driver counts), each statement's work
    done by one process and nothing compiled.

    A pooler that hands a connection to another client between two transactions must be able to keep prepared
    statements (PgBouncer 1.21 and later can); where it isn't, WUZHI_PREPARED=0. One that refuses `options` must be
    told to pass them over; the database itself is then given the same (decision 0022).
    """
    prepared = 5 if flag("WUZHI_PREPARED", True) else None
    return {
        "server_side_binding": True,
        "prepare_threshold": prepared,
        "options": "-c jit=off -c max_parallel_workers_per_gather=0",
    }


def database(var_dir: Path) -> dict[str, object]:
    """Django's database setting from DATABASE_URL; an SQLite file in `var_dir` where it is unset.

    Shapes: postgresql://user:password@host:port/name?sslmode=require, or sqlite:////path/to/file.
    """
    url = text("DATABASE_URL", f"sqlite:///{var_dir / 'wuzhi.sqlite3'}")
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "wuzhi.core.sqlite",
            "NAME": unquote(parts.path[1:]) if parts.path.startswith("//") else unquote(parts.path),
            "CONN_MAX_AGE": None,
            "OPTIONS": {"timeout": 30},
        }
    if parts.scheme in {"postgres", "postgresql"}:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(parts.hostname or "") or dict(parse_qsl(parts.query)).get("host", ""),
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": None,
            "CONN_HEALTH_CHECKS": False,
            "OPTIONS": {**_connection(), **{k: v for k, v in parse_qsl(parts.query) if k != "host"}},
        }
    raise ImproperlyConfigured("DATABASE_URL must begin with postgresql:// or sqlite:///")
