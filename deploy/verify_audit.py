"""Check an exported audit log without the program that wrote it: python3 verify_audit.py log.jsonl [audit_heads.txt].

Each line of the log is a row as JSON. Recomputed for every row: its number (one more than the row before, from 1), the
hash of the row before, and its own hash, SHA-256 over the row without ``hash`` as JSON with sorted keys and no spaces.
Each line of the heads ("instant number hash", written every hour outside the database) must be found in the log, which
convicts a log that was written anew as a whole. Exits with 1 and names the first bad row.
"""

import hashlib
import json
import sys
from pathlib import Path


def hash_of(row: dict[str, object]) -> str:
    """Return the hash that a row must have."""
    covered = {name: value for name, value in row.items() if name != "hash"}
    line = json.dumps(covered, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(line.encode()).hexdigest()


def check(log: Path, heads: Path | None) -> str | None:
    """Return what is wrong first, or None."""
    previous, number, found = "0" * 64, 0, {}
    with log.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            row = json.loads(line)
            if row.get("sequence") != number:
                return f"row {number}: has the number {row.get('sequence')}"
            if row.get("previous_hash") != previous:
                return f"row {number}: does not follow the row before"
            if row.get("hash") != hash_of(row):
                return f"row {number}: was changed"
            previous = found[number] = str(row["hash"])
    for line in heads.read_text("ascii").splitlines() if heads else []:
        at, kept, kept_hash = line.split()
        if found.get(int(kept)) != kept_hash:
            return f"row {kept}: is not the one of {at}, though the log may end at {number}"
    return None


def main(arguments: list[str]) -> int:
    """Print the verdict; 0 where the log is whole."""
    if not arguments:
        print(__doc__)
        return 2
    wrong = check(Path(arguments[0]), Path(arguments[1]) if len(arguments) > 1 else None)
    print(wrong or "the audit log is whole")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
