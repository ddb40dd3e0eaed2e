#!/bin/sh
# Installs git-parallel @VERSION@ for this user, or below PREFIX; asks nothing and needs no root.
#
#   sh install.sh            into ~/.local
#   PREFIX=/opt/x sh install.sh
#   FROM=URL|DIR sh install.sh    from where the archives are instead
set -eu
umask 022

version='@VERSION@'
from=${FROM:-'@FROM@'}
prefix=${PREFIX:-${HOME:?}/.local}

fail() {
    printf 'error: %s\n' "$1" >&2
    [ "$#" -lt 2 ] || printf 'hint: %s\n' "$2" >&2
    exit 1
}

[ "$(uname -s)" = Linux ] || fail "there is no binary for $(uname -s)" \
    "to build one, run in a clone: cargo install --locked --path ."
case $(uname -m) in
x86_64 | amd64) machine=x86_64 ;;
aarch64 | arm64) machine=aarch64 ;;
*) fail "there is no binary for $(uname -m)" "to build one, run in a clone: cargo install --locked --path ." ;;
esac
libc=gnu
[ ! -e "/lib/ld-musl-$machine.so.1" ] || libc=musl
whole=git-parallel-$version-$machine-unknown-linux-$libc
command -v git >/dev/null || echo "warning: git is not installed; git-parallel needs 2.39 or later" >&2

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

fetched() {
    case $from in
    file://*) cp "${from#file://}/$1" "$work/$1" 2>/dev/null ;;
    *://*)
        if command -v curl >/dev/null; then
            curl --fail --silent --show-error --location --proto-redir =https --output "$work/$1" "$from/$1"
        elif command -v wget >/dev/null; then
            wget --quiet --output-document "$work/$1" "$from/$1"
        else
            fail "neither curl nor wget is installed"
        fi
        ;;
    *) cp "$from/$1" "$work/$1" 2>/dev/null ;;
    esac || fail "cannot have '$1' from '$from'" "to name another place, run: FROM=URL sh install.sh"
}

summed() {
    if command -v sha256sum >/dev/null; then
        sha256sum "$1"
    else
        shasum -a 256 "$1"
    fi | cut -d ' ' -f 1
}

fetched SHA256SUMS
wanted=$(sed -n "s/^\([0-9a-f]\{64\}\) [ *]$whole\.tar\.gz\$/\1/p" "$work/SHA256SUMS")
[ -n "$wanted" ] || fail "there is no '$whole.tar.gz' in '$from'"
fetched "$whole.tar.gz"
[ "$(summed "$work/$whole.tar.gz")" = "$wanted" ] || fail "the sum of '$whole.tar.gz' is wrong; nothing was installed"
tar -xzf "$work/$whole.tar.gz" -C "$work"
# All of it can be read, and the program runs here, before the first write.
told=$("$work/$whole/bin/git-parallel" --version) || fail "the program does not run here; nothing was installed"

mkdir -p "$prefix" || fail "cannot write '$prefix'" "to choose another place, run: PREFIX=DIR sh install.sh"
(cd "$work/$whole" && find . -type f) | while read -r file; do
    mkdir -p "$prefix/${file%/*}"
    # In one step each: a program that runs is never half-written.
    cp "$work/$whole/$file" "$prefix/$file.new"
    mv -f "$prefix/$file.new" "$prefix/$file"
done
echo "installed $told below $prefix"
case :${PATH:-}: in
*:"$prefix/bin":*) echo "next: git parallel demo" ;;
*) echo "next: export PATH=\"$prefix/bin:\$PATH\" && git parallel demo" ;;
esac
