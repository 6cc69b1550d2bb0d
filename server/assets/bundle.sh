#!/usr/bin/env bash
# Bundle the editor of the query page with CodeMirror, where npm can be had; else say what is lost.
set -uo pipefail
cd "$(dirname "$0")"
bundle=../static/vendor/editor.js

without() {
  echo "$1 The query page has its plain form instead of the editor; all else works."
  exit 0
}

command -v npm >/dev/null || without "No npm here (on Debian: apt-get install npm)."
npm ci --ignore-scripts --no-progress --loglevel=error || without "npm could not install the editor (see above)."
node_modules/.bin/esbuild editor.js --bundle --minify --format=esm --target=es2022 --loader:.css=text --log-level=warning \
  --outfile="$bundle.new" || without "The editor could not be bundled (see above)."
mv "$bundle.new" "$bundle"
