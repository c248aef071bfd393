# shellcheck shell=bash disable=SC2034,SC2154 # scripts/install-pi has the variables
# Sourced by scripts/install-pi: what keyboard, USB and SSH may do. docs/security.md says why.

step_console() {
    local unit
    put "$from/systemd/logind.conf.d/60-knee-kiosk.conf" /etc/systemd/logind.conf.d/60-knee-kiosk.conf 644 root:root logind
    # No prompt to log in at on any terminal, neither now nor one that logind would start.
    for unit in getty@.service autovt@.service getty@tty1.service serial-getty@.service ctrl-alt-del.target; do
        mask "$unit"
    done
    if [ "$(unit_state debug-shell.service)" = enabled ]; then mask debug-shell.service; fi
    one_screen
    usb_storage
}

# A desktop would take screen and keyboard.
one_screen() {
    local now
    if [ -z "$screen" ]; then return; fi
    now=$(readlink "$root/etc/systemd/system/default.target" 2>/dev/null) || now=''
    if [[ "$now" == */graphical.target ]] || { [ -z "$now" ] && [ -L "$root/etc/systemd/system/display-manager.service" ]; }; then
        point /usr/lib/systemd/system/multi-user.target /etc/systemd/system/default.target units
    fi
}

# Three locks: no driver is loaded; one that is a part of the kernel does not begin (step_boot); and
# an interface of such a device may not be used.
usb_storage() {
    if no_disks; then
        put "$from/systemd/modprobe.d/60-knee-kiosk.conf" /etc/modprobe.d/60-knee-kiosk.conf
        put "$from/systemd/udev/70-no-storage.rules" /etc/udev/rules.d/70-knee-kiosk-no-storage.rules 644 root:root udev
    else
        if [ -z "$usb_storage" ]; then
            hint "This system is on a USB disk: USB storage stays switched on."
        fi
        gone /etc/modprobe.d/60-knee-kiosk.conf
        gone /etc/udev/rules.d/70-knee-kiosk-no-storage.rules udev
    fi
}

no_disks() { [ -z "$usb_storage" ] && ! boots_from_usb; }

boots_from_usb() {
    local disk
    for disk in / $FIRMWARE; do
        if [ -z "$root" ] && lsblk -nso TRAN "$(findmnt -nvo SOURCE --target "$disk")" 2>/dev/null | grep -qx usb; then
            return 0
        fi
    done
    return 1
}

step_ssh() {
    local file found=''
    for file in "$from"/systemd/sshd_config.d/*.conf; do
        if [ -e "$file" ]; then found=yes; fi
    done
    if [ -z "$found" ] || [ ! -x "$root/usr/sbin/sshd" ]; then
        note "no SSH server is installed, or nothing is to be set"
        return
    fi
    if ! has_key; then
        hint "SSH was left as it is: it would take keys only, and no account has one. Copy yours here first" \
            "(ssh-copy-id), then run install-pi again."
        return
    fi
    for file in "$from"/systemd/sshd_config.d/*.conf; do
        put "$file" "/etc/ssh/sshd_config.d/$(basename "$file")" 644 root:root ssh
        if [ -n "${touched[ssh]-}" ] && [ -z "$dry$root" ] && ! sshd_takes; then
            rm -f "/etc/ssh/sshd_config.d/$(basename "$file")"
            die "The SSH server does not take $(basename "$file") (see above): it was taken away again."
        fi
    done
}

# sshd ends before it reads a line where it has no host key or folder: an image gets its keys at its
# first start, and the folder is made when the service starts.
sshd_takes() {
    local held taken=0
    held=$(mktemp -d) && mkdir -p /run/sshd && ssh-keygen -q -t ed25519 -N '' -f "$held/key" &&
        /usr/sbin/sshd -t -h "$held/key" || taken=1
    rm -rf "$held"
    return $taken
}

# Whether somebody could still come in by a key.
has_key() {
    local user home
    while IFS=: read -r user _ _ _ _ home _; do
        if [ -s "$root$home/.ssh/authorized_keys" ]; then return 0; fi
    done <"$root/etc/passwd"
    return 1
}

step_usbguard() {
    local rules=$root/etc/usbguard/rules.conf
    if [ -z "$usbguard" ]; then
        note "not asked for (--usbguard)"
        return
    fi
    if [ -z "$dry" ] && [ ! -e /sys/bus/usb/devices ]; then
        hint "No USB is seen here (an image?), so nothing says what to allow: run install-pi --usbguard on the kiosk."
        return
    fi
    if [ ! -s "$rules" ]; then
        change "allow the USB devices that are plugged in now, cameras and printers (/etc/usbguard/rules.conf)" \
            write_policy "$rules"
    fi
    if [ "$(readlink "$root/etc/systemd/system/usbguard.service" 2>/dev/null)" = /dev/null ]; then
        gone /etc/systemd/system/usbguard.service units
    fi
    if [ "$(unit_state usbguard.service)" != enabled ]; then
        change "refuse other USB devices (usbguard.service)" \
            systemctl ${root:+--root="$root"} --quiet enable usbguard.service
    fi
}

write_policy() { # FILE
    local part=$1.part
    mkdir -p "$(dirname "$1")"
    {
        usbguard generate-policy || return
        cat "$from/systemd/usbguard.rules"
    } >"$part" && chmod 600 "$part" && sync "$part" && mv -fT "$part" "$1"
}

# The state lives on a partition of its own (label kiosk-state); the rest of the disk is not written to.
KEPT=(/etc/knee-kiosk /opt/knee-kiosk /var/lib/knee-kiosk /var/lib/knee-kiosk-staff /var/lib/knee-kiosk-update
    /var/lib/kiosk-printing /var/lib/systemd /var/log/journal)

step_readonly() {
    local folder
    if [ -z "$readonly_root" ]; then
        note "not asked for (--readonly-root)"
        return
    fi
    if [ -z "$root" ] && [ ! -e /dev/disk/by-label/kiosk-state ]; then
        die "--readonly-root needs a partition for what is kept, and none is labelled kiosk-state." \
            "Make one of 8 GB or more beside the system's:  sudo mkfs.ext4 -L kiosk-state /dev/PARTITION" \
            "(docs/building-an-image.md tells how), then run this again."
    fi
    for folder in "${KEPT[@]}"; do
        put - "/etc/systemd/system/$(unit_name "$folder").mount" 644 root:root units < <(mount_unit "$folder")
        if [ "$(unit_state "$(unit_name "$folder").mount")" != enabled ]; then
            change "keep $folder on the partition kiosk-state" keep_folder "$folder"
        fi
    done
    put - "/etc/systemd/system/$(unit_name /var/lib/kiosk-state).mount" 644 root:root units <<'UNIT'
[Unit]
Description=What the knee kiosk keeps, beside a system that is not written to
DefaultDependencies=no
Before=local-fs.target
[Mount]
What=/dev/disk/by-label/kiosk-state
Where=/var/lib/kiosk-state
Type=ext4
Options=noatime,commit=30,errors=remount-ro
[Install]
RequiredBy=local-fs.target
UNIT
    put - /etc/overlayroot.local.conf 600 root:root <<'CONF'
# install-pi --readonly-root: the system's own disk is read only, with a layer in memory over it;
# other file systems (recurse=0) stay as they are. For a change that is to stay: overlayroot-chroot.
overlayroot="tmpfs:swap=0,recurse=0"
CONF
    hint "The system's disk is read only from the next start on. Updates of the system: sudo overlayroot-chroot."
}

unit_name() { systemd-escape --path "$1"; }

mount_unit() { # FOLDER
    cat <<UNIT
[Unit]
Description=$1, kept beside a system that is not written to
DefaultDependencies=no
RequiresMountsFor=/var/lib/kiosk-state
Before=local-fs.target
[Mount]
What=/var/lib/kiosk-state$1
Where=$1
Type=none
Options=bind
[Install]
RequiredBy=local-fs.target
UNIT
}

# Copied once; the mount is there from the next start on.
keep_folder() { # FOLDER
    if [ -z "$root" ]; then
        mkdir -p /var/lib/kiosk-state "$1"
        mountpoint -q /var/lib/kiosk-state || mount /dev/disk/by-label/kiosk-state /var/lib/kiosk-state || return
        if [ ! -e "/var/lib/kiosk-state$1" ]; then
            rm -rf "/var/lib/kiosk-state$1.part"
            mkdir -p "/var/lib/kiosk-state$1.part" && cp -a "$1/." "/var/lib/kiosk-state$1.part" &&
                chown --reference="$1" "/var/lib/kiosk-state$1.part" && chmod --reference="$1" "/var/lib/kiosk-state$1.part" &&
                sync -f /var/lib/kiosk-state && mv -T "/var/lib/kiosk-state$1.part" "/var/lib/kiosk-state$1" || return
        fi
    fi
    systemctl ${root:+--root="$root"} --quiet enable "$(unit_name "$1").mount"
}
