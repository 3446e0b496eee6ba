"""Where templates, static files, migrations and config lie: inside the package in a wheel, beside it in a checkout."""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent


def find(name: str) -> Path:
    """Return the folder or file called ``name`` that belongs to this installation."""
    inside = PACKAGE / name
    return inside if inside.exists() else PACKAGE.parent / name
