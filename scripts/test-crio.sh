#!/bin/sh
# `npm run test:crio`: makes everything ready, then runs the tests with CRI-O itself, which is in no Debian suite: CRIO names the
# program, beside which there is `pinns`. With RECORD=FILE it is recorded anew for the other tests instead.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
[ "$(id -u)" -eq 0 ] || { echo 'test:crio: run it as root: it makes namespaces and containers' >&2; exit 2; }
[ -x "${CRIO:-}" ] || { echo 'test:crio: skipped: CRIO names no program; build CRI-O from source, and set it' >&2; exit 0; }
PATH=$(CDPATH='' cd -- "$(dirname -- "$CRIO")" && pwd):$PATH
export PATH
for program in crio pinns; do
  command -v $program >/dev/null 2>&1 || { echo "test:crio: there is no program $program in the directory of $CRIO" >&2; exit 2; }
done
record=$(realpath -m -- "${RECORD:-/dev/null}")
sh "$root/scripts/setup.sh"
cd "$root"
set -- node_modules/.bin/node --conditions=source --no-warnings
[ -z "${RECORD:-}" ] || exec "$@" tests/live/record-crio.ts "$record"
exec "$@" --test --test-name-pattern='CRI-O' tests/live/containers.test.ts
