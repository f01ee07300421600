#!/bin/sh
# Installs the Debian packages named as arguments that are missing; does nothing when all are there.
set -eu
missing=""
for package in "$@"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q "install ok installed" || missing="$missing $package"
done
[ -z "$missing" ] && exit 0
if ! command -v apt-get >/dev/null 2>&1; then
    echo "Brigade needs these packages, and there is no apt-get here:$missing" >&2
    echo "Install what your system calls them, then run make again." >&2
    exit 1
fi
if [ "$(id -u)" -eq 0 ]; then
    sudo=""
elif command -v sudo >/dev/null 2>&1; then
    sudo="sudo"
else
    echo "Brigade needs these packages, and you are neither root nor have sudo:$missing" >&2
    echo "Ask an administrator to run: apt-get install$missing" >&2
    exit 1
fi
echo "Installing$missing" >&2
$sudo apt-get update -qq && $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >&2 || {
    echo "apt-get could not install$missing; see its messages above, then run make again." >&2
    exit 1
}
