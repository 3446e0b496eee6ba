"""Settings: plain upper-case names, each read from the environment; docs/operations.md explains them all."""

import os
from datetime import timedelta
from pathlib import Path

_here = Path(__file__).resolve().parent
_megabyte = 1024 * 1024


def _flag(name: str) -> bool:
    """Tell whether the environment switches ``name`` on."""
    return os.environ.get(name, "").strip().lower() in {"1", "true", "yes", "on"}


def _data_dir() -> Path:
    """Return the folder of this installation's files: ``var`` in a checkout, else the user's data folder."""
    if given := os.environ.get("TRACKER_DATA_DIR"):
        return Path(given).expanduser().resolve()
    if (_here / "pyproject.toml").exists():
        return _here / "var"
    base = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    return base / "proposal-tracker"


def _database_url() -> str:
    """Return the database address, with PostgreSQL addresses led to the psycopg 3 driver."""
    given = os.environ.get("TRACKER_DATABASE_URL", "").strip()
    for prefix in ("postgres://", "postgresql://"):
        if given.startswith(prefix):
            return "postgresql+psycopg://" + given.removeprefix(prefix)
    return given or f"sqlite:///{DATA_DIR / 'tracker.sqlite3'}"


def _engine_options() -> dict[str, object]:
    """Return the engine's options for the database in use."""
    if SQLALCHEMY_DATABASE_URI.startswith("sqlite"):
        return {}
    limits = "-c lock_timeout=4000 -c statement_timeout=30000"
    return {"pool_pre_ping": True, "connect_args": {"options": limits}}


def _secret(name: str) -> str:
    """Return a secret from the environment, else from the file that ``<name>_FILE`` names, else nothing."""
    if path := os.environ.get(f"{name}_FILE"):
        return Path(path).read_text("utf-8").rstrip("\r\n")
    return os.environ.get(name, "")


def _secret_key() -> str:
    """Return the key from the environment, else the one that ``tracker run`` wrote, else nothing."""
    kept = DATA_DIR / "secret_key"
    return os.environ.get("TRACKER_SECRET_KEY") or (kept.read_text("ascii").strip() if kept.exists() else "")


def _keys(variable: str, name: str) -> tuple[str, ...]:
    """Return the keys of a purpose, the present one first: from the environment, else from a file of lines."""
    kept = DATA_DIR / name
    given = os.environ.get(variable, "")
    return tuple((given or (kept.read_text("ascii") if kept.exists() else "")).split())


# Folder of the default database, uploaded files, secret key and clockwork's lock (TRACKER_DATA_DIR).
DATA_DIR = _data_dir()
# Key that signs cookies and links, 32 characters or more (TRACKER_SECRET_KEY, else DATA_DIR/secret_key).
SECRET_KEY = _secret_key()
# Keys of the audit log's chain, the present one first; the others still check older rows (TRACKER_AUDIT_KEYS).
AUDIT_KEYS = _keys("TRACKER_AUDIT_KEYS", "audit_keys")
# What the chain is made with: sha256, or sm3 (GB/T 32905) where the machine's OpenSSL has it (TRACKER_AUDIT_DIGEST).
AUDIT_DIGEST = os.environ.get("TRACKER_AUDIT_DIGEST", "sha256").strip().lower()
# Keys that encrypt the second factors, the present one first; the others still read older ones (TRACKER_FACTOR_KEYS).
FACTOR_KEYS = _keys("TRACKER_FACTOR_KEYS", "factor_keys")
# Where the register is kept: PostgreSQL in an office, one SQLite file for a trial (TRACKER_DATABASE_URL).
SQLALCHEMY_DATABASE_URI = _database_url()
# PostgreSQL connections: try them before use, wait 4 s for a lock and 30 s for an answer (fixed).
SQLALCHEMY_ENGINE_OPTIONS = _engine_options()
# Web processes of `tracker run` with PostgreSQL; SQLite always has one (TRACKER_WEB_PROCESSES).
WEB_PROCESSES = int(os.environ.get("TRACKER_WEB_PROCESSES", "2"))
# Threads of each web process (TRACKER_WEB_THREADS).
WEB_THREADS = int(os.environ.get("TRACKER_WEB_THREADS", "8"))
# The demonstration office: one-click roles, loopback only; set by `tracker run` (TRACKER_DEMONSTRATION).
DEMONSTRATION = _flag("TRACKER_DEMONSTRATION")
# Plain HTTP inside a closed network: cookies lose Secure, every page shows a warning (TRACKER_INSECURE_LAN).
INSECURE_LAN = _flag("TRACKER_INSECURE_LAN")
# How many trusted proxies stand in front and set X-Forwarded-For, -Proto and -Host (TRACKER_PROXIES).
TRUSTED_PROXIES = int(os.environ.get("TRACKER_PROXIES", "0"))
# The site's own names, apart by spaces: requests that call it otherwise are refused (TRACKER_HOSTS).
HOSTS = frozenset(os.environ.get("TRACKER_HOSTS", "").lower().split())
# Largest request body, in bytes: a file of 50 MB and the form around it (TRACKER_MAX_UPLOAD_MB).
MAX_CONTENT_LENGTH = (int(os.environ.get("TRACKER_MAX_UPLOAD_MB", "50")) + 8) * _megabyte
# Largest form without its files, in bytes: a draft or a pasted letter may have 2 MB of text (fixed).
MAX_FORM_MEMORY_SIZE = 8 * _megabyte
# Most parts in one form (fixed).
MAX_FORM_PARTS = 2_000
# Cookies travel by HTTPS only, except in the demonstration office and in a closed network (fixed).
SESSION_COOKIE_SECURE = not (DEMONSTRATION or INSECURE_LAN)
# Name of the session cookie; the __Host- prefix binds it to this host where HTTPS is there (fixed).
SESSION_COOKIE_NAME = "__Host-tk" if SESSION_COOKIE_SECURE else "tk"
# Scripts cannot read the session cookie (fixed).
SESSION_COOKIE_HTTPONLY = True
# Other sites' forms do not carry the session cookie (fixed).
SESSION_COOKIE_SAMESITE = "Lax"
# A session without a click ends after this time (TRACKER_SESSION_IDLE_MINUTES).
SESSION_IDLE = timedelta(minutes=int(os.environ.get("TRACKER_SESSION_IDLE_MINUTES", "30")))
# A session ends after this time in any case (TRACKER_SESSION_HOURS).
SESSION_ABSOLUTE = timedelta(hours=int(os.environ.get("TRACKER_SESSION_HOURS", "12")))
# A form's CSRF token lives as long as its session (fixed).
WTF_CSRF_TIME_LIMIT = None
# Over HTTPS the token alone decides: our pages send no Referer header (fixed).
WTF_CSRF_SSL_STRICT = False
# Language of pages before a person has chosen one (TRACKER_LOCALE).
BABEL_DEFAULT_LOCALE = os.environ.get("TRACKER_LOCALE", "zh_Hans_CN")
# Time zone of every date that is shown or counted (fixed).
BABEL_DEFAULT_TIMEZONE = "Asia/Shanghai"
# The address of the pages as people type it, for links in mails and calendar feeds (TRACKER_PUBLIC_URL).
PUBLIC_URL = os.environ.get("TRACKER_PUBLIC_URL", "").strip().rstrip("/")
# The server that takes our mails; without one none goes out and the ledger says so (TRACKER_MAIL_HOST).
MAIL_HOST = os.environ.get("TRACKER_MAIL_HOST", "").strip()
# How the connection is protected: starttls, tls, or none for a server inside (TRACKER_MAIL_SECURITY).
MAIL_SECURITY = os.environ.get("TRACKER_MAIL_SECURITY", "starttls").strip().lower()
# The server's port; 0 takes the usual one: 587 starttls, 465 tls, 25 none (TRACKER_MAIL_PORT).
MAIL_PORT = int(os.environ.get("TRACKER_MAIL_PORT", "0"))
# The account on the mail server; empty: no sign-in (TRACKER_MAIL_USER).
MAIL_USER = os.environ.get("TRACKER_MAIL_USER", "")
# Its password, or the file that holds it (TRACKER_MAIL_PASSWORD, TRACKER_MAIL_PASSWORD_FILE).
MAIL_PASSWORD = _secret("TRACKER_MAIL_PASSWORD")
# The sender's address; its domain ends every Message-ID (TRACKER_MAIL_FROM).
MAIL_FROM = os.environ.get("TRACKER_MAIL_FROM", "").strip()
# File of the authority that signed the mail server's certificate, where it is an inside one (TRACKER_MAIL_CA_FILE).
MAIL_CA_FILE = os.environ.get("TRACKER_MAIL_CA_FILE", "")
# Seconds to wait for each answer of the mail server; one mail takes at most four times this (TRACKER_MAIL_TIMEOUT).
MAIL_TIMEOUT = float(os.environ.get("TRACKER_MAIL_TIMEOUT", "30"))
# Where to look whether a mail was taken: imaps://user@host/mailbox or file:///var/log/mail.log (TRACKER_MAIL_LEDGER).
MAIL_LEDGER = os.environ.get("TRACKER_MAIL_LEDGER", "").strip()
# Password of the ledger's mailbox (TRACKER_MAIL_LEDGER_PASSWORD, TRACKER_MAIL_LEDGER_PASSWORD_FILE).
MAIL_LEDGER_PASSWORD = _secret("TRACKER_MAIL_LEDGER_PASSWORD")
# Address that gets a copy of every mail, to be the ledger's mailbox (TRACKER_MAIL_LEDGER_COPY).
MAIL_LEDGER_COPY = os.environ.get("TRACKER_MAIL_LEDGER_COPY", "").strip()
# Mailbox of the sender's address, whose bounces are read: imaps://user@host/INBOX (TRACKER_MAIL_BOUNCES).
MAIL_BOUNCES = os.environ.get("TRACKER_MAIL_BOUNCES", "").strip()
# Its password (TRACKER_MAIL_BOUNCES_PASSWORD, TRACKER_MAIL_BOUNCES_PASSWORD_FILE).
MAIL_BOUNCES_PASSWORD = _secret("TRACKER_MAIL_BOUNCES_PASSWORD")
# How long a sender owns a mail at least before others may ask what became of it (fixed).
MAIL_LEASE = timedelta(minutes=10)
# How long a mail in doubt rests before the first look at the ledger, and then before each further one (fixed).
MAIL_LOOKS = (timedelta(minutes=2), timedelta(minutes=15))
# Nothing goes out while this is set, whatever `tracker mail resume` says (TRACKER_MAIL_PAUSED).
MAIL_PAUSED = _flag("TRACKER_MAIL_PAUSED")
# Who may read /metrics and the details of /healthz from elsewhere than this machine (TRACKER_METRICS_TOKEN).
METRICS_TOKEN = _secret("TRACKER_METRICS_TOKEN")
