"""Fills a database with a deterministic office, and lets it grow by copies."""

import random
import sys
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Date, Table, func, select, text
from sqlalchemy.schema import sort_tables

from tests.support.office import Office, build_office
from tests.support.volume import fill, staff_of
from tracker import clock
from tracker.domain.vocabulary import Stage
from tracker.extensions import db
from tracker.models.assignment import Assignment, ContactRecord, Milestone
from tracker.models.commitment import Commitment
from tracker.models.event import Event
from tracker.models.opinion import Opinion
from tracker.models.proposal import Proposal, ProposalText, Sponsor
from tracker.models.reply import Reply

STEP = 1_000_000  # between the ids of one copy and the next
PORTION = 2_000
SEED = 20221
WHO = [
    "自治区科技厅",
    "市财政局",
    "县农业农村局",
    "教育部门",
    "工业园区",
    "高等学校",
    "科研院所",
    "龙头企业",
    "乡镇政府",
    "行业协会",
]
DOES = [
    "加快推进",
    "统筹安排",
    "研究制定",
    "全面落实",
    "督促指导",
    "会同有关单位完善",
    "建立健全",
    "持续优化",
    "重点支持",
    "稳步扩大",
]
WHAT = [
    "科技成果转移转化",
    "农村公路管护",
    "老旧小区改造",
    "新能源汽车充电设施",
    "县域创新基金",
    "养老服务体系",
    "职业教育基地",
    "糖业全产业链",
    "水库移民后期扶持",
    "中小学课后服务",
    "污水处理设施",
    "人才住房保障",
    "边境贸易便利化",
    "中医药标准化",
]
HOW = [
    "明确责任分工",
    "增加财政投入",
    "强化跟踪问效",
    "开展试点示范",
    "简化审批流程",
    "加强宣传引导",
    "完善考核办法",
    "引入社会资本",
]
WHEN = ["今年年底前", "下一步", "明年上半年", "“十四五”期间", "近期", "两年内", "每季度", "第三季度"]


def _corpus() -> str:
    """Return 400,000 characters of sentences as offices write them, the same on every run."""
    dice = random.Random(SEED)  # noqa: S311 - not a secret
    parts, length = [], 0
    while length < 400_000:
        words = [dice.choice(list_) for list_ in (WHEN, WHO, DOES, WHAT, HOW)]
        parts.append(f"{words[0]}，{words[1]}{words[2]}{words[3]}，{words[4]}。")
        length += len(parts[-1])
    return "".join(parts)


class Texts:
    """Texts of a length between two, in characters: each number has its own, the same on every run."""

    def __init__(self, shortest: int, longest: int) -> None:
        self.shortest, self.longest, self.corpus = shortest, longest, _corpus()

    def __call__(self, number: int) -> str:
        """Return the text of a number."""
        dice = random.Random(SEED + number)  # noqa: S311 - not a secret
        length = dice.randint(self.shortest, self.longest)
        start = dice.randrange(len(self.corpus) - length)
        return self.corpus[start : start + length]


def filled(size: int, texts: Texts, waiting: int) -> Office:
    """Write so many items, and so many more that wait for their receipt; a bar shows how far it is."""
    office = build_office()
    staff, now = staff_of(office), clock.now()
    for start in range(0, size, PORTION):
        fill(min(PORTION, size - start), staff, now, first=start, text=texts, promises=3)
        db.session.commit()
        bar(min(start + PORTION, size), size)
    fill(waiting, staff, now, first=size, open_share=1, living=(Stage.TO_SIGN,), text=texts)
    db.session.commit()
    analyse()
    return office


def bar(done: int, total: int) -> None:
    """Draw a bar where somebody looks at it."""
    if sys.stderr.isatty():
        filled_part = 40 * done // total
        end = "\n" if done >= total else ""
        sys.stderr.write(f"\r[{'#' * filled_part}{'.' * (40 - filled_part)}] {done:,}/{total:,}{end}")


def analyse() -> None:
    """Let the planner know what stands there now."""
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))


LIGHT = (Proposal, Assignment, Milestone, Reply, Commitment)
WHOLE = (*LIGHT, ProposalText, Sponsor, ContactRecord, Opinion, Event)


def grow(size: int, base: int, models: Sequence[Any], later: int) -> int:
    """Copy the first items, in PostgreSQL, until there are so many, each due ``later`` days after its original.

    Returns how many are open.
    """
    have = db.session.scalar(select(func.count()).select_from(Proposal)) or 0
    tables = [model.__table__ for model in models]
    for number in range(have // base, size // base):
        for table in sort_tables(tables):
            db.session.execute(text(_copied(table, tables, number, later)))
        db.session.commit()
        bar((number + 1) * base, size)
    analyse()
    return db.session.scalar(select(func.count()).select_from(Proposal).where(Proposal.is_open)) or 0


def _copied(table: Table, tables: Sequence[Table], number: int, later: int) -> str:
    """Return the statement that copies the rows of the first items: other ids, and days that lie later."""
    columns = [column for column in table.columns if column.computed is None]
    taken = []
    for column in columns:
        refers = {key.column.table for key in column.foreign_keys}
        if column.name == "id" or refers & set(tables):
            taken.append(f"{column.name} + {number * STEP}")
        elif isinstance(column.type, Date):
            taken.append(f"{column.name} + {later}")
        else:
            taken.append(column.name)
    names = ", ".join(column.name for column in columns)
    first = "proposal_id" if "proposal_id" in table.columns else "id"
    return (
        f"INSERT INTO {table.name} ({names}) SELECT {', '.join(taken)} "  # noqa: S608 - our own words
        f"FROM {table.name} WHERE {first} < {STEP}"
    )
