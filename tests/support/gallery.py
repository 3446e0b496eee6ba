"""A gallery of the components: the pages of the design drawn with the macros, served with the strict headers.

``python -m tests.support.gallery FOLDER [PAGE…]`` writes a picture of each page (1440 px, 390 px, dark) with Chromium.
"""

import logging
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from flask import Flask, Response, render_template
from jinja2 import ChoiceLoader, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from playwright.sync_api import Browser, sync_playwright
from werkzeug.datastructures import MultiDict
from werkzeug.serving import make_server
from wtforms import (
    BooleanField,
    DateField,
    FileField,
    Form,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than its published types
from wtforms.validators import InputRequired

from tests.support.browser import launch, watch
from tracker.web import icons

ROOT = Path(__file__).resolve().parents[2]
PAGES = Path(__file__).parent / "gallery"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'; manifest-src 'self'"
)
NAV = [
    ("inbox", "我的工作台", 8, None),
    ("table", "提案登记表", 86, None),
    ("file-import", "来信识别", 2, None),
    ("checklist", "承诺台账", 41, None),
    ("activity", "督办看板", None, None),
    ("chart-bar", "统计", None, None),
    ("calendar-cog", "日历与规则", None, "设置"),
    ("bell", "提醒记录", None, "设置"),
    ("users", "人员与单位", None, "设置"),
]
SIZES: dict[str, tuple[int, int, Literal["light", "dark"]]] = {
    "": (1440, 900, "light"),
    "-phone": (390, 844, "light"),
    "-dark": (1440, 900, "dark"),
    "-small": (360, 740, "light"),
}

DRAFT = """关于自治区政协十二届四次会议
第20210124号提案答复的函

郑毅委员：
　　您提出的《关于补齐工业链短板，全面振兴广西工业的提案》（编号：第20210124号）收悉，我厅为主办单位，\
经综合会办单位自治区大数据局、财政厅、工业和信息化厅意见，现答复如下：
二、下一步工作打算
二是持续优化营商环境政务服务。加快出台《政务服务“跨省通办”事项清单管理制度》等“跨省通办”配套制度，\
加快推进“跨省通办”移动端办理。举办人工智能大赛、鲲鹏训练营等，开设鲲鹏课程，促进我区人工智能、鲲鹏生态建设。
三是加快高水平创新平台建设。围绕重点产业集群和产业链，在未来两年内组织认定20～30家自治区技术创新示范企业，\
引导科研设备、技术、资金、人才等创新资源向企业集聚。大力引进一批国内外数字龙头企业落户广西。
广西壮族自治区科学技术厅"""


def choices(**labels: str) -> list[SelectChoice]:
    """Make the choices of a field from its values and their words."""
    return [SelectChoice(value=value, label=words) for value, words in labels.items()]


class SampleForm(Form):
    """One field of every kind, and the fields of the pages with a picture."""

    number = StringField("编号", [InputRequired("请填编号，例如 20210124")], description="保留前面的零")
    title = StringField("标题", [InputRequired("请填标题")])
    kind = SelectField("类别", choices=choices(suggestion="人大代表建议", proposal="政协提案"))
    unit = SelectField("责任", choices=choices(own="本厅 高新处 李文静", data="自治区大数据局"))
    units = SelectMultipleField(
        "会办单位", choices=choices(finance="财政厅", industry="工业和信息化厅", data="自治区大数据局")
    )
    due = DateField("到期日")
    words = StringField("时间用语")
    remark = TextAreaField("批示")
    text = TextAreaField("答复正文")
    letter = FileField("来信文件")
    seen = BooleanField("我已看过5句承诺及其责任单位和日期")
    verdict = RadioField("判定", choices=choices(promise="是承诺", no="不是承诺", split="拆分"))
    outcome = RadioField(
        "办理结果", choices=choices(A="A 类，已经解决", B="B 类，列入计划解决", C="C 类，因条件限制")
    )


def sample_form() -> SampleForm:
    """Fill the sample form as the pictures show it."""
    return SampleForm(
        data={
            "number": "20210124",
            "title": "关于补齐工业链短板，全面振兴广西工业的提案",
            "words": "“在未来两年内”",
            "verdict": "promise",
            "outcome": "B",
            "text": DRAFT,
            "remark": "同意。第3句请高新处每季度报进展。",
            "seen": True,
            "units": ["finance"],
        },
    )


def wrong_form() -> SampleForm:
    """Make a form that was sent with a gap, so that its errors show."""
    form = SampleForm(
        MultiDict({"title": "", "number": "", "verdict": "promise", "kind": "proposal"}), prefix="wrong-"
    )
    form.validate()
    return form


def page_names() -> list[str]:
    """Name every page of the gallery."""
    return sorted(path.stem for path in PAGES.glob("[!_]*.html"))


def navigation() -> list[dict[str, object]]:
    """Make the navigation of the pictures."""
    return [
        {
            "url": f"/page/{icon}",
            "icon": icon,
            "label": label,
            "count": count,
            "current": icon == "table",
            "group": group,
        }
        for icon, label, count, group in NAV
    ]


def make_gallery() -> Flask:
    """Make a small application that draws the gallery with the project's own templates and style sheets."""
    app = Flask("gallery", static_folder=str(ROOT / "static"), template_folder=str(ROOT / "templates"))
    app.secret_key = "gallery"
    app.jinja_env.loader = ChoiceLoader([FileSystemLoader(ROOT / "templates"), FileSystemLoader(PAGES)])
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_null_translations(newstyle=True)  # type: ignore[attr-defined]
    icons.init_app(app)
    app.jinja_env.globals["kept"] = lambda name, **values: Markup(  # noqa: S704 - a template of ours
        app.jinja_env.get_template(name).render(values)
    )
    app.jinja_env.globals["csrf_token"] = lambda: "token"
    app.jinja_env.globals["mark_of_page"] = lambda: "mark"

    @app.context_processor
    def words() -> dict[str, object]:
        return {
            "nav_items": navigation(),
            "office_name": "广西壮族自治区科学技术厅",
            "today_text": "2021年9月16日 周四·工作日",
            "viewer": {"name": "覃海宁", "post_text": "高新处·部门负责人", "initials": "覃"},
            "is_demo": False,
            "form": sample_form(),
            "wrong": wrong_form(),
            "locale_switch_url": "/page/desk",
            "sign_out_url": "/page/sign_in",
            "account_url": "/page/parts",
        }

    @app.get("/page/<name>")
    def page(name: str) -> str:
        return render_template(f"{name}.html")

    @app.after_request
    def harden(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = POLICY
        return response

    return app


@contextmanager
def serving() -> Iterator[str]:
    """Serve the gallery on a free port of this machine and give its address."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, make_gallery(), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()


def shoot(browser: Browser, address: str, folder: Path, names: list[str]) -> None:
    """Write a picture of each named page in each size; a console error stops it."""
    for suffix, (width, height, scheme) in SIZES.items():
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=scheme, locale="zh-CN"
        )
        tab = context.new_page()
        faults = watch(tab)
        for name in names:
            tab.goto(f"{address}/page/{name}")
            tab.screenshot(path=folder / f"{name}{suffix}.png", full_page=True)
        context.close()
        if faults:
            raise RuntimeError(faults)


def main() -> None:
    """Take the pictures into the folder named on the command line; further words choose pages."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    with serving() as address, sync_playwright() as play:
        browser = launch(play)
        shoot(browser, address, folder, sys.argv[2:] or page_names())
        browser.close()


if __name__ == "__main__":
    main()
