"""Class marks of replies (A/B/C/D) by jurisdiction, and the neutral scale that makes them comparable.

The same letter means different things in different places (handling.md §3.6), so shares are compared by
:class:`Outcome`, never by letter. Where a definition covers two outcomes the mark counts as the one that claims less:
"being solved or planned" is planned, "reference or not feasible" is reference, which promises nothing either way.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from tracker.domain.errors import N_, TrackerError
from tracker.domain.text import half_width


class Outcome(StrEnum):
    """What a reply means for the matter, whatever the place calls it."""

    SOLVED = "solved"
    IN_PROGRESS = "in_progress"
    PLANNED = "planned"
    DEFERRED = "deferred"
    REFERENCE = "reference"
    BEYOND_POWER = "beyond_power"
    NOT_FEASIBLE = "not_feasible"


@dataclass(frozen=True, slots=True)
class ClassMark:
    """A mark with its Chinese definition in one scheme and the outcome it counts as."""

    mark: str
    definition: str
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class ClassScheme:
    """The marks of one jurisdiction, in its order; ``source`` says where the definitions were read."""

    name: str
    title: str
    source: str
    marks: tuple[ClassMark, ...]

    def __iter__(self) -> Iterator[ClassMark]:
        return iter(self.marks)

    def find(self, mark: str) -> ClassMark:
        """Return the mark as the scheme defines it, A1 as A; raise UnknownMarkError for another."""
        wanted = half_width(mark).strip().upper().removesuffix("类").rstrip("0123456789")
        for known in self.marks:
            if known.mark == wanted:
                return known
        raise UnknownMarkError(mark=mark, scheme=self.title)


class UnknownMarkError(TrackerError):
    """The jurisdiction has no such class mark."""

    code: ClassVar[str] = "unknown_class_mark"
    message: ClassVar[str] = N_("%(scheme)s没有“%(mark)s”这一类别。")


class UnknownSchemeError(TrackerError):
    """No class scheme has this name."""

    code: ClassVar[str] = "unknown_class_scheme"
    message: ClassVar[str] = N_("没有名为“%(scheme)s”的类别标准。")


def _scheme(name: str, title: str, source: str, *marks: tuple[str, str, Outcome]) -> tuple[str, ClassScheme]:
    return name, ClassScheme(name, title, source, tuple(ClassMark(*mark) for mark in marks))


_NPC_MARKS = (
    ("A", N_("已经解决或者基本解决"), Outcome.SOLVED),
    ("B", N_("正在解决或者列入计划解决"), Outcome.PLANNED),
    ("C", N_("因条件限制，待以后解决"), Outcome.DEFERRED),
    ("D", N_("留作参考"), Outcome.REFERENCE),
)

SCHEMES: Mapping[str, ClassScheme] = dict(
    (
        _scheme(
            "npc",
            N_("全国人大代表建议（2007年转述）"),
            "全国人大代表建议办理规定",
            *_NPC_MARKS,
        ),
        _scheme("city_2008", N_("某市（2008年通知）"), "某市2008年办理通知", *_NPC_MARKS),
        _scheme(
            "guangxi_cppcc",
            N_("广西政协提案"),
            "广西政协2025年提案办理情况",
            ("A", N_("已经解决或者基本解决"), Outcome.SOLVED),
            ("B", N_("列入规划逐步解决"), Outcome.PLANNED),
            ("C", N_("留作参考"), Outcome.REFERENCE),
        ),
        _scheme(
            "chongqing",
            N_("重庆市人大代表建议"),
            "重庆市人大代表建议工作条例第二十二条",
            ("A", N_("已经解决或者采纳"), Outcome.SOLVED),
            ("B", N_("列入工作计划"), Outcome.PLANNED),
            ("C", N_("留作参考"), Outcome.REFERENCE),
            ("D", N_("属上级机关职权"), Outcome.BEYOND_POWER),
        ),
        _scheme(
            "zhejiang_fisheries",
            N_("浙江省海洋与渔业局"),
            "浙江省海洋与渔业局办理规定",
            ("A", N_("已经解决或者基本解决"), Outcome.SOLVED),
            ("B", N_("部分解决或者列入计划解决"), Outcome.PLANNED),
            ("C", N_("留作参考或者不可行"), Outcome.REFERENCE),
        ),
        _scheme(
            "hangzhou",
            N_("杭州市"),
            "杭州市2025年办理情况报告",
            ("A", N_("已经解决"), Outcome.SOLVED),
            ("B", N_("列入计划"), Outcome.PLANNED),
            ("C", N_("暂缓解决"), Outcome.DEFERRED),
        ),
        _scheme(
            "foping",
            N_("佛坪县"),
            "佛政办发〔2024〕9号",
            ("A", N_("已经解决或者采纳"), Outcome.SOLVED),
            ("B", N_("列入计划解决"), Outcome.PLANNED),
            ("C", N_("留作参考"), Outcome.REFERENCE),
        ),
        _scheme(
            "shanghai",
            N_("上海市人大代表建议"),
            "上海市人大关于代表建议、批评和意见的规定第十八条",
            ("解决采纳", N_("已经解决或者采纳"), Outcome.SOLVED),
            ("正在解决", N_("正在解决，当年可以完成"), Outcome.IN_PROGRESS),
            ("计划解决", N_("列入计划逐步解决"), Outcome.PLANNED),
            ("留作参考", N_("留作工作参考"), Outcome.REFERENCE),
        ),
        _scheme(
            "city_2020",
            N_("某市（2020年度）"),
            "某市2020年度人大建议办理总体情况",
            ("A", N_("已经解决"), Outcome.SOLVED),
            ("B", N_("正在解决或者已经着手"), Outcome.IN_PROGRESS),
            ("C", N_("列入计划逐步解决"), Outcome.PLANNED),
            ("D", N_("留作参考或者不可行"), Outcome.REFERENCE),
        ),
        _scheme(
            "city_2023",
            N_("某市（2023年度）"),
            "某市2023年办理情况，原文出处不详",
            ("A", N_("已经解决或者以其他方式解决"), Outcome.SOLVED),
            ("B", N_("正在解决或者已经着手"), Outcome.IN_PROGRESS),
            ("C", N_("列入计划解决"), Outcome.PLANNED),
            ("D", N_("因条件限制留作参考，已作解释"), Outcome.REFERENCE),
        ),
    )
)


def scheme_named(name: str) -> ClassScheme:
    """Return the scheme; raise UnknownSchemeError for another name."""
    if name not in SCHEMES:
        raise UnknownSchemeError(scheme=name)
    return SCHEMES[name]


def outcome_of(scheme: str, mark: str) -> Outcome:
    """Return what ``mark`` means in the scheme; raise UnknownSchemeError or UnknownMarkError."""
    return scheme_named(scheme).find(mark).outcome
