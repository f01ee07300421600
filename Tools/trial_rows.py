"""Trials out of overcooked_ai's tables and trajectories, as docs/human-trials.md describes their lines."""
import ast
import csv
import io
import json
from pathlib import Path

ACTIONS = {(0, -1): "0", (0, 1): "1", (1, 0): "2", (-1, 0): "3", (0, 0): "4", "interact": "5"}
ACTIONS.update({"north": "0", "south": "1", "east": "2", "west": "3", "stay": "4"})
ORIENTATIONS = [(0, -1), (0, 1), (1, 0), (-1, 0)]
# A soup of the 2019 study cooks for 20 ticks, and is recorded as counting on. It paid 5; the engine's worth is 20.
COOK_TIME = 20
WORTH, PAID = 20, 5
MAX_FIELD = 1 << 24


class Unreadable(Exception):
    """What is wrong with a table or trajectory, in a sentence."""


class Options:
    """What the caller knows about the data.

    dynamics: "old", "new" or "auto"; unit: what a soup of 20 paid, or None; maps: folder of maps that need not be written along.
    """

    def __init__(self, dynamics="auto", unit=None, maps=None):
        self.dynamics, self.unit, self.maps = dynamics, unit, maps

    def knows(self, layout):
        return self.maps is not None and "/" not in layout and (Path(self.maps) / f"{layout}.yaml").exists()


# --- Values -------------------------------------------------------------------------------------------------------


def value(cell):
    """What a cell holds: JSON, or Python where it is no JSON, or itself."""
    if not isinstance(cell, str):
        return cell
    try:
        return json.loads(cell)
    except ValueError:
        return ast.literal_eval(cell)


def number(cell):
    if cell is None or cell == "":
        return 0
    result = float(cell)
    return 0 if result != result else int(result) if result == int(result) else result


def is_true(cell):
    return str(cell).strip().lower() in ("true", "1", "1.0", "yes")


def digit(action):
    """The digit of an action: a direction, a word, or the action's number in overcooked_ai."""
    if isinstance(action, str):
        return ACTIONS[action.lower()]
    if isinstance(action, (int, float)):
        if action not in range(6):
            raise Unreadable(f"{action} is no action; they count from 0 to 5")
        return str(int(action))
    if len(action) == 1:
        return digit(action[0])
    return ACTIONS[tuple(action)]


def item(thing, cook_time=None):
    """An object in the notation: 0, "o", "d" or [ingredients, tick]."""
    if thing is None:
        return 0
    if thing["name"] != "soup":
        return {"onion": "o", "tomato": "t", "dish": "d"}[thing["name"]]
    if "state" in thing:
        kind, count, ticks = thing["state"]
        # Three make a soup, and only then does its time begin.
        return [kind[0] * count, min(ticks, COOK_TIME) if count == 3 else -1]
    parts = thing.get("_ingredients") or thing.get("ingredients") or []
    letters = "".join((part if isinstance(part, str) else part["name"])[0] for part in parts)
    tick = thing.get("cooking_tick", thing.get("_cooking_tick", -1))
    time = thing.get("cook_time") or -1
    return [letters, min(tick, time) if time > 0 else tick]


def notation(state):
    """A recorded state as [players, objects], the objects sorted by row and column."""
    players = [
        [*player["position"], ORIENTATIONS.index(tuple(player["orientation"])), item(player.get("held_object"))]
        for player in state["players"]
    ]
    things = state["objects"].values() if isinstance(state["objects"], dict) else state["objects"]
    objects = sorted(([*thing["position"], item(thing)] for thing in things), key=lambda o: (o[1], o[0]))
    return [players, objects]


def rows_of(grid):
    """The rows of a kitchen that is a text, a list of texts or a matrix of letters."""
    if isinstance(grid, str) and grid.lstrip()[:1] in ("[", "("):
        grid = value(grid)
    rows = grid.split("\n") if isinstance(grid, str) else ["".join(row) for row in grid]
    return [row.strip() for row in rows if row.strip()]


def legacy(states):
    """Whether the soups of these states are recorded in the words of 2019."""
    for state in states:
        things = state["objects"].values() if isinstance(state["objects"], dict) else state["objects"]
        held = [player.get("held_object") for player in state["players"]]
        if any(thing and "state" in thing for thing in [*things, *held]):
            return True
    return False


def dynamics(states, lines):
    """"old" or "new" by what soups do in pots, or None where none was filled.

    Under the new dynamics a full pot waits for a player, and one that is not full may cook.
    """
    if legacy(states):
        return "old"
    filled = False
    for _, objects in lines:
        for _, _, thing in objects:
            if not isinstance(thing, list):
                continue
            letters, tick = thing
            if (len(letters) == 3) == (tick < 0):
                return "new"
            filled = filled or len(letters) == 3
    return "old" if filled else None


# --- Trials -------------------------------------------------------------------------------------------------------


def trial(name, source, layout, grid, actions, states, rewards, options, split="all", seats=None, orders=None):
    """A line of a trial. What is None is left out."""
    digits = [[digit(action) for action in joint] for joint in actions]
    line = {"id": name, "source": source, "split": split, "layout": layout, "dt_ms": 150, "T": len(digits)}
    if grid is not None:
        line["grid"] = rows_of(grid)
    kind = options.dynamics
    if states:
        lines = [notation(state) for state in states]
        kind = dynamics(states, lines) if kind == "auto" else kind
        line["start"], line["s"] = lines[0], lines
        orders = orders or today_orders(states)
    if kind in ("old", "new"):
        line["old_dynamics"] = kind == "old"
    if orders and grid is not None and not options.knows(layout):
        line["map"] = json.dumps({"grid": line["grid"], **orders})
    line["a"] = "".join("".join(joint) for joint in digits)
    if rewards is not None:
        line.update(paid(rewards, kind, options.unit))
    if seats:
        line["seats"] = seats
    return line


def today_orders(states):
    """A map's orders, out of the first state that tells them, and the one cooking time if there is one."""
    first = states[0]
    if not first.get("all_orders"):
        return None
    orders = {"start_all_orders": first["all_orders"]}
    if first.get("bonus_orders"):
        orders["start_bonus_orders"] = first["bonus_orders"]
    times = {thing["cook_time"] for state in states for thing in things(state) if (thing.get("cook_time") or -1) > 0}
    if len(times) == 1:
        orders["cook_time"] = times.pop()
    return orders


def things(state):
    return list(state["objects"].values()) if isinstance(state["objects"], dict) else state["objects"]


def paid(rewards, kind, unit):
    """Rewards as they were recorded and in the engine's worths."""
    raw = [[t, reward] for t, reward in enumerate(rewards) if reward]
    if unit is None:
        unit = PAID if raw and kind != "new" and all(reward in (PAID, 2 * PAID) for _, reward in raw) else WORTH
    def worth(reward):
        scaled = reward * WORTH / unit
        return int(scaled) if scaled == int(scaled) else scaled
    return {
        "r": raw, "score_raw": sum(reward for _, reward in raw), "reward_unit_raw": unit,
        "r_replay": [[t, worth(reward)] for t, reward in raw], "score_replay": worth(sum(reward for _, reward in raw)),
    }


# --- Tables -------------------------------------------------------------------------------------------------------


def csv_columns(text):
    """The columns of a CSV file, each a list of texts, by name."""
    csv.field_size_limit(MAX_FIELD)
    reader = csv.reader(io.StringIO(text))
    header = next(reader, None)
    if not header:
        raise Unreadable("the table is empty; its first line names the columns")
    columns = {name: [] for name in header}
    for row in reader:
        if not row:
            continue
        if len(row) != len(header):
            raise Unreadable(f"line {reader.line_num} has {len(row)} fields, the first line {len(header)}")
        for name, cell in zip(header, row):
            columns[name].append(cell)
    return columns


def table(columns, name, source, split, options):
    """Every trial of a table, a row of which is a tick."""
    if "joint_action" not in columns:
        raise Unreadable(f"the table has no column joint_action; it has {', '.join(columns)}")
    count = len(columns["joint_action"])
    keys = trial_keys(columns)
    if not keys and "layout_name" not in columns:
        raise Unreadable("the table has neither trial_id nor layout_name, so that its trials cannot be told apart")
    groups = {}
    for row in range(count):
        groups.setdefault(tuple(str(columns[key][row]) for key in keys), []).append(row)
    ordered = sorted(groups.items()) if keys[:1] == ["run"] else groups.items()
    made = [table_trial(columns, rows, f"{name}-{index:02}", source, split, options) for index, (_, rows) in enumerate(ordered, 1)]
    return agree(made)


def trial_keys(columns):
    """The columns that tell trials apart: today's, those of 2019, or who played where."""
    layout = [key for key in ["layout_name"] if key in columns]
    for keys in [["trial_id"], ["run", "workerid_num"], ["player_0_id", "player_1_id"]]:
        if all(key in columns for key in keys):
            return keys + layout
    return layout


def agree(made):
    """Trials in which no pot was filled go by the others of their table."""
    known = {line["old_dynamics"] for line in made if "old_dynamics" in line}
    if len(known) == 1:
        for line in made:
            line.setdefault("old_dynamics", next(iter(known)))
    return made


def table_trial(columns, rows, name, source, split, options):
    def column(key):
        return [columns[key][row] for row in rows] if key in columns else None

    for clock in ["cur_gameloop", "time_elapsed"]:
        if clock in columns:
            rows = sorted(rows, key=lambda row: float(columns[clock][row]))
            break
    try:
        actions = [value(cell) for cell in column("joint_action")]
        states = [value(cell) for cell in column("state")] if "state" in columns else None
        after = column("next_state")
        contiguous = True
        if states and after:
            following = [value(cell) for cell in after]
            contiguous = [notation(state) for state in states[1:]] == [notation(state) for state in following[:-1]]
            states.append(following[-1])
        line = trial(
            name, source, layout_of(column), grid_of(column), actions, states, rewards_of(column), options, split, seats(column))
        return {**line, "contiguous": contiguous}
    except (KeyError, IndexError, SyntaxError, TypeError, ValueError) as error:
        raise Unreadable(f"trial {name}, rows {rows[0] + 1} to {rows[-1] + 1} of the table: {type(error).__name__} {error}")


def layout_of(column):
    names = column("layout_name")
    return str(names[0]) if names else "unnamed"


def grid_of(column):
    grids = column("layout")
    return grids[0] if grids else None


def rewards_of(column):
    """The reward of each tick, or what the score grew by after it."""
    if column("reward"):
        return [number(cell) for cell in column("reward")]
    if column("score"):
        scores = [number(cell) for cell in column("score")]
        return [max(0, after - before) for before, after in zip([0] + scores, scores)]
    return None


def seats(column):
    """Who sat in the seats where the table tells: "human", or "agent:NAME". People's ids are not kept."""
    found = []
    for seat in range(2):
        humans, ids = column(f"player_{seat}_is_human"), column(f"player_{seat}_id")
        if not humans:
            return None
        found.append("human" if is_true(humans[0]) else f"agent:{ids[0] if ids else 'unknown'}")
    return found


# --- Trajectories -------------------------------------------------------------------------------------------------


def trajectory(data, name, options):
    """Every episode of `save_traj_as_json`."""
    if not isinstance(data, dict) or "ep_actions" not in data:
        raise Unreadable("the trajectory is no JSON object with ep_actions; overcooked_ai's save_traj_as_json writes one")
    episodes, states, rewards = data["ep_actions"], data.get("ep_states"), data.get("ep_rewards")
    parameters = data.get("mdp_params") or []
    made = []
    for index, actions in enumerate(episodes):
        own = parameters[index] if index < len(parameters) else {}
        try:
            made.append(
                trial(
                    f"{name}-{index + 1:02}", f"{name}.json", str(own.get("layout_name", "unnamed")), grid_with_players(own), actions,
                    list(states[index]) if states else None,
                    [number(reward) for reward in rewards[index]] if rewards else None, with_dynamics(options, own),
                    seats=data.get("seats"), orders=mdp_orders(own)))
        except (KeyError, IndexError, TypeError, ValueError) as error:
            raise Unreadable(f"episode {index + 1} of the trajectory: {type(error).__name__} {error}")
    return agree(made)


def with_dynamics(options, own):
    if options.dynamics == "auto" and ("old_dynamics" in own or "start_order_list" in own):
        return Options("old" if own.get("old_dynamics", True) else "new", options.unit, options.maps)
    return options


def grid_with_players(own):
    """The kitchen with the players' digits, or None where the trajectory does not tell it."""
    if not own.get("terrain"):
        return None
    rows = [list(row) for row in own["terrain"]]
    for number, (x, y) in enumerate(own.get("start_player_positions") or [], 1):
        rows[y][x] = str(number)
    return ["".join(row) for row in rows]


def mdp_orders(own):
    """The parameters of a map that a trajectory tells."""
    orders = {key: own[key] for key in ["start_all_orders", "start_bonus_orders"] if own.get(key)}
    if own.get("start_order_list", orders) is None or "num_items_for_soup" in own and not orders:
        orders["start_all_orders"] = [["onion"] * 3]
    orders.update({key: own[key] for key in ["cook_time", "delivery_reward", "order_bonus"] if own.get(key)})
    return orders or None
