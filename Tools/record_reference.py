#!/usr/bin/env python3
"""Records random kitchens played by overcooked_ai into a folder that `brigade conformance` checks.

    python3 -m venv reference
    reference/bin/pip install --no-deps overcooked-ai==1.1.0
    reference/bin/pip install 'numpy<2' scipy tqdm gym
    reference/bin/python Tools/record_reference.py runs/reference --layouts 200 --seed 1
    .build/release/brigade conformance runs/reference

Every layout has a random grid (3-9 x 3-8, one to nine players), random parameters of every kind that the reference
accepts, and episodes from its standard start, the reference's random starts and states with anything anywhere
(unfinished soups on counters and in hands, too). Cooks with whims play them. The release on PyPI has no old dynamics;
with --source CHECKOUT/src the episodes are recorded from a checkout of overcooked_ai, which has both.
"""
import argparse
import gzip
import inspect
import json
import math
import random
import sys
import warnings
from pathlib import Path

import numpy as np

warnings.filterwarnings("ignore")
DIRECTIONS = [(0, -1), (0, 1), (1, 0), (-1, 0)]
ACTIONS = DIRECTIONS + [(0, 0), "interact"]
LETTERS = {"onion": "o", "tomato": "t", "dish": "d"}


# Kitchens


def random_grid(rng: random.Random) -> list[str]:
    """A grid that the reference accepts; floor may be in parts, stations out of reach."""
    while True:
        width, height = rng.randint(3, 9), rng.randint(3, 8)
        clutter = rng.choice([0, 0.1, 0.25, 0.4])
        grid = [
            ["X" if x in (0, width - 1) or y in (0, height - 1) or rng.random() < clutter else " " for x in range(width)]
            for y in range(height)
        ]
        counters = [(x, y) for y in range(height) for x in range(width) if grid[y][x] == "X"]
        stations = "DSP" + rng.choice(["O", "T", "OT", "OT", "OT"]) + "".join(rng.choices("OTDSPPP", k=rng.randint(0, 5)))
        if len(counters) < len(stations):
            continue
        for station, (x, y) in zip(stations, rng.sample(counters, len(stations))):
            grid[y][x] = station
        floor = [(x, y) for y in range(height) for x in range(width) if grid[y][x] == " "]
        players = rng.choice([2, 2, 2, 2, 2, 1, 3, 4, rng.randint(5, 9)])
        if len(floor) < players:
            continue
        for index, (x, y) in enumerate(rng.sample(floor, players)):
            grid[y][x] = str(index + 1)
        return ["".join(row) for row in grid]


def random_parameters(rng: random.Random, old: bool) -> dict:
    """Layout keys in a combination that the reference accepts."""
    most = rng.choice([3, 3, 3, 1, 2, 4, 5])
    if old:
        most = max(3, most)
    recipes = [["onion"] * o + ["tomato"] * t for o in range(most + 1) for t in range(most + 1 - o) if o + t > 0]
    if old:
        recipes = [recipe for recipe in recipes if len(recipe) == 3]
    params: dict = {} if most == 3 else {"max_num_ingredients": most}
    orders = rng.sample(recipes, rng.randint(1, len(recipes)))
    if old or rng.random() < 0.7:
        params["start_all_orders"] = [{"ingredients": recipe} for recipe in orders]
    else:
        orders = recipes
    if rng.random() < 0.5:
        bonus = rng.sample(orders, rng.randint(1, len(orders)))
        params["start_bonus_orders"] = [{"ingredients": recipe} for recipe in bonus]
    if rng.random() < 0.4:
        params["order_bonus"] = rng.choice([0, 1, 1.5, 3, -1, math.inf])
    listed = "start_all_orders" in params
    match rng.choice(["none", "delivery", "each", "list"]):
        case "delivery":
            params["delivery_reward"] = rng.choice([0, 7, 50, 2.5, -4, math.inf])
        case "each":
            params["onion_value"], params["tomato_value"] = rng.choice([0, 3, 21, -5]), rng.choice([0, 4, 13.5])
        case "list" if listed:
            params["recipe_values"] = [rng.choice([0, 5, 20, 33, -7]) for _ in orders]
    match rng.choice(["none", "all", "each", "list"]):
        case "all":
            params["cook_time"] = rng.choice([0, 1, 2, 5, 20, 40, 300])
        case "each":
            params["onion_time"], params["tomato_time"] = rng.choice([0, 1, 3, 15]), rng.choice([0, 1, 7])
        case "list" if listed:
            params["recipe_times"] = [rng.choice([0, 1, 2, 10, 20, 260]) for _ in orders]
    if rng.random() < 0.3:
        keys = ["PLACEMENT_IN_POT_REW", "DISH_PICKUP_REWARD", "SOUP_PICKUP_REWARD"]
        params["rew_shaping_params"] = {key: rng.choice([0, 1, 4.5, -2, 10]) for key in keys}
    if rng.random() < 0.2:
        params["num_items_for_soup"] = rng.randint(1, 5)
    return params


# States


def random_item(rng: random.Random, reference, position, most: int, tidy: bool):
    """Anything that a hand can hold or a counter carry; soups are ready when `tidy`."""
    name = rng.choice(["onion", "tomato", "dish", "soup"])
    if name != "soup":
        return reference.ObjectState(name, position)
    return random_soup(rng, reference, position, most, "ready" if tidy else rng.choice(["idle", "cooking", "ready"]))


def random_soup(rng: random.Random, reference, position, most: int, stage: str):
    ingredients = [
        reference.ObjectState(rng.choice(["onion", "tomato"]), position) for _ in range(rng.randint(1, most))
    ]
    soup = reference.SoupState(position, ingredients, -1)
    if stage != "idle":
        soup.auto_finish()
        if stage == "cooking":
            soup._cooking_tick = rng.randint(0, soup._cooking_tick)
        elif rng.random() < 0.1:
            soup._cooking_tick += rng.randint(1, 9)
    return soup


def random_state(rng: random.Random, reference, mdp):
    """Players on any floor, things anywhere."""
    most = reference.Recipe.MAX_NUM_INGREDIENTS
    tidy = rng.random() < 0.6
    players = []
    for cell in rng.sample(mdp.get_valid_player_positions(), mdp.num_players):
        held = random_item(rng, reference, cell, most, tidy) if rng.random() < 0.6 else None
        players.append(reference.PlayerState(cell, rng.choice(DIRECTIONS), held))
    objects = {}
    fill = rng.choice([0.1, 0.4, 0.9])
    for cell in rng.sample(mdp.get_counter_locations(), len(mdp.get_counter_locations())):
        if rng.random() < fill:
            objects[cell] = random_item(rng, reference, cell, most, tidy)
    for cell in mdp.get_pot_locations():
        if rng.random() < 0.6:
            objects[cell] = random_soup(rng, reference, cell, most, rng.choice(["idle", "cooking", "ready"]))
    return reference.OvercookedState(
        players, objects, bonus_orders=mdp.start_bonus_orders, all_orders=mdp.start_all_orders)


# Playing


class Cook:
    """Goes for some station that fits what it holds, and does anything at all now and then."""

    def __init__(self, rng: random.Random, mdp):
        self.rng, self.mdp, self.target = rng, mdp, None
        self.floor = set(mdp.get_valid_player_positions())

    def act(self, player):
        if self.rng.random() < 0.2:
            return self.rng.choice(ACTIONS)
        wanted = {None: "OTDPPX", "onion": "PPPX", "tomato": "PPPX", "dish": "PPX", "soup": "SSX"}
        held = player.held_object.name if player.held_object else None
        if self.target is None or self.rng.random() < 0.05:
            cells = self.mdp.terrain_pos_dict[self.rng.choice(wanted[held])]
            self.target = self.rng.choice(cells) if cells else None
        action = self.towards(player) if self.target else None
        if action in (None, "interact"):
            self.target = None
        return action or self.rng.choice(ACTIONS)

    def towards(self, player):
        """First action of a shortest walk to face the target; None where there is no way."""
        x, y = player.position
        dx, dy = player.orientation
        if (x + dx, y + dy) == self.target:
            return "interact"
        seen, frontier = {player.position}, [(player.position, None)]
        for cell, first in frontier:
            for direction in DIRECTIONS:
                after = (cell[0] + direction[0], cell[1] + direction[1])
                if after == self.target:
                    return first or direction
                if after in self.floor and after not in seen:
                    seen.add(after)
                    frontier.append((after, first or direction))
        return None


# Notation (docs/conformance.md)


def number(value):
    value = float(value)
    return value if math.isfinite(value) else str(value)


def note_item(item):
    if item is None:
        return 0
    if item.name != "soup":
        return LETTERS[item.name]
    return ["".join(LETTERS[name] for name in item.ingredients), item._cooking_tick]


def note_state(state):
    players = [[*p.position, DIRECTIONS.index(p.orientation), note_item(p.held_object)] for p in state.players]
    return [players, [[*cell, note_item(item)] for cell, item in state.objects.items()]]


def pairs(view) -> list[int]:
    flat = np.asarray(view).reshape(-1)
    out, last = [], 0
    for index in np.flatnonzero(flat):
        out += [int(index) - last, int(flat[index])]
        last = int(index)
    return out


class Planner:
    """What `featurize_state` asks of the reference's planners: shortest paths, with some counters as goals."""

    def __init__(self, planners, mdp, goals):
        self.motion_planner = planners.MotionPlanner(mdp, counter_goals=goals)


def encode(episode_id, state, mdp, horizon, planners) -> dict:
    views = mdp.lossless_state_encoding(state, horizon=horizon)
    plain, goals = (mdp.featurize_state(state, planner) for planner in planners)
    row = {"id": episode_id, "t": state.timestep, "horizon": horizon, "shape": list(views[0].shape)}
    for player in range(2):
        row[f"l{player}"] = pairs(views[player])
        row[f"f{player}"] = [int(value) for value in plain[player]]
        row[f"g{player}"] = [int(value) for value in goals[player]]
    return row


def record(rng, reference, mdp, start, episode_id, steps, planners):
    """An episode, cut where the reference gives up (an unfinished soup delivered, no order worth anything)."""
    row = {"a": [], "s": [], "r": [], "sh": [], "ev": [], "start": note_state(start)}
    encodings = []
    cooks = [Cook(rng, mdp) for _ in range(mdp.num_players)]
    state = start.deepcopy()
    for _ in range(steps):
        if planners and rng.random() < 0.1:
            encodings.append(encode(episode_id, state, mdp, rng.choice([400, steps, rng.randint(1, 90)]), planners))
        actions = [cook.act(player) for cook, player in zip(cooks, state.players)]
        try:
            state, infos = mdp.get_state_transition(state, actions)
        except (AssertionError, AttributeError):
            break
        row["a"].append("".join(str(ACTIONS.index(action)) for action in actions))
        row["s"].append(note_state(state))
        row["r"].append([number(value) for value in infos["sparse_reward_by_agent"]])
        row["sh"].append([number(value) for value in infos["shaped_reward_by_agent"]])
        happened = infos["event_infos"]
        row["ev"].append([
            [index, player]
            for index, event in enumerate(reference.EVENT_TYPES)
            for player in range(mdp.num_players)
            if happened[event][player]
        ])
    return row, encodings


def starts(rng, reference, mdp):
    """One start of every kind: (kind, state)."""
    yield "standard", mdp.get_standard_start_state()
    if reference.Recipe.MAX_NUM_INGREDIENTS >= 3 and mdp.num_players <= 3:  # it makes soups of three, and lists all placings
        yield "random", mdp.get_random_start_state_fn(random_start_pos=True, rnd_obj_prob_thresh=0.5)()
    for index in range(3):
        yield f"anything{index}", random_state(rng, reference, mdp)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="folder to write")
    parser.add_argument("--layouts", type=int, default=100, help="how many random kitchens")
    parser.add_argument("--steps", type=int, default=80, help="ticks of an episode")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--source", type=Path, help="src folder of a checkout of overcooked_ai, for old dynamics, too")
    arguments = parser.parse_args()
    if arguments.source:
        sys.path.insert(0, str(arguments.source))
    from overcooked_ai_py.mdp import overcooked_mdp as reference
    from overcooked_ai_py.planning import planners

    has_old = "old_dynamics" in inspect.signature(reference.OvercookedGridworld.__init__).parameters
    if not has_old:
        print("this overcooked_ai has no old dynamics; recording new ones only", file=sys.stderr)
    rng = random.Random(arguments.seed)
    np.random.seed(arguments.seed)
    arguments.folder.mkdir(parents=True, exist_ok=True)
    layouts = {}
    names = {"new": "traj_new.jsonl.gz", "old": "traj_old.jsonl.gz"} if has_old else {"new": "traj_new.jsonl.gz"}
    files = {dynamics: gzip.open(arguments.folder / name, "wt") for dynamics, name in names.items()}
    steps = states = 0
    with gzip.open(arguments.folder / "encodings.jsonl.gz", "wt") as encoded:
        for index in range(arguments.layouts):
            dynamics = "old" if has_old and index % 3 == 2 else "new"
            name, grid = f"random{arguments.seed}_{index}", random_grid(rng)
            params = random_parameters(rng, dynamics == "old")
            layouts[name] = {"grid": grid, "params": params}
            reference.Recipe.ALL_RECIPES_CACHE = {}  # recipes of the kitchen before would stay otherwise
            mdp = reference.OvercookedGridworld.from_grid(grid, params, {"old_dynamics": True} if dynamics == "old" else {})
            two = mdp.num_players == 2 and [
                Planner(planners, mdp, goals) for goals in ([], mdp.get_counter_locations())
            ]
            for kind, start in starts(rng, reference, mdp):
                episode_id = f"{name}/{dynamics}/{kind}"
                row, encodings = record(rng, reference, mdp, start, episode_id, arguments.steps, two)
                row.update(id=episode_id, layout=name, dynamics=dynamics, mode=kind, n=mdp.num_players)
                files[dynamics].write(json.dumps(row, separators=(",", ":")) + "\n")
                for line in encodings:
                    encoded.write(json.dumps(line, separators=(",", ":")) + "\n")
                steps += len(row["a"])
                states += len(encodings)
    for file in files.values():
        file.close()
    text = json.dumps({"layouts": layouts}, indent=1).replace("-Infinity", '"-inf"').replace("Infinity", '"inf"')
    (arguments.folder / "layouts.json").write_text(text)
    print(f"{arguments.layouts} layouts, {steps} steps, {states} encoded states in {arguments.folder}")


if __name__ == "__main__":
    main()
