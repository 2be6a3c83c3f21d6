# Shared by all findings: a temporary folder, pinned packages in it, and a comparison of actual with expected output.
# Each finding sources this file.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

# python_packages NAME==VERSION...: a virtual environment with exactly these packages; `python` is its interpreter.
python_packages() {
  python3 -m venv venv
  venv/bin/pip install --quiet --disable-pip-version-check "$@" 2>/dev/null
}
python() { venv/bin/python "$@"; }

# node_packages NAME@VERSION...: these packages in node_modules.
node_packages() {
  printf '{"private": true, "type": "module"}\n' >package.json
  npm install --silent --no-audit --no-fund "$@" >/dev/null
}

# expect: compare `seen.txt` with the expected text on standard input; show the difference and fail if they differ.
expect() {
  if diff --unified --label expected --label seen - seen.txt; then
    echo "as described"
  else
    echo "the behaviour has changed: check the description in this script again" >&2
    exit 1
  fi
}
