# Sourced by scripts/run and scripts/test: goes to the package's root and installs what is missing.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

die() {
  printf 'error: %s\n' "$1" >&2
  shift
  for line in "$@"; do printf '       %s\n' "$line" >&2; done
  exit 1
}

as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  elif command -v sudo >/dev/null 2>&1; then
    sudo "$@"
  else
    return 1
  fi
}

install_packages() {
  command -v apt-get >/dev/null 2>&1 ||
    die "$* is missing, and there is no apt-get to install it" "install the headers of these libraries by hand"
  echo "installing $*" >&2
  as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq >&2 &&
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >&2 ||
    die "$* is missing and could not be installed" "as root: apt-get update && apt-get install $*"
}

command -v swift >/dev/null 2>&1 ||
  die "Swift is missing" "Swift 6.3 is expected in PATH: https://www.swift.org/install/linux/"
# The headers that the build wants, and Debian's packages that have them.
missing=()
has_header() { [ -e "/usr/include/$1" ] || [ -e "/usr/local/include/$1" ]; }
has_header histedit.h || missing+=(libedit-dev)
has_header cairo/cairo.h || missing+=(libcairo2-dev)
[ ${#missing[@]} -eq 0 ] || install_packages "${missing[@]}"

# Runs a command and shows what it said only if it fails, or as it goes where somebody watches.
quietly() {
  if [ -t 2 ]; then
    "$@" >&2
  else
    local log
    log=$(mktemp)
    if ! "$@" >"$log" 2>&1; then
      cat "$log" >&2
      rm -f "$log"
      die "'$*' failed"
    fi
    rm -f "$log"
  fi
}
