"""Forms of accounts."""

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


class ProofForm(PlainForm):
    """The password once more."""

    password = PasswordField(
        _l("密码"),
        validators=[InputRequired(_l("请填写密码。")), LONGEST],
        render_kw={"autocomplete": "current-password"},
    )


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
