"""Cross-play of policies in Python, and its way into a store."""

import numpy as np
import pytest

import brigade_kitchen as bk
from brigade_kitchen import policies
from brigade_kitchen.store.engine import available
from store_fixtures import ROOT, run

if not available():
    pytest.skip("the package's engine is not here; 'make python' builds it", allow_module_level=True)

from brigade_kitchen.playing import PlayError  # noqa: E402


class Drawn:
    """Any of the six actions, by a seed of its own."""

    def __init__(self):
        self.seeds = []

    def reset(self, games, seed):
        self.seeds.append(seed)
        self.random = np.random.default_rng(seed)

    def __call__(self, views):
        assert views.shape[1:] == (5, 4, 26)
        return self.random.integers(0, 6, len(views))


def ppo():
    return policies.load(ROOT / "Agents/ppo/ppo-cramped_room.yaml").player()


def test_episodes_go_into_a_store_and_score_the_same_there(tmp_path):
    pytest.importorskip("pandas")
    drawn = Drawn()
    played = bk.cross_play({"ppo": ppo(), "drawn": drawn}, ["cramped_room"], episodes=6, horizon=300, dynamics="old", seed=4)
    assert len(set(drawn.seeds)) == len(drawn.seeds) == 4
    again = bk.cross_play({"ppo": ppo(), "drawn": Drawn()}, ["cramped_room"], episodes=6, horizon=300, dynamics="old", seed=4)
    assert played.episodes(to="columns")["score"].tolist() == again.episodes(to="columns")["score"].tolist()
    db = str(tmp_path / "log.sqlite")
    words = played.into_store(db, brigade=None)
    assert "24 trials of 7200 ticks match, 0 refused" in words
    stored = bk.open(db).cross_play(seats=["averaged"])
    ours = played.matrix()
    assert stored[["agent", "partner", "episodes", "mean", "low", "high"]].equals(
        ours[["agent", "partner", "episodes", "mean", "low", "high"]])
    partners = played.partners()
    assert partners.loc[partners["agent"] == "ppo", "self_play"].item() > 100
    # Brigade's own tournament with the same network comes to about the same.
    log = str(tmp_path / "own.sqlite")
    run("tournament", "--agents", str(ROOT / "Agents/ppo/ppo-cramped_room.yaml"), "--maps", "cramped_room", "--dynamics", "old", "--episodes",
        "6", "--horizon", "300", "--db", log, "--quiet")
    theirs = bk.open(log).cross_play()["mean"].item()
    assert abs(theirs - partners.loc[partners["agent"] == "ppo", "self_play"].item()) < 40


def test_a_kitchen_of_ones_own_is_imported(tmp_path):
    kitchen = bk.Kitchen(["XXPXXX", "O1  2O", "X    X", "XDXXSX"], name="mine", start_all_orders=[{"ingredients": ["onion"] * 3}], cook_time=7)
    played = bk.cross_play({"any": lambda views: np.arange(len(views)) % 6}, [kitchen], episodes=3, horizon=50)
    assert "3 trials of 150 ticks match" in played.into_store(str(tmp_path / "log.sqlite"))


@pytest.mark.parametrize("map, keys", [
    ("v2/cramped_room_v2", {}), ("v2/cramped_room_v2", {"sample_recipe_on_delivery": True}), ("v2/grounded_coord_ring", {})])
def test_episodes_of_overcookedv2_go_into_a_store(map, keys, tmp_path):
    kitchen = bk.Kitchen(map, **keys)
    shapes = set()

    def policy(views):
        shapes.add(views.shape)
        return np.random.default_rng(len(shapes)).integers(0, 6, len(views))

    played = bk.cross_play({"any": policy}, [kitchen], episodes=3, horizon=60)
    assert shapes == {(3, *kitchen.encoder("grid").shape[1:])}
    assert len(played.pairings[0].states) == 3 and len(played.pairings[0].states[0]) == 61
    words = played.into_store(str(tmp_path / "log.sqlite"))
    assert "0 refused" in words and "3 trials of 180 ticks match" in words


@pytest.mark.parametrize("policies_, options, words", [
    ({"a": lambda views: [0]}, {}, r"a on cramped_room, tick 0: it must answer 2 whole numbers from 0 to 5"),
    ({"a": lambda views: np.full(2, 6)}, {}, "from 0 to 5"),
    ({"a": lambda views: np.zeros(2)}, {}, "float64"),
    ({"a": 3}, {}, "a is no policy"),
    ({}, {}, "no policies"),
    ({"a": lambda views: np.zeros(2, int)}, {"pairs": [("a", "b")]}, "pairs has 'b'"),
    ({"a": lambda views: np.zeros(2, int)}, {"horizon": 0}, "both are at least 1"),
])
def test_what_cannot_play_is_said(policies_, options, words):
    with pytest.raises(PlayError, match=words):
        bk.cross_play(policies_, episodes=2, **options)
