# shellcheck shell=bash disable=SC2034,SC2154 # scripts/install-pi has the variables
# Sourced by scripts/install-pi: --readonly-root. The state lives on a partition of its own (label
# kiosk-state); the rest of the disk is not written to.
#
# Nothing of it is required by local-fs.target: a partition that is gone or broken would stop the
# start with a prompt on the public screen and no SSH. Instead the units that keep something require
# their folder, so that none of them runs beside the disk, and kiosk.service's OnFailure shows the
# safe page, from the copy of the program that stayed on the system's disk.

STATE=/var/lib/kiosk-state
STATE_DEVICE=/dev/disk/by-label/kiosk-state
CHECK=kiosk-state-check.service
KEPT=(/etc/knee-kiosk /opt/knee-kiosk /var/lib/knee-kiosk /var/lib/knee-kiosk-staff /var/lib/knee-kiosk-update
    /var/lib/kiosk-printing /var/lib/systemd/timesync /var/lib/systemd/timers /var/log/journal)
# Moved while the system runs; the others are systemd's own, and wait for the next start. Not all of
# /var/lib/systemd: logins (systemd-logind) would wait for the disk, and dpkg has notes of its own there.
OURS=("${KEPT[@]:0:6}")
# About members: no copy of it may stay under the mount, where an erasure would not find it.
OF_MEMBERS=(/var/lib/knee-kiosk /var/lib/knee-kiosk-staff /var/lib/kiosk-printing)

step_readonly() {
    local folder moved=()
    if [ -z "$readonly_root" ]; then
        note "not asked for (--readonly-root)"
        return
    fi
    # Inside overlayroot-chroot it is not seen, and not needed: all was moved before.
    if [ -z "$root" ] && [ ! -e $STATE_DEVICE ] &&
        [ "$(unit_state "$(unit_name /var/lib/knee-kiosk).mount")" != enabled ]; then
        die "--readonly-root needs a partition for what is kept, and none is labelled kiosk-state." \
            "Make one of 8 GB or more beside the system's:  sudo mkfs.ext4 -L kiosk-state /dev/PARTITION" \
            "(docs/building-an-image.md tells how), then run this again."
    fi
    put - "/etc/systemd/system/$CHECK" 644 root:root units < <(check_unit)
    put - "/etc/systemd/system/$(unit_name $STATE_DEVICE).device.d/knee-kiosk.conf" 644 root:root units <<'UNIT'
# A disk that is not there holds up the start for so long, and then the safe page is shown.
[Unit]
JobRunningTimeoutSec=45s
UNIT
    # Since util-linux 2.40 a layer is told its folders again, which the kernel refuses: it stays read only
    # where the kernel's command line says ro, and the unit fails.
    put - /etc/systemd/system/systemd-remount-fs.service.d/knee-kiosk.conf 644 root:root units <<'UNIT'
[Service]
Environment=LIBMOUNT_FORCE_MOUNT2=always
UNIT
    put - "/etc/systemd/system/$(unit_name $STATE).mount" 644 root:root units < <(state_unit)
    for folder in "${KEPT[@]}"; do
        put - "/etc/systemd/system/$(unit_name "$folder").mount" 644 root:root units < <(mount_unit "$folder")
        if [ "$(unit_state "$(unit_name "$folder").mount")" != enabled ]; then
            moved+=("$folder")
        fi
    done
    if [ ${#moved[@]} -gt 0 ]; then
        if is_booted && [ -n "$(running_units)" ]; then
            change "stop the kiosk while its folders are moved" stop_kiosk
        fi
        for folder in "${moved[@]}"; do
            change "keep $folder on the partition kiosk-state" keep_folder "$folder"
        done
    fi
    put - /etc/overlayroot.local.conf 600 root:root <<'CONF'
# install-pi --readonly-root: the system's own disk is read only, with a layer in memory over it;
# other file systems (recurse=0) stay as they are. For a change that is to stay: overlayroot-chroot.
overlayroot="tmpfs:swap=0,recurse=0"
CONF
    if [ -n "$root" ] || [ "$(findmnt -nro FSTYPE /)" != overlay ]; then
        hint "The system's disk is read only from the next start on. Updates of the system: sudo overlayroot-chroot."
    elif [ $changes -gt 0 ]; then
        hint "The system's disk is read only: what was changed outside the kiosk's own folders is gone with the next" \
            "start. To keep it: sudo overlayroot-chroot, and install-pi inside of it."
    fi
}

unit_name() { systemd-escape --path "$1"; }

# -y: nobody is there to answer, and a disk that is not mended keeps nothing at all.
check_unit() {
    cat <<UNIT
[Unit]
Description=Checks the disk of what the knee kiosk keeps, and mends it
DefaultDependencies=no
Requires=$(unit_name $STATE_DEVICE).device
After=$(unit_name $STATE_DEVICE).device
Conflicts=shutdown.target
Before=shutdown.target
[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/usr/sbin/e2fsck -y $STATE_DEVICE
# Mended.
SuccessExitStatus=1 2
TimeoutStartSec=15min
UNIT
}

state_unit() {
    cat <<UNIT
[Unit]
Description=What the knee kiosk keeps, beside a system that is not written to
DefaultDependencies=no
Requires=$CHECK
After=$CHECK
Before=local-fs.target
[Mount]
What=$STATE_DEVICE
Where=$STATE
Type=ext4
Options=noatime,commit=30,errors=remount-ro
UNIT
}

mount_unit() { # FOLDER
    cat <<UNIT
[Unit]
Description=$1, kept beside a system that is not written to
DefaultDependencies=no
RequiresMountsFor=$STATE
Before=local-fs.target
[Mount]
What=$STATE$1
Where=$1
Type=none
Options=bind
[Install]
WantedBy=local-fs.target
UNIT
}

running_units() {
    systemctl list-units --plain --no-legend --state=active,activating 'kiosk*.service' 'kiosk*.timer' |
        awk '$1 !~ /^kiosk-s(creen|tate)/ {print $1}'
}

stop_kiosk() {
    local units
    mapfile -t units < <(running_units)
    systemctl stop "${units[@]}"
}

# Copied once and, if it is ours, mounted at once, so that nothing is written to the old place.
keep_folder() { # FOLDER
    local unit
    unit=$(unit_name "$1").mount
    if [ -z "$root" ]; then
        mkdir -p $STATE "$1"
        mountpoint -q $STATE || mount $STATE_DEVICE $STATE || return
        if [ ! -e "$STATE$1" ]; then
            rm -rf "$STATE$1.part"
            mkdir -p "$STATE$1.part" && cp -a "$1/." "$STATE$1.part" &&
                chown --reference="$1" "$STATE$1.part" && chmod --reference="$1" "$STATE$1.part" &&
                sync -f $STATE && mv -T "$STATE$1.part" "$STATE$1" && sync -f $STATE || return
        fi
    fi
    systemctl ${root:+--root="$root"} --quiet enable "$unit" || return
    if [[ " ${OURS[*]} " == *" $1 "* ]] && is_booted && ! mountpoint -q "$1"; then
        systemctl daemon-reload && systemctl start "$unit" && leave_nothing "$1"
    fi
}

# Overwritten where the mount hides it. The folder itself stays: it is where the mount goes.
leave_nothing() { # FOLDER
    if [[ " ${OF_MEMBERS[*]} " != *" $1 "* ]]; then return 0; fi
    unshare --mount sh -euc 'umount "$1"
        find "$1" -type f -exec shred -n 1 -u {} +
        find "$1" -mindepth 1 -delete' - "$1"
}
