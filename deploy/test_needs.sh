#!/bin/sh
# Installs what the browser tests need: a Chromium and Chinese fonts, by apt as root, else Playwright's own download.
set -eu
cd "$(dirname "$0")/.."

browser() {
  command -v chromium || command -v chromium-browser || command -v google-chrome ||
    .venv/bin/python -m tests.support.browser
}

fonts() {
  fc-list ':lang=zh-cn' 2>/dev/null | grep -q .
}

if ! { browser && fonts; } >/dev/null 2>&1; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "正在安装 Chromium 和中文字体… Installing Chromium and Chinese fonts by apt"
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
      chromium fonts-noto-cjk fontconfig >/dev/null
  elif ! browser >/dev/null 2>&1; then
    .venv/bin/playwright install chromium || true
  fi
fi
if ! browser >/dev/null 2>&1; then
  echo "浏览器测试需要 Chromium，请先执行：apt install chromium fonts-noto-cjk" >&2
  echo "The browser tests need Chromium. Install it first: apt install chromium fonts-noto-cjk" >&2
  exit 1
fi
