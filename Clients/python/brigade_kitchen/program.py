"""Where the program `brigade` is, for what only it can do."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import List, Optional, Sequence


class ProgramError(Exception):
    """The program `brigade` is not there, or it failed; the text has its own words."""


def find(path: Optional[str] = None) -> str:
    """The program: `path`, else the variable BRIGADE, else in PATH, else built in the checkout that this package lies in."""
    wanted = path or os.environ.get("BRIGADE")
    if wanted:
        if os.access(wanted, os.X_OK):
            return wanted
        raise ProgramError(f"{wanted}: there is no program that can be run")
    found = shutil.which("brigade")
    if found:
        return found
    for folder in Path(__file__).resolve().parents:
        if (folder / "Package.swift").exists():
            for build in (".build/release", ".build-test/release", ".build/debug", ".build-debug/debug"):
                if os.access(folder / build / "brigade", os.X_OK):
                    return str(folder / build / "brigade")
    raise ProgramError("the program 'brigade' is not in PATH; build it with 'make build' and name it in the variable BRIGADE")


def run(arguments: Sequence[str], program: Optional[str] = None, accepted: Sequence[int] = (0,)) -> str:
    """What `brigade` prints, run with `arguments`; raises `ProgramError` with its words where it ends with another code."""
    command: List[str] = [find(program), *arguments]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if done.returncode not in accepted:
        words = done.stderr.decode("utf-8", "replace").strip() or f"it ended with {done.returncode}"
        raise ProgramError(f"brigade {' '.join(arguments[:2])}: {words}")
    return done.stdout.decode("utf-8", "replace")
