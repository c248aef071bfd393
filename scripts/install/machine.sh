# shellcheck shell=bash disable=SC2034,SC2154 # scripts/install-pi has the variables
# Sourced by scripts/install-pi: watchdog, journal, clock; and how a Raspberry Pi boots.

FIRMWARE=/boot/firmware
BEGIN='# >>> knee-kiosk: written by install-pi, which writes it anew >>>'
END='# <<< knee-kiosk <<<'

step_machine() {
    put "$from/systemd/system.conf.d/60-knee-kiosk.conf" /etc/systemd/system.conf.d/60-knee-kiosk.conf 644 root:root manager
    put "$from/systemd/journald.conf.d/60-knee-kiosk.conf" /etc/systemd/journald.conf.d/60-knee-kiosk.conf 644 root:root journald
    put "$from/systemd/sysctl.d/60-knee-kiosk.conf" /etc/sysctl.d/60-knee-kiosk.conf 644 root:root sysctl
    if [ "$(unit_state systemd-timesyncd.service)" != enabled ]; then
        change "have the clock set over the network (systemd-timesyncd)" \
            systemctl ${root:+--root="$root"} --quiet enable systemd-timesyncd.service
    fi
}

unit_state() { systemctl ${root:+--root="$root"} is-enabled "$1" 2>/dev/null || true; }

step_boot() {
    local config=$root$FIRMWARE/config.txt line=$root$FIRMWARE/cmdline.txt
    if [ ! -f "$config" ]; then
        note "no $FIRMWARE/config.txt: not a Raspberry Pi, nothing to do"
        return
    fi
    put_boot config.txt < <(with_block "$config")
    if [ -f "$line" ]; then put_boot cmdline.txt < <(boot_line "$line"); fi
    optional_firmware
    power_hints
}

# A firmware's FAT that is broken would end the start in emergency mode, with a prompt on the public
# screen and no SSH: nothing that runs needs it. The order of the start stays (x-systemd.before), as
# Raspberry Pi's own services look into it at the first one.
optional_firmware() {
    if [ -f "$root/etc/fstab" ]; then
        put - /etc/fstab < <(awk -v at="$FIRMWARE" '
            $1 !~ /^#/ && ($2 == at || $2 == at "/") && NF >= 4 && ("," $4 ",") !~ /,nofail,/ {
                match($0, /^[ \t]*[^ \t]+[ \t]+[^ \t]+[ \t]+[^ \t]+[ \t]+[^ \t]+/)
                $0 = substr($0, 1, RLENGTH) ",nofail,x-systemd.before=local-fs.target" substr($0, RLENGTH + 1)
            }
            { print }' "$root/etc/fstab")
    fi
}

# The firmware's partition is FAT: no owners, no modes; whole or not at all by a rename.
put_boot() { # NAME, with its content on stdin
    local target=$root$FIRMWARE/$1 held
    held=$(mktemp)
    cat >"$held"
    if ! cmp -s "$held" "$target"; then
        change "change $FIRMWARE/$1" boot_whole "$held" "$target"
        hint "$FIRMWARE/$1 counts from the next start on."
    fi
    rm -f "$held"
}

boot_whole() { # SOURCE TARGET
    { [ -e "$2.before-knee-kiosk" ] || cp "$2" "$2.before-knee-kiosk"; } &&
        cp "$1" "$2.part" && sync "$2.part" && mv -fT "$2.part" "$2" && sync -f "$2"
}

# A file with our block at its end, in place of an earlier one. Where the end of that one is gone,
# nobody knows what is ours: then its lines stay.
with_block() { # FILE
    awk -v begin="$BEGIN" -v end="$END" '
        function keep(one) { line[++n] = one; if (one != "") last = n }
        $0 == begin { for (i = 1; i <= held; i++) keep(part[i]); inside = 1; held = 0; next }
        $0 == end && inside { inside = 0; held = 0; next }
        inside { part[++held] = $0; next }
        { keep($0) }
        END { for (i = 1; i <= held; i++) keep(part[i]); for (i = 1; i <= last; i++) print line[i] }' "$1"
    printf '\n%s\n[all]\n' "$BEGIN"
    say "# The hardware watchdog; systemd feeds it (/etc/systemd/system.conf.d)."
    say "dtparam=watchdog=on"
    say "# No rainbow at the start."
    say "disable_splash=1"
    if [ -n "$supply" ]; then
        say "# --supply-5a: cameras and printers may draw what a 5 A supply gives."
        say "usb_max_current_enable=1"
    fi
    if [ -n "$readonly_root" ]; then
        say "# --readonly-root: the layer over the system's disk is laid by the initramfs."
        say "auto_initramfs=1"
    fi
    say "$END"
}

# A Raspberry Pi's firmware tells the kernel cgroup_disable=memory: without this no unit's MemoryMax holds.
MEMORY=cgroup_enable=memory
# There the drivers of USB disks are a part of the kernel, and modprobe.d is not asked.
NO_DISKS=initcall_blacklist=usb_storage_driver_init,uas_init

# The kernel's command line (one line) with a quiet start, every other word as it was. panic=10: what
# goes wrong in the initramfs starts the machine anew, and gives nobody a prompt as root.
boot_line() { # FILE
    local words=() kept=() several=($MEMORY) word
    local wanted=(quiet loglevel=3 logo.nologo vt.global_cursor_default=0 systemd.show_status=false
        panic=10)
    read -ra words <"$1" || true
    # Words of which there may be several: ours among them, each once, or not.
    if no_disks; then several+=($NO_DISKS); fi
    for word in "${words[@]}"; do
        if [ "$word" != $NO_DISKS ] || no_disks; then kept+=("$word"); fi
    done
    words=("${kept[@]}")
    for word in "${several[@]}"; do
        if [[ " ${words[*]} " != *" $word "* ]]; then words+=("$word"); fi
    done
    for word in "${wanted[@]}"; do
        local i found=''
        for i in "${!words[@]}"; do
            if [ "${words[i]%%=*}" = "${word%%=*}" ]; then
                words[i]=$word
                found=yes
            fi
        done
        if [ -z "$found" ]; then words+=("$word"); fi
    done
    printf '%s\n' "${words[*]}"
}

# What only a person can decide or do: never done here, and never to the EEPROM.
power_hints() {
    local tree=$root/proc/device-tree ma=''
    if [ -r "$tree/chosen/power/max_current" ]; then
        ma=$((16#$(od -An -tx1 "$tree/chosen/power/max_current" | tr -d ' \n')))
        if [ "$ma" -lt 5000 ] && [ -z "$supply" ]; then
            hint "The power supply offers $ma mA, so USB devices together get 0.6 A: too little for a camera and a" \
                "printer. Use the 27 W supply (5 V, 5 A). One that gives 5 A and cannot say so: install-pi --supply-5a."
        fi
    fi
    if [ -n "$supply" ] && [ "${ma:-5000}" -lt 5000 ]; then
        hint "A supply that gives 5 A and cannot say so is asked about at each start, until its current stands in the" \
            "EEPROM: sudo rpi-eeprom-config --edit, PSU_MAX_CURRENT=5000. install-pi never changes the EEPROM."
    fi
    if grep -aq 'Raspberry Pi 5' "$tree/model" 2>/dev/null; then
        hint "A clock battery on the Pi's J5 keeps the time without a network; only a rechargeable one (ML-2020) is" \
            "charged, by dtparam=rtc_bbat_vchg=3000000 in config.txt."
        hint "New EEPROM software: sudo rpi-eeprom-update -a, while the kiosk is out of service."
    fi
}
