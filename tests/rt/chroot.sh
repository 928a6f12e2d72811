#!/usr/bin/env bash
# Prints the folder of a Debian with Request Tracker 5 in it; builds it the first time (one to five minutes, 600 MB).
# Needs root and debootstrap. Nothing stays mounted, no service starts; rm -rf of the folder undoes it all.
set -euo pipefail
root=${REPLY_LINT_RT:-$HOME/.cache/reply-lint/rt-bookworm}
mkdir -p "$(dirname "$root")"
exec 9> "$root.lock" && flock 9
if [ ! -e "$root/ready" ]; then
    trap 'umount -q "$root/proc" "$root/sys" || true' EXIT   # debootstrap mounts them for a while
    {
        rm -rf --one-file-system "$root"
        debootstrap --variant=minbase bookworm "$root"
        cp /etc/apt/apt.conf.d/* "$root/etc/apt/apt.conf.d/" 2>/dev/null || true   # the proxy and such
        echo force-unsafe-io > "$root/etc/dpkg/dpkg.cfg.d/fast"                      # no waiting for the disk
        printf '#!/bin/sh\nexit 101\n' > "$root/usr/sbin/policy-rc.d"               # packages start no services
        chmod +x "$root/usr/sbin/policy-rc.d"
        chroot "$root" env DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 sh -ec '
            apt-get update -qq
            apt-get install -qq -y --no-install-recommends request-tracker5 rt5-standalone rt5-db-sqlite
            apt-get clean'
        touch "$root/ready"
    } >&2
fi
echo "$root"
