"""A store that the tests of logs read: a short tournament of the program `brigade`, played once."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from brigade_kitchen import program

ROOT = Path(__file__).resolve().parents[3]
AGENTS = """\
name: {name}
kind: greedy
parameters:
  noise: {noise}
"""


def brigade() -> str:
    """The program, or a skipped test that says what is missing."""
    # The package may be installed elsewhere; the tests are in the checkout, where the program may have been built.
    for build in (".build-test/release", ".build/release", ".build-debug/debug", ".build/debug"):
        built = ROOT / build / "brigade"
        if "BRIGADE" not in os.environ and os.access(built, os.X_OK):
            os.environ["BRIGADE"] = str(built)
    try:
        return program.find()
    except program.ProgramError as error:
        pytest.skip(str(error))


def run(*arguments: str, accepted=(0,)) -> str:
    done = subprocess.run([brigade(), *arguments], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert done.returncode in accepted, done.stderr
    return done.stdout


def tournament(folder: Path) -> str:
    """A store of three agents on two maps, one of whose pairs has many episodes and the others a few."""
    for name, noise in (("steady", 0.1), ("shaky", 0.4)):
        (folder / f"{name}.yaml").write_text(AGENTS.format(name=name, noise=noise))
    agents = [str(folder / "steady.yaml"), str(folder / "shaky.yaml"), "random"]
    store = str(folder / "log.sqlite")
    common = ["--db", store, "--horizon", "100", "--quiet"]
    run("tournament", "--agents", *agents, "--maps", "cramped_room", "forced_coordination", "--episodes", "4", "--explain", *common)
    run("tournament", "--agents", *agents[:2], "--maps", "cramped_room", "--episodes", "40", *common)
    return store


def copy(store: str, folder: Path) -> str:
    target = str(folder / "copy.sqlite")
    for ending in ("", "-wal"):
        if os.path.exists(store + ending):
            shutil.copy(store + ending, target + ending)
    return target


@pytest.fixture(scope="session")
def store(tmp_path_factory):
    """The path of a store with a short tournament."""
    return tournament(tmp_path_factory.mktemp("store"))
