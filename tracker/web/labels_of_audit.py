"""What the audit log's kinds are called."""

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from tracker.domain.audit import AuditKind, Result
from tracker.domain.passwords import PasswordProfile
from tracker.domain.second_factor import SecondFactorPolicy

AUDIT_KINDS: Mapping[AuditKind, LazyString] = {
    AuditKind.SIGNED_IN: _l("登录"),
    AuditKind.SIGN_IN_FAILED: _l("登录失败"),
    AuditKind.SIGNED_OUT: _l("退出登录"),
    AuditKind.PROVED: _l("再次确认身份"),
    AuditKind.PROOF_FAILED: _l("确认身份失败"),
    AuditKind.SESSION_ENDED: _l("结束登录"),
    AuditKind.PASSWORD_CHANGED: _l("更换密码"),
    AuditKind.LINK_MADE: _l("发一次性链接"),
    AuditKind.ACCOUNT_CREATED: _l("添加账号"),
    AuditKind.ACCOUNT_DISABLED: _l("停用账号"),
    AuditKind.ACCOUNT_ENABLED: _l("启用账号"),
    AuditKind.ACCOUNT_UNLOCKED: _l("解除锁定"),
    AuditKind.ROLE_GRANTED: _l("授予角色"),
    AuditKind.ROLE_REVOKED: _l("收回角色"),
    AuditKind.UNIT_ADDED: _l("添加单位"),
    AuditKind.UNIT_RENAMED: _l("单位更名"),
    AuditKind.UNIT_CLOSED: _l("停用单位"),
    AuditKind.WORK_OFFERED: _l("提出移交"),
    AuditKind.WORK_HANDED_OVER: _l("移交工作"),
    AuditKind.FACTOR_SET: _l("设置双因素登录"),
    AuditKind.FACTOR_REMOVED: _l("关闭双因素登录"),
    AuditKind.FACTOR_RESET_ASKED: _l("申请重置双因素登录"),
    AuditKind.FACTOR_RESET: _l("确认重置双因素登录"),
    AuditKind.CODE_FAILED: _l("动态码错误"),
    AuditKind.RECOVERY_CODES_MADE: _l("生成恢复码"),
    AuditKind.RECOVERY_CODE_USED: _l("使用恢复码"),
    AuditKind.SETTINGS_CHANGED: _l("更改安全设置"),
    AuditKind.DENIED: _l("拒绝访问"),
    AuditKind.EXPORTED: _l("导出"),
    AuditKind.AUDIT_EXPORTED: _l("导出审计日志"),
    AuditKind.AUDIT_VERIFIED: _l("校验审计日志"),
}
RESULTS: Mapping[Result, LazyString] = {Result.DONE: _l("成功"), Result.REFUSED: _l("拒绝")}
PROFILES: Mapping[PasswordProfile, LazyString] = {
    PasswordProfile.STANDARD: _l("通行要求（OWASP ASVS、NIST）"),
    PasswordProfile.CLASSIFIED: _l("等保要求（GB/T 22239）"),
}
FACTOR_POLICIES: Mapping[SecondFactorPolicy, LazyString] = {
    SecondFactorPolicy.OFF: _l("不要求，本人可自愿使用"),
    SecondFactorPolicy.LEADING: _l("领导、联络员和管理员必须使用"),
    SecondFactorPolicy.EVERYBODY: _l("人人必须使用"),
}
OBJECTS: Mapping[str, LazyString] = {
    "user": _l("账号"),
    "session": _l("登录会话"),
    "unit": _l("单位"),
    "installation": _l("安全设置"),
}
