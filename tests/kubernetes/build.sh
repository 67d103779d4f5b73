#!/bin/sh
# build.sh: makes a Kubernetes to test with, in ${XDG_CACHE_HOME:-~/.cache}/lanner/kubernetes, and prints that path.
#
# No package has the servers, but Debian 12's source package has all of their source: they are built from it, once, with
# Debian's Go. etcd and kubectl are packages. Nothing is installed: all of it stays below the cache.
# About 20 minutes of a quiet machine, as one job of the lowest priority.
set -eu
version=1.20.5+really1.20.2-1.1+deb12u1
release=v1.20.2
go=1.19
servers='kube-apiserver kube-controller-manager kube-scheduler kubelet'

cache=${XDG_CACHE_HOME:-$HOME/.cache}/lanner/kubernetes
mkdir -p "$cache/bin"
complete() { for program in $servers etcd kubectl; do [ -x "$cache/bin/$program" ] || return 1; done; }
say() { echo "kubernetes: $*" >&2; }
if complete; then echo "$cache"; exit 0; fi
exec 9>"$cache/lock"
flock -n 9 || { say "waiting for another build"; flock 9; }
if complete; then echo "$cache"; exit 0; fi
cd "$cache"

# An apt of our own, with the sources too, from the archive that this machine uses.
archive=$(apt-get indextargets --format '$(REPO_URI) $(RELEASE)' | sed -n 's/ bookworm$//p' | head -n 1)
[ -n "$archive" ] || { say "apt of this machine knows no archive of Debian 12"; exit 2; }
mkdir -p apt/lists/partial apt/cache/archives/partial packages root
for kind in deb deb-src; do
  echo "$kind [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $archive bookworm main"
done >apt/sources.list
cat >apt/apt.conf <<END
Dir::Etc::sourcelist "$cache/apt/sources.list";
Dir::Etc::sourceparts "/nonexistent";
Dir::State::lists "$cache/apt/lists";
Dir::Cache "$cache/apt/cache";
APT::Sandbox::User "root";
Acquire::Languages "none";
END
export APT_CONFIG="$cache/apt/apt.conf"
say "fetching from the archive"
apt-get -qq update >&2
(
  cd packages
  for package in golang-$go-go golang-$go-src etcd-server kubernetes-client; do
    ls $package\_*.deb >/dev/null 2>&1 || apt-get -qq download $package >&2
    dpkg-deb -x $package\_*.deb ../root
  done
  ls kubernetes_*.dsc >/dev/null 2>&1 || apt-get -qq source --download-only kubernetes=$version >&2
)
cp root/usr/bin/etcd root/usr/bin/kubectl bin/

# The source, in a GOPATH as Debian builds it, with Debian's patches.
source=$cache/gopath/src/k8s.io/kubernetes
if [ ! -e "$source.ready" ]; then
  say "unpacking"
  rm -rf "$source"
  mkdir -p "$source"
  tar -xzf packages/kubernetes_*.orig.tar.gz -C "$source" --strip-components=1
  tar -xJf packages/kubernetes_*.debian.tar.xz -C "$source"
  cd "$source"
  sed 's/[ #].*//; /^$/d' debian/patches/series | while read -r patch; do patch -s -p1 <"debian/patches/$patch" >&2; done
  touch "$source.ready"
fi

cd "$source"
export GOROOT="$cache/root/usr/lib/go-$go" GOPATH="$cache/gopath" GOCACHE="$cache/gocache"
export GO111MODULE=off GOFLAGS='' GOPROXY=off CGO_ENABLED=0 PATH="$cache/root/usr/lib/go-$go/bin:$PATH"
slow='nice -n 19'

generated=pkg/generated/openapi
if [ ! -e $generated/zz_generated.openapi.go ]; then
  say "generating the description of the API"
  $slow go build -p 1 -o "$cache/openapi-gen" ./vendor/k8s.io/kube-openapi/cmd/openapi-gen >&2
  inputs=$(grep -Rl --include='*.go' '+k8s:openapi-gen=' vendor/k8s.io pkg | xargs -n 1 dirname | sort -u |
    sed 's,^vendor/,k8s.io/kubernetes/vendor/,; s,^pkg/,k8s.io/kubernetes/pkg/,' | paste -sd, -)
  $slow "$cache/openapi-gen" -i "$inputs" -p k8s.io/kubernetes/$generated -O zz_generated.openapi \
    -h vendor/k8s.io/code-generator/hack/boilerplate.go.txt -r "$cache/openapi.report" >&2
fi

flags='-s -w'
for package in component-base/version client-go/pkg/version; do
  for value in gitVersion=$release gitMajor=1 gitMinor=20 gitTreeState=clean; do
    flags="$flags -X k8s.io/kubernetes/vendor/k8s.io/$package.$value"
  done
done
for server in $servers; do
  [ -x "$cache/bin/$server" ] && continue
  say "building $server"
  began=$(date +%s)
  $slow go build -p 1 -trimpath -ldflags "$flags" -o "$cache/bin/$server.part" ./cmd/$server >&2
  mv "$cache/bin/$server.part" "$cache/bin/$server"
  say "built $server in $(($(date +%s) - began)) s"
done
# Only the programs are of use from now on.
rm -rf "$cache/gopath" "$cache/gocache" "$cache/openapi-gen"
echo "$cache"
