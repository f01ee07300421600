#!/usr/bin/env bash
# Tests the drop-in for overcooked_ai (docs/python.md) with the release on PyPI, with a stand-in of the generation 0.0.1, and with the copies
# that BRIGADE_OVERCOOKED_COPIES names; then, where OVERCOOKED_SOURCE names a checkout of overcooked_ai, runs its own test suite without and
# with the engine, and compares which tests pass.
#
#     make python peer-tests
#     OVERCOOKED_SOURCE=../overcooked_ai make peer-tests
set -euo pipefail
cd "$(dirname "$0")/.."
folder=$PWD/.build-python
fresh=$folder/fresh/bin/python
theirs=$folder/overcooked/bin/python
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1
wheel=$(ls -t "$folder"/wheels/*.whl 2>/dev/null | head -n 1)
[ -n "$wheel" ] && [ -x "$fresh" ] || { echo "there is no wheel; run make python first" >&2; exit 1; }

# overcooked_ai is of the time before NumPy 2; its viewer is left out, and what it needs at run time is named.
if ! "$theirs" -W ignore -c 'import overcooked_ai_py.mdp.overcooked_env' >/dev/null 2>&1; then
  python3 -m venv "$folder/overcooked"
  "$folder/overcooked/bin/pip" install -q 'numpy<2' scipy tqdm gym
  "$folder/overcooked/bin/pip" install -q --no-deps overcooked-ai==1.1.0
fi
"$folder/overcooked/bin/pip" install -q --force-reinstall --no-deps "$wheel"
BRIGADE_OVERCOOKED_PYTHON=$theirs "$fresh" -m pytest -q -rs -p no:cacheprovider \
  Clients/python/tests/test_overcooked.py Clients/python/tests/test_generations.py

[ -n "${OVERCOOKED_SOURCE:-}" ] || exit 0
source=$(cd "$OVERCOOKED_SOURCE" && pwd)
"$folder/overcooked/bin/pip" install -q pytest gymnasium pygame dill ipywidgets 'opencv-python-headless<4.10'
suite() {
  (cd "$source/testing" && PYTHONPATH=$source/src "$theirs" "$@" -m pytest -q -rA -p no:cacheprovider overcooked_test.py 2>&1 || true) \
    | grep -E '^(PASSED|FAILED|ERROR) ' | sed 's/ - .*//' | sort
}
suite >"$folder/suite-without.txt"
suite -m brigade_kitchen.overcooked >"$folder/suite-with.txt"
echo "overcooked_ai's own tests without and with the engine: $(grep -c ^PASSED "$folder/suite-without.txt"), $(grep -c ^PASSED "$folder/suite-with.txt") passed"
echo "failed with the engine:"
grep -v ^PASSED "$folder/suite-with.txt" || echo "none"
diff "$folder/suite-without.txt" "$folder/suite-with.txt" && echo "the same tests pass"
