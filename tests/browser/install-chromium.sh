#!/usr/bin/env bash
# Install Chromium for the browser tests from the system's packages, where we may; else say so.
set -uo pipefail
# The one without windows takes a quarter of the time; if it cannot be had, any other will do.
command -v chromium-headless-shell >/dev/null && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "Installing Chromium for the browser tests ..."
  apt-get update -qq
  apt-get install -y -qq chromium-headless-shell fonts-dejavu-core >/dev/null && exit 0
fi
for name in chromium chromium-browser google-chrome; do
  command -v "$name" >/dev/null && exit 0
done
echo "No Chromium here, and it cannot be installed: the browser tests will be skipped."
echo "To run them, install the package chromium-headless-shell or chromium as an administrator."
