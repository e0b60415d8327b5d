#!/bin/sh
# Makes the account and the folders of a bench terminal, where there is systemd; nothing is begun or enabled. What cannot be made
# while an image is built, without /proc, is made when that starts.
set -e
if command -v systemd-sysusers >/dev/null; then systemd-sysusers soprun.conf || true; fi
if command -v systemd-tmpfiles >/dev/null && id soprun >/dev/null 2>&1; then systemd-tmpfiles --create soprun.conf || true; fi
if [ -d /run/systemd/system ]; then systemctl daemon-reload; fi
