"""The words for what evaluations and an item's files say."""

from collections.abc import Mapping
from enum import StrEnum

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from tracker.domain.vocabulary import FileKind, MeetingKind, Pertinence

PERTINENCES: Mapping[StrEnum, LazyString] = {
    Pertinence.TO_THE_POINT: _l("有针对性"),
    Pertinence.PARTLY: _l("部分有针对性"),
    Pertinence.BESIDE: _l("没有针对性"),
}
MEETING_KINDS: Mapping[StrEnum, LazyString] = {
    MeetingKind.FACE_TO_FACE: _l("面商会议"),
    MeetingKind.EXPERTS: _l("专家评估"),
}
FILE_KINDS: Mapping[StrEnum, LazyString] = {
    FileKind.SOURCE: _l("来函原件"),
    FileKind.CONTACT_PROOF: _l("沟通凭据"),
    FileKind.EVALUATION_FORM: _l("征询意见表"),
    FileKind.MINUTES: _l("会议记录"),
    FileKind.EVIDENCE: _l("完成凭据"),
    FileKind.MATERIAL: _l("参考资料"),
    FileKind.OTHER: _l("其他"),
}
EVALUATION_TABLES = (PERTINENCES, MEETING_KINDS, FILE_KINDS)
