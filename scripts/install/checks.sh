# shellcheck shell=bash disable=SC2034,SC2154 # scripts/install-pi has the variables
# Sourced by scripts/install-pi: whether this machine is one to install on, and its packages.

LEAST_GLIBC=2.38 # the camera's aarch64 wheel needs it, whatever its tag says
LEAST_MB=3500    # two releases of some 900 MB each, and what is fetched for one

# What wheels link to and do not bring, and the programs of the units.
PACKAGES=(
    ca-certificates python3-venv      # to fetch uv and, by it, the rest
    libusb-1.0-0 libudev1             # pyrealsense2
    libgl1 libglib2.0-0t64            # opencv-python
    dbus polkitd kmod udev            # staff without root, locks, devices
    systemd-timesyncd                 # the clock that HostClock believes
    cups-client                       # printers of a print service, elsewhere or here
    espeak-ng                         # speaks the prompts
    fonts-inter fonts-dejavu-core     # screen and slip; reports as PDF
    bash-completion
)
SCREEN_PACKAGES=(
    cage seatd xwayland libgl1-mesa-dri # a compositor for one window, and X for pygame
    wlr-randr                           # turns the picture of a screen that hangs upright
    # SDL loads them by name; without libXfixes or libXi it crashes when a whole screen is closed.
    libx11-6 libxext6 libxcursor1 libxfixes3 libxi6 libxrandr2 libxss1
)

step_check() {
    local id codename arch glibc
    if ! is_root && [ -z "$dry" ] && [ -z "$root" ]; then
        refuse "It must be run as root:  sudo scripts/install-pi   (or look first: --dry-run)"
    fi
    id=$(os_release ID) codename=$(os_release VERSION_CODENAME)
    if [ "$codename" != trixie ] || [[ " debian raspbian " != *" $id "* ]]; then
        refuse "This is $(os_release PRETTY_NAME), and it needs Raspberry Pi OS Trixie (64-bit) or Debian 13." \
            "Write a new card: Raspberry Pi Imager, 'Raspberry Pi OS Lite (64-bit)'."
    fi
    arch=$(of_package libc6 Architecture)
    glibc=$(of_package libc6 Version)
    case $arch in
    arm64 | amd64) ;;
    *) refuse "This system's programs are ${arch:-of an unknown kind}, and the camera's library is for arm64 and amd64 only." \
        "Write a new card with the 64-bit system: Raspberry Pi Imager, 'Raspberry Pi OS Lite (64-bit)'." ;;
    esac
    if ! at_least "$glibc" $LEAST_GLIBC; then
        refuse "The C library is $glibc, and the camera's library needs $LEAST_GLIBC or newer: it would install, and not load." \
            "Upgrade the system to Trixie, or write a new card."
    fi
    check_room
    if [ -z "$root" ] && [ -z "$dry" ] && wants_network && ! has_route; then
        refuse "There is no network, and packages have to be fetched." \
            "Plug in the cable, or: sudo nmcli device wifi connect NAME --ask. Then run it again."
    fi
}

check_room() {
    local free
    free=$(df --output=avail -m "${root:-/}" | tail -1)
    if [ ! -e "$root/opt/knee-kiosk/current" ] && [ "$free" -lt $LEAST_MB ]; then
        refuse "$free MB are free, and it needs $LEAST_MB MB." \
            "Use a card of 16 GB or more, or make room: sudo apt-get clean; sudo journalctl --vacuum-size=50M"
    fi
}

os_release() { # NAME
    local line
    line=$(sed -n "s/^$1=//p" "$root/etc/os-release" 2>/dev/null) || true
    line=${line#\"}
    say "${line%\"}"
}

of_package() { # PACKAGE FIELD
    dpkg-query --admindir="$root/var/lib/dpkg" -W -f "\${db:Status-Status} \${$2}\n" "$1" 2>/dev/null |
        sed -n 's/^installed //p' | head -1 || true
}

at_least() { # VERSION LEAST
    [ "$(printf '%s\n' "$2" "$1" | sort -V | head -1)" = "$2" ]
}

wants_network() {
    local names
    mapfile -t names < <(wanted_packages)
    [ -n "$(missing_of "${names[@]}")" ] || ! has_release
}

has_route() {
    awk 'NR > 1 && $2 == "00000000" { found = 1 } END { exit !found }' /proc/net/route ||
        awk '$1 ~ /^0+$/ && $2 == "00" && $10 != "lo" { found = 1 } END { exit !found }' /proc/net/ipv6_route
}

wanted_packages() {
    printf '%s\n' "${PACKAGES[@]}"
    if [ -n "$screen" ]; then printf '%s\n' "${SCREEN_PACKAGES[@]}"; fi
    if [ -n "$usbguard" ]; then say usbguard; fi
    if [ -n "$readonly_root" ]; then
        # Its hook copies mke2fs, and its script calls grep in the initramfs, which only busybox brings.
        printf "%s\n" overlayroot e2fsprogs busybox
    fi
}

missing_of() { # NAME...
    local name
    for name in "$@"; do
        if [ -z "$(of_package "$name" Version)" ]; then printf '%s ' "$name"; fi
    done
}

step_packages() {
    local names missing
    mapfile -t names < <(wanted_packages)
    read -ra missing < <(missing_of "${names[@]}") || true
    if [ ${#missing[@]} -eq 0 ]; then return; fi
    if [[ " ${missing[*]} " == *" usbguard "* ]] && [ -z "$dry" ]; then
        mask usbguard.service # until it has its rules: without any it would refuse everything
    fi
    change "install ${missing[*]}" fetch_packages "${missing[@]}"
}

fetch_packages() { # NAME...
    if [ -n "$root" ]; then die "Packages are not installed below --root: run install-pi inside of it (chroot)."; fi
    export DEBIAN_FRONTEND=noninteractive
    apt-get -qq -o Acquire::Retries=3 update ||
        say "    (the list of packages could not be fetched anew)"
    apt-get -qq -o Acquire::Retries=3 -o Dpkg::Use-Pty=0 install -y --no-install-recommends "$@" \
        >/dev/null || {
        say "    Is the network there (ping -c1 deb.debian.org), and the clock right (date)?"
        return 1
    }
}
