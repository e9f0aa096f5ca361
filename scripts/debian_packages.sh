#!/bin/sh
# Installs what the tests need beyond Python, where that is possible (Debian, root); says what will be skipped where not.
set -eu

missing=
need() { # COMMAND PACKAGE: a command that is there, from whatever package, is left alone
  command -v "$1" >/dev/null 2>&1 || missing="$missing $2"
}

PATH=$PATH:/usr/sbin:/sbin
need dockerd docker.io
need iptables iptables
need nft nftables
need ipset ipset
need ip iproute2
need setpriv util-linux
need dot graphviz
need chromium chromium
if [ ! -x /bin/busybox ] || ldd /bin/busybox >/dev/null 2>&1; then missing="$missing busybox-static"; fi

[ -n "$missing" ] || exit 0
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
  echo "Not installed, and not root on Debian, so the tests that need them are skipped:$missing"
  exit 0
fi
echo "Installing$missing"
export DEBIAN_FRONTEND=noninteractive
apt-get -qq update
# The word splitting is meant: one argument a package.
# shellcheck disable=SC2086
apt-get -qq install --yes --no-install-recommends $missing >/dev/null
