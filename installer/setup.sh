# What ./run and ./test need before they can start: a Python, system libraries, .venv.
# Sourced, not run. POSIX sh only: the machine may have nothing but dash and busybox.
#
# Root, or sudo without a password, may install Debian and Ubuntu packages; anybody else is told
# exactly which ones to ask for. A second call with nothing changed costs a few milliseconds.

say() { printf '%s\n' "$*" >&2; }
die() { say "$@"; exit 2; }

# as_root COMMAND…: run it with the rights to install, or fail.
as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
        sudo -n "$@"
    else
        return 1
    fi
}

apt_lists=old

# install_packages PACKAGE…: Debian packages, quietly; fails where that cannot be.
install_packages() {
    command -v apt-get >/dev/null 2>&1 || return 1
    as_root true || return 1
    say "Installing system packages: $*"
    if [ "$apt_lists" = old ]; then
        as_root apt-get -qq update >&2 || return 1
        apt_lists=new
    fi
    as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get -qq -y --no-install-recommends install "$@" >/dev/null
}

# usable PYTHON: 3.11 to 3.13, able to make a virtual environment with pip in it.
right_version() {
    "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null
}
usable() {
    right_version "$1" && "$1" -c 'import ensurepip, venv' 2>/dev/null
}

find_python() {
    for python in "${MOHIST_PYTHON:-}" python3.13 python3.12 python3.11 python3; do
        if [ -n "$python" ] && command -v "$python" >/dev/null 2>&1 && usable "$python"; then
            return 0
        fi
    done
    return 1
}

ensure_python() {
    find_python && return 0
    install_packages python3 python3-venv && find_python && return 0
    install_packages python3.11 python3.11-venv && find_python && return 0
    die "Mohist needs Python 3.11, 3.12 or 3.13 with venv, and found none." \
        "On Debian 12 or Ubuntu 24.04, ask for: apt-get install python3 python3-venv"
}

# ensure_venv EXTRA: .venv with the project installed in place. The copy of pyproject.toml in it
# tells whether it is still the one that was asked for; `test` holds all that `run` needs.
ensure_venv() {
    for mark in ".venv/made-for-$1" .venv/made-for-test; do
        if cmp -s pyproject.toml "$mark" && .venv/bin/python -c '' 2>/dev/null; then
            return 0
        fi
    done
    mark=".venv/made-for-$1"
    if [ "$1" = run ]; then extra=""; else extra="[$1]"; fi
    ensure_python
    if ! { [ -x .venv/bin/python ] && right_version .venv/bin/python; }; then
        say "Making .venv with $("$python" --version)"
        "$python" -m venv --clear .venv || die "The virtual environment .venv could not be made."
    fi
    say "Installing dependencies into .venv (the first time takes a minute)"
    .venv/bin/python -m pip --disable-pip-version-check --quiet install --editable ".$extra" >&2 \
        || die "The dependencies could not be installed; see pip's words above." \
               "Behind a proxy, set https_proxy or point pip at your mirror (pip config)."
    cp pyproject.toml "$mark"
}

# ensure_libraries [WHAT]: the shared libraries Qt needs; `display` adds those of a real screen.
ensure_libraries() {
    missing=$(.venv/bin/python installer/libraries.py "$1") || die "installer/libraries.py failed."
    [ -z "$missing" ] && return 0
    # shellcheck disable=SC2086
    if install_packages $missing && [ -z "$(.venv/bin/python installer/libraries.py "$1")" ]; then
        return 0
    fi
    say "Qt misses system libraries. On Debian or Ubuntu, ask for:"
    say "  apt-get install $missing"
    return 1
}

# ensure_font: one that has Chinese, which half of our users read and many names of tables have.
# Never fatal: without it such characters are boxes.
ensure_font() {
    [ -n "$(fc-list :lang=zh family 2>/dev/null)" ] && return 0
    tried_today font || install_packages fontconfig fonts-wqy-microhei || true
}

# has PROGRAM: also those of root, which are not in everybody's PATH.
has() { command -v "$1" >/dev/null 2>&1 || [ -x "/usr/sbin/$1" ]; }

# tried_today NAME: tell whether NAME was tried within a day already, and note that it is now.
tried_today() {
    [ -z "$(find ".venv/tried-$1" -mtime -1 2>/dev/null)" ] || return 0
    : >".venv/tried-$1"
    return 1
}

# install_asleep PACKAGE…: install servers and start none of them, neither now nor at boot.
install_asleep() {
    policy=/usr/sbin/policy-rc.d # what it says, Debian's packages heed before they start anything
    if [ ! -e "$policy" ]; then
        # shellcheck disable=SC2016
        as_root sh -c 'printf "#!/bin/sh\nexit 101\n" >"$1" && chmod 755 "$1"' - "$policy" \
            || return 1
        trap 'as_root rm -f "$policy"' EXIT
        trap 'exit 130' HUP INT TERM
        install_packages "$@" && installed=0 || installed=1
        as_root rm -f "$policy"
        trap - EXIT HUP INT TERM
    else
        install_packages "$@" && installed=0 || installed=1
    fi
    for package in "$@"; do
        case $package in
            mariadb-server) services="mariadb" ;;
            redis-server) services="redis-server" ;;
            openssh-server) services="ssh.service ssh.socket" ;;
            *) continue ;;
        esac
        for service in $services; do
            as_root systemctl --quiet disable "$service" >/dev/null 2>&1 || true
        done
    done
    return "$installed"
}

# ensure_servers: what the tests with real servers need. Never fatal: those tests skip without.
ensure_servers() {
    wanted=""
    has mariadbd || wanted="$wanted mariadb-server"
    has redis-server || wanted="$wanted redis-server"
    has sshd || wanted="$wanted openssh-server"
    has openssl || wanted="$wanted openssl"
    has gnome-keyring-daemon || wanted="$wanted gnome-keyring"
    has dbus-run-session || wanted="$wanted dbus"
    has node || wanted="$wanted nodejs"
    has npm || wanted="$wanted npm"
    # Ubuntu's chromium is a snap, which apt only points to; without one those tests are skipped
    has chromium || has google-chrome || grep -qs '^ID=ubuntu' /etc/os-release \
        || wanted="$wanted chromium"
    # shellcheck disable=SC2086
    if [ -n "$wanted" ] && ! tried_today servers && ! install_asleep $wanted; then
        say "Tests that need what is not there will be skipped. On Debian or Ubuntu, ask for:"
        say "  apt-get install$wanted"
    fi
    mysql="${MOHIST_MYSQL_ROOT:-${XDG_CACHE_HOME:-$HOME/.cache}/mohist-tests/mysql9}"
    if [ ! -x "$mysql/usr/sbin/mysqld" ] && has apt-get && ! tried_today mysql; then
        say "Fetching MySQL 9 for the tests into $mysql (once, 110 MB)"
        timeout 180 tests/servers/fetch_mysql.sh "$mysql" \
            || say "MySQL 9 could not be had; its tests will be skipped."
    fi
    oidc="${MOHIST_OIDC_ROOT:-${XDG_CACHE_HOME:-$HOME/.cache}/mohist-tests/oidc-provider}"
    if [ ! -d "$oidc/node_modules/oidc-provider" ] && has npm && ! tried_today oidc; then
        say "Fetching oidc-provider for the tests into $oidc (once, 4 MB)"
        timeout 120 tests/servers/providers/fetch.sh "$oidc" \
            || say "oidc-provider could not be had; its tests will be skipped."
    fi
}
