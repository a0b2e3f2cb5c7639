#!/bin/sh
# Put npm's `oidc-provider` into FOLDER, for the tests that sign in at it. FOLDER appears whole or
# not at all. usage: fetch.sh [FOLDER]     (40 packages, 4 MB; needs npm and its registry)
set -eu

folder="${1:-${MOHIST_OIDC_ROOT:-${XDG_CACHE_HOME:-$HOME/.cache}/mohist-tests/oidc-provider}}"
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
[ -d "$folder/node_modules/oidc-provider" ] && exit 0
mkdir -p "$(dirname "$folder")"
work=$(mktemp -d "$folder.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
cp "$here/package.json" "$work/"
(cd "$work" && npm install --no-audit --no-fund --ignore-scripts --loglevel=error >&2)
[ -d "$work/node_modules/oidc-provider" ]
mv "$work" "$folder" 2>/dev/null || [ -d "$folder/node_modules/oidc-provider" ]
