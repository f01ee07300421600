"""Whatever is handed over, there is a result or an exception with words, and never a crash."""

import numpy as np
import pytest

pytest.importorskip("hypothesis")

from hypothesis import HealthCheck, given, settings  # noqa: E402
from hypothesis import strategies as st  # noqa: E402

import brigade_kitchen as bk  # noqa: E402

QUICK = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
FINE = (ValueError, TypeError, OverflowError, IndexError)

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.sampled_from(["onion", "soup", "north", "dish"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(
        st.sampled_from(["players", "objects", "position", "name", "ingredients", "orientation", "held_object", "x"]), inner, max_size=4),
    max_leaves=12)
grids = st.lists(st.text(alphabet="XPODST 12ABWRL05\n", max_size=9), max_size=7)
keys = st.dictionaries(
    st.sampled_from([
        "cook_time", "delivery_reward", "recipe_values", "start_all_orders", "start_bonus_orders", "order_bonus", "start_state", "family",
        "possible_recipes", "agent_view_size", "max_num_ingredients", "old_dynamics", "rew_shaping_params", "onion_time", "name"]),
    anything, max_size=4)


@QUICK
@given(grids | st.sampled_from([["XXPXX", "O1 2O", "X   X", "XDXSX"], ["WWPWW", "0A A0", "W   R", "WBWXW"]]), keys)
def test_layouts(grid, changes):
    try:
        kitchen = bk.Kitchen({"grid": grid, **changes})
    except FINE as error:
        assert str(error)
        return
    batch = bk.Batch(kitchen, 3, horizon=20)
    batch.step_random(40)


@QUICK
@given(anything)
def test_states(state):
    for kitchen in KITCHENS:
        batch = bk.Batch(kitchen, 1)
        try:
            batch.load(0, state)
        except FINE as error:
            assert str(error)
        batch.step_random(30)


@QUICK
@given(st.lists(st.integers(-2 ** 31, 2 ** 31 - 1) | st.integers(0, 30), max_size=40))
def test_flat_states(numbers):
    for kitchen in KITCHENS:
        batch = bk.Batch(kitchen, 1)
        try:
            batch._engine.load_state(0, numbers)
        except FINE as error:
            assert str(error)
        batch.step_random(30)


@QUICK
@given(st.data())
def test_rows(data):
    for kitchen in KITCHENS:
        batch = bk.Batch(kitchen, 1, observations="grid" if kitchen.is_v2 else "lossless", horizon=10_000)
        rows, stamps = batch.save()
        for _ in range(data.draw(st.integers(1, 5))):
            rows[0, data.draw(st.integers(0, kitchen.row_words - 1))] = data.draw(st.integers(0, 65535) | st.integers(0, 200))
        try:
            batch.load_rows(rows, stamps)
        except bk.KitchenError as error:
            assert "row 0" in str(error)
        batch.step_random(60)
        assert len(batch.state(0).players) == kitchen.players


@QUICK
@given(st.integers(), st.integers(), st.integers(), st.sampled_from(["layout", None, 0, 1, 3, 10 ** 9, "x"]), st.sampled_from(
    ["lossless", "features", "grid", "x", None]), st.integers(0, 9))
def test_options(games, horizon, seed, view, encoding, threads):
    for kitchen in KITCHENS:
        try:
            batch = bk.Batch(
                kitchen, games % 300 if games % 3 else games, horizon=horizon, seed=seed, view=view, observations=encoding, threads=threads)
        except (*FINE, MemoryError) as error:
            assert str(error) or isinstance(error, MemoryError)
            continue
        if batch.games < 1000:
            batch.step_random(3)


@QUICK
@given(st.lists(st.integers(0, 2 ** 32 - 1), max_size=20))
def test_outcomes(numbers):
    for kitchen in KITCHENS:
        sparse, shaped = kitchen.rewards(np.array(numbers, np.uint32))
        assert sparse.shape == shaped.shape == (len(numbers),)


KITCHENS = [bk.Kitchen("cramped_room"), bk.Kitchen("mdp_test"), bk.Kitchen("v2/cramped_room_v2", agent_view_size=2)]
