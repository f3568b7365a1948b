# SPDX-License-Identifier: Apache-2.0
# Sourced by ./start and ./check: what both need.

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)

# Runs a command, silent unless it fails or GATEHOUSE_VERBOSE is set.
quietly() {
  if [ -n "${GATEHOUSE_VERBOSE:-}" ]; then
    "$@"
    return
  fi
  local log status=0
  log=$(mktemp)
  "$@" >"$log" 2>&1 || status=$?
  if [ "$status" -ne 0 ]; then
    cat "$log" >&2
    echo "failed: $*" >&2
  fi
  rm -f "$log"
  return "$status"
}

as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  else
    sudo "$@"
  fi
}

# Installs the packages of the named purposes that are missing. Downloads nothing when all are there.
install_packages() {
  local wanted missing=() package pattern
  pattern=$(IFS='|'; echo "$*")
  wanted=$(sed -nE "s/^($pattern) //p" "$top/packaging/packages.txt")
  for package in $wanted; do
    dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return
  if ! command -v apt-get >/dev/null; then
    echo "This needs Debian 12 or a relative of it; missing: ${missing[*]}" >&2
    exit 1
  fi
  echo "Installing ${#missing[@]} packages: ${missing[*]}"
  quietly as_root apt-get update
  quietly as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}"
}

# For another clone to profit from ccache, and for a first build not to pay for it: what a source includes is taken from the
# compiler, not from a run of the preprocessor before it.
export CCACHE_BASEDIR=$top CCACHE_NOHASHDIR=1 CCACHE_DEPEND=1

# Configures a preset that is not configured yet.
configure_preset() {
  [ -f "$top/build/$1/build.ninja" ] && return
  echo "Configuring $1"
  (cd "$top" && quietly cmake --preset "$1" -DCMAKE_CXX_COMPILER_LAUNCHER=ccache)
}

# Configures and builds a preset; says so only when there is something to do.
build_preset() {
  local preset=$1
  shift
  local folder="$top/build/$preset"
  configure_preset "$preset"
  if ! ninja -C "$folder" -n "$@" 2>/dev/null | grep -q 'no work to do'; then
    echo "Building $preset"
    quietly ninja -C "$folder" "$@"
  fi
}
