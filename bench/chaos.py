"""Two clockworks and four senders on PostgreSQL while everything fails: how many mails were lost, how many came twice.

Usage: python bench/chaos.py [--mails 5000] [--seed 4]
Once with an acceptance ledger and once without. Processes are killed and paused at random, the database is restarted,
clocks jump by a day and by forty, the mail server fails at each step. Ends with code 1 where a promise is broken.
"""

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.support.chaos import Plan, chaos


def main() -> int:
    """Run both forms and print their figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mails", type=int, default=5_000)
    parser.add_argument("--seed", type=int, default=4)
    wanted, is_kept = parser.parse_args(), True
    for has_ledger in (True, False):
        found = chaos(Plan(mails=wanted.mails, has_ledger=has_ledger, seed=wanted.seed))
        print("with a ledger:   " if has_ledger else "without a ledger:", found.told(), flush=True)
        is_kept &= not found.never and not (found.twice if has_ledger else found.untold)
    return 0 if is_kept else 1


if __name__ == "__main__":
    sys.exit(main())
