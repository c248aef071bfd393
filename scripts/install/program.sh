# shellcheck shell=bash disable=SC2034,SC2154 # scripts/install-pi has the variables
# Sourced by scripts/install-pi: Python, the locked packages and the kiosk in a folder of its own.
#
#   /opt/knee-kiosk/uv                    the tool that fetches them
#   /opt/knee-kiosk/python                Python 3.12, readable by the service's user
#   /opt/knee-kiosk/releases/VERSION/venv the kiosk with its packages
#   /opt/knee-kiosk/current               -> releases/VERSION (docs/updates.md)

OPT=/opt/knee-kiosk
JUDGE=/usr/local/lib/knee-kiosk/update-judge # switches between releases
CACHE=/var/cache/knee-kiosk/uv
INDEX="    Is the package index reachable? A mirror: PIP_INDEX_URL=https://… (sudo -E)."

fetches() {
    if [ -n "$root" ]; then die "Programs are not installed below --root: run install-pi inside of it (chroot)."; fi
    if [ -z "${UV_DEFAULT_INDEX-}${UV_INDEX_URL-}" ] && [ -n "${PIP_INDEX_URL-}" ]; then
        export UV_DEFAULT_INDEX="$PIP_INDEX_URL"
    fi
    export UV_PYTHON_INSTALL_DIR=$OPT/python UV_CACHE_DIR=$CACHE UV_NO_PROGRESS=1 UV_NO_CONFIG=1
    # The system's own list of whom to trust, as a gym's proxy may need.
    export UV_NATIVE_TLS=1 UV_LINK_MODE=copy
}

step_python() {
    if has_release; then return; fi
    if [ -n "$python" ]; then
        if [ -z "$(python_version "$python")" ]; then refuse "$python is no Python that runs."; fi
        return
    fi
    if ! uv_is_there; then change "install uv into $OPT/uv" install_uv; fi
    if [ -z "$(managed_python)" ]; then change "fetch Python 3.12 into $OPT/python" fetch_python; fi
}

uv_is_there() {
    local wanted
    wanted=$(sed -n 's/^uv==\([^ ;\\]*\).*/\1/p' "$from/requirements/uv.lock")
    [ "$("$root$OPT/uv/bin/uv" --version 2>/dev/null | cut -d ' ' -f 2)" = "$wanted" ]
}

install_uv() {
    fetches
    rm -rf $OPT/uv
    mkdir -p $OPT
    if ! python3 -m venv $OPT/uv || ! $OPT/uv/bin/python -m pip install --quiet --no-cache-dir \
        --disable-pip-version-check --require-hashes --only-binary :all: \
        -r "$from/requirements/uv.lock"; then
        rm -rf $OPT/uv
        say "$INDEX"
        return 1
    fi
}

managed_python() {
    local one
    for one in "$root$OPT"/python/cpython-3.12.*/bin/python3.12; do
        if [ -x "$one" ] && [ -n "$(python_version "$one")" ]; then
            say "$one"
            return
        fi
    done
}

fetch_python() {
    fetches
    if $OPT/uv/bin/uv python install --quiet 3.12; then
        chmod -R a+rX $OPT/python
    elif [ "$(of_package libc6 Architecture)" = amd64 ] && python_fits /usr/bin/python3; then
        say "    It could not be fetched. On a PC the system's $(python_version /usr/bin/python3) does as well."
    else
        say "    Is the network there? A mirror: UV_PYTHON_INSTALL_MIRROR=https://… (sudo -E)," \
            "or a Python 3.12 that is here: --python PATH."
        return 1
    fi
}

python_version() { # COMMAND
    "$1" -c 'import platform; print(platform.python_version())' 2>/dev/null || true
}

python_fits() { # COMMAND
    "$1" -c 'import sys, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' 2>/dev/null
}

chosen_python() {
    if [ -n "$python" ]; then
        say "$python"
    elif [ -n "$(managed_python)" ]; then
        managed_python
    else
        say /usr/bin/python3
    fi
}

# What a release is made of, in one word.
content_key() {
    (
        cd "$from" || exit
        find kiosk models pyproject.toml README.md LICENSE requirements/runtime.lock -type f \
            -not -path '*/__pycache__/*' -not -path 'models/training/*' -print0 |
            sort -z | xargs -0 sha256sum | sha256sum | cut -c 1-64
    )
}

key=''
release=''
# The complete release with this content; or the signed one of this version, whose content is told
# by its manifest.
find_release() {
    local one folder
    if [ -z "$key" ]; then key=$(content_key); fi
    release=''
    for one in "$root$OPT"/releases/*/complete; do
        folder=$(dirname "$one")
        if [ ! -e "$one" ]; then continue; fi
        if [ "$(cat "$folder/content" 2>/dev/null)" = "$key" ] ||
            { [ -e "$folder/release.json" ] && [ "$(basename "$folder")" = "$version" ]; }; then
            release=$(basename "$folder")
        fi
    done
}

has_release() {
    find_release
    [ -n "$release" ]
}

step_release() {
    local now
    put "$from/systemd/update-judge" $JUDGE 755
    if ! has_release; then
        release=$(free_version)
        change "install the kiosk and its packages: $OPT/releases/$release" make_release
    fi
    now=$(basename "$(readlink "$root$OPT/current" 2>/dev/null)" 2>/dev/null) || now=''
    if [ "$now" = "$release" ]; then return; fi
    if [ -n "$now" ] && [ -e "$root$OPT/releases/$now/complete" ]; then
        if [ -e "$root$OPT/trial.json" ] && [ -z "$dry" ]; then
            die "$now is on trial, which takes 15 minutes: run install-pi again after that."
        fi
        if [ "$now" != "$version" ] && [[ "$now" != "$version".* ]] && at_least "$now" "$version"; then
            note "the newer release $now stays the one that is used"
            return
        fi
    fi
    change "use the release $release from now on" as_updater $JUDGE adopt "$release"
    touched[program]=yes
    sweep
}

# What neither runs nor can be gone back to, also a half one of a run that was cut off.
sweep() {
    local folder name kept
    kept="$(readlink "$OPT/current" "$OPT/previous" 2>/dev/null)" || true
    for folder in "$OPT"/releases/*; do
        name=releases/$(basename "$folder")
        if [ -d "$folder" ] && [ -z "$dry$root" ] && ! grep -qxF "$name" <<<"$kept"; then
            change "remove the old $OPT/$name" rm -rf "$folder"
        fi
    done
}

# Another content under a number that is taken, as a developer has it, is counted: 1.2.3.1
free_version() {
    local name=$version count=0
    while [ -e "$root$OPT/releases/$name/complete" ]; do
        count=$((count + 1))
        name=$version.$count
    done
    say "$name"
}

# What owns the releases, so that the kiosk's own user can change nothing of what it runs.
as_updater() { setpriv --reuid=kiosk-update --regid=kiosk-update --init-groups -- "$@"; }

make_release() {
    local to=$OPT/releases/$release
    fetches
    if ! uv_is_there; then install_uv || return; fi
    rm -rf "$to"
    mkdir -p "$to"
    $OPT/uv/bin/uv venv --quiet --no-project --python "$(chosen_python)" "$to/venv" || return
    if ! $OPT/uv/bin/uv pip install --quiet --python "$to/venv/bin/python" --require-hashes \
        --only-binary :all: --compile-bytecode -r "$from/requirements/runtime.lock"; then
        say "$INDEX"
        return 1
    fi
    # Without isolation: the build tool is in the lock too, so that nothing unlocked is fetched.
    $OPT/uv/bin/uv pip install --quiet --python "$to/venv/bin/python" --no-deps \
        --no-build-isolation --compile-bytecode "$from" || return
    "$to/venv/bin/python" "$from/scripts/import-check" || return
    cp "$from/requirements/runtime.lock" "$to/" && say "$key" >"$to/content" &&
        chmod -R a+rX,go-w "$to" && chown -R kiosk-update:kiosk-update "$to" && sync -f "$to" || return
    rm -rf $CACHE
}
