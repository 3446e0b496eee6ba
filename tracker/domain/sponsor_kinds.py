"""Who files an item, told from the name: a person, or which kind of organisation (handling.md §2.6)."""

import re

from tracker.domain.vocabulary import Kind, SponsorKind

PERSONS = {
    Kind.SUGGESTION: SponsorKind.DEPUTY,
    Kind.PROPOSAL: SponsorKind.MEMBER,
    Kind.OPINION: SponsorKind.MEMBER,
}
ORGANISATIONS = (
    (re.compile(r"^(?:民革|民盟|民建|民进|农工党|农工民主党|致公党|九三学社|台盟)"), SponsorKind.PARTY),
    (re.compile(r"代表团$"), SponsorKind.DELEGATION),
    (
        re.compile(r"工商联|工商业联合会|妇联|共青团|团委|总工会|青联|科协|侨联|台联|联合会|协会|商会"),
        SponsorKind.GROUP,
    ),
    (re.compile(r"界别?(?:活动组|小组|联组|委员)?$"), SponsorKind.SECTOR),
    (re.compile(r"委员会$|专委会$|代表小组$"), SponsorKind.COMMITTEE),
)


def sponsor_kind_of(name: str, kind: Kind) -> SponsorKind:
    """Return the kind of sponsor that a name tells; a person's for every other name."""
    return next((found for pattern, found in ORGANISATIONS if pattern.search(name)), PERSONS[kind])
