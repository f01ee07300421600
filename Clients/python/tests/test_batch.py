"""Batches: the same as the program's, for any number of threads, and in any arrays."""

import multiprocessing
import os
import pickle
import subprocess
import sys
import threading
import time

import numpy as np
import pytest

import brigade_kitchen as bk

# `brigade bench kitchen` with 1,024 games of cramped_room under old dynamics, 400 random ticks, seed 7.
CHECKSUM = 0x2B76705D5AF8F3A6


def test_checksum_of_the_ordinary_build():
    batch = bk.Batch(bk.Kitchen("cramped_room", dynamics="old"), 1024, seed=7)
    batch.step_random(400)
    assert batch.checksum == CHECKSUM


@pytest.mark.parametrize("map,observations", [
    ("soup_coordination", None), ("cramped_room", "lossless"), ("cramped_room", "features"), ("v2/grounded_coord_ring", "grid"),
    ("v2/cramped_room", "features")])
def test_threads_change_nothing(map, observations):
    def play(threads):
        batch = bk.Batch(bk.Kitchen(map), 101, seed=3, horizon=40, threads=threads, observations=observations)
        random = np.random.default_rng(5)
        seen = []
        for _ in range(90):
            batch.actions[:] = random.integers(0, 6, batch.actions.shape, dtype=np.uint8)
            batch.step()
            seen.append((batch.rewards.tobytes(), batch.shaped.tobytes(), batch.ends.tobytes(), batch.checksum,
                         None if observations is None else batch.observations.tobytes()))
        return seen

    one = play(1)
    assert play(2) == one and play(3) == one and play(7) == one


def test_parts_of_a_batch_are_batches():
    kitchen = bk.Kitchen("v2/demo_cook_simple")
    whole = bk.Batch(kitchen, 12, seed=9, horizon=30, starts="reset")
    first, second = (bk.Batch(kitchen, 6, seed=9, horizon=30, starts="reset", first_game=number) for number in (0, 6))
    for batch in (whole, first, second):
        batch.step_random(77)
    assert (whole.rows == np.concatenate([first.rows, second.rows])).all()


def test_observations_are_those_of_the_states():
    for map, encoding, dtype in (("counter_circuit_o_1order", "lossless", "float32"), ("mdp_test", "features", "int16"),
                                 ("v2/test_time_wide", "grid", "uint8")):
        kitchen = bk.Kitchen(map)
        batch = bk.Batch(kitchen, 9, seed=2, horizon=50, observations=encoding, dtype=dtype, counter_goals=True)
        encoder = kitchen.encoder(encoding, horizon=50, counter_goals=True)
        for _ in range(120):
            batch.step_random()
            assert (batch.observations == encoder.rows(batch.rows, batch.stamps, dtype)).all()


def test_permuted_ingredients():
    kitchen = bk.Kitchen("v2/test_time_wide")
    plain, permuted = (bk.Batch(kitchen, 8, seed=1, horizon=20, observations="grid", permute=names) for names in ((), ("onion", "tomato")))
    for batch in (plain, permuted):
        batch.step_random(15)
    assert (plain.rows == permuted.rows).all() and (plain.observations != permuted.observations).any()


def test_states_there_and_back():
    for map, starts in (("cramped_room", "random"), ("mdp_test", "random"), ("v2/test_time_wide", "reset")):
        kitchen = bk.Kitchen(map)
        batch = bk.Batch(kitchen, 30, seed=4, horizon=1000, starts=starts)
        batch.step_random(70)
        again = bk.Batch(kitchen, 30, seed=4, horizon=1000)
        for game in range(30):
            again.load(game, batch.state(game))
            assert again.state(game) == batch.state(game)
            row, _ = kitchen.pack(batch.state(game))
            assert (row == batch.rows[game]).all() and kitchen.unpack(row).players == batch.state(game).players
        saved = batch.save()
        batch.step_random(10)
        later = batch.rows.copy()
        batch.load_rows(*saved)
        again.load_rows(*saved)
        assert (batch.rows == again.rows).all() and (later != batch.rows).any()


def test_a_soup_on_a_counter_cooks_on():
    state = bk.State([bk.Player((1, 1)), bk.Player((3, 1))], [bk.Object((0, 0), bk.soup("onion", "onion", "onion", tick=3))])
    kitchen = bk.Kitchen("cramped_room")
    by_state, by_row = bk.Batch(kitchen), bk.Batch(kitchen)
    by_state.load(0, state)
    row, stamps = kitchen.pack(state)
    by_row.load_rows(row[None], stamps[None])
    for batch in (by_state, by_row):
        batch.step()
        assert batch.state(0).objects[0].item.tick == 4


def test_reset_begins_again():
    kitchen = bk.Kitchen("v2/test_time_wide", sample_recipe_on_delivery=True)
    batch = bk.Batch(kitchen, 5, seed=1, starts="reset", observations="grid")
    begun = batch.observations.copy()
    batch.step_random(30)
    played = batch.checksum
    batch.reset()
    assert (batch.observations == begun).all()
    batch.step_random(30)
    assert batch.checksum == played
    batch.reset(2)
    assert (batch.observations != begun).any() and (batch.observations == bk.Batch(
        kitchen, 5, seed=2, starts="reset", observations="grid").observations).all()
    batch.step_random(3)
    batch.reset_games(np.array([True, False, False, True, False]))
    assert batch.timesteps.tolist() == [0, 3, 3, 0, 3]


def test_starts_of_states():
    kitchen = bk.Kitchen("cramped_room")
    states = [bk.State([bk.Player((1, 2), "west"), bk.Player((3, 1))]), bk.State([bk.Player((2, 1)), bk.Player((3, 2), "south", bk.soup(
        "onion", "onion", "onion", tick=20))])]
    batch = bk.Batch(kitchen, 64, starts=states)
    found = {str(batch.state(game).players) for game in range(64)}
    assert found == {str(list(state.players)) for state in states}


def test_a_delivery():
    """The rules at work: cramped_room's counter, a soup delivered for 20."""
    start = bk.State([bk.Player((3, 2), "south", bk.soup("onion", "onion", "onion", tick=20)), bk.Player((1, 1))])
    kitchen = bk.Kitchen("cramped_room")
    batch = bk.Batch(kitchen, 1, starts=[start])
    batch.actions[0] = [5, 4]
    batch.step()
    assert batch.rewards[0] == 20 and kitchen.events(batch.outcomes[0, 0]) == ["soup_delivery"]
    assert batch.state(0).players[0].holds is None and batch.played.tolist() == [[5, 4]]


def test_autoreset_shows_the_last_state_or_the_next_start():
    same, following = (bk.Batch("cramped_room", 2, horizon=10, autoreset=way) for way in ("same", "next"))
    for batch in (same, following):
        batch.step_random(10)
        assert batch.ends.all()
    assert same.timesteps.tolist() == [0, 0] and following.timesteps.tolist() == [10, 10]
    following.step_random()
    assert following.timesteps.tolist() == [0, 0] and not following.ends.any() and not following.rewards.any()


def test_urgency_is_that_of_the_true_horizon():
    same, following = (bk.Batch("cramped_room", 1, horizon=60, autoreset=way, observations="lossless") for way in ("same", "next"))
    for _ in range(59):
        same.step()
        following.step()
        assert (same.observations == following.observations).all()


def test_buffers_of_ones_own():
    views = np.full((3, 2, 5, 4, 26), 7, np.float32)
    batch = bk.Batch("cramped_room", 3, observations="lossless", buffers={"observations": views, "rewards": np.ones(3, np.float32)})
    assert batch.observations is views and views.max() == 1
    views[:] = 9
    batch.observe(whole=True)
    assert views.max() == 1
    other = bk.Batch("cramped_room", 3, observations="lossless", dtype=np.float32)
    for one in (batch, other):
        one.step_random(50)
    assert (views == other.observations).all()


def test_arrays_outlive_the_batch():
    batch = bk.Batch("cramped_room", 4)
    rows, view = batch.rows, batch.rows[1:3]
    batch.step_random(5)
    batch.close()
    batch.close()
    assert batch.closed and rows[0, 0] == 5
    del batch, rows
    assert view[0, 0] == 5
    with pytest.raises(ValueError, match="read-only"):
        view[0, 0] = 1


def test_kitchens_can_be_pickled():
    kitchen = bk.Kitchen("cramped_room", dynamics="old", cook_time=7)
    again = pickle.loads(pickle.dumps(kitchen))
    assert again == kitchen and again.recipes == kitchen.recipes and hash(again) == hash(kitchen)
    with pytest.raises(TypeError, match="cannot be pickled"):
        pickle.dumps(bk.Batch(kitchen))


# ---- bad input: an exception that says what and where ----

@pytest.mark.parametrize("arguments,error,text", [
    (dict(games=0), ValueError, "games is 0; it must be 1 to"),
    (dict(games=1.5), TypeError, "games must be a whole number"),
    (dict(horizon=0), ValueError, "horizon is 0"),
    (dict(seed=-1), ValueError, "seed is -1"),
    (dict(threads=0), ValueError, "threads is 0"),
    (dict(observations="lossles"), ValueError, "did you mean 'lossless'"),
    (dict(observations="grid"), ValueError, "one of OvercookedV2"),
    (dict(observations="lossless", dtype="float64"), TypeError, "uint8 or float32"),
    (dict(observations="features", dtype="uint8"), TypeError, "int16 or float32"),
    (dict(starts="reset"), ValueError, "which has not random positions"),
    (dict(starts=("random", 2)), ValueError, "give 0 to 1"),
    (dict(starts=[]), ValueError, "no states to begin with"),
    (dict(starts=[bk.State([])]), ValueError, "has 0 players, the grid has 2"),
    (dict(autoreset="never"), ValueError, "same or next"),
    (dict(buffers={"action": np.zeros(2)}), ValueError, "no buffer 'action'"),
    (dict(buffers={"actions": [[1, 2]]}), TypeError, "must be a NumPy array"),
    (dict(buffers={"actions": np.zeros((1, 3), np.uint8)}), ValueError, r"the shape \(1, 2\), not \(1, 3\)"),
    (dict(buffers={"actions": np.zeros((1, 2), np.int64)}), TypeError, "the dtype uint8, not int64"),
    (dict(buffers={"actions": np.zeros((2, 2), np.uint8)[::2].T[::-1].T}), ValueError, "contiguous"),
    (dict(buffers={"rewards": np.frombuffer(bytes(4), np.float32)}), ValueError, "read-only"),
])
def test_what_cannot_be(arguments, error, text):
    with pytest.raises(error, match=text):
        bk.Batch("cramped_room", **arguments)


@pytest.mark.parametrize("state,text", [
    (bk.State([bk.Player((0, 0)), bk.Player((3, 1))]), r"stands on \(0, 0\), which is not floor"),
    (bk.State([bk.Player((1, 1)), bk.Player((1, 1))]), "both stand on"),
    (bk.State([bk.Player((1, 1), "up"), bk.Player((3, 1))]), "no direction 'up'"),
    (bk.State([bk.Player((1, 1), "north", bk.Item("oniom")), bk.Player((3, 1))]), "did you mean 'onion'"),
    (bk.State([bk.Player((1, 1)), bk.Player((3, 1))], [bk.Object((1, 2), bk.Item("dish"))]), "only counters and pots"),
    (bk.State([bk.Player((1, 1)), bk.Player((3, 1))], [bk.Object((2, 0), bk.Item("dish"))]), "no soup"),
    (bk.State([bk.Player((1, 1)), bk.Player((3, 1))], timestep=-1), "timestep -1"),
    (bk.State([bk.Player((1, 1), "north", bk.Item("fish")), bk.Player((3, 1))]), "a fish"),
    (bk.State([bk.Player((1.5, 1)), bk.Player((3, 1))]), "no whole number"),
    (bk.State([bk.Player(None), bk.Player((3, 1))]), "this is no state"),
    (bk.State(7), "this is no state"),
    ({"players": 3}, "no state of overcooked_ai"),
    (3, "not int"),
    (bk.State([bk.Player((1 << 40, 1)), bk.Player((3, 1))]), "too large"),
])
def test_states_that_are_none(state, text):
    batch = bk.Batch("cramped_room", 2)
    before = batch.checksum
    with pytest.raises((ValueError, OverflowError), match=text):
        batch.load(1, state)
    assert batch.checksum == before


def test_actions_above_five_play_nothing():
    batch = bk.Batch("cramped_room", 3)
    before = batch.checksum
    batch.actions[2, 1] = 6
    with pytest.raises(ValueError, match="game 2, player 1"):
        batch.step()
    assert batch.checksum == before
    batch.actions[2, 1] = 5
    batch.step()


def test_rows_that_are_none():
    kitchen = bk.Kitchen("cramped_room")
    batch = bk.Batch(kitchen, 2)
    rows, stamps = batch.save()
    for word, value, text in ((2, 999, "stands nowhere"), (3, 77 << 7 | 0x41, "holds no item"), (1, 65535, "timestep"), (6, 1, "holds no")):
        wrong = rows.copy()
        wrong[1, word] = value
        with pytest.raises(bk.KitchenError, match=f"row 1: .*{text}"):
            batch.load_rows(wrong, stamps)
    with pytest.raises(IndexError):
        batch.load_rows(rows, stamps, [0, 2])
    with pytest.raises(ValueError, match="shape"):
        batch.load_rows(rows[:1], stamps)
    with pytest.raises(IndexError):
        batch.state(2)


def test_use_after_close():
    batch = bk.Batch("cramped_room", 2, threads=2)
    batch.step()
    batch.close()
    for use in (batch.step, batch.step_random, batch.reset, batch.observe, lambda: batch.checksum, lambda: batch.load(0, batch.state(0))):
        with pytest.raises(ValueError, match="the batch is closed"):
            use()


def test_arrays_cannot_be_resized_away():
    batch = bk.Batch("cramped_room", 2, buffers={"rewards": np.zeros(2, np.float32)})
    for array in (batch.actions, batch.rewards, batch.rows):
        with pytest.raises(ValueError):
            array.resize((100, 100), refcheck=False)


def test_two_threads_on_one_batch():
    batch = bk.Batch("cramped_room", 200_000)
    errors = []

    def step():
        for _ in range(6):
            try:
                batch.step()
            except RuntimeError as error:
                errors.append(str(error))

    threads = [threading.Thread(target=step) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all("another thread is using this batch" in error for error in errors)
    batch.step()


def test_threads_do_not_hold_the_interpreter():
    batch = bk.Batch("cramped_room", 20_000, threads=2)
    counted = [0]
    stop = threading.Event()

    def count():
        while not stop.is_set():
            counted[0] += 1
            time.sleep(0)

    thread = threading.Thread(target=count)
    thread.start()
    batch.step_random(60)
    stop.set()
    thread.join()
    assert counted[0] > 10


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_fork():
    batch = bk.Batch("cramped_room", 300, threads=3, seed=1)
    batch.step_random(10)

    def play(queue):
        batch.step_random(10)
        queue.put(batch.checksum)
        batch.close()

    context = multiprocessing.get_context("fork")
    queue = context.Queue()
    child = context.Process(target=play, args=(queue,))
    child.start()
    theirs = queue.get(timeout=20)
    child.join(timeout=20)
    batch.step_random(10)
    assert theirs == batch.checksum and child.exitcode == 0


def test_interrupt_in_a_long_call():
    # A shell that runs tests in the background lets its children ignore the signal.
    code = ("import brigade_kitchen as bk, signal, os, threading\n"
            "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
            "batch = bk.Batch('cramped_room', 64)\n"
            "threading.Timer(0.3, lambda: os.kill(os.getpid(), signal.SIGINT)).start()\n"
            "try: batch.step_random(1 << 36)\n"
            "except KeyboardInterrupt: print('interrupted at', batch.timesteps[0] >= 0)")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.stdout == "interrupted at True\n", done.stderr


def test_import_is_quick():
    """Milliseconds beyond NumPy's, the least of several: goal 100."""
    code = ("import time, numpy\nbegin = time.perf_counter()\nimport brigade_kitchen\n"
            "print((time.perf_counter() - begin) * 1000)")
    times = [float(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout) for _ in range(3)]
    assert min(times) < 100
