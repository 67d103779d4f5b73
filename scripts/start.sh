#!/bin/sh
# `npm start`: makes everything ready, then runs the engine with the arguments given.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
sh "$root/scripts/setup.sh"
exec "$root/bin/lanner" run "$@"
