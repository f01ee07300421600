"""Environments on the screen: the program's pictures of states, and its window."""

import os
import shutil
import struct
import subprocess
import sys
import zlib

import numpy as np
import pytest

pytest.importorskip("gymnasium")
from brigade_kitchen import KitchenError  # noqa: E402
from brigade_kitchen.envs import KitchenEnv, KitchenVectorEnv  # noqa: E402
from brigade_kitchen.film import png  # noqa: E402
from store_fixtures import ROOT, brigade  # noqa: E402


def written(image, kinds):
    """A PNG whose rows have these filters."""
    rows, columns, channels = image.shape
    data, above = b"", np.zeros((columns, channels), np.int32)
    for row in range(rows):
        line = image[row].astype(np.int32)
        left = np.vstack([np.zeros((1, channels), np.int32), line[:-1]])
        corner = np.vstack([np.zeros((1, channels), np.int32), above[:-1]])
        guess = left + above - corner
        far = [np.abs(guess - near) for near in (left, above, corner)]
        paeth = np.where((far[0] <= far[1]) & (far[0] <= far[2]), left, np.where(far[1] <= far[2], above, corner))
        kind = kinds[row % len(kinds)]
        near = (np.zeros_like(line), left, above, (left + above) // 2, paeth)[kind]
        data += bytes([kind]) + ((line - near) & 255).astype(np.uint8).tobytes()
        above = line

    def chunk(kind, content):
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = struct.pack(">IIBBBBB", columns, rows, 8, 2 if channels == 3 else 6, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(data)) + chunk(b"IEND", b"")


@pytest.mark.parametrize("channels", [3, 4])
def test_pngs_are_read(channels):
    image = np.random.default_rng(1).integers(0, 256, (11, 7, channels), np.uint8)
    assert np.array_equal(png(written(image, (0, 1, 2, 3, 4))), image[..., :3])
    with pytest.raises(ValueError, match="no PNG"):
        png(b"GIF89a")


@pytest.mark.parametrize("map", ["cramped_room", "v2/cramped_room_v2"])
def test_the_program_draws(map):
    brigade()
    env = KitchenEnv(map, partner="stay", render_mode="rgb_array", drawing="brigade")
    env.reset(seed=3)
    before = env.render()
    assert before.shape == (480, 640, 3) and before.dtype == np.uint8 and len(np.unique(before.reshape(-1, 3), axis=0)) > 20
    env.step(1)
    assert not np.array_equal(before, env.render())


def test_what_cannot_be_shown_is_said():
    with pytest.raises(KitchenError, match="no render mode 'humen'; did you mean 'human'"):
        KitchenEnv(render_mode="humen")
    with pytest.raises(KitchenError, match="no drawing"):
        KitchenEnv(render_mode="rgb_array", drawing="nice")
    with pytest.raises(KitchenError, match="no render mode 'human'"):
        KitchenVectorEnv(render_mode="human")
    with pytest.raises(KitchenError, match="begin as the layout says"):
        KitchenEnv(render_mode="human", starts="random")


WATCHED = """
from brigade_kitchen.envs import KitchenEnv, KitchenParallelEnv
env = KitchenEnv("cramped_room", partner="random", render_mode="human", horizon=4)
for seed in range(2):
    env.reset(seed=seed)
    over = False
    while not over:
        *_, over, info = env.step(1)
    assert env._shown._window._program.poll() is None
env.close()
other = KitchenParallelEnv("cramped_room", render_mode="human", horizon=2)
other.reset(seed=1)
other._shown._window._program.terminate()
other._shown._window._program.wait()
print("watched")
# It is not closed: its folder goes with the program.
print(other._shown._window._folder)
"""


@pytest.mark.skipif(shutil.which("xvfb-run") is None, reason="there is no xvfb-run, a screen without a display")
def test_the_window_shows_episodes(tmp_path):
    env = {**os.environ, "BRIGADE": brigade()}
    done = subprocess.run(
        ["xvfb-run", "-a", "-s", "-screen 0 1280x800x24", sys.executable, "-c", WATCHED], capture_output=True, text=True, timeout=120,
        cwd=ROOT, env=env)
    watched, folder = done.stdout.splitlines()
    assert watched == "watched" and not os.path.exists(folder), done.stderr


def test_without_a_display_there_is_a_sentence():
    env = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    code = ("from brigade_kitchen.envs import KitchenEnv\n"
            "env = KitchenEnv('cramped_room', render_mode='human', horizon=5)\n"
            "env.reset()\n"
            "try: env.step(0)\n"
            "except Exception as error: print(type(error).__name__, error)\n"
            "env.close()")
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, cwd=ROOT,
        env={**env, "BRIGADE": brigade(), "SDL_VIDEODRIVER": "x11"})
    assert done.stdout.startswith("ProgramError the window cannot be shown: "), done.stdout + done.stderr
