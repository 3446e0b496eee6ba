"""The short form of ``make chaos``: nothing is lost, and nothing comes twice that could be looked up."""

import pytest

from tests.support.chaos import Plan, chaos


@pytest.mark.parametrize("has_ledger", [True, False], ids=["ledger", "no-ledger"])
def test_in_chaos_nothing_is_lost_and_what_comes_twice_says_so(has_ledger: bool) -> None:
    plan = Plan(mails=200, has_ledger=has_ledger, kill=0.4, pause=0.8, jump=1.5, restart=5, longest=300)
    found = chaos(plan)
    assert found.never == [], found.told()
    assert (found.twice if has_ledger else found.untold) == [], found.told()
    assert set(found.left) <= {"sent", "unknown"}, found.told()
    assert found.left["sent"] >= 0.9 * plan.mails, found.told()
