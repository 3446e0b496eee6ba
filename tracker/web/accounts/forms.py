"""Forms of accounts."""

from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from wtforms import PasswordField, StringField
from wtforms.validators import EqualTo, InputRequired, Length

from tracker.web.forms import PlainForm

LONGEST = Length(max=1000, message=_l("太长了。"))


class SignInForm(PlainForm):
    """Who signs in."""

    username = StringField(
        _l("用户名"),
        validators=[InputRequired(_l("请填写用户名。")), Length(max=80, message=_l("用户名最多80个字符。"))],
        render_kw={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"},
    )
    password = PasswordField(
        _l("密码"),
        validators=[InputRequired(_l("请填写密码。")), LONGEST],
        render_kw={"autocomplete": "current-password"},
    )


class CodeField(StringField):
    """A code of the second factor, or a recovery code; what was typed never comes back into the page."""

    def __init__(self, label: LazyString, **kwargs: Any) -> None:
        attributes = {"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"}
        super().__init__(
            label,
            validators=[InputRequired(_l("请填写动态码。")), Length(max=100, message=_l("太长了。"))],
            render_kw=attributes | {"inputmode": "text"},
            **kwargs,
        )

    def _value(self) -> str:
        return ""


class CodeForm(PlainForm):
    """The code that signs in after the password."""

    factor_code = CodeField(
        _l("动态码"), description=_l("手机验证器上的6位数字；手机不在身边的，填一个恢复码。")
    )


class FirstCodeForm(PlainForm):
    """The first code of a new device."""

    factor_code = CodeField(_l("动态码"), description=_l("手机上显示的6位数字，每30秒换一次。"))


class ProofForm(PlainForm):
    """The password once more."""

    password = PasswordField(
        _l("密码"),
        validators=[InputRequired(_l("请填写密码。")), LONGEST],
        render_kw={"autocomplete": "current-password"},
    )


class ProofWithCodeForm(ProofForm, CodeForm):
    """The password and a code once more."""


class NewPasswordForm(PlainForm):
    """A password chosen by its owner, typed twice."""

    password = PasswordField(
        _l("新密码"),
        description=_l("至少15个字符，可以用一句好记的话；汉字、空格都可以。"),
        validators=[InputRequired(_l("请填写新密码。")), LONGEST],
        render_kw={"autocomplete": "new-password"},
    )
    again = PasswordField(
        _l("再输一遍"),
        validators=[
            InputRequired(_l("请再输一遍新密码。")),
            EqualTo("password", _l("两次输入的密码不一样。")),
        ],
        render_kw={"autocomplete": "new-password"},
    )


class ChangePasswordForm(NewPasswordForm):
    """A new password in place of the present one."""

    present = PasswordField(
        _l("现在的密码"),
        validators=[InputRequired(_l("请填写现在的密码。")), LONGEST],
        render_kw={"autocomplete": "current-password"},
    )
