#!/bin/sh
# Runs `depsov check` in CI and leaves the reports in a new folder. It is told by its environment:
#
#   DEPSOV_VENV    the virtual environment that depsov is installed in
#   DEPSOV_PATH    the folder to check
#   DEPSOV_PRESET  the preset to take; empty: the project's own policy
#   DEPSOV_DIFF    the git revision to compare with; empty: depsov.lock
#   DEPSOV_ARGS    further options of `depsov check`, one a line
#   DEPSOV_REPORT  the folder to make for the reports
#
# action.yml runs this file. The other templates hold the lines from `set` on, as they are used without this repository;
# tests/test_ci.py compares them. There is no brace after a dollar sign, as Woodpecker would put a value in its place.

set -euf
# A folder that is there already may be a link to anywhere: who wrote the lockfiles wrote it as well.
mkdir -- "$DEPSOV_REPORT" || exit 2
IFS='
'
# shellcheck disable=SC2086 # it is split into lines, and `set -f` expands none
set -- $DEPSOV_ARGS
if [ -n "$DEPSOV_PRESET" ]; then set -- "$@" "--preset=$DEPSOV_PRESET"; fi
if [ -n "$DEPSOV_DIFF" ]; then set -- "$@" "--diff=$DEPSOV_DIFF"; fi
code=0
PYTHONUNBUFFERED=1 "$DEPSOV_VENV/bin/depsov" check --color=never \
  -o "text=$DEPSOV_REPORT/depsov.txt" \
  -o "json=$DEPSOV_REPORT/depsov.json" \
  -o "sarif=$DEPSOV_REPORT/depsov.sarif" \
  -o "gitlab=$DEPSOV_REPORT/code-quality.json" \
  -o "markdown=$DEPSOV_REPORT/depsov.md" \
  "$@" -- "$DEPSOV_PATH" </dev/null >"$DEPSOV_REPORT/check.txt" 2>&1 || code=$?
cat -- "$DEPSOV_REPORT/check.txt"
exit "$code"
