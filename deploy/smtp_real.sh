#!/bin/sh
# Sends mails through a real mail server from Debian, OpenSMTPD, on a port of its own; needs root for apt and the server.
set -eu
cd "$(dirname "$0")/.."

if ! command -v smtpd >/dev/null 2>&1; then
  if [ "$(id -u)" != 0 ]; then
    echo "需要 OpenSMTPD，请先以 root 执行：apt install opensmtpd" >&2
    echo "OpenSMTPD is needed. As root: apt install opensmtpd" >&2
    exit 1
  fi
  # Only its own port is wanted: no service is started for the whole machine.
  policy=/usr/sbin/policy-rc.d
  [ -e "$policy" ] || { printf '#!/bin/sh\nexit 101\n' >"$policy" && chmod +x "$policy" && trap 'rm -f "$policy"' EXIT; }
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends opensmtpd >/dev/null
fi
.venv/bin/python bench/smtp_real.py
