"""The columns of a register as offices name them: what an export writes, and what an import knows a column by.

Sources: the 办理单 and 登记表 of running systems (handling.md §3.1). A head that could mean two things (类别) is
an alias of none: a person says what it is.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tracker.domain.text import half_width

NOT_WORDS = re.compile(r"[\s:：*＊()（）/／、·\-_\"'“”]+")


@dataclass(frozen=True)
class RegisterColumn:
    """A column: its code, the head that an export writes, its width, and the other heads that mean it."""

    code: str
    head: str
    width: int = 14
    others: tuple[str, ...] = ()

    @property
    def heads(self) -> tuple[str, ...]:
        """Every head that means this column."""
        return (self.head, *self.others)


def _column(code: str, head: str, width: int = 14, others: str = "") -> RegisterColumn:
    return RegisterColumn(code, head, width, tuple(others.split()))


# What an import can enter, in the order of an export.
ENTERED = (
    _column(
        "number_raw",
        "案号",
        16,
        "编号 建议编号 提案编号 建议号 提案号 议案号 件号 案件编号 建议提案编号 提案建议编号 文件编号",
    ),
    _column("kind", "案别", 14, "件别 案件类别 建议提案类别 建议或提案 提案建议类别 建议提案类型"),
    _column("body", "会议名称", 16, "会议 提出会议 会议届次 届次会议 人大政协"),
    _column("body_level", "层级", 8, "层次 级别 会议级别"),
    _column("term", "届", 6, "届数 届别"),
    _column("session_no", "次", 6, "会议次数 次数 次会议"),
    _column("term_session", "届次", 14, "会议届数次数 界次"),
    _column("phase", "时段", 10, "提出时段 会期 大会闭会 提出时间类别 大会平时"),
    _column("category", "提案分类", 14, "分类 建议分类 类别名称 内容分类 所属分类 审查分类"),
    _column("category_number", "类内编号", 10, "分类编号 类别编号"),
    _column(
        "title",
        "标题",
        44,
        "案由 题目 建议标题 提案标题 建议名称 提案名称 建议题目 提案题目 事由 名称 提案案由 建议案由 建议提案标题 "
        "建议提案名称 主题 标题案由",
    ),
    _column(
        "sponsor",
        "领衔代表",
        14,
        "提案者 提案人 提出人 领衔人 领衔提案人 领衔委员 代表姓名 委员姓名 建议人 提议人 第一提案人 第一提案者 "
        "领衔人提案人 提案单位 提出者 提案委员 提建议代表 建议提出人 领衔代表姓名 代表委员 领衔代表委员",
    ),
    _column(
        "co_sponsors", "附议人", 24, "联名人 联名代表 联名委员 附议代表 附议委员 联名提案人 附议人姓名 附议"
    ),
    _column("sponsor_kind", "提出人类型", 12, "提案者类型 属性 提案人类型 提出人性质"),
    _column("delegation", "代表团界别", 14, "代表团 界别 所属代表团 所属界别 代表团或界别 界别代表团 委组"),
    _column("deputy_number", "代表证号", 12, "证号 委员证号 代表委员证号"),
    _column(
        "phone",
        "联系电话",
        16,
        "电话 手机 手机号 手机号码 联系方式 办公电话 手机办公电话 代表电话 提案人电话",
    ),
    _column("address", "通讯地址", 24, "地址 通信地址 联系地址"),
    _column("postcode", "邮编", 10, "邮政编码"),
    _column("email", "电子邮箱", 20, "邮箱 电子邮件 邮件"),
    _column("received_on", "收文日期", 12, "收文时间 登记日期 登记时间 收到日期 收件日期 来文时间 来文日期"),
    _column("filed_on", "立案日期", 12, "立案时间 提出日期 提交日期 提交时间"),
    _column("assigned_on", "交办日期", 12, "交办时间 交办日 分办时间"),
    _column("assigner", "交办单位", 18, "来文单位 交办机关 交办部门"),
    _column(
        "lead_unit",
        "主办单位",
        20,
        "主办 主办部门 牵头单位 牵头部门 独办单位 主独办单位 独办主办单位 主办独办单位",
    ),
    _column(
        "co_units", "会办单位", 28, "协办单位 会办 协办 会办部门 协办部门 会办协办单位 协会办单位 会协办单位"
    ),
    _column("publication_wish", "公开意愿", 10, "代表公开意见 提出人公开意愿 是否同意公开"),
    _column("wants_contact", "希望联系", 8, "是否希望联系 希望与承办单位联系"),
    _column("is_reference_only", "仅供参考", 8, "供参考 是否仅供参考"),
    _column("is_key", "重点", 6, "重点督办 是否重点 重点件 重点建议 重点提案 是否重点督办"),
    _column("is_express", "急办", 6, "是否急办 加急"),
    _column("is_leader_led", "领导领办", 8, "领办 是否领导领办"),
    _column("leader_name", "领办领导", 10, "领办人 督办领导"),
    _column("is_confidential", "不公开提出人", 8, "提出人保密 保密"),
    _column("raised_before", "此前连续提出年数", 8, "连续提出年数"),
    _column("origin", "来源", 12, "来件渠道 来件方式 来源渠道"),
    _column("external_ids", "外部编号", 16, "流水号 系统编号 系统流水号"),
    _column("policy_area", "领域", 12, "政策领域"),
    _column("keywords", "关键词", 16, "主题词 关键字"),
    _column("summary", "摘要", 40, "内容摘要 摘要内容"),
    _column("asks", "请求事项", 40, "具体请求 建议事项"),
    _column("body_text", "全文", 50, "原文 正文 建议内容 提案内容 内容 具体内容 建议全文 提案全文"),
)
# What only an export writes: how the item was handled.
HANDLED = (
    _column("split_units", "分办单位", 20),
    _column("office", "承办处室", 12),
    _column("officer", "承办人", 10),
    _column("stage", "状态", 10),
    _column("round_no", "轮次", 6),
    _column("due_on", "办复期限", 12),
    _column("signed_on", "签收日期", 12),
    _column("replied_on", "答复日期", 12),
    _column("document_number", "答复文号", 20),
    _column("class_mark", "类别标记", 8),
    _column("signer", "签发人", 10),
    _column("publicity", "公开属性", 12),
    _column("attitude", "办理工作评价", 12),
    _column("result", "办理结果评价", 12),
    _column("co_returns", "会办情况", 36),
    _column("opinions", "会办意见全文", 50),
    _column("promise_total", "承诺数", 8),
    _column("closed_on", "办结日期", 12),
    _column("reply_text", "答复全文", 50),
)
WHOLE = tuple(column for column in ENTERED if column.code != "term_session") + HANDLED
BY_CODE: Mapping[str, RegisterColumn] = {column.code: column for column in (*ENTERED, *HANDLED)}


def plain_head(head: str) -> str:
    """Return a head without spaces, brackets, strokes and stars, in half-width signs."""
    return NOT_WORDS.sub("", half_width(head))


def _by_head(columns: Iterable[RegisterColumn]) -> dict[str, str]:
    return {plain_head(head): column.code for column in columns for head in column.heads}


BY_HEAD: Mapping[str, str] = _by_head((*HANDLED, *ENTERED))


def code_of_head(head: str) -> str | None:
    """Return the column that a head names, or None; the heads of handling are known too, so that they are not asked."""
    return BY_HEAD.get(plain_head(head))
