#!/busybox sh
# The first process of the guest: mounts the files of the host, which it can read but not change, with a layer in memory
# above them, and runs the checks there. /result is a directory of the host that can be written.
/busybox mkdir -p /bin /proc /host /memory /root
/busybox --install -s /bin
export PATH=/bin

# Each needs others: what fails now succeeds when they are in.
for pass in 1 2 3 4 5 6; do
  for module in /modules/*; do
    insmod "$module" 2>/dev/null && rm "$module"
  done
done

share='trans=virtio,version=9p2000.L,msize=524288'
mount -t 9p -o "$share,cache=loose,ro" host /host
mount -t tmpfs memory /memory
mkdir /memory/upper /memory/work
mount -t overlay -o lowerdir=/host,upperdir=/memory/upper,workdir=/memory/work root /root
cd /root || poweroff -f
mount -t proc proc proc
mount -t sysfs sysfs sys
mount -t devtmpfs devtmpfs dev
mkdir -p dev/pts dev/shm result
mount -t devpts devpts dev/pts
mount -t tmpfs run run
mkdir -m 1777 run/tmp
mount -t cgroup2 cgroup2 sys/fs/cgroup
mount -t 9p -o "$share" result result
ip link set lo up

touch result/started
cp /busybox run/busybox
export HOME=/root TMPDIR=/run/tmp PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
if grep -q lanner.systemd proc/cmdline; then
  mkdir -p run/systemd/system
  cat >run/systemd/system/lanner.service <<END
[Unit]
DefaultDependencies=no
[Service]
Environment=HOME=$HOME TMPDIR=$TMPDIR PATH=$PATH
ExecStart=/bin/sh /result/guest.sh
StandardOutput=tty
END
  exec /bin/switch_root -c /dev/console /root /lib/systemd/systemd --unit=lanner.service
fi
# Not chroot: the paths that the kernel tells are to be those that the programs see.
exec /bin/switch_root -c /dev/console /root /bin/sh /result/guest.sh
