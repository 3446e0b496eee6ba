"""Urging by hand (催办): a plain word, a numbered 催办单, or the supervisor's 督办单 (handling.md §6.5)."""

from collections.abc import Mapping
from enum import StrEnum

from tracker.domain.errors import N_


class UrgeKind(StrEnum):
    """How strongly somebody is urged; a slip is numbered, printable and must be answered by a day."""

    URGE = "urge"
    SLIP = "slip"
    SUPERVISION = "supervision"


URGE_NAMES: Mapping[UrgeKind, str] = {
    UrgeKind.URGE: N_("催办"),
    UrgeKind.SLIP: N_("催办单"),
    UrgeKind.SUPERVISION: N_("督办单"),
}
SLIP_PREFIX: Mapping[UrgeKind, str] = {UrgeKind.SLIP: "催", UrgeKind.SUPERVISION: "督"}
LONGEST_TEXT = 1_000
