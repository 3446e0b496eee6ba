"""Forms of administration."""

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, SelectField
from wtforms.validators import InputRequired

from tracker.domain.passwords import PasswordProfile
from tracker.domain.second_factor import SecondFactorPolicy
from tracker.services.security import MOST_ADDRESS_LIMIT, PARALLEL_CHOICES, SettingsEntry
from tracker.web.forms import VersionedForm
from tracker.web.labels_of_audit import FACTOR_POLICIES, PROFILES


class SettingsForm(VersionedForm):
    """The security settings."""

    password_profile = SelectField(
        _l("密码要求"),
        choices=lambda: [(profile.value, words) for profile, words in PROFILES.items()],
        description=_l("改后新设的密码按新要求检查；按等保要求，用满90天的密码登录后须更换。"),
    )
    second_factor = SelectField(
        _l("双因素登录"),
        choices=lambda: [(policy.value, words) for policy, words in FACTOR_POLICIES.items()],
        description=_l("密码之外再输手机上的动态码。选等保要求的，一律人人必须使用。"),
    )
    parallel_sessions = SelectField(
        _l("同一账号可同时登录"),
        coerce=int,
        choices=lambda: [(number, _l("%(count)s处", count=number)) for number in PARALLEL_CHOICES],
        description=_l("超过时，最久没有使用的一处自动退出。"),
    )
    address_limit = IntegerField(
        _l("同一地址5分钟内允许输错"),
        validators=[InputRequired(_l("请填写次数。"))],
        description=_l("全单位共用一个出口地址时不宜太小。"),
        render_kw={"min": 5, "max": MOST_ADDRESS_LIMIT},
    )

    def entry(self) -> SettingsEntry:
        """Return what was typed; call it once the form is valid."""
        return SettingsEntry(
            PasswordProfile(self.password_profile.data),
            self.parallel_sessions.data,
            self.address_limit.data or 0,
            SecondFactorPolicy(self.second_factor.data),
        )
