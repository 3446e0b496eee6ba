"""Letters to publish: full of private data that must never reach the public copy."""

from typing import Any

from tests.support.office import Office
from tests.support.replies import Desk, desk_at, new_desk
from tracker.domain.publication import PublicForm
from tracker.domain.vocabulary import SponsorKind
from tracker.queries.publication import live_copy
from tracker.services import public_copies, publication
from tracker.services.intake_rows import SponsorEntry

CANARIES = (
    "13800138000",
    "450103199003070015",
    "0771-5550123",
    "zheng@gx.gov.cn",
    "桂A·12345",
    "民族大道88号",
)
PRIVATE_BODY = (
    "一、相关工作情况\n"
    "来信所附身份证号450103199003070015、手机 138 0013 8000 已核实，车辆桂A·12345已登记。\n"
    "请到民族大道88号，或致电0771-5550123、zheng@gx.gov.cn联系。\n"
    "二、下一步工作打算\n"
    "2026年12月底前组织认定20家自治区技术创新示范企业。\n"
)
SECRET = SponsorEntry(
    name="郑毅", kind=SponsorKind.MEMBER, is_lead=True, phone="0771-5550123", address="民族大道88号"
)


def private_letter(office: Office, **changes: Any) -> Desk:
    """Return a sent letter with private data of every sort in its text."""
    return signed_private_letter(office, **changes).numbered().sent()


def signed_private_letter(office: Office, **changes: Any) -> Desk:
    """Return such a letter when it has just been signed."""
    desk = new_desk(office, **({"sponsors": (SECRET,)} | changes)).drafted(PRIVATE_BODY)
    return desk.submitted().approved().checked().signed()


def prepared(office: Office, **changes: Any) -> Desk:
    """Return such a letter with its copy made from the whole text."""
    desk = private_letter(office, **changes)
    desk.step("coordinator", public_copies.prepare_copy, form=PublicForm.FULL, version=None)
    return desk


def publish(desk: Desk, key: str = "coordinator", **changes: Any) -> Any:
    """Publish the copy today."""
    copy = live_copy(desk.reply.id)
    words: dict[str, Any] = {"published_on": desk.now.date(), "place": "门户网站", "version": None}
    version = copy.version if copy else None
    return desk.step(key, publication.publish_reply, **({"copy_version": version} | words | changes))


def published(office: Office, **changes: Any) -> Desk:
    """Return a published letter."""
    desk = prepared(office, **changes)
    publish(desk)
    return desk


def sent(office: Office, **changes: Any) -> Desk:
    """Return a plain sent letter."""
    return desk_at(office, "sent", **changes)
