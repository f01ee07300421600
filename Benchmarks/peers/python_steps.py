"""Steps a processor second of the Python package's batches on one core, as rows of JSON; random actions, cramped_room.

`written` writes actions from NumPy before every step, as a learner does; `drawn` lets the batch draw them, as `brigade bench kitchen`
does. Needs an interpreter with the wheel; python_package.py calls it.
"""
import argparse
import json
import time

import numpy as np

import brigade_kitchen as bk


def measure(kitchen: bk.Kitchen, games: int, observation: str, actions: str, seconds: float) -> dict:
    batch = bk.Batch(kitchen, games, observations=None if observation == "none" else observation, seed=1,
                     dtype="float32" if observation == "features" else None)
    drawn = np.random.default_rng(1).integers(0, 6, (64, *batch.actions.shape), dtype=np.uint8)
    ticks = max(64, 30_000 // games)
    speeds = []
    begun = time.process_time()
    while time.process_time() - begun < seconds or len(speeds) < 3:
        begin = time.process_time()
        if actions == "drawn":
            batch.step_random(ticks)
        else:
            step, mine = batch.step, batch.actions
            for tick in range(ticks):
                mine[:] = drawn[tick & 63]
                step()
        speeds.append(games * ticks / (time.process_time() - begin))
    return {
        "kitchen": kitchen.name, "batch": games, "cores": 1, "observation": observation, "actions": actions,
        "stepsPerSecond": float(np.median(speeds)), "checksum": f"{batch.checksum:016x}"}


def call(kitchen: bk.Kitchen) -> dict:
    """Nanoseconds of a step of one game, call and all, with the same actions."""
    step, times = bk.Batch(kitchen).step, []
    for _ in range(7):
        begin = time.process_time()
        for _ in range(50_000):
            step()
        times.append((time.process_time() - begin) / 50_000 * 1e9)
    return {"call": float(np.median(times))}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=1, help="processor time a row")
    arguments = parser.parse_args()
    kitchen = bk.Kitchen("cramped_room", dynamics="old")
    rows = [
        measure(kitchen, games, observation, actions, arguments.seconds)
        for games in (1, 64, 1024) for observation in ("none", "lossless", "features") for actions in ("written", "drawn")]
    print(json.dumps([*rows, call(kitchen)]))


if __name__ == "__main__":
    main()
