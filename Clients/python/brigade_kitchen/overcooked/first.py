"""The generation 0.0.1 of overcooked_ai, of ProAgent, COLE and others, and of ZSC-Eval and HSP (`overcooked`).

Its soups are `(kind, count, ticks)`, its states have an order list, and its rules are the engine's old dynamics: in kitchens of one
ingredient, for it lets no two into a pot, and without orders.
"""

from typing import Any, Dict, List, Optional, Tuple

import numpy as np

from ..kitchen import Kitchen, KitchenError
from .channels import TwentyChannels
from .overlay import Different, Overlay
from .shaped import Turn, counts, words

_FEATURES = ("onion", "empty", "one_onion", "two_onion", "cooking", "ready", "dish", "soup", "serving")


class FirstOverlay(Overlay):
    """A layout of that generation."""

    unfolded = ("players", "objects")
    order_field = "order_list"
    harmless = ("ml_actions",)
    has_own_views = True

    def __init__(self, mdp: Any, module: Any, counted: Optional[List[Dict[str, int]]]) -> None:
        super().__init__(mdp, module)
        self.template = dict.fromkeys(counted[0], 0) if counted else None
        rows = mdp.terrain_mtx
        fronts = [(x + step[0], y + step[1]) for (x, y), step in self.poses]
        self.fronts = [rows[y][x] for x, y in fronts]
        start = mdp.get_standard_start_state()
        later = start.deepcopy()
        later.timestep += 1
        self.compares_time = start != later  # some copies' states of different ticks are equal
        self.has_words = "ml_actions" in start.__dict__
        self.choices: Optional[List[TwentyChannels]] = None  # what the copy's encoding may be, by what was compared

    def kitchen_of(self, mdp: Any) -> Kitchen:
        grid = [list(row) for row in mdp.terrain_mtx]
        dispensers = {terrain for row in grid for terrain in row} & {"O", "T"}
        if mdp.start_order_list is not None or mdp.num_items_for_soup != 3 or len(dispensers) != 1:
            raise Different("orders, soups of another size, or onions and tomatoes in one kitchen")
        for number, (x, y) in enumerate(mdp.start_player_positions):
            grid[y][x] = str(number + 1)
        self.ingredient = "onion" if "O" in dispensers else "tomato"
        self.cook_time, self.reward = mdp.soup_cooking_time, mdp.delivery_reward
        try:
            return Kitchen(
                {"name": str(mdp.layout_name), "grid": ["".join(row) for row in grid], "start_all_orders": [[self.ingredient] * 3],
                 "cook_time": self.cook_time, "delivery_reward": self.reward}, dynamics="old")
        except (KitchenError, TypeError, ValueError) as error:
            raise Different(str(error)) from error

    def take_orders(self, mdp: Any) -> List[Any]:
        return [self.reward if one.ingredients == (self.ingredient,) * 3 else 0 for one in self.kitchen.recipes]

    # ---- states ----

    def check_orders(self, state: Any) -> None:
        if state.order_list is not None:
            raise Different("an order list")

    def item(self, thing: Any, cell: Any, in_pot: bool) -> int:
        if tuple(thing.position) != cell:
            raise Different("an object that is not where it lies")
        if thing.name != "soup":
            if in_pot or thing.name == ("tomato" if self.ingredient == "onion" else "onion"):
                raise Different("a thing that this kitchen has not")
            return {"onion": 1, "tomato": 2, "dish": 3}[thing.name]
        kind, count, ticks = thing.state
        is_full = count == 3
        if kind != self.ingredient or not 1 <= count <= 3 or not 0 <= ticks <= (self.cook_time if is_full else 0):
            raise Different("a soup that cannot be")
        if not in_pot and not (is_full and ticks == self.cook_time):
            raise Different("a soup that is not done outside a pot")
        sequence = 1 << count | ((1 << count) - 1 if kind == "tomato" else 0)
        return (ticks + 1 if is_full and ticks else 0) << 7 | 0x40 | sequence

    def thing(self, bits: int, cell: Any) -> Any:
        made = self.module.ObjectState.__new__(self.module.ObjectState)
        state, name = None, "soup"
        if bits & 0x40:
            count = (bits & 0x3F).bit_length() - 1
            state = (self.ingredient, count, max(0, (bits >> 7) - 1))
        else:
            name = ("onion", "tomato", "dish")[bits - 1]
        made.__dict__.update(name=name, position=cell, state=state)
        return made

    def random_thing(self, draw: Any, cell: Any, in_pot: bool) -> Any:
        kind = "soup" if in_pot else draw.choice([self.ingredient, "dish", "soup"])
        if kind != "soup":
            return self.module.ObjectState(kind, cell)
        count = draw.choice([1, 2, 3, 3]) if in_pot else 3
        ticks = draw.choice([0, 1, self.cook_time - 1, self.cook_time]) if in_pot and count == 3 else self.cook_time if count == 3 else 0
        return self.module.ObjectState("soup", cell, (self.ingredient, count, ticks))

    # ---- ticks ----

    def transition(self, mdp: Any, state: Any, joint_action: Any) -> Tuple[Any, ...]:
        before = self.packed(state)
        following, _, outcomes, _ = self.play(state, joint_action, False) or self.advance(state, joint_action, False)
        sparse, shaped = self.rewards(mdp, outcomes)
        if self.template is None and not self.has_words:
            return following, sum(sparse), sum(shaped)
        after = following.__dict__["_brigade"][0]
        old, new = self.players_form.unpack_from(before, 4), self.players_form.unpack_from(after, 4)
        brought = outcomes or (0,) * self.players
        turns = [
            Turn(action, old[2 * place], old[2 * place + 1], new[2 * place], new[2 * place + 1], brought[place],
                 self.fronts[old[2 * place]], sparse[place])
            for place, action in enumerate(self.joints[tuple(joint_action)])]
        if self.has_words:
            following.__dict__["ml_actions"] = [words(turn) for turn in turns]
        if self.template is None:
            return following, sum(sparse), sum(shaped)
        counted = [counts(turn, self.template, True) for turn in turns]
        return following, {"sparse_reward_by_agent": sparse, "shaped_reward_by_agent": shaped, "shaped_info_by_agent": counted}

    # ---- encodings ----

    def check_views(self, mdp: Any, originals: Dict[str, Any], state: Any, own: Any) -> None:
        if self.players != 2 or self.ingredient != "onion":
            return
        views = originals["lossless_state_encoding"](mdp, state)
        if self.choices is None:
            self.choices = [TwentyChannels(self, mdp, views[0].dtype, hides) for hides in (True, False)]
        self.choices = [write for write in self.choices if all(map(np.array_equal, views, write(self.packed(own))))]
        if not self.choices:
            raise Different("its lossless encoding is another")

    def lossless(self, state: Any) -> Tuple[np.ndarray, ...]:
        """The encoding with twenty channels.

        Raises:
            Different: there is a tomato, which it does not know.
        """
        if not self.choices:
            raise Different("no lossless encoding")
        return self.choices[0](self.packed(state))


class FirstFeatures:
    """The 62 features of that generation, with a planner: what is closest is asked of it once for a pose and a choice of cells."""

    def __init__(self, overlay: FirstOverlay, mdp: Any, planner: Any) -> None:
        self.overlay, self.mdp, self.planner = overlay, mdp, planner
        self.known: Dict[Any, Tuple[Any, Any]] = {}
        module = overlay.module
        self.orientations = [
            [float(index == own) for index in range(4)]
            for own in (module.Direction.DIRECTION_TO_INDEX[direction] for _, direction in overlay.poses)]
        rows = mdp.terrain_mtx
        self.walls = []
        for (x, y), _ in overlay.poses:
            self.walls.append([float(rows[y + step[1]][x + step[0]] != " ") for step in module.Direction.ALL_DIRECTIONS])
        self.pots = [(word, cell) for word, cell in overlay.slots if word < overlay.first_counter]
        self.full = (overlay.cook_time + 1) << 7 | 0x40 | 0b1000
        self.places = {name: tuple(mdp.terrain_pos_dict[letter]) for name, letter in (("onion", "O"), ("dish", "D"), ("serving", "S"))}

    def closest(self, pose: int, cells: Tuple[Any, ...]) -> Tuple[Any, Any]:
        deltas = self.known.get((pose, cells))
        if deltas is None:
            position, orientation = self.overlay.poses[pose]
            player = self.overlay.module.PlayerState(position, orientation)
            deltas = self.known[pose, cells] = self.mdp.get_deltas_to_closest_location(player, list(cells), self.planner)
        return deltas

    def __call__(self, state: Any) -> Tuple[np.ndarray, np.ndarray]:
        """The features of both players, float64 `[62]`.

        Raises:
            Different: there is a tomato, which they do not know.
        """
        overlay = self.overlay
        packed = overlay.packed(state)
        if overlay.ingredient != "onion":
            raise Different("tomatoes, which these features do not know")
        numbers, lying = overlay.form.unpack(packed), overlay.lying(packed)
        on_counters: Dict[str, Tuple[Any, ...]] = {"onion": (), "dish": (), "soup": ()}
        for cell, word in lying:
            if word >= overlay.first_counter:
                name = "soup" if numbers[word] & 0x40 else ("onion", "tomato", "dish")[numbers[word] - 1]
                on_counters[name] += (cell,)
        empty = tuple(cell for word, cell in self.pots if not numbers[word])
        ready = tuple(cell for word, cell in self.pots if numbers[word] == self.full)
        cooking = tuple(cell for word, cell in self.pots if numbers[word] & 0x3F == 0b1000 and numbers[word] != self.full)
        parts = []
        for place in (2, 4):
            pose, held = numbers[place], numbers[place + 1]
            name = "" if not held else "soup" if held & 0x40 else ("onion", "tomato", "dish")[held - 1]
            part = [*self.orientations[pose], *(float(name == kind) for kind in ("onion", "soup", "dish"))]
            part += (0, 0) if name == "onion" else self.closest(pose, self.places["onion"] + on_counters["onion"])
            for cells in (empty, (), (), cooking, ready):
                part += self.closest(pose, cells)
            part += (0, 0) if name == "dish" else self.closest(pose, self.places["dish"] + on_counters["dish"])
            part += (0, 0) if name == "soup" else self.closest(pose, on_counters["soup"])
            part += self.closest(pose, self.places["serving"])
            parts.append([*part, *self.walls[pose]])
        (ax, ay), (bx, by) = overlay.poses[numbers[2]][0], overlay.poses[numbers[4]][0]
        one = np.array([*parts[0], *parts[1], bx - ax, by - ay, ax, ay], float)
        return one, np.array([*parts[1], *parts[0], ax - bx, ay - by, ax, ay], float)
