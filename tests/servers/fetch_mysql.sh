#!/bin/sh
# Unpack the MySQL server of Debian's unstable suite, with every library it needs, into FOLDER.
# usage: fetch_mysql.sh [FOLDER]     (about 110 MB to fetch, 250 MB unpacked, amd64 only)
#
# Nothing is installed and nothing in /etc/apt changes: apt is given a state of its own with an
# empty list of installed packages, so that it names the libraries of the same suite as well.
# The mirror is the one this machine's own apt uses. FOLDER appears whole or not at all.
set -eu

die() { printf '%s\n' "$*" >&2; exit 1; }

cache="${XDG_CACHE_HOME:-$HOME/.cache}/mohist-tests"
folder="${1:-${MOHIST_MYSQL_ROOT:-$cache/mysql9}}"
suite=unstable
[ -x "$folder/usr/sbin/mysqld" ] && exit 0
[ "$(dpkg --print-architecture 2>/dev/null)" = amd64 ] || die "Only fetched for Debian's amd64."
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
[ -r "$keyring" ] || die "No Debian archive keys at $keyring."

# The first Debian archive named in either format of apt's configuration.
mirror=$(
    cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources \
        2>/dev/null | awk '
        /^URIs:/ { for (n = 2; n <= NF; n++) if ($n ~ /\/debian\/?$/) { print $n; exit } }
        /^deb / { for (n = 2; n <= NF; n++) if ($n ~ /\/debian\/?$/) { print $n; exit } }'
)
[ -n "$mirror" ] || die "This machine's apt names no Debian archive."

mkdir -p "$(dirname "$folder")"
# What an earlier try left that was killed.
find "$(dirname "$folder")" -maxdepth 1 -name "$(basename "$folder").??????" -mtime +0 \
    -exec rm -rf {} +
work=$(mktemp -d "$folder.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
mkdir -p "$work/lists/partial" "$work/cache/archives/partial" "$work/parts" "$work/debs" "$work/root"
: >"$work/status"
echo "deb [signed-by=$keyring] $mirror $suite main" >"$work/sources.list"

# apt drops to the user _apt for fetching, who may not enter a home folder: fetch as ourselves.
apt() {
    command=$1; shift
    "$command" -q -o Dir::Etc::sourcelist="$work/sources.list" -o Dir::Etc::sourceparts="$work/parts" \
        -o Dir::Etc::preferencesparts="$work/parts" -o Dir::State::lists="$work/lists" \
        -o Dir::State::status="$work/status" -o Dir::Cache="$work/cache" \
        -o Debug::NoLocking=true -o APT::Sandbox::User="$(id -un)" \
        -o APT::Architecture=amd64 -o APT::Default-Release= -o Acquire::Languages=none \
        -o Acquire::IndexTargets::deb::Contents-deb::DefaultEnabled=false "$@"
}

apt apt-get update >"$work/log" 2>&1 || { tail -5 "$work/log" >&2; die "apt-get update failed."; }

# What a bare server does not run: interpreters, accounts, the init system, the client's tools.
apt apt-get -s --no-install-recommends install mysql-server-core >"$work/plan" 2>>"$work/log" \
    || die "The suite has no mysql-server-core that can be had: $(tail -3 "$work/log")"
awk '/^Inst / { print $2 }' "$work/plan" | grep -vE '^(perl|perl-base|perl-modules.*|libperl.*)$' \
    | grep -vE '^(libgdbm.*|libdb5.*|debconf|passwd|psmisc|iproute2|systemd.*|adduser|libc-gconv.*)$' \
    | grep -vE '^(.*-base|libtirpc-common|mysql-client.*|libpam.*|dpkg|tar|login.*|sysvinit.*)$' \
    | grep -vE '^(init-system-helpers|bash|dash|coreutils|util-linux.*|mysql-server)$' >"$work/names"

# shellcheck disable=SC2046
(cd "$work/debs" && apt apt-get download $(cat "$work/names") >>"$work/log" 2>&1) \
    || { tail -5 "$work/log" >&2; die "The packages could not be fetched."; }
for package in "$work"/debs/*.deb; do dpkg-deb -x "$package" "$work/root"; done
rm -rf "$work"/root/usr/share/doc "$work"/root/usr/share/man "$work"/root/usr/share/locale \
    "$work"/root/usr/share/info "$work"/root/usr/share/lintian "$work"/root/usr/share/icu
[ -x "$work/root/usr/sbin/mysqld" ] || die "mysqld was not among what was fetched."
[ -d "$folder" ] && [ ! -x "$folder/usr/sbin/mysqld" ] && rm -rf "$folder"
mv "$work/root" "$folder" 2>/dev/null || [ -x "$folder/usr/sbin/mysqld" ]
