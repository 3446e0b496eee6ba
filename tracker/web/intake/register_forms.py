"""Forms of an import: the file with what holds for all its rows, then the columns and the confirmation."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, IntegerField, SelectField
from wtforms.validators import DataRequired, InputRequired, NumberRange, Optional

from tracker.documents.register_table import Head, HeadNotFound, has_head
from tracker.documents.tables import Table
from tracker.domain.register_columns import BY_CODE, ENTERED
from tracker.domain.vocabulary import BodyLevel, Kind, Phase
from tracker.services.register_rows import ForAll
from tracker.web.choices import choice
from tracker.web.forms import LAST_DAY, DayField, PlainForm, sent_by_number
from tracker.web.intake.forms import choice_field, text_field

COLUMN = "column-"
LEFT_OUT = ""


class ForAllForm(PlainForm):
    """What holds for every row whose own cells say nothing else."""

    kind = choice_field(_l("类别"), Kind)
    body = text_field(_l("会议名称"), 120, DataRequired(_l("请填写会议名称，例如“自治区政协”。")))
    body_level = choice_field(_l("层级"), BodyLevel, optional=True)
    term = IntegerField(_l("届"), [Optional(), NumberRange(1, 99, _l("届填1到99的数字。"))])
    session_no = IntegerField(_l("次"), [Optional(), NumberRange(0, 99, _l("次填0到99的数字。"))])
    phase = choice_field(_l("提出时间"), Phase)
    received_on = DayField(_l("收到日期"), [InputRequired(_l("请填写收到日期。"))])

    def for_all(self) -> ForAll:
        """Return it as the service takes it."""
        return ForAll(
            kind=self.kind.data,
            body=self.body.data or "",
            received_on=self.received_on.data or LAST_DAY,
            body_level=self.body_level.data,
            term=self.term.data,
            session_no=self.session_no.data,
            phase=self.phase.data,
        )


class RegisterFileForm(ForAllForm):
    """The file to import."""

    table = FileField(_l("文件"), description=_l("xlsx、xls 或 csv（UTF-8、GB18030），最大50MB。"))


class RegisterPlanForm(ForAllForm):
    """The preview: which sheet, and whether refused rows are left out; ``plan`` is the digest of what was shown."""

    ticket = HiddenField()
    old_asked = HiddenField()
    plan = HiddenField()
    sheet = SelectField(_l("工作表"), validators=[Optional()], validate_choice=False)
    is_old = BooleanField(
        _l("这是以前的登记，不发交办通知"),
        description=_l("不发交办邮件；在有人签收以前，也不为这些件发催办提醒。"),
    )
    leave_refused = BooleanField(_l("不导入被拒的行，只导入其余的行"))

    def offer(self, tables: list[Table]) -> None:
        """Offer the sheets that name their columns, the first in sight chosen; raises HeadNotFound for none."""
        places = [place for place, table in enumerate(tables) if has_head(table)]
        if not places:
            raise HeadNotFound
        self.sheet.choices = [choice(str(place), tables[place].name) for place in places]
        if self.sheet.data not in {str(place) for place in places}:
            seen = next((place for place in places if not tables[place].is_hidden), places[0])
            self.sheet.data = str(seen)


def chosen_columns(head: Head, remembered: Mapping[str, str]) -> dict[int, str | None]:
    """Return what the columns mean: as chosen on this page, else as the department chose before."""
    sent = sent_by_number(COLUMN)
    found: dict[int, str | None] = {
        cell.column: remembered[cell.text] or None for cell in head.cells if cell.text in remembered
    }
    return found | {column: code if code in BY_CODE else None for column, code in sent.items()}


def column_choices() -> list[tuple[str, str]]:
    """Return the columns that an import can enter, by their heads."""
    return [(column.code, column.head) for column in ENTERED]
