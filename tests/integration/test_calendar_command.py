"""`tracker calendar import`: a notice from a file is previewed, then entered in somebody's name."""

from pathlib import Path

from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import select

from tests.support.items import assigned
from tests.support.office import Office
from tracker.cli.calendar import calendar
from tracker.extensions import db
from tracker.models.assignment import Milestone
from tracker.models.rules import CalendarChange
from tracker.queries.calendar import forget_calendar


def run(app: Flask, *arguments: str, answer: str = "") -> Result:
    return CliRunner().invoke(calendar, ["import", *arguments], obj=lambda: app, input=answer)


def test_a_notice_from_a_file_is_entered_once_it_is_confirmed(
    app: Flask, office: Office, tmp_path: Path
) -> None:
    with app.app_context():
        forget_calendar()
        item = assigned(office)
        codes = (Milestone.proposal_id == item.id, Milestone.code == "reply")
        due = db.session.scalars(select(Milestone.due_on).where(*codes)).first()
    assert due is not None
    file = tmp_path / "notice.txt"
    file.write_text(f"{due.month}月{due.day}日放假1天。", encoding="utf-8")
    asked = (str(file), "--by", "coordinator", "--year", str(due.year), "--source", "某通知")
    looked = run(app, *asked, "--preview")
    assert (looked.exit_code, "会变动1件" in looked.output, "没有登记" in looked.output) == (0, True, True)
    assert f"答复期限：{due} → " in looked.output
    assert "没有登记" in run(app, *asked, answer="n\n").output
    assert "已登记，1件的期限随之变动。" in run(app, *asked, answer="y\n").output
    with app.app_context():
        assert db.session.scalars(select(CalendarChange.source)).all() == ["某通知"]
    assert "没有用户名是“nobody”的在用账号" in run(app, str(file), "--by", "nobody", "--year", "2027").output
    assert run(app, str(file), "--by", "officer", "--year", str(due.year), "--yes").exit_code != 0
    file.write_text("请做好值班。", encoding="utf-8")
    assert "看不出是哪一年" in run(app, str(file), "--by", "coordinator").output
