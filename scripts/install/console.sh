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
    local rules=/etc/usbguard/rules.conf ours=/etc/usbguard/rules.d/60-knee-kiosk.conf
    local daemon=/etc/usbguard/usbguard-daemon.conf
    if [ -z "$usbguard" ]; then
        note "not asked for (--usbguard)"
        return
    fi
    if [ -z "$dry" ] && ! is_booted; then
        hint "This is not the kiosk itself (an image?), so nothing says which USB devices to allow: run install-pi" \
            "--usbguard on the kiosk."
        return
    fi
    # Not the package's own: it allows what was plugged in where and when it was installed.
    if [ ! -e "$root$ours" ]; then
        change "allow the USB devices that are plugged in now ($rules)" write_policy "$root$rules"
    fi
    put "$from/systemd/usbguard.rules" $ours 600 root:root usbguard
    # Debian lets the group plugdev allow devices, and the kiosk is in it for the camera's sake.
    if grep -q '^IPCAllowedGroups=.*plugdev' "$root$daemon" 2>/dev/null; then
        change "let root alone allow USB devices ($daemon)" \
            sed -i 's/^\(IPCAllowedGroups=.*\)\bplugdev\b/\1/' "$root$daemon"
        touched[usbguard]=yes
    fi
    gone /etc/usbguard/IPCAccessControl.d/:plugdev usbguard
    mask usbguard-dbus.service # the same over D-Bus, which nothing here asks
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
    if [ -s "$1" ] && [ ! -e "$1.before-knee-kiosk" ]; then cp -p "$1" "$1.before-knee-kiosk"; fi
    usbguard generate-policy >"$part" && chmod 600 "$part" && sync "$part" && mv -fT "$part" "$1"
}
