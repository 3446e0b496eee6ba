"""What a person can be to one item, and the roles that make him so: the columns of the table of rights."""

from collections.abc import Mapping
from enum import StrEnum

from tracker.domain.vocabulary import Role


class Subject(StrEnum):
    """What a person is to one item; the values head the columns of the matrix."""

    PUBLIC = "P"
    SPONSOR_LINK = "L"
    OFFICER = "O"
    COLLEAGUE = "o"
    HEAD = "H"
    LIAISON = "C"
    CO_HEAD = "D"
    OUTSIDER = "X"
    COORDINATOR = "K"
    LEADER = "S"
    SUPERVISOR = "V"
    SYSTEM_ADMIN = "1"
    SECURITY_ADMIN = "2"
    AUDIT_ADMIN = "3"
    ASKED = "Z"


CO_ROLES = (Role.LIAISON, Role.OFFICER, Role.COORDINATOR)
CO_HEAD_ROLES = (Role.HEAD, Role.LEADER)

STANDING: Mapping[Subject, Role] = {
    Subject.COORDINATOR: Role.COORDINATOR,
    Subject.LEADER: Role.LEADER,
    Subject.SUPERVISOR: Role.SUPERVISOR,
    Subject.SYSTEM_ADMIN: Role.SYSTEM_ADMIN,
    Subject.SECURITY_ADMIN: Role.SECURITY_ADMIN,
    Subject.AUDIT_ADMIN: Role.AUDIT_ADMIN,
}

SUBJECT_ROLES: Mapping[Subject, tuple[Role, ...]] = {
    Subject.OFFICER: (Role.OFFICER,),
    Subject.COLLEAGUE: (Role.OFFICER,),
    Subject.HEAD: (Role.HEAD,),
    Subject.LIAISON: CO_ROLES,
    Subject.CO_HEAD: CO_HEAD_ROLES,
}
