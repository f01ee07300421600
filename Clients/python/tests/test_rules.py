"""The type that the drop-in for overcooked_ai is made of: state objects in, state objects out."""

import numpy as np
import pytest
from brigade_kitchen import Batch, Kitchen, KitchenError, _engine
from brigade_kitchen.words import EVENTS

KITCHEN = Kitchen("cramped_room", dynamics="old")
INFO = dict.fromkeys(("agent_infos", "sparse_r_by_agent", "shaped_r_by_agent", "phi_s"))


class State:
    """What overcooked_ai's states are to it: an object with attributes."""


def watching():
    rules = _engine.Rules(KITCHEN._capsule)
    joints = {(one, other): bytes((one, other)) for one in range(6) for other in range(6)}
    rules.watch(State, joints, INFO, EVENTS, ())
    return rules


def state_of(rules, packed, timestep=0):
    state = State()
    state.__dict__ = {"timestep": timestep, "_brigade": (packed, rules)}
    return state


def packed_start():
    row, stamps = KITCHEN.pack(KITCHEN.start)
    return row.tobytes() + stamps.tobytes()


def test_it_plays_as_a_batch_does():
    rules, batch = watching(), Batch(KITCHEN, 1, horizon=400, observations="lossless")
    features = KITCHEN.encoder("features")
    lossless = KITCHEN.encoder("lossless", horizon=400)
    state, draw = state_of(rules, packed_start()), np.random.default_rng(3)
    for tick in range(300):
        joint = tuple(int(action) for action in draw.integers(0, 6, 2))
        batch.actions[0] = joint
        batch.step()
        state, time, outcomes, info = rules.play(state, joint, True)
        assert time == state.timestep == tick + 1
        assert state._brigade[0][:2 * KITCHEN.row_words] == batch.rows[0].tobytes()
        assert list(outcomes or (0, 0)) == batch.outcomes[0].tolist()
        assert info == {"agent_infos": [{}, {}], "sparse_r_by_agent": [0, 0], "shaped_r_by_agent": [0, 0], "phi_s": None}
        views = rules.show(state, lossless._capsule, lossless.shape[1:], False)
        assert type(views) is tuple and np.array_equal(np.stack(views), batch.observations[0]) and views[0].dtype == np.int64
        ours = rules.show(state, features._capsule, features.shape[1:], True)
        assert type(ours) is list and ours[1].dtype == np.float64
        assert np.array_equal(np.stack(ours), features([batch.state(0)])[0])
        events = rules.tell(outcomes)
        for player, bits in enumerate(batch.outcomes[0]):
            assert [events[name][player] for name in EVENTS] == [bool(bits >> place & 1) for place in range(len(EVENTS))]


def test_what_somebody_looked_into_is_left_to_python():
    rules, packed = watching(), packed_start()
    for fields in ({}, {"timestep": 0}, {"timestep": 0, "_brigade": None}, {"timestep": 0, "_brigade": (packed, None)},
                   {"timestep": 0, "_brigade": (None, rules)}, {"timestep": -1, "_brigade": (packed, rules)},
                   {"timestep": "0", "_brigade": (packed, rules)}, {"timestep": 1 << 80, "_brigade": (packed, rules)},
                   {"timestep": 0, "_brigade": (packed, rules), "players": ()}, {"timestep": 0, "_brigade": (packed, watching())}):
        state = State()
        state.__dict__ = fields
        assert rules.play(state, (0, 0), True) is None
        assert rules.show(state, KITCHEN.encoder("lossless")._capsule, (5, 4, 26), False) is None
    state = state_of(rules, packed)
    for joint in ((0, 6), (0,), None, [0, 0], ([], 0), "north"):
        assert rules.play(state, joint, True) is None
    assert rules.play(None, (0, 0), True) is None


def test_bad_requests_are_errors():
    rules, packed = watching(), packed_start()
    encoder = KITCHEN.encoder("lossless")._capsule
    with pytest.raises((KitchenError, ValueError)):
        rules.play(state_of(rules, packed[:-1]), (0, 0), False)
    with pytest.raises((KitchenError, ValueError)):
        rules.show(state_of(rules, packed[:-1]), encoder, (5, 4, 26), False)
    for arguments in ((), (None,), (state_of(rules, packed), None, (5, 4, 26), False), (state_of(rules, packed), encoder, 5, False),
                      (state_of(rules, packed), encoder, ("a",), False), (state_of(rules, packed), encoder, (5, 4, 25), False),
                      (state_of(rules, packed), encoder, (-5, -4, 26), False), (state_of(rules, packed), encoder, (1,) * 9, False)):
        with pytest.raises((KitchenError, ValueError, TypeError)):
            rules.show(*arguments)
    for outcomes in (5, (1,), ("a", "b"), [0, 0]):
        with pytest.raises((KitchenError, ValueError, TypeError)):
            rules.tell(outcomes)
    with pytest.raises((KitchenError, TypeError)):
        rules.watch(State, {}, INFO, EVENTS, ())  # a second time
    with pytest.raises((KitchenError, TypeError)):
        _engine.Rules(KITCHEN._capsule).watch(5, {}, INFO, EVENTS, ())


def test_a_state_is_kept_alive_by_nothing_but_its_holders():
    import gc
    import weakref

    class Own(_engine.Rules):
        pass

    rules = Own(KITCHEN._capsule)
    rules.watch(State, {(4, 4): b"\4\4"}, INFO, EVENTS, ())
    state, *_ = rules.play(state_of(rules, packed_start()), (4, 4), False)
    gone = weakref.ref(rules)
    del rules, state, _
    gc.collect()
    assert gone() is None
