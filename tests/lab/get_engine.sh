#!/bin/sh
# get_engine.sh SUITE FOLDER: another Debian suite's docker.io, docker-cli and docker-compose, unpacked, not installed.
#
# The machine's own Debian mirror is asked. dockerd runs beside the installed containerd and runc.
set -eu
suite=$1 folder=$2
mirror=$(apt-get indextargets --format '$(LABEL) $(REPO_URI)' 'Created-By: Packages' | sed -n 's/^Debian //p' | head -n 1)
[ -n "$mirror" ] || { echo "no Debian mirror among the apt sources (run apt-get update)" >&2; exit 1; }

mkdir -p "$(dirname "$folder")"
work=$(mktemp -d "$folder.XXXXXX")
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/lists/partial" "$work/cache/archives/partial" "$work/root"
echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $suite main" >"$work/sources.list"

apt() {
  apt-get -qq -o "Dir::Etc::sourcelist=$work/sources.list" -o Dir::Etc::sourceparts=/dev/null \
    -o "Dir::State::lists=$work/lists" -o "Dir::Cache=$work/cache" -o APT::Sandbox::User=root "$@"
}

apt update
cd "$work"
apt download docker.io docker-cli docker-compose
for package in ./*.deb; do dpkg-deb --extract "$package" "$work/root"; done

"$work/root/usr/sbin/dockerd" --version | sed 's/^Docker version \([0-9.]*\).*/\1/' >"$work/root/version"
mv -T "$work/root" "$folder"
