#!/bin/sh
# Makes the account and the folders of a bench terminal, where there is systemd; nothing is begun or enabled.
set -e
if command -v systemd-sysusers >/dev/null; then systemd-sysusers soprun.conf; fi
if command -v systemd-tmpfiles >/dev/null && id soprun >/dev/null 2>&1; then systemd-tmpfiles --create soprun.conf; fi
if [ -d /run/systemd/system ]; then systemctl daemon-reload; fi
