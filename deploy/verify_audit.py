"""Check an exported audit log without the program that wrote it.

    python3 verify_audit.py log.jsonl [audit_heads.txt] [--keys audit_keys]

Each line of the log is a row as JSON. Recomputed for every row: its number (one more than the row before, from 1), the
hash of the row before, and its own hash over the row without ``hash`` as JSON with sorted keys and no spaces: the HMAC
that ``seal`` names, with a key of the file of keys (one a line); SHA-256 in rows from before there was a key. No row
without a seal may follow one with a seal, nor be the last where keys are given. Each line of the heads ("instant number
hash", written every hour outside the database) must be found in the log, which convicts a log that was cut off or
written anew as a whole. Exits with 1 and names the first bad row.
"""

import argparse
import hashlib
import hmac
import json
import sys
from pathlib import Path

DIGESTS = ("sha256", "sm3")


def names_of(keys: list[str]) -> dict[str, str]:
    """Return each key by the seals that it makes."""
    ids = {key: hashlib.sha256(b"tracker audit key\0" + key.encode()).hexdigest()[:12] for key in keys}
    return {f"hmac-{digest}:{name}": key for key, name in ids.items() for digest in DIGESTS}


def hash_of(row: dict[str, object], keys: dict[str, str]) -> str:
    """Return the hash that a row must have; raises KeyError where its key was not given."""
    seal = str(row.get("seal") or "")
    left_out = {"hash"} if seal else {"hash", "seal"}
    covered = {name: value for name, value in row.items() if name not in left_out}
    line = json.dumps(covered, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    if not seal:
        return hashlib.sha256(line).hexdigest()
    return hmac.new(keys[seal].encode(), line, seal.partition(":")[0].removeprefix("hmac-")).hexdigest()


def check_row(
    row: dict[str, object], number: int, before: dict[str, object], keys: dict[str, str]
) -> str | None:
    """Return what is wrong with a row after the row before it, or None."""
    if row.get("sequence") != number:
        return f"has the number {row.get('sequence')}"
    if row.get("previous_hash") != before["hash"]:
        return "does not follow the row before"
    if before.get("seal") and not row.get("seal"):
        return "has no seal, though the row before has one"
    if row.get("seal") and row["seal"] not in keys:
        return f"is sealed with {row['seal']}, whose key was not given (--keys)"
    return None if row.get("hash") == hash_of(row, keys) else "was changed"


def check(log: Path, heads: Path | None, keys: dict[str, str]) -> str | None:
    """Return what is wrong first, or None."""
    row: dict[str, object] = {"hash": "0" * 64}
    number, found = 0, {}
    with log.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            before, row = row, json.loads(line)
            if wrong := check_row(row, number, before, keys):
                return f"row {number}: {wrong}"
            found[number] = str(row["hash"])
    if number and keys and not row.get("seal"):
        return f"row {number}: ends a log without a seal, though keys were given"
    for line in heads.read_text("ascii").splitlines() if heads else []:
        at, kept, kept_hash = line.split()
        if found.get(int(kept)) != kept_hash:
            return f"row {kept}: is not the one of {at}, though the log may end at {number}"
    return None


def main() -> int:
    """Print the verdict; 0 where the log is whole."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("log", type=Path)
    parser.add_argument("heads", type=Path, nargs="?")
    parser.add_argument("--keys", type=Path)
    asked = parser.parse_args()
    keys = names_of(asked.keys.read_text("ascii").split() if asked.keys else [])
    wrong = check(asked.log, asked.heads, keys)
    print(wrong or "the audit log is whole")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
