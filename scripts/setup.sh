#!/bin/sh
# Makes the checkout ready to run: system packages, npm packages, probe and native binding, JavaScript.
# Every step does only what is missing, so that a second run is quick and changes nothing.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
cd "$root"

packages='make g++ clang llvm libbpf-dev libelf-dev zlib1g-dev bpftool pkg-config'
modules=node_modules
stamp=$modules/.lanner-stamp
log=$(mktemp)
trap 'rm -f "$log"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

say() { printf 'setup: %-17s %s\n' "$1" "$2" >&2; }

# fail STEP WHAT ADVICE: shows the end of what the step printed, too
fail() {
  [ ! -s "$log" ] || tail -n 40 "$log" >&2
  say "$1" "failed: $2"
  printf 'setup: %s\n' "$3" >&2
  exit 1
}

# quietly COMMAND...: its output is seen only if it fails
quietly() { "$@" >"$log" 2>&1 </dev/null; }

missing_packages() {
  for package in $packages; do
    dpkg -s "$package" 2>/dev/null | grep -q '^Status: .* installed$' || printf ' %s' "$package"
  done
}

system_packages() {
  command -v dpkg >/dev/null 2>&1 ||
    fail 'system packages' 'this is no Debian or Ubuntu' "install the counterparts of: $packages"
  missing=$(missing_packages)
  [ -n "$missing" ] || { say 'system packages' 'up to date'; return; }
  [ "$(id -u)" -eq 0 ] ||
    fail 'system packages' "missing:$missing" "run as root: apt-get install --no-install-recommends$missing"
  say 'system packages' "installing$missing"
  export DEBIAN_FRONTEND=noninteractive
  quietly apt-get -o DPkg::Lock::Timeout=300 update ||
    fail 'system packages' 'apt-get update' 'check the network and /etc/apt/sources.list, then run this again'
  # shellcheck disable=SC2086 # a list of words
  quietly apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends $missing ||
    fail 'system packages' 'apt-get install' "install by hand, then run this again:$missing"
  say 'system packages' 'installed'
}

npm_packages() {
  wanted=$(sha256sum package-lock.json)
  if [ "$(cat "$stamp" 2>/dev/null || true)" = "$wanted" ]; then
    say 'npm packages' 'up to date'
    return
  fi
  say 'npm packages' 'installing what package-lock.json names'
  quietly npm ci --no-fund --no-audit ||
    fail 'npm packages' 'npm ci' 'see the message above; after a change of dependencies run `npm install` first'
  [ -x $modules/.bin/node ] ||
    fail 'npm packages' "no Node.js for $(uname -m)" 'Lanner runs on x86_64 and aarch64 with glibc'
  printf '%s\n' "$wanted" >"$stamp"
  say 'npm packages' "installed, Node.js $($modules/.bin/node --version)"
}

native() {
  # node_modules/.bin/node is a link into the package that also holds the headers
  include=$(dirname -- "$(dirname -- "$(readlink -f $modules/.bin/node)")")/include/node
  if make -q -C probe NODE_INCLUDE="$include" >/dev/null 2>&1; then
    say 'probe, binding' 'up to date'
    return
  fi
  say 'probe, binding' 'building'
  quietly make -C probe NODE_INCLUDE="$include" ||
    fail 'probe, binding' 'make -C probe' 'see the compiler message above'
  say 'probe, binding' 'built'
}

javascript() {
  PATH="$root/$modules/.bin:$PATH"
  # tsc trusts its own notes about what it has written, even where somebody has removed it
  force=''
  for package in packages/*/; do [ -d "${package}dist" ] || force=--force; done
  if [ -z "$force" ] && ! tsc -b --dry 2>/dev/null | grep -q 'would build'; then
    say 'TypeScript' 'up to date'
    return
  fi
  say 'TypeScript' 'building'
  quietly tsc -b $force || fail 'TypeScript' 'tsc -b' 'see the compiler message above'
  say 'TypeScript' 'built'
}

# One that is older than what it is made of is not used: see bin/lanner
bundle() {
  main=packages/cli/build/main.js
  newer=''
  for made in packages/*/tsconfig.tsbuildinfo scripts/bundle.ts; do [ $main -nt "$made" ] || newer=$made; done
  if [ -z "$newer" ]; then
    say 'bundle' 'up to date'
    return
  fi
  quietly $modules/.bin/node --conditions=source --no-warnings scripts/bundle.ts ||
    fail 'bundle' 'scripts/bundle.ts' 'see the message above'
  # Fills the cache of compiled code
  quietly bin/lanner check rules || fail 'bundle' 'bin/lanner check rules' 'see the message above'
  say 'bundle' 'built'
}

# Two runs at once would spoil each other's node_modules: the second waits.
exec 9<package.json
flock 9
system_packages
npm_packages
native
javascript
bundle
