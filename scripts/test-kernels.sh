#!/bin/sh
# `npm run test:kernels`: makes everything ready, then runs the live tests on other kernels, in QEMU.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
sh "$root/scripts/setup.sh"
cd "$root"
exec node_modules/.bin/node --conditions=source --no-warnings tests/kernels/run.ts "$@"
