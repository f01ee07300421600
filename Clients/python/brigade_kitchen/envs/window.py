"""The render mode `human`: the program's window shows the episode as it is played.

The window plays the kitchen itself; in every seat of its game is a small program that takes the actions from a pipe into which the
environment writes them. So it shows what the environment plays, a tick at a time; a step takes as long as the window shows it.
"""

from __future__ import annotations

import atexit
import json
import os
import select
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, List, Optional

from .. import program
from ..kitchen import Kitchen, KitchenError

# How long the window waits for an action: an environment may think for minutes.
_DEADLINE_MS = 600_000
_FASTEST_MS, _SLOWEST_MS = 50, 500

_RELAY = '''\
import json, os, sys

# Not among the arguments: files that a command names are read to tell versions of an agent apart, and a pipe has no end.
actions_pipe = os.path.join(os.path.dirname(__file__), "actions" + sys.argv[1])
asked_pipe = os.path.join(os.path.dirname(__file__), "asked")

def say(**words):
    print(json.dumps(words), flush=True)

actions = shown = None
for line in sys.stdin:
    words = json.loads(line)
    if words["type"] == "hello":
        say(type="hello", protocol=1, name="environment")
    elif words["type"] == "begin":
        actions = actions or open(actions_pipe, "rb", buffering=0)
        shown = shown or open(asked_pipe, "wb", buffering=0)
        say(type="ready", episode=words["episode"])
    elif words["type"] == "state":
        action = actions.read(1) or b"\\4"
        shown.write(b".")
        say(type="action", tick=words["tick"], action=("north", "south", "east", "west", "stay", "interact")[action[0]])
    elif words["type"] == "quit":
        break
'''


class Window:
    """An episode in the program's window.

    Args:
        kitchen: one of Overcooked-AI; an episode must begin as its layout says.
        tick_ms: how long the window shows a tick.
    """

    def __init__(self, kitchen: Kitchen, horizon: int, tick_ms: int) -> None:
        if kitchen.is_v2:
            raise KitchenError(f"{kitchen.name}: the window draws recipes of OvercookedV2 by itself, so it cannot show an environment's")
        self._folder = tempfile.mkdtemp(prefix="brigade-window-")
        try:
            command = self._prepared(kitchen, horizon, max(_FASTEST_MS, min(tick_ms, _SLOWEST_MS)))
            self._program = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
            # Both ends are open here, so that nobody's opening waits for the window.
            self._writing = [os.open(path, os.O_RDWR) for path in self._pipes]
            self._asked = os.open(self._asked_pipe, os.O_RDWR | os.O_NONBLOCK)
        except BaseException:
            shutil.rmtree(self._folder, ignore_errors=True)
            raise
        # For programs that end without closing their environment.
        atexit.register(self.close)

    def _prepared(self, kitchen: Kitchen, horizon: int, tick_ms: int) -> List[str]:
        """Writes the map, the agents and their pipes; the command that shows them."""
        folder = Path(self._folder)
        keys = {**kitchen.keys, "grid": "\n".join(kitchen.grid) + "\n", "name": "environment"}
        # JSON is YAML, of which map files are.
        (folder / "environment.yaml").write_text(json.dumps(keys).replace("Infinity", ".inf"), encoding="utf-8")
        (folder / "relay.py").write_text(_RELAY, encoding="utf-8")
        self._pipes: List[str] = []
        self._asked_pipe = str(folder / "asked")
        os.mkfifo(self._asked_pipe)
        agents: List[str] = []
        for player in range(kitchen.players):
            pipe, agent = folder / f"actions{player}", folder / f"player_{player}.yaml"
            os.mkfifo(pipe)
            self._pipes.append(str(pipe))
            parameters = {
                "command": [sys.executable, str(folder / "relay.py"), str(player)], "deadline_ms": _DEADLINE_MS, "begin_ms": _DEADLINE_MS,
                "start_ms": _DEADLINE_MS}
            agent.write_text(json.dumps({"kind": "process", "parameters": parameters}), encoding="utf-8")
            agents.append(str(agent))
        return [
            program.find(), "watch", "--live", *agents, str(folder / "environment.yaml"), "--dynamics", kitchen.dynamics, "--horizon",
            str(horizon), "--tick-ms", str(tick_ms)]

    def play(self, actions: Any) -> None:
        """Shows a tick, and waits until the window is there; nothing where somebody has closed the window."""
        if self._program.poll() is None:
            for descriptor, action in zip(self._writing, actions):
                os.write(descriptor, bytes([int(action)]))
        waits_for = len(self._writing)
        while waits_for and self._program.poll() is None:
            if select.select([self._asked], [], [], 0.1)[0]:
                waits_for -= len(os.read(self._asked, waits_for))
        if self._program.poll() is not None:
            self._complain()

    def _complain(self) -> None:
        """Says why the window could not be opened, once."""
        if self._program.returncode and self._program.stderr is not None and not self._program.stderr.closed:
            words = self._program.stderr.read().decode("utf-8", "replace").strip()
            self._program.stderr.close()
            raise program.ProgramError(f"the window cannot be shown: {words or f'brigade ended with {self._program.returncode}'}")

    def close(self) -> None:
        """Closes the window."""
        atexit.unregister(self.close)
        for descriptor in (self._asked, *self._writing):
            os.close(descriptor)
        self._program.terminate()
        try:
            self._program.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self._program.kill()
            self._program.wait()
        if self._program.stderr is not None:
            self._program.stderr.close()
        shutil.rmtree(self._folder, ignore_errors=True)


class Shown:
    """The window of an environment: a new one for every episode, nothing in other render modes."""

    def __init__(self, mode: Optional[str], kitchen: Kitchen, horizon: int, starts: Any, fps: int) -> None:
        self._wants = mode == "human"
        if self._wants and starts != "layout":
            raise KitchenError("the window shows episodes that begin as the layout says; leave starts out with render_mode='human'")
        self._kitchen, self._horizon, self._tick_ms = kitchen, horizon, 1000 // fps
        self._window: Optional[Window] = None

    def begin(self, state: Any = None) -> None:
        """Opens the window of the next episode."""
        if not self._wants:
            return
        if state is not None:
            raise KitchenError("the window shows episodes that begin as the layout says, not with a state")
        self.close()
        self._window = Window(self._kitchen, self._horizon, self._tick_ms)

    def play(self, actions: Any) -> None:
        if self._window is not None:
            self._window.play(actions)

    def close(self) -> None:
        if self._window is not None:
            self._window.close()
            self._window = None
