#!/bin/sh
# Installs the peers with pip, each into an environment of its own below this folder; does nothing that is done.
set -eu
cd "$(dirname "$0")"

# install NAME PROOF PIP-ARGUMENTS...: into .venv-NAME, unless it can already import PROOF.
install() {
    name=$1
    proof=$2
    shift 2
    "./.venv-$name/bin/python" -W ignore -c "import $proof" >/dev/null 2>&1 && return 0
    python3 -m venv ".venv-$name" || {
        echo "python3 cannot make environments here; on Debian: apt-get install python3-venv" >&2
        exit 1
    }
    "./.venv-$name/bin/pip" install -q "$@" >&2
}

# The release on PyPI; its viewer (pygame, ipython) is left out, and what it needs at run time is named: it is of
# the time before numpy 2.
install overcooked_ai numpy,scipy,tqdm,gym "numpy<2" scipy tqdm gym
install overcooked_ai overcooked_ai_py.mdp.overcooked_mdp --no-deps overcooked-ai==1.1.0
install jaxmarl jaxmarl.environments.overcooked jaxmarl==0.2.0
# EGG is on no package index; its loggers and image models are left out. EGG_TORCH names another torch, for instance one without
# the several gigabytes of CUDA; EGG_SOURCE a copy of EGG on the disk.
install egg torch,scipy,editdistance,sklearn,rich "${EGG_TORCH:-torch}" scipy editdistance scikit-learn rich numpy
install egg egg.core.language_analysis --no-deps "${EGG_SOURCE:-git+https://github.com/facebookresearch/EGG@54eb11c6b4ba3d3171811378f7ad7a117fa93a97}"
