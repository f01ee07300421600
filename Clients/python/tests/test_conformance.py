"""Recorded episodes of both references, replayed through the package: every state, reward, event and observation.

All of them with BRIGADE_CONFORMANCE=all; else those of every tenth episode.
"""

import gzip
import json
import os
from collections import defaultdict

import numpy as np
import pytest

import brigade_kitchen as bk
from conftest import shared

EVERY = 1 if os.environ.get("BRIGADE_CONFORMANCE") == "all" else 10
LETTERS = {"o": "onion", "t": "tomato"}
ITEMS = {0: 0, "o": 1, "t": 2, "d": 3}


def lines(path):
    with gzip.open(path, "rt") as file:
        for line in file:
            yield json.loads(line)


def bits(thing) -> int:
    """The packed form of a recorded object."""
    if not isinstance(thing, list):
        return ITEMS[thing]
    sequence = 1
    for letter in thing[0]:
        sequence = sequence << 1 | (letter == "t")
    return (thing[1] + 1) << 7 | 0x40 | sequence


def numbers(state, timestep):
    """The flat form of a recorded state."""
    players, objects = state
    flat = [timestep, -1, 0, len(players)]
    for x, y, orientation, held in players:
        flat += [x, y, orientation, bits(held)]
    flat.append(len(objects))
    for x, y, thing in objects:
        flat += [x, y, bits(thing)]
    return [*flat, 0]


def kitchen_of(layouts, name, dynamics):
    layout = layouts[name]
    params = {key: float(value) if value == "inf" else value for key, value in layout["params"].items()}
    known = {key: value for key, value in params.items() if key in bk.layouts._KEYS["overcooked"]}
    return bk.Kitchen({**known, "grid": layout["grid"], "name": name}, dynamics=dynamics)


class Packer:
    """Packs recorded states, as the engine does, without a call of it: some million times."""

    def __init__(self, kitchen):
        self.kitchen = kitchen
        self.poses = {cell: index * 4 for index, cell in enumerate(kitchen.floor)}
        first = 2 + 2 * kitchen.players
        self.slots = {cell: first + index for index, cell in enumerate(kitchen.slots)}

    def row(self, state, timestep):
        row = [0] * self.kitchen.row_words
        row[0] = timestep
        for index, (x, y, orientation, held) in enumerate(state[0]):
            row[2 + 2 * index] = self.poses[x, y] + orientation
            row[3 + 2 * index] = bits(held)
        for x, y, thing in state[1]:
            row[self.slots[x, y]] = bits(thing)
        return row


def replay(kitchen, episodes):
    """Plays episodes of one kitchen in a batch; the packed states after every tick by episode, with what is compared on the way."""
    ticks = max(len(episode["a"]) for episode in episodes)
    batch = bk.Batch(kitchen, len(episodes), horizon=ticks + 1)
    for game, episode in enumerate(episodes):
        batch._engine.load_state(game, numbers(episode["start"], 0))
    saved = [batch.save()]
    packer = Packer(kitchen)
    differences = 0
    for tick in range(ticks):
        living = [(game, episode) for game, episode in enumerate(episodes) if tick < len(episode["a"])]
        for game, episode in living:
            batch.actions[game] = [int(digit) for digit in episode["a"][tick]]
        batch.step()
        saved.append(batch.save())
        sparse, shaped = kitchen.rewards(batch.outcomes)
        for game, episode in living:
            recorded = [float(reward) for reward in episode["r"][tick]]
            differences += recorded != sparse[game].tolist()
            differences += [float(reward) for reward in episode["sh"][tick]] != shaped[game].tolist()
            differences += batch.rewards[game] != np.float32(sum(recorded))
            differences += batch.shaped[game].tolist() != shaped[game].astype(np.float32).tolist()
            events = sorted((event, player) for event, player in episode["ev"][tick])
            own = sorted((bit, player) for player in range(kitchen.players) for bit in range(25)
                         if int(batch.outcomes[game, player]) >> bit & 1)
            differences += events != own
            differences += batch.rows[game].tolist() != packer.row(episode["s"][tick], tick + 1)
    return saved, differences


@pytest.mark.parametrize("dynamics", ["old", "new"])
def test_overcooked(dynamics):
    folder = shared("conformance")
    layouts = json.loads((folder / "layouts.json").read_text())["layouts"]
    groups = defaultdict(list)
    for index, episode in enumerate(lines(folder / f"traj_{dynamics}.jsonl.gz")):
        if index % EVERY == 0:
            groups[episode["layout"]].append(episode)
    wanted = defaultdict(list)
    for encoded in lines(folder / "encodings.jsonl.gz"):
        wanted[encoded["id"]].append(encoded)
    steps = views = 0
    for name, episodes in groups.items():
        kitchen = kitchen_of(layouts, name, dynamics)
        saved, differences = replay(kitchen, episodes)
        assert differences == 0, f"{name}, {dynamics}: {differences} differences"
        steps += sum(len(episode["a"]) for episode in episodes)
        for game, episode in enumerate(episodes):
            for encoded in wanted[episode["id"]]:
                rows, stamps = (array[game:game + 1] for array in saved[encoded["t"]])
                compare_encodings(kitchen, encoded, np.ascontiguousarray(rows), np.ascontiguousarray(stamps))
                views += 1
    print(f"{dynamics}: {steps} steps, {views} encoded states, 0 differences")
    assert steps > 30_000 and views > 100


def compare_encodings(kitchen, encoded, rows, stamps):
    lossless = kitchen.encoder("lossless", horizon=encoded["horizon"]).rows(rows, stamps)[0]
    features = kitchen.encoder("features").rows(rows, stamps)[0]
    for player in range(2):
        expected = np.zeros(np.prod(encoded["shape"]), np.uint8)
        fill(expected, encoded[f"l{player}"])
        assert (lossless[player].reshape(-1) == expected).all()
        assert features[player].tolist() == encoded[f"f{player}"]
    if "g0" in encoded:
        goals = kitchen.encoder("features", counter_goals=True).rows(rows, stamps)[0]
        assert goals.tolist() == [encoded["g0"], encoded["g1"]]


def fill(array, pairs):
    """Writes what a list of gaps and values says."""
    place = 0
    for gap, value in (pairs if pairs and isinstance(pairs[0], list) else zip(pairs[::2], pairs[1::2])):
        place += gap
        array[place] = value


# OvercookedV2: the directions and actions of its recordings, as ours.
DIRECTIONS_V2 = [0, 1, 2, 3]
ACTIONS_V2 = [2, 1, 3, 0, 4, 5]


class FormV2:
    """What the recordings of OvercookedV2 say, in our words."""

    def __init__(self, layout, kitchen):
        self.kitchen = kitchen
        self.static = layout["static"]
        self.width = layout["width"]
        first = 2 + 2 * kitchen.players
        self.slots = {cell: first + index for index, cell in enumerate(kitchen.slots)}
        self.buttons = {cell: first + len(kitchen.slots) + 1 + index for index, cell in enumerate(kitchen.buttons)}
        self.pots = set(kitchen.slots[:kitchen.pots])
        self.poses = {cell: index * 4 for index, cell in enumerate(kitchen.floor)}

    def item(self, code, timer=None):
        """Items there: bit 0 plate, bit 1 cooked, then two bits an ingredient. `timer`: of a pot."""
        counts = [code >> 2 + 2 * index & 3 for index in range(10)]
        names = tuple(bk.INGREDIENTS[index] for index in range(10) for _ in range(counts[index]))
        if timer is None:
            if code & 1 and not code & 2:
                return bk.Item("dish")
            if code & 2:
                return bk.Item("soup", names, 20)
            return bk.Item(names[0]) if names else None
        if not names:
            return None
        return bk.Item("soup", names, 20 if code & 2 else -1 if timer == 0 else 20 - timer)

    def row(self, agents, cells, recipe, delivered, timestep):
        """The packed row of a state of the recordings."""
        row = [0] * self.kitchen.row_words
        row[0] = timestep
        for index in range(self.kitchen.players):
            x, y, direction, code = agents[4 * index:4 * index + 4]
            item = self.item(code)
            row[2 + 2 * index] = self.poses[x, y] + DIRECTIONS_V2[direction]
            row[3 + 2 * index] = item.bits(True) if item else 0
        for (x, y), (code, extra) in cells.items():
            if (x, y) in self.slots:
                item = self.item(code, extra if (x, y) in self.pots else None)
                row[self.slots[x, y]] = item.bits(True) if item else 0
            elif (x, y) in self.buttons:
                row[self.buttons[x, y]] = extra
        names = self.item(recipe & ~3, 0).ingredients
        place = bk.Item("soup", names).bits(True) >> 7
        row[2 + 2 * self.kitchen.players + len(self.kitchen.slots)] = place | (0x8000 if delivered else 0)
        return row


def kitchen_v2(layout, name, episode):
    keys = {
        "name": name, "family": "overcooked-v2", "grid": layout["grid"], "swap_agents": layout["swap_agents"],
        "possible_recipes": layout["possible_recipes"], "negative_rewards": bool(episode["negative"]),
        "sample_recipe_on_delivery": bool(episode["resample"]), "start_cooking_interaction": bool(episode["start_cooking"])}
    return bk.Kitchen(keys)


def test_overcooked_v2():
    folder = shared("conformance-v2")
    layouts = json.loads((folder / "layouts.json").read_text())["layouts"]
    wanted = defaultdict(list)
    for encoded in lines(folder / "encodings.jsonl.gz"):
        wanted[encoded["id"]].append(encoded)
    steps = views = 0
    refused = set()
    for index, episode in enumerate(lines(folder / "traj.jsonl.gz")):
        if index % EVERY:
            continue
        name = episode["layout"]
        try:
            kitchen = kitchen_v2(layouts[name], name, episode)
        except bk.KitchenError:
            refused.add(name)
            continue
        steps += replay_v2(kitchen, FormV2(layouts[name], kitchen), episode, wanted[episode["id"]])
        views += len(wanted[episode["id"]])
    print(f"{steps} steps, {views} observed states, 0 differences; refused: {sorted(refused)}")
    assert refused <= {"own_open", "own_h_open"}, "only kitchens with floor on the rim are refused"
    assert steps > 30_000 and views > 100


def replay_v2(kitchen, form, episode, encodings):
    """Replays one recorded episode, comparing everything; returns its steps."""
    count, ticks = kitchen.players, len(episode["p"])
    cells = {(x, y): (code, extra) for x, y, code, extra in episode["init"]["cells"]}
    agents = [number for agent in episode["init"]["agents"] for number in agent]
    recipe = episode["init"]["recipe"]
    batch = bk.Batch(kitchen, 1, horizon=ticks + 2)
    stamps = np.zeros((1, len(kitchen.slots)), np.int32)
    batch.load_rows(np.array([form.row(agents, cells, recipe, False, 0)], np.uint16), stamps)
    rewards, shaped = ({entry[0]: entry[1:] for entry in episode[key]} for key in ("r", "sh"))
    delivered = set(episode["ok"])
    rows = [batch.save()]
    for tick in range(ticks):
        batch.actions[0] = [ACTIONS_V2[int(digit)] for digit in episode["a"][tick * count:(tick + 1) * count]]
        batch.step()
        for x, y, code, extra in zip(*(episode["c"][tick][place::4] for place in range(4))):
            cells[x, y] = (code, extra)
        expected = form.row(episode["ag"][tick], cells, episode["p"][tick], tick in delivered, tick + 1)
        own = batch.rows[0].tolist()
        if tick in delivered and episode["resample"]:
            # The draw is another one there; what was drawn is taken from the recording.
            changed = np.array([own], np.uint16)
            word = 2 + 2 * count + len(kitchen.slots)
            changed[0, word] = expected[word]
            own[word] = expected[word]
            batch.load_rows(changed, batch.stamps.copy())
        assert own == expected, f"{episode['id']}, tick {tick}"
        assert batch.rewards[0] == rewards.get(tick, [0])[0], f"{episode['id']}, tick {tick}"
        assert batch.shaped[0].tolist() == shaped.get(tick, [0] * count), f"{episode['id']}, tick {tick}"
        rows.append(batch.save())
    for encoded in encodings:
        if "perm" not in encoded:
            compare_encodings_v2(kitchen, encoded, *rows[encoded["t"]])
    return ticks


def compare_encodings_v2(kitchen, encoded, row, stamps):
    if encoded["obs"] == "featurized":
        assert kitchen.encoder("features").rows(row, stamps)[0].tolist() == encoded["f"]
        return
    shown = bk.Kitchen(kitchen.keys, indicate_successful_delivery=bool(encoded["indicate"]))
    views = shown.encoder("grid", view=encoded["view"]).rows(row, stamps)[0]
    assert list(views.shape[1:]) == encoded["shape"]
    for player, pairs in enumerate(encoded["e"]):
        expected = np.zeros(np.prod(encoded["shape"]), np.uint8)
        fill(expected, pairs)
        assert (views[player].reshape(-1) == expected).all()
