# shellcheck shell=bash disable=SC2034,SC2154 # scripts/install-pi has the variables
# Sourced by scripts/install-pi: what was changed is taken up, the services run, and doctor looks.

step_start() {
    local unit i
    for unit in $(enabled_units); do
        if [ "$(unit_state "$unit")" != enabled ]; then
            change "start $unit with the system" systemctl ${root:+--root="$root"} --quiet enable "$unit"
            touched[enabled]=yes
        fi
    done
    if ! is_booted; then
        note "no systemd runs here: the services start with the system"
        return
    fi
    take_up manager "have systemd feed the hardware watchdog" systemctl daemon-reexec
    if [ -n "${touched[units]-}${touched[enabled]-}" ]; then change "have systemd read its units" systemctl daemon-reload; fi
    take_up journald "limit the journal" systemctl restart systemd-journald.service
    # journald has made its folder on the disk just now: staff may read in it.
    take_up journald "let staff read the journal" systemd-tmpfiles --create --prefix=/var/log/journal
    take_up sysctl "set the kernel's settings" systemctl restart systemd-sysctl.service
    take_up udev "have the rules for USB devices read" reload_udev
    take_up usbguard "have usbguard read its rules" systemctl try-restart usbguard.service
    take_up logind "have no other terminal" systemctl reload systemd-logind.service
    take_up ssh "have the SSH server read its settings" systemctl try-reload-or-restart ssh.service
    stop_prompts
    anew=()
    for unit in $(enabled_units); do start_unit "$unit"; done
    # The kiosk before its screen: systemd then ends it first. The other way it loses its screen while
    # it is told to end, which looks like a failure, and the safe page stands for an hour.
    for ((i = ${#anew[@]} - 1; i >= 0; i--)); do
        change "start ${anew[i]} anew" systemctl --no-block restart "${anew[i]}"
    done
}

take_up() { # TAG TEXT COMMAND...
    if [ -n "${touched[$1]-}" ]; then change "${@:2}"; fi
}

# A container has no udev of its own; one that starts later reads them by itself.
reload_udev() {
    systemctl is-active --quiet systemd-udevd.service || return 0
    udevadm control --reload && udevadm trigger --subsystem-match=usb --action=change
}

enabled_units() {
    local unit name
    for unit in "$from"/systemd/*.service "$from"/systemd/*.timer; do
        name=$(basename "$unit")
        if [ "$name" = kiosk-screen.service ] && [ -z "$screen" ]; then continue; fi
        if grep -q '^WantedBy=' "$unit"; then say "$name"; fi
    done
    if [ -n "$usbguard" ]; then say usbguard.service; fi
}

# A prompt that stands open on a terminal is closed: it would answer a keyboard.
stop_prompts() {
    local unit
    for unit in $(systemctl list-units --plain --no-legend --state=active 'getty@*.service' 'serial-getty@*.service' |
        awk '{print $1}'); do
        change "close the prompt of $unit" systemctl stop "$unit"
    done
}

# One that ends by itself has run, or will.
start_unit() { # UNIT
    if grep -q '^Type=oneshot' "/etc/systemd/system/$1" 2>/dev/null; then return; fi
    if ! systemctl is-active --quiet "$1"; then
        change "start $1" start_or_tell "$1"
    elif [ -n "${touched[units]-}${touched[program]-}" ] && [[ "$1" == *.service ]]; then
        anew+=("$1")
    fi
}

# One that does not start is doctor's to explain: it is no reason to leave the rest undone.
start_or_tell() { # UNIT
    systemctl start "$1" || hint "$1 did not start. See: systemctl status $1"
}

step_doctor() {
    local found=0
    if [ -n "$dry" ] || [ -n "$root" ] || ! is_booted; then
        note "it is asked when the kiosk is installed on a running system"
        return
    fi
    setpriv --reuid=kiosk --regid=kiosk-staff --groups="$KIOSK_GROUPS" --reset-env \
        /usr/local/bin/kiosk doctor || found=$?
    of_step=$((of_step + 1))
    if [ $found -ge 2 ]; then status=3; fi
}
