#!/bin/sh
# Makes .venv with pip in it, and installs xltool and its libraries there. Run from the checkout, by the Makefile:
#
#   sh tools/make-venv.sh        what xltool needs to run
#   sh tools/make-venv.sh dev    what its tests and checks need, too
#
# Done once, it does nothing until pyproject.toml or the checkout's place changes. It needs a Python >= 3.11 and no
# right to administer the machine. Debian's python3 comes without ensurepip (the package python3-venv has it), so that
# `python3 -m venv` fails there; pip then comes from the first of these that works:
#
#   1. the system's pip, if there is one
#   2. as root, `apt-get install python3-venv`
#   3. the pip wheel inside Debian's package python3-pip-whl, downloaded and unpacked, not installed
#
# .venv/unfinished stands while work is under way: a .venv that has it, or whose pip does not start, is made again.
# .venv/installed and .venv/installed-dev say what for an install was finished.
set -eu

extra=${1:-}
log=$(mktemp)
tmp=$(mktemp -d)
trap 'rm -rf "$log" "$tmp"' EXIT
trap 'exit 130' INT TERM

say() { echo "make-venv: $*" >&2; }

die() {
  say "$@"
  exit 2
}

find_python() { # its own place, not that of an activated .venv which is about to be removed
  for name in "${PYTHON:-python3}" python3.14 python3.13 python3.12 python3.11; do
    python=$("$name" -c 'import sys; sys.version_info >= (3, 11) and print(sys._base_executable)' 2>/dev/null) || continue
    [ -z "$python" ] || return 0
  done
  die "需要 Python 3.11 或更新版本。No Python >= 3.11 was found; install one (Debian, Ubuntu: apt install python3)."
}

works() { .venv/bin/python -m pip --version >/dev/null 2>&1; }

make_empty() {
  rm -rf .venv
  mkdir .venv
  : >.venv/unfinished
  "$python" -m venv "$@" .venv >>"$log" 2>&1
}

with_system_pip() {
  "$python" -m pip --version && make_empty --without-pip &&
    "$python" -m pip --python .venv/bin/python install --quiet pip
}

with_apt_install() {
  [ "$(id -u)" = 0 ] && apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y python3-venv && make_empty
}

# Works without root, and without the package lists of the system: a second try fetches its own.
with_pip_of_debian() {
  make_empty --without-pip || return
  mkdir -p "$tmp/lists/partial" "$tmp/cache/archives/partial"
  set -- -o "Dir::State::Lists=$tmp/lists" -o "Dir::Cache=$tmp/cache" -o APT::Sandbox::User=
  (cd "$tmp" && apt-get download python3-pip-whl) ||
    (cd "$tmp" && apt-get "$@" update && apt-get "$@" download python3-pip-whl) || return
  dpkg-deb -x "$tmp"/python3-pip-whl_*.deb "$tmp/deb" || return
  for wheel in "$tmp"/deb/usr/share/python-wheels/pip-*.whl; do
    .venv/bin/python "$wheel/pip" install --quiet --no-index "$wheel"
  done
}

make_venv() {
  find_python
  say "正在建立 .venv。Making .venv with $("$python" --version)."
  make_empty && works && return
  for way in with_system_pip with_apt_install with_pip_of_debian; do
    echo "--- $way" >>"$log"
    "$way" >>"$log" 2>&1 && works && return
  done
  cat "$log" >&2
  die "无法安装 pip：请检查网络，或安装 python3-venv。No pip for .venv (see above): check the network, or install python3-venv."
}

wanted() { # what an install depends on
  pwd
  cat pyproject.toml
}

installed() { wanted | cmp -s - "$1"; }

if [ -e .venv/unfinished ] || ! works; then
  make_venv
elif installed .venv/installed-dev || { [ -z "$extra" ] && installed .venv/installed; }; then
  exit
fi

say "正在安装所需的库，约需一分钟。Installing the libraries, about a minute."
: >.venv/unfinished
.venv/bin/python -m pip install --quiet --disable-pip-version-check --editable ".${extra:+[$extra]}" ||
  die "安装未完成，请检查网络后重试。The install did not finish; see above, check the network and try again."
wanted >".venv/installed${extra:+-$extra}"
rm .venv/unfinished
