"""Kitchens of the generation 0.0.1: soups are `(kind, count, ticks)`, pots of three cook by themselves, states have an order list."""

import numpy as np

from .actions import Action, Direction

GRIDS = {
    "simple": ["XXPXX", "O  2O", "X1  X", "XDXSX"],
    "two_pots": ["XXXPPX", "O 1  X", "D  2 S", "XXOXXX"],
    # Not of this generation: the pot cooks as soon as two are in it.
    "impatient": ["XXPXX", "O  2O", "X1  X", "XDXSX"],
}


class ObjectState:
    def __init__(self, name, position, state=None):
        self.name, self.position, self.state = name, tuple(position), state

    def deepcopy(self):
        return ObjectState(self.name, self.position, self.state)

    def __eq__(self, other):
        return (self.name, self.position, self.state) == (other.name, other.position, other.state)

    def to_dict(self):
        return {"name": self.name, "position": self.position, "state": self.state}


class PlayerState:
    def __init__(self, position, orientation, held_object=None):
        self.position, self.orientation, self.held_object = tuple(position), tuple(orientation), held_object

    @property
    def pos_and_or(self):
        return self.position, self.orientation

    def set_object(self, thing):
        thing.position, self.held_object = self.position, thing

    def deepcopy(self):
        return PlayerState(self.position, self.orientation, self.held_object and self.held_object.deepcopy())

    def __eq__(self, other):
        return (self.position, self.orientation) == (other.position, other.orientation) and self.held_object == other.held_object

    def to_dict(self):
        return {"position": self.position, "orientation": self.orientation, "held": self.held_object and self.held_object.to_dict()}


class OvercookedState:
    def __init__(self, players, objects, order_list, timestep=0):
        self.players, self.objects, self.order_list, self.timestep = tuple(players), objects, order_list, timestep

    def add_object(self, thing, position):
        thing.position = position
        self.objects[position] = thing

    def deepcopy(self):
        objects = {cell: thing.deepcopy() for cell, thing in self.objects.items()}
        return OvercookedState([player.deepcopy() for player in self.players], objects, self.order_list, self.timestep)

    def __eq__(self, other):
        return self.players == other.players and self.objects == other.objects and self.timestep == other.timestep

    def to_dict(self):
        return {
            "players": [player.to_dict() for player in self.players], "objects": [thing.to_dict() for thing in self.objects.values()],
            "order_list": self.order_list, "timestep": self.timestep}


class OvercookedGridworld:
    num_items_for_soup, soup_cooking_time, delivery_reward, start_order_list = 3, 20, 20, None
    reward_shaping_params = {"PLACEMENT_IN_POT_REW": 3, "DISH_PICKUP_REWARD": 3, "SOUP_PICKUP_REWARD": 5}

    def __init__(self, name):
        self.layout_name, self.full = name, 2 if name == "impatient" else 3
        rows = [list(row) for row in GRIDS[name]]
        self.start_player_positions, self.terrain_pos_dict = [None, None], {letter: [] for letter in " XPODST"}
        for y, row in enumerate(rows):
            for x, letter in enumerate(row):
                if letter in "12":
                    self.start_player_positions[int(letter) - 1] = (x, y)
                    row[x] = letter = " "
                self.terrain_pos_dict[letter].append((x, y))
        self.terrain_mtx, self.num_players, self.shape = rows, 2, (len(rows[0]), len(rows))

    @staticmethod
    def from_layout_name(name):
        return OvercookedGridworld(name)

    def get_standard_start_state(self):
        return OvercookedState([PlayerState(cell, Direction.NORTH) for cell in self.start_player_positions], {}, None)

    def get_state_transition(self, state, joint_action):
        new, paid, shaped = state.deepcopy(), 0, 0
        soups = [new.objects[cell] for cell in self.terrain_pos_dict["P"] if cell in new.objects]
        for player, action in zip(new.players, joint_action):
            if action not in Action.ALL_ACTIONS:
                raise ValueError(f"{action} is no action")
            if action == Action.INTERACT:
                earned, on_the_way = self.interact(new, player, len(soups))
                paid, shaped = paid + earned, shaped + on_the_way
        self.move(new.players, joint_action)
        new.timestep += 1
        for cell in self.terrain_pos_dict["P"]:
            if cell in new.objects:
                kind, count, ticks = new.objects[cell].state
                if count >= self.full and ticks < self.soup_cooking_time:
                    new.objects[cell].state = (kind, count, ticks + 1)
        return new, paid, shaped

    def interact(self, state, player, soups):
        cell = (player.position[0] + player.orientation[0], player.position[1] + player.orientation[1])
        terrain, held, there = self.terrain_mtx[cell[1]][cell[0]], player.held_object, state.objects.get(cell)
        if terrain == "X" and (held is None) != (there is None):
            if held is not None:
                player.held_object = None
                state.add_object(held, cell)
            else:
                player.set_object(state.objects.pop(cell))
        elif terrain == "O" and held is None:
            player.set_object(ObjectState("onion", player.position))
        elif terrain == "D" and held is None:
            dishes = sum(other.held_object is not None and other.held_object.name == "dish" for other in state.players)
            lies = any(thing.name == "dish" for thing in state.objects.values())
            player.set_object(ObjectState("dish", player.position))
            return 0, 3 if soups > dishes and not lies else 0
        elif terrain == "P" and held is not None and held.name == "onion" and (there is None or there.state[1] < 3):
            player.held_object = None
            state.objects.setdefault(cell, ObjectState("soup", cell)).state = ("onion", (there.state[1] if there else 0) + 1, 0)
            return 0, 3
        elif terrain == "P" and held is not None and held.name == "dish" and there and there.state[1:] == (3, self.soup_cooking_time):
            player.set_object(state.objects.pop(cell))
            return 0, 5
        elif terrain == "S" and held is not None and held.name == "soup":
            player.held_object = None
            return self.delivery_reward, 0
        return 0, 0

    def move(self, players, joint_action):
        wanted = []
        for player, action in zip(players, joint_action):
            cell = player.position
            if action in Direction.ALL_DIRECTIONS:
                player.orientation = action
                ahead = (cell[0] + action[0], cell[1] + action[1])
                cell = ahead if self.terrain_mtx[ahead[1]][ahead[0]] == " " else cell
            wanted.append(cell)
        before = [player.position for player in players]
        if wanted[0] == wanted[1] or wanted == before[::-1]:
            wanted = before
        for player, cell in zip(players, wanted):
            player.position = cell
            if player.held_object is not None:
                player.held_object.position = cell

    def lossless_state_encoding(self, overcooked_state, debug=False):
        views = np.zeros((2, *self.shape, 20), int)
        for view in (0, 1):
            for place, player in enumerate(overcooked_state.players):
                role = 0 if place == view else 1
                views[view][player.position][role] = 1
                views[view][player.position][2 + 4 * role + Direction.DIRECTION_TO_INDEX[player.orientation]] = 1
            for channel, letter in enumerate("PXODS"):
                for cell in self.terrain_pos_dict[letter]:
                    views[view][cell][10 + channel] = 1
            held = [player.held_object for player in overcooked_state.players if player.held_object is not None]
            names = {thing.name for thing in held}
            for thing in [*held, *(thing for thing in overcooked_state.objects.values() if thing.name not in names)]:
                if thing.name == "soup" and thing.position in self.terrain_pos_dict["P"]:
                    views[view][thing.position][15:17] = thing.state[1:]
                else:
                    views[view][thing.position][{"soup": 17, "dish": 18, "onion": 19}[thing.name]] = 1
        return tuple(views)

    def get_deltas_to_closest_location(self, player, locations, planner):
        return planner.closest(player, locations)

    def featurize_state(self, overcooked_state, mlp):
        lying = {"onion": [], "dish": [], "soup": []}
        for thing in overcooked_state.objects.values():
            if thing.position in self.terrain_pos_dict["X"]:
                lying[thing.name].append(thing.position)
        pots = {"empty": [], "cooking": [], "ready": []}
        for cell in self.terrain_pos_dict["P"]:
            count, ticks = overcooked_state.objects[cell].state[1:] if cell in overcooked_state.objects else (0, 0)
            if count in (0, 3):
                pots["empty" if not count else "ready" if ticks == self.soup_cooking_time else "cooking"].append(cell)
        parts = []
        for player in overcooked_state.players:
            held = player.held_object.name if player.held_object is not None else ""
            part = [player.orientation == direction for direction in Direction.ALL_DIRECTIONS]
            part += [held == name for name in ("onion", "soup", "dish")]
            dispensers = self.terrain_pos_dict["O"], self.terrain_pos_dict["D"], self.terrain_pos_dict["S"]
            for name, cells in (
                    ("onion", dispensers[0] + lying["onion"]), ("", pots["empty"]), ("", []), ("", []), ("", pots["cooking"]),
                    ("", pots["ready"]), ("dish", dispensers[1] + lying["dish"]), ("soup", lying["soup"]), ("", dispensers[2])):
                part += (0, 0) if name and held == name else self.get_deltas_to_closest_location(player, cells, mlp)
            x, y = player.position
            part += [self.terrain_mtx[y + step[1]][x + step[0]] != " " for step in Direction.ALL_DIRECTIONS]
            parts.append(part)
        one, other = (np.array(player.position) for player in overcooked_state.players)
        return (
            np.concatenate([parts[0], parts[1], other - one, one]).astype(float),
            np.concatenate([parts[1], parts[0], one - other, one]).astype(float))
