#!/bin/sh
# `npm test`: makes everything ready, then runs every check and every test. Arguments: the test files to run instead of
# all. Its status is that of the whole: the checks that come after a failed one still run, and say what they find.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
sh "$root/scripts/setup.sh"
cd "$root"
# Node.js and the tools of the checkout, not those of the machine
PATH="$root/node_modules/.bin:$PATH"
export PATH

failed=''
check() {
  name=$1
  shift
  echo "check: $name" >&2
  "$@" || failed="$failed, $name"
}

check 'generated files' node --conditions=source scripts/generate.ts --check
check 'format' prettier --check --log-level warn .
check 'lint' oxlint packages scripts tests
check 'types of the tests' tsc -p tsconfig.tests.json
check 'tests' node --conditions=source scripts/run-tests.ts "$@"

[ -z "$failed" ] || {
  echo "failed: ${failed#, }" >&2
  exit 1
}
