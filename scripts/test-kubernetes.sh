#!/bin/sh
# `npm run test:kubernetes`: makes everything ready, builds Kubernetes once (about 20 minutes; kept in the cache), and runs
# the tests with a real cluster.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
[ "$(id -u)" -eq 0 ] || { echo 'test:kubernetes: run it as root: it makes a network namespace and containers' >&2; exit 2; }
need() {
  command -v "$1" >/dev/null 2>&1 ||
    { echo "test:kubernetes: $1 is missing; install it: apt-get install --no-install-recommends $2" >&2; exit 2; }
}
need openssl openssl
need ip iproute2
need nsenter util-linux
sh "$root/scripts/setup.sh"
cd "$root"
exec node_modules/.bin/node --conditions=source --no-warnings --test tests/kubernetes/run.ts
