"""The words of reminders and of urging."""

from collections.abc import Mapping
from enum import StrEnum

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from tracker.domain.promise_checks import Occasion
from tracker.domain.reminders import Rung, Watched
from tracker.domain.urging import UrgeKind

URGE_KINDS: Mapping[StrEnum, LazyString] = {
    UrgeKind.URGE: _l("催办"),
    UrgeKind.SLIP: _l("催办单"),
    UrgeKind.SUPERVISION: _l("督办单"),
}
WATCHED: Mapping[StrEnum, LazyString] = {
    Watched.SIGN: _l("签收期限"),
    Watched.RETURN: _l("退办期限"),
    Watched.FIRST_CONTACT: _l("首次沟通期限"),
    Watched.CO_OPINION: _l("会办意见期限"),
    Watched.DRAFT: _l("送审期限"),
    Watched.REPLY: _l("答复期限"),
    Watched.PUBLISH: _l("公开期限"),
    Watched.EVALUATION: _l("征询意见期限"),
    Watched.PROMISE: _l("承诺的期限或检查日"),
}
RUNGS: Mapping[StrEnum, LazyString] = {
    Rung.OFFICER: _l("承办人"),
    Rung.LEAD: _l("主办承办人"),
    Rung.HEAD: _l("部门负责人"),
    Rung.COORDINATOR: _l("提案联络（办公室）"),
    Rung.LEADER: _l("签发领导"),
    Rung.SUPERVISOR: _l("督查"),
}
OCCASIONS: Mapping[StrEnum, LazyString] = {
    Occasion.QUARTER_1: _l("第一季度末"),
    Occasion.QUARTER_2: _l("第二季度末"),
    Occasion.QUARTER_3: _l("第三季度末"),
    Occasion.QUARTER_4: _l("第四季度末"),
    Occasion.OCTOBER: _l("十月盘点"),
    Occasion.SESSION: _l("下次大会前"),
}
REMINDER_TABLES = (URGE_KINDS, WATCHED, RUNGS, OCCASIONS)
