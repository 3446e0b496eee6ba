#!/bin/sh
# Sets up .venv from a lock file, with uv where it is found, else with venv and pip; does nothing where it stands already.
#   environment.sh run|dev
set -eu
cd "$(dirname "$0")/.."
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore UV_PYTHON_DOWNLOADS=never

fail() {
  echo "$1" >&2
  exit 1
}

stamp() {
  echo "$1 $(cat "$2" deploy/environment.sh | sha256sum | cut -d ' ' -f 1)"
}

stands() {
  [ "$(cat .venv/stamp 2>/dev/null)" = "$(stamp "$1" "$2")" ] && .venv/bin/python -c "" 2>/dev/null
}

case ${1:-run} in
  run) lock=requirements.lock ;;
  dev) lock=requirements-dev.lock ;;
  *) fail "usage: environment.sh run|dev" ;;
esac
stands dev requirements-dev.lock && exit 0
stands "${1:-run}" "$lock" && exit 0

python=
for name in python3 python3.14 python3.13 python3.12 python3.11; do
  if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    python=$(command -v "$name")
    break
  fi
done
[ -n "$python" ] || fail "缺少 Python 3.11 或更新版本，请先执行：apt install python3-venv make
Python 3.11 or newer is missing. Install it first: apt install python3-venv make"

if ! .venv/bin/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
  rm -rf .venv
fi
echo "正在准备运行环境（首次约一分钟）… Setting up .venv from $lock"
if command -v uv >/dev/null 2>&1 && uv --version >/dev/null 2>&1; then
  [ -d .venv ] || uv venv --quiet --python "$python" .venv
  uv pip install --quiet --python .venv/bin/python --require-hashes -r "$lock"
else
  "$python" -c 'import ensurepip, venv' 2>/dev/null || fail "缺少 venv 模块，请先执行：apt install python3-venv
The venv module is missing. Install it first: apt install python3-venv"
  [ -x .venv/bin/pip ] || "$python" -m venv --clear .venv
  .venv/bin/python -m pip install --quiet --no-compile --require-hashes -r "$lock"
fi

# The checkout itself: importable from anywhere, and its command beside Python, without a build.
site=$(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
pwd >"$site/proposal_tracker.pth"
cat >.venv/bin/tracker <<SCRIPT
#!$(pwd)/.venv/bin/python
import sys

from tracker.cli.main import main

sys.exit(main())
SCRIPT
chmod +x .venv/bin/tracker
stamp "${1:-run}" "$lock" >.venv/stamp
