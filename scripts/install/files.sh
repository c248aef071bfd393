# shellcheck shell=bash disable=SC2034,SC2154 # scripts/install-pi has the variables
# Sourced by scripts/install-pi: accounts, settings, units, the command and its prompts.

# Owner and doctor's groups: what kiosk.service itself is given.
KIOSK_GROUPS=video,render,audio,plugdev,gpio,kiosk,kiosk-staff

step_accounts() {
    put "$from/systemd/sysusers.d/knee-kiosk.conf" /etc/sysusers.d/knee-kiosk.conf
    put "$from/systemd/tmpfiles.d/knee-kiosk.conf" /etc/tmpfiles.d/knee-kiosk.conf
    if ! has_accounts; then
        change "make the accounts and groups of sysusers.d/knee-kiosk.conf" \
            systemd-sysusers ${root:+--root="$root"} knee-kiosk.conf
    fi
    if ! has_folders; then
        change "make the folders of tmpfiles.d/knee-kiosk.conf" \
            systemd-tmpfiles ${root:+--root="$root"} --create knee-kiosk.conf
    fi
}

has_accounts() {
    local kind name group
    while read -r kind name group _; do
        case $kind in
        u) grep -q "^$name:" "$root/etc/passwd" || return ;;
        g) grep -q "^$name:" "$root/etc/group" || return ;;
        m) grep -Eq "^$group:.*[:,]$name(,|$)" "$root/etc/group" || return ;;
        esac
    done <"$from/systemd/sysusers.d/knee-kiosk.conf"
}

has_folders() {
    local kind path mode owner group
    while read -r kind path mode owner group _; do
        if [ "$kind" = d ] && [ "$(rights "$root$path" 2>/dev/null)" != "$(wanted "${mode#0}" "$owner:$group")" ]; then
            return 1
        fi
    done <"$from/systemd/tmpfiles.d/knee-kiosk.conf"
}

step_settings() {
    if [ ! -e "$root/etc/knee-kiosk/kiosk.toml" ]; then
        put "$from/systemd/kiosk.toml" /etc/knee-kiosk/kiosk.toml 640 root:kiosk-staff
    fi
    if [ -n "$screen" ] && [ ! -e "$root/etc/knee-kiosk/screen" ]; then
        put "$from/systemd/screen" /etc/knee-kiosk/screen
    fi
}

# Every unit of ours, but not those that only a screen needs where there is none.
step_units() {
    local unit name
    for unit in "$from"/systemd/*.service "$from"/systemd/*.timer; do
        name=$(basename "$unit")
        if [ "$name" = kiosk-screen.service ] && [ -z "$screen" ]; then
            gone "/etc/systemd/system/$name" units
        else
            put "$unit" "/etc/systemd/system/$name" 644 root:root units
        fi
    done
    put "$from/systemd/screen-ready" /usr/local/lib/knee-kiosk/screen-ready 755
    for name in kiosk kiosk-safe; do
        if [ -n "$screen" ]; then
            gone "/etc/systemd/system/$name.service.d/without-screen.conf" units
        else
            put - "/etc/systemd/system/$name.service.d/without-screen.conf" 644 root:root units <<'UNIT'
# install-pi --without-screen: pictures are made, and nobody sees them.
[Service]
Environment=SDL_VIDEODRIVER=dummy
UNIT
        fi
    done
    put "$from/systemd/polkit-1/50-knee-kiosk.rules" /etc/polkit-1/rules.d/50-knee-kiosk.rules
    put "$from/systemd/udev/60-realsense.rules" /etc/udev/rules.d/60-realsense.rules 644 root:root udev
}

step_command() {
    local venv=$root$OPT/current/venv page lines
    point "$OPT/current/venv/bin/kiosk" /usr/local/bin/kiosk
    if [ ! -x "$venv/bin/kiosk" ]; then
        note "its manual page and completion follow when the kiosk is installed"
        return
    fi
    page=$(mktemp -d)
    "$venv/bin/python" -P "$from/scripts/make-man" "$page" >/dev/null || die "The manual page could not be written."
    put "$page/man1/kiosk.1" /usr/local/share/man/man1/kiosk.1
    rm -rf "$page"
    lines=$(_KIOSK_COMPLETE=source_bash "$venv/bin/kiosk" 2>/dev/null) || lines=''
    if [ -n "$lines" ]; then
        put - /usr/local/share/bash-completion/completions/kiosk <<<"$lines"
    fi
}

step_prompts() {
    local venv=$root$OPT/current/venv folder=/var/lib/knee-kiosk/prompts lines
    if [ ! -x "$venv/bin/python" ]; then
        note "they are spoken when the kiosk is installed"
        return
    fi
    lines=$("$venv/bin/python" -c 'from kiosk.app.prompts import digest; print(digest())')
    if [ "$(cat "$root$folder/made" 2>/dev/null)" != "$lines" ]; then
        change "speak the prompts into $folder" make_prompts "$root$folder"
    fi
}

make_prompts() { # FOLDER
    KIOSK_VENV=$root$OPT/current/venv "$from/scripts/make-prompts" "$1" >/dev/null 2>&1 && chmod -R a+rX "$1"
}
