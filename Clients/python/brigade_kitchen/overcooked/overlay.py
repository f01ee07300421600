"""A layout of overcooked_ai that the engine plays: packing and unfolding its states, ticks, rewards, events, encodings."""

import struct
from typing import Any, Dict, List, Optional, Tuple

import numpy as np

from .. import _engine
from ..kitchen import Kitchen, KitchenError
from ..words import EVENTS

_INT64, _INT16 = 3, 1  # the engine's numbers of the element types
_LEAST_TICK_FIELD = 7  # the tick of a soup begins at this bit of its packed form


class Different(Exception):
    """The engine does not play this state, or this layout, as overcooked_ai does."""


class Overlay:
    """An mdp that the engine plays: packs and unfolds its states."""

    def __init__(self, mdp: Any, module: Any) -> None:
        self.module = module
        self.kitchen = _kitchen(mdp)
        self.rules = _engine.Rules(self.kitchen._capsule)
        self.tick = self.rules.tick
        self.state_class = module.OvercookedState
        self.new = object.__new__
        self.players = self.kitchen.players
        self.encoders: Dict[Tuple[str, Any], Tuple[Any, Tuple[int, ...], int]] = {}
        self.managers: Dict[int, Tuple[Any, Optional[bool]]] = {}
        directions = module.Direction.INDEX_TO_DIRECTION
        self.poses = [(cell, direction) for cell in self.kitchen.floor for direction in directions]
        self.pose_of = {pose: index for index, pose in enumerate(self.poses)}
        first = 2 + 2 * self.players
        self.slots = [(first + index, cell) for index, cell in enumerate(self.kitchen.slots)]
        self.slot_of = {cell: index for index, cell in self.slots}
        self.first_counter = first + self.kitchen.pots
        self.row_bytes = 2 * self.kitchen.row_words
        self.row_form = struct.Struct(f"{self.kitchen.row_words}H")
        self.form = struct.Struct(f"{self.kitchen.row_words}H{len(self.slots)}i")
        self.soups: Dict[int, Tuple[Tuple[str, ...], int]] = {}
        index = module.Action.ACTION_TO_INDEX
        actions = module.Action.INDEX_TO_ACTION
        self.joint = {(one, other): bytes((index[one], index[other])) for one in actions for other in actions} if self.players == 2 else {}
        start = mdp.get_standard_start_state()
        self.orders = (list(start._all_orders), list(start._bonus_orders))
        self.sorted_orders = (sorted(start._all_orders), sorted(start._bonus_orders))
        recipe = module.Recipe
        times = {recipe_of.ingredients: recipe_of.cook_time for recipe_of in self.kitchen.recipes}
        self.cook_times = {tuple(sorted(names)): time for names, time in times.items()}
        self.sparse = [0, *(mdp.get_recipe_value(start, recipe(list(one.ingredients))) for one in self.kitchen.recipes)]
        # By an outcome's bits: what it earns, and which of the shaped rewards it brings.
        self.meanings: Dict[int, Tuple[Any, bool, bool, bool, Tuple[str, ...]]] = {}

    # ---- packing ----

    def packed(self, state: Any) -> bytes:
        """The state in the engine's form.

        Raises:
            Different: the engine knows no such state.
        """
        fields = state.__dict__
        held = fields.get("_brigade")
        if held is not None and held[1] is self and not ("players" in fields or "objects" in fields or "_all_orders" in fields):
            return held[0]
        try:
            return self._pack(state, fields, held[0] if held is not None and held[1] is self else None)
        except (KeyError, TypeError, AttributeError, ValueError, OverflowError, struct.error) as error:
            raise Different(str(error)) from error

    def _pack(self, state: Any, fields: Dict[str, Any], before: Optional[bytes]) -> bytes:
        """Packs what somebody has looked at, and so may have changed; the rest is as it was packed before."""
        count = self.kitchen.row_words
        numbers = list(self.form.unpack(before)) if before is not None else [0] * (count + len(self.slots))
        if before is None or "_all_orders" in fields:
            self._check_orders(state)
        if before is None or "players" in fields:
            self._pack_players(state.players, numbers)
        if before is None or "objects" in fields:
            self._pack_objects(state.objects, numbers)
        packed = self.form.pack(*numbers)
        self.rules.check(packed)
        return packed

    def _pack_players(self, players: Any, numbers: List[int]) -> None:
        if len(players) != self.players:
            raise Different("another number of players")
        for place, player in enumerate(players):
            numbers[2 + 2 * place] = self.pose_of[player.position, player.orientation]
            held = player.held_object
            numbers[3 + 2 * place] = 0 if held is None else self._item(held, player.position, False)

    def _pack_objects(self, objects: Any, numbers: List[int]) -> None:
        first, end, count = 2 + 2 * self.players, self.kitchen.row_words, len(objects)
        numbers[first:first + len(self.slots)] = [0] * len(self.slots)
        for order, (cell, thing) in enumerate(objects.items()):
            word = self.slot_of[cell]
            numbers[word] = self._item(thing, cell, word < self.first_counter)
            numbers[end + word - first] = order - count

    def _check_orders(self, state: Any) -> None:
        everything, bonus = state._all_orders, state._bonus_orders
        if (everything, bonus) != self.orders and (sorted(everything), sorted(bonus)) != self.sorted_orders:
            raise Different("other orders")

    def _item(self, thing: Any, cell: Any, in_pot: bool) -> int:
        if tuple(thing._position) != cell:
            raise Different("an object that is not where it lies")
        kind = thing.name
        if kind != "soup":
            if in_pot:
                raise Different("a pot that holds no soup")
            return {"onion": 1, "tomato": 2, "dish": 3}[kind]
        tick, sequence, names = thing._cooking_tick, 1, []
        for ingredient in thing._ingredients:
            if ingredient._position != thing._position:
                raise Different("an ingredient that is not where it lies")
            names.append(ingredient.name)
            sequence = sequence << 1 | (ingredient.name == "tomato")
        time = self.cook_times[tuple(sorted(names))]
        if thing._cook_time is not None and thing._cook_time != time:
            raise Different("a soup with a cook time of its own")
        if not -1 <= tick <= 510 or (not in_pot and tick < time):
            raise Different("a soup that is not done outside a pot")
        return (tick + 1) << _LEAST_TICK_FIELD | 0x40 | sequence

    # ---- unfolding ----

    def unfold(self, state: Any, name: str) -> None:
        """Gives a packed state its `players`, its `objects` or its orders, as overcooked_ai has them."""
        fields = state.__dict__
        packed = fields["_brigade"][0]
        if name == "players":
            fields[name] = self._players(self.row_form.unpack_from(packed))
        elif name == "objects":
            fields[name] = self._objects(packed)
        else:
            fields["_all_orders"], fields["_bonus_orders"] = list(self.sorted_orders[0]), list(self.sorted_orders[1])

    def _players(self, row: Tuple[int, ...]) -> Tuple[Any, ...]:
        kind, players = self.module.PlayerState, []
        for place in range(2, 2 + 2 * self.players, 2):
            position, orientation = self.poses[row[place]]
            held = row[place + 1]
            player = kind.__new__(kind)
            player.__dict__.update(
                position=position, orientation=orientation, held_object=self._object(held, position) if held else None)
            players.append(player)
        return tuple(players)

    def _objects(self, packed: bytes) -> Dict[Any, Any]:
        numbers = self.form.unpack(packed)
        lying = [(cell, word) for word, cell in self.slots if numbers[word]]
        if len(lying) > 1:
            shift = self.kitchen.row_words - self.slots[0][0]
            lying.sort(key=lambda entry: numbers[entry[1] + shift])
        return {cell: self._object(numbers[word], cell) for cell, word in lying}

    def _object(self, bits: int, cell: Any) -> Any:
        module = self.module
        if not bits & 0x40:
            thing = module.ObjectState.__new__(module.ObjectState)
            thing.__dict__.update(name=("onion", "tomato", "dish")[bits - 1], _position=cell)
            return thing
        known = self.soups.get(bits)
        if known is None:
            names = tuple("tomato" if digit == "1" else "onion" for digit in bin(bits & 0x3F)[3:])
            known = self.soups[bits] = (names, (bits >> _LEAST_TICK_FIELD) - 1)
        ingredients = []
        for name in known[0]:
            part = module.ObjectState.__new__(module.ObjectState)
            part.__dict__.update(name=name, _position=cell)
            ingredients.append(part)
        soup = module.SoupState.__new__(module.SoupState)
        soup.__dict__.update(
            name="soup", _position=cell, _ingredients=ingredients, _cooking_tick=known[1], _recipe=None, _cook_time=None)
        return soup

    # ---- playing ----

    def advance(self, state: Any, joint_action: Any) -> Tuple[Any, Optional[Tuple[int, ...]]]:
        """The state after a tick, and what it brought; None for nothing.

        Raises:
            Different: the engine does not play it.
        """
        try:
            actions = self.joint[joint_action]
        except (KeyError, TypeError):
            actions = self._actions(joint_action)
        fields = state.__dict__
        timestep = fields["timestep"]
        held = fields.get("_brigade")
        # Two fields: nobody has looked into the state.
        packed = held[0] if held is not None and len(fields) == 2 and held[1] is self else self.packed(state)
        packed, outcomes = self.tick(packed, timestep, actions)
        following = self.new(self.state_class)
        following.__dict__ = {"timestep": timestep + 1, "_brigade": (packed, self)}
        return following, outcomes

    def _actions(self, joint_action: Any) -> bytes:
        index = self.module.Action.ACTION_TO_INDEX
        try:
            return bytes([index[action] for action in joint_action])
        except (KeyError, TypeError) as error:
            raise Different("an action that is none") from error

    def _meaning(self, bits: int) -> Tuple[Any, bool, bool, bool, Tuple[str, ...]]:
        events = tuple(name for place, name in enumerate(EVENTS) if bits >> place & 1)
        potted = "potting_onion" in events or "potting_tomato" in events
        meaning = (self.sparse[bits >> 26], potted, "useful_dish_pickup" in events, bool(bits >> 25 & 1), events)
        self.meanings[bits] = meaning
        return meaning

    def rewards(self, mdp: Any, outcomes: Optional[Tuple[int, ...]]) -> Tuple[List[Any], List[Any]]:
        """Sparse and shaped rewards by agent, whole numbers where the layout has such."""
        sparse, shaped = [0] * self.players, [0] * self.players
        for player, bits in enumerate(outcomes or ()):
            if bits:
                paid, potted, plate, took, _ = self.meanings.get(bits) or self._meaning(bits)
                sparse[player] += paid
                params = mdp.reward_shaping_params
                if plate:
                    shaped[player] += params["DISH_PICKUP_REWARD"]
                if took:
                    shaped[player] += params["SOUP_PICKUP_REWARD"]
                if potted:
                    shaped[player] += params["PLACEMENT_IN_POT_REW"]
        return sparse, shaped

    def events(self, bits: int) -> Tuple[str, ...]:
        return (self.meanings.get(bits) or self._meaning(bits))[4]

    def infos(self, mdp: Any, outcomes: Optional[Tuple[int, ...]]) -> Dict[str, Any]:
        """What `get_state_transition` says of a tick."""
        players = self.players
        events = {event: [False] * players for event in self.module.EVENT_TYPES}
        for player, bits in enumerate(outcomes or ()):
            for name in self.events(bits):
                events[name][player] = True
        sparse, shaped = self.rewards(mdp, outcomes)
        return {"event_infos": events, "sparse_reward_by_agent": sparse, "shaped_reward_by_agent": shaped}

    # ---- encodings ----

    def lossless(self, state: Any, horizon: int) -> Tuple[np.ndarray, ...]:
        capsule, shape, count = self._encoder("lossless", int(horizon) if horizon <= 1 << 40 else 1 << 40)
        views = self.rules.encode(capsule, self.packed(state), state.timestep, _INT64, 8 * count)
        one = shape[1:]
        return np.ndarray(one, np.int64, views), np.ndarray(one, np.int64, views, 4 * count)

    def features(self, state: Any, counter_goals: bool) -> List[np.ndarray]:
        capsule, shape, count = self._encoder("features", counter_goals)
        views = self.rules.encode(capsule, self.packed(state), state.timestep, _INT16, 2 * count)
        one = shape[1:]
        return [np.ndarray(one, np.int16, views).astype(np.float64), np.ndarray(one, np.int16, views, count).astype(np.float64)]

    def _encoder(self, encoding: str, option: Any) -> Tuple[Any, Tuple[int, ...], int]:
        """An encoder with the shape and the number of its elements."""
        known = self.encoders.get((encoding, option))
        if known is None:
            keywords = {"horizon": option} if encoding == "lossless" else {"counter_goals": option}
            encoder = self.kitchen.encoder(encoding, **keywords)
            known = self.encoders[encoding, option] = (encoder._capsule, encoder.shape, int(np.prod(encoder.shape)))
        return known


def _kitchen(mdp: Any) -> Kitchen:
    """The kitchen of an mdp.

    Raises:
        Different: it says something that the engine does not know.
    """
    grid = [list(row) for row in mdp.terrain_mtx]
    for number, (x, y) in enumerate(mdp.start_player_positions):
        grid[y][x] = str(number + 1)
    conf = dict(mdp.recipe_config)
    keys = {
        "name": str(mdp.layout_name), "grid": ["".join(row) for row in grid], "order_bonus": mdp.order_bonus,
        "start_all_orders": mdp.start_all_orders, "start_bonus_orders": mdp.start_bonus_orders,
    }
    for key in ("cook_time", "delivery_reward", "recipe_values", "recipe_times", "onion_value", "tomato_value", "onion_time",
                "tomato_time", "max_num_ingredients"):
        if conf.get(key) is not None:
            keys[key] = conf[key]
    try:
        return Kitchen(keys, dynamics="old" if getattr(mdp, "old_dynamics", False) else "new")
    except (KitchenError, TypeError, ValueError) as error:
        raise Different(str(error)) from error
