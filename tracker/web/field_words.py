"""The words for an item's fields, for the event that says which of them changed."""

from collections.abc import Iterable, Mapping

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

FIELDS: Mapping[str, LazyString] = {
    "kind": _l("类别"),
    "body": _l("届次机关"),
    "body_level": _l("层级"),
    "term": _l("届"),
    "session_no": _l("次"),
    "phase": _l("提出时间"),
    "number_raw": _l("编号"),
    "title": _l("标题"),
    "summary": _l("摘要"),
    "keywords": _l("关键词"),
    "category": _l("分类"),
    "category_number": _l("分类号"),
    "policy_area": _l("政策领域"),
    "sponsors": _l("提出人"),
    "asks": _l("具体建议"),
    "body_text": _l("正文"),
    "publication_wish": _l("公开意愿"),
    "wants_contact": _l("要求面商"),
    "is_reference_only": _l("仅供参考"),
    "is_express": _l("急办"),
    "is_confidential": _l("涉密"),
    "is_key": _l("重点"),
    "is_leader_led": _l("领导领办"),
    "leader_name": _l("领办领导"),
    "raised_before": _l("往年提出次数"),
    "origin": _l("来源"),
    "external_ids": _l("外部编号"),
    "assigner": _l("交办单位"),
    "received_on": _l("收到日期"),
    "filed_on": _l("提出日期"),
}


def field_words(names: Iterable[str]) -> str:
    """Return the fields' words in one line; a field without words is one of the others."""
    words = dict.fromkeys(str(FIELDS.get(name, _("其他"))) for name in names)
    return str(_("、")).join(words)
