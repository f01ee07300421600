"""The notebooks, run from the first cell to the last as somebody would who opens them."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import store_fixtures

NOTEBOOKS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs(path, tmp_path):
    for package in ("pandas", "matplotlib"):
        pytest.importorskip(package)
    notebook = json.loads(path.read_text(encoding="utf-8"))
    cells = ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert all(not cell.get("outputs") for cell in notebook["cells"]), "results belong to whoever runs it, not into the repository"
    script = tmp_path / "notebook.py"
    script.write_text("\n\n".join(cells), encoding="utf-8")
    import brigade_kitchen

    folders = [str(Path(brigade_kitchen.__file__).parents[1]), os.environ.get("PYTHONPATH", "")]
    environment = {
        **os.environ, "BRIGADE": store_fixtures.brigade(), "PYTHONPATH": os.pathsep.join(filter(None, folders)), "MPLBACKEND": "Agg",
        "MPLCONFIGDIR": str(tmp_path), "EPISODES": "3", "HORIZON": "120", "FIGURES": str(tmp_path)}
    done = subprocess.run([sys.executable, str(script)], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert done.returncode == 0, done.stderr
    assert "points in 120 ticks" in done.stdout
    pictures = sorted(tmp_path.glob("*.png"))
    assert [picture.name for picture in pictures] == ["cross_play.png", "time.png"]
    assert all(picture.stat().st_size > 10_000 for picture in pictures)
