# shellcheck shell=bash disable=SC2034,SC2154 # scripts/install-pi has the variables
# Sourced by scripts/install-pi: what every step says and does. Nothing is changed but by `change`.
#
# Variables of the options: dry screen readonly_root usbguard usb_storage supply python root from.

changes=0
of_step=0
hints=()
status=0
done_all=''
declare -A touched=()

say() { printf '%s\n' "$*"; }

refuse() {
    printf 'install-pi: %s\n' "$@" >&2
    done_all=refused
    exit 2
}

die() {
    printf 'install-pi: %s\n' "$@" >&2
    exit 1
}

hint() { hints+=("$*"); } # told at the end, too

begin_step() { # NUMBER NAME
    of_step=0
    say "[$1] $(title "$2")"
}

end_step() { if [ $of_step -eq 0 ]; then say "    as it should be"; fi; }

title() {
    case $1 in
    check) say "This machine" ;;
    packages) say "System packages" ;;
    python) say "Python 3.12" ;;
    release) say "The kiosk $version" ;;
    accounts) say "Accounts and folders" ;;
    settings) say "Settings" ;;
    units) say "Services" ;;
    command) say "The command kiosk" ;;
    prompts) say "Spoken prompts" ;;
    machine) say "Watchdog, journal and clock" ;;
    boot) say "Boot" ;;
    console) say "Console" ;;
    ssh) say "SSH" ;;
    usbguard) say "USB devices" ;;
    readonly) say "Read-only system" ;;
    start) say "Start" ;;
    doctor) say "kiosk doctor" ;;
    esac
}

# Say what changes, and do it unless nothing is to be done.
change() { # TEXT COMMAND...
    local text=$1
    shift
    changes=$((changes + 1))
    of_step=$((of_step + 1))
    if [ -n "$dry" ]; then
        say "    would $text"
    else
        say "    $text"
        "$@" || die "This failed: $text" "Its words are above. Run install-pi again: it goes on here."
    fi
}

note() {
    of_step=$((of_step + 1))
    say "    $*"
}

is_root() { [ "$(id -u)" -eq 0 ]; }

# Whether a systemd runs what is installed: not in a chroot (an image's; overlayroot-chroot, which
# shows the running system's /run), not below --root.
is_booted() {
    [ -z "$root" ] && [ -d /run/systemd/system ] && ! systemd-detect-virt --quiet --chroot
}

# A file with this content, mode and owner; the content comes from SOURCE, or from stdin with '-'.
put() { # SOURCE TARGET [MODE [OWNER:GROUP [TAG]]]
    local source=$1 target=$root$2 mode=${3-644} owner=${4-root:root} tag=${5-} verb=write
    local held=''
    if [ "$source" = - ]; then
        held=$(mktemp)
        cat >"$held"
        source=$held
    fi
    if [ -e "$target" ] && ! [ -L "$target" ]; then
        verb=change
        if cmp -s "$source" "$target"; then verb='set the rights of'; fi
    fi
    if [ "$verb" != 'set the rights of' ] || [ "$(rights "$target")" != "$(wanted "$mode" "$owner")" ]; then
        change "$verb $2" put_whole "$source" "$target" "$mode" "$owner"
        if [ -n "$tag" ]; then touched[$tag]=yes; fi
    fi
    if [ -n "$held" ]; then rm -f "$held"; fi
}

rights() { # FILE
    if is_root; then stat -c '%a %U:%G' "$1"; else stat -c '%a' "$1"; fi
}

wanted() { # MODE OWNER
    if is_root; then say "$1 $2"; else say "$1"; fi
}

# Whole or not at all, wherever the power is cut.
put_whole() { # SOURCE TARGET MODE OWNER
    local part="$2.knee-kiosk-part"
    mkdir -p "$(dirname "$2")" && cp "$1" "$part" && chmod "$3" "$part" &&
        { ! is_root || chown "$4" "$part"; } && sync "$part" && mv -fT "$part" "$2" &&
        sync "$(dirname "$2")"
}

# A symbolic link, switched at once.
point() { # TARGET LINK [TAG]
    local link=$root$2
    if [ "$(readlink "$link" 2>/dev/null)" != "$1" ]; then
        change "point $2 to $1" point_whole "$1" "$link"
        if [ -n "${3-}" ]; then touched[$3]=yes; fi
    fi
}

point_whole() { # TARGET LINK
    mkdir -p "$(dirname "$2")" && ln -sfn "$1" "$2.knee-kiosk-part" &&
        mv -fT "$2.knee-kiosk-part" "$2" && sync "$(dirname "$2")"
}

# What an earlier run with other options left, and no longer belongs here.
gone() { # TARGET [TAG]
    if [ -e "$root$1" ] || [ -L "$root$1" ]; then
        change "remove $1" rm -rf "$root$1"
        if [ -n "${2-}" ]; then touched[$2]=yes; fi
    fi
}

# What a link /dev/null in a unit's place says: it can be started by nobody.
mask() { point /dev/null "/etc/systemd/system/$1" units; }

ended() { # STATUS
    if [ "$1" -eq 1 ] && [ -z "$done_all" ]; then
        say "" "Not finished. What is done stays done; run install-pi again to go on." >&2
    fi
}

finished() {
    local one
    done_all=yes
    say ""
    for one in ${hints[@]+"${hints[@]}"}; do say "Note: $one"; done
    if [ $changes -eq 0 ]; then
        say "Nothing was changed: all is as it should be."
    elif [ -n "$dry" ]; then
        say "$changes changes would be made; none was."
    else
        say "$changes changes were made."
    fi
    exit $status
}
