#!/bin/sh
# One lab host: a Docker engine in namespaces of its own (cgroup, mount, uts, ipc, network, pid).
# machine.sh start STATE NAME DOCKERD [ARG...]     killing pid 1 of the pid namespace ends all of it
#
# From inside it is a host with its own name, eth0 on a LAN with one neighbour (10.0.0.1, `ip netns exec lan ...`), /etc,
# /var/lib/docker, /run, /srv and cgroup tree.
# What the machine outside sees: STATE (data and docker.sock) and one cgroup named after STATE.
set -eu

cgroup_version() { if [ "$(stat -fc %T /sys/fs/cgroup)" = cgroup2fs ]; then echo 2; else echo 1; fi; }

# A cgroup of our own in each hierarchy, entered before the cgroup namespace is made, becomes the root that the engine sees.
enter_cgroup() {
  if [ "$(cgroup_version)" = 2 ]; then
    mkdir -p "/sys/fs/cgroup/$1/init"
    echo $$ >"/sys/fs/cgroup/$1/cgroup.procs"
    return
  fi
  for controllers in $(cut -d: -f2 /proc/self/cgroup); do
    tree=/sys/fs/cgroup/${controllers#name=}
    [ -f "$tree/cgroup.procs" ] || continue
    mkdir -p "$tree/$1"
    for file in cpuset.cpus cpuset.mems; do
      if [ -f "$tree/$file" ]; then cat "$tree/$file" >"$tree/$1/$file"; fi
    done
    echo $$ >"$tree/$1/cgroup.procs"
  done
}

# cgroup v2 gives controllers to children only of a cgroup that holds no process itself, hence the leaf.
leave_cgroup_root() {
  if [ "$(cgroup_version)" = 2 ]; then echo $$ >"/sys/fs/cgroup/$1/init/cgroup.procs"; fi
}

mount_cgroups() {
  version=$(cgroup_version)
  hierarchies=$(cut -d: -f2 /proc/self/cgroup)
  mount -t sysfs sysfs /sys
  if [ "$version" = 2 ]; then
    mount -t cgroup2 cgroup2 /sys/fs/cgroup
    for controller in $(cat /sys/fs/cgroup/cgroup.controllers); do
      echo "+$controller" >/sys/fs/cgroup/cgroup.subtree_control || true
    done
    return
  fi
  mount -t tmpfs -o mode=755 tmpfs /sys/fs/cgroup
  for controllers in $hierarchies; do
    directory=/sys/fs/cgroup/${controllers#name=}
    options=$controllers
    if [ "$options" != "${options#name=}" ]; then options=none,$options; fi
    mkdir "$directory"
    mount -t cgroup -o "$options" cgroup "$directory" || rmdir "$directory"
  done
}

# Writes go to memory, the folder below stays as it is.
layer() {
  top=/run/layers$1
  mkdir -p "$top/upper" "$top/work"
  mount -t overlay -o "lowerdir=$1,upperdir=$top/upper,workdir=$top/work" overlay "$1"
}

be_a_host() {
  state=$1 name=$2
  hostname "$name"
  mount -t proc proc /proc
  mount_cgroups
  mount -t tmpfs -o mode=755 tmpfs /run
  mkdir -p /run/lock /run/netns
  layer /etc
  layer /var/lib
  mount -t tmpfs -o mode=755 tmpfs /srv
  mkdir -p /var/lib/docker
  mount --bind "$state/data" /var/lib/docker
  mount --make-rshared /

  ip link set lo up
  ip netns add lan
  ip link add eth0 type veth peer name eth0 netns lan
  ip address add 10.0.0.10/24 dev eth0
  ip link set eth0 up
  ip -n lan address add 10.0.0.1/24 dev eth0
  ip -n lan link set eth0 up
  ip route add default via 10.0.0.1
  echo 1 >/proc/sys/net/ipv4/ip_forward
  printf '127.0.0.1 localhost\n::1 localhost\n10.0.0.10 %s\n' "$name" >/etc/hosts
  # Nobody serves names there, but the neighbour answers that nobody does.
  echo 'nameserver 10.0.0.1' >/etc/resolv.conf
}

step=$1
case $step in
start)
  state=$2
  enter_cgroup "$(basename "$state")"
  shift
  exec unshare --cgroup "$0" isolate "$@"
  ;;
isolate)
  state=$2
  leave_cgroup_root "$(basename "$state")"
  shift
  exec unshare --mount --uts --ipc --net --pid --fork --kill-child "$0" init "$@"
  ;;
init)
  state=$2 name=$3 dockerd=$4
  shift 4
  be_a_host "$state" "$name"
  # Pid 1 also reaps what the engine leaves behind; it ends when the engine does, unless that one is to come back.
  while :; do
    "$dockerd" --host unix:///run/docker.sock --host "unix://$state/docker.sock" "$@" &
    engine=$!
    echo "$engine" >/run/lab-engine.pid
    wait "$engine" || status=$?
    [ -e "$state/away" ] || exit "${status:-0}"
    while [ -e "$state/away" ]; do sleep 0.1; done
  done
  ;;
esac
