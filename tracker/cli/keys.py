"""The keys of an installation, each in a file of its own that only its owner reads; none is ever replaced."""

import os
import secrets
from pathlib import Path

from flask import Flask

SECRET_KEY = {"SECRET_KEY": "secret_key"}
CHAIN_AND_FACTORS = {"AUDIT_KEYS": "audit_keys", "FACTOR_KEYS": "factor_keys"}


def make_missing_keys(app: Flask, wanted: dict[str, str]) -> None:
    """Write a new key for each setting that has none yet, and let the application use those of the chain at once."""
    folder = Path(app.config["DATA_DIR"])
    for setting, name in wanted.items():
        if app.config[setting]:
            continue
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        key = secrets.token_urlsafe(48)
        with os.fdopen(os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(key + "\n")
        app.config[setting] = key if setting in SECRET_KEY else (key,)
