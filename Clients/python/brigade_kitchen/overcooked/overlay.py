"""A layout of overcooked_ai that the engine plays: packing and unfolding its states, ticks, rewards, events, encodings."""

import random
import struct
from typing import Any, Dict, List, Optional, Tuple

import numpy as np

from .. import _engine
from ..kitchen import Kitchen, KitchenError
from ..words import EVENTS

_MAX_JOINTS = 4096  # joint actions that are remembered, which is all of four players
_LEAST_TICK_FIELD = 7  # the tick of a soup begins at this bit of its packed form


class Different(Exception):
    """The engine does not play this state, or this layout, as overcooked_ai does."""


class Overlay(_engine.Rules):
    """An mdp that the engine plays: packs and unfolds its states. What happens in every tick is in csrc/overlay.c.

    This one is of the generation 1.x; forks.py and first.py have the others.
    """

    #: Attributes that a packed state gets when it is first asked for them; the one that holds its orders; those that mean nothing to the
    #: rules, which a state may have and still be one into which nobody has looked.
    unfolded: Tuple[str, ...] = ("players", "objects", "_all_orders", "_bonus_orders")
    order_field = "_all_orders"
    harmless: Tuple[str, ...] = ()
    #: Whether the lossless encoding is other than the engine's, and whether states of different ticks differ.
    has_own_views = False
    compares_time = True

    def __init__(self, mdp: Any, module: Any) -> None:
        self.kitchen = self.kitchen_of(mdp)
        super().__init__(self.kitchen._capsule)
        self.module = module
        self.state_class = module.OvercookedState
        self.players = self.kitchen.players
        # Encoders with the shape of a player's view: lossless ones by horizon, of features by the id of the planner, which is kept, too.
        self.lossless_encoders: Dict[int, Tuple[Any, Tuple[int, ...]]] = {}
        self.managers: Dict[int, Tuple[Any, Any, Any]] = {}
        directions = module.Direction.INDEX_TO_DIRECTION
        self.poses = [(cell, direction) for cell in self.kitchen.floor for direction in directions]
        self.pose_fields = [{"position": cell, "orientation": direction, "held_object": None} for cell, direction in self.poses]
        self.pose_of = {pose: index for index, pose in enumerate(self.poses)}
        first = 2 + 2 * self.players
        self.slots = [(first + index, cell) for index, cell in enumerate(self.kitchen.slots)]
        self.slot_of = {cell: index for index, cell in self.slots}
        self.first_counter = first + self.kitchen.pots
        self.row_bytes = 2 * self.kitchen.row_words
        self.players_form = struct.Struct(f"{2 * self.players}H")
        self.form = struct.Struct(f"{self.kitchen.row_words}H{len(self.slots)}i")
        self.soups: Dict[int, Tuple[Tuple[str, ...], int]] = {}
        self.joints: Dict[Any, bytes] = {}
        info = dict.fromkeys(("agent_infos", "sparse_r_by_agent", "shaped_r_by_agent", "phi_s", "phi_s_prime"))
        self.watch(self.state_class, self.joints, info, EVENTS, self.harmless)
        times = {recipe_of.ingredients: recipe_of.cook_time for recipe_of in self.kitchen.recipes}
        self.cook_times = {tuple(sorted(names)): time for names, time in times.items()}
        self.sparse = [0, *self.take_orders(mdp)]
        # By an outcome's bits: what it earns, and which of the shaped rewards it brings.
        self.meanings: Dict[int, Tuple[Any, bool, bool, bool, Tuple[str, ...]]] = {}

    def kitchen_of(self, mdp: Any) -> Kitchen:
        """The mdp's kitchen.

        Raises:
            Different: it says something that the engine does not know.
        """
        return kitchen_of_mdp(mdp, "old" if getattr(mdp, "old_dynamics", False) else "new")

    def take_orders(self, mdp: Any) -> List[Any]:
        """Notes which orders states have; what each of the kitchen's recipes pays."""
        start, recipe = mdp.get_standard_start_state(), self.module.Recipe
        self.orders = (list(start._all_orders), list(start._bonus_orders))
        self.sorted_orders = (sorted(start._all_orders), sorted(start._bonus_orders))
        return [mdp.get_recipe_value(start, recipe(list(one.ingredients))) for one in self.kitchen.recipes]

    # ---- packing ----

    def packed(self, state: Any) -> bytes:
        """The state in the engine's form.

        Raises:
            Different: the engine knows no such state.
        """
        fields = state.__dict__
        held = fields.get("_brigade")
        if held is not None and held[1] is self and not ("players" in fields or "objects" in fields or self.order_field in fields):
            return held[0]
        try:
            return self._pack(state, fields, held[0] if held is not None and held[1] is self else None)
        except (KeyError, TypeError, AttributeError, ValueError, OverflowError, struct.error) as error:
            raise Different(str(error)) from error

    def _pack(self, state: Any, fields: Dict[str, Any], before: Optional[bytes]) -> bytes:
        """Packs what somebody has looked at, and so may have changed; the rest is as it was packed before."""
        if before is not None and "objects" not in fields and self.order_field not in fields:
            if self._player_words(state.players) == self.players_form.unpack_from(before, 4):
                return before
        count = self.kitchen.row_words
        numbers = list(self.form.unpack(before)) if before is not None else [0] * (count + len(self.slots))
        if before is None or self.order_field in fields:
            self.check_orders(state)
        if before is None or "players" in fields:
            numbers[2:2 + 2 * self.players] = self._player_words(state.players)
        if before is None or "objects" in fields:
            self._pack_objects(state.objects, numbers)
        packed = self.form.pack(*numbers)
        self.check(packed)
        return packed

    def _player_words(self, players: Any) -> Tuple[int, ...]:
        if len(players) != self.players:
            raise Different("another number of players")
        words = []
        for player in players:
            held = player.held_object
            words.append(self.pose_of[player.position, player.orientation])
            words.append(0 if held is None else self.item(held, player.position, False))
        return tuple(words)

    def _pack_objects(self, objects: Any, numbers: List[int]) -> None:
        first, end, count = 2 + 2 * self.players, self.kitchen.row_words, len(objects)
        numbers[first:first + len(self.slots)] = [0] * len(self.slots)
        for order, (cell, thing) in enumerate(objects.items()):
            word = self.slot_of[cell]
            numbers[word] = self.item(thing, cell, word < self.first_counter)
            numbers[end + word - first] = order - count

    def check_orders(self, state: Any) -> None:
        """Raises `Different` unless the state's orders are the layout's."""
        everything, bonus = state._all_orders, state._bonus_orders
        if (everything, bonus) != self.orders and (sorted(everything), sorted(bonus)) != self.sorted_orders:
            raise Different("other orders")

    def item(self, thing: Any, cell: Any, in_pot: bool) -> int:
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
            fields[name] = self._players(self.players_form.unpack_from(packed, 4))
        elif name == "objects":
            fields[name] = self._objects(packed)
        else:
            self.unfold_more(fields, name)

    def unfold_more(self, fields: Dict[str, Any], name: str) -> None:
        """Gives a packed state what is neither players nor objects."""
        fields["_all_orders"], fields["_bonus_orders"] = list(self.sorted_orders[0]), list(self.sorted_orders[1])

    def _players(self, row: Tuple[int, ...]) -> Tuple[Any, ...]:
        kind, players = self.module.PlayerState, []
        for place in range(0, 2 * self.players, 2):
            fields, held = self.pose_fields[row[place]].copy(), row[place + 1]
            if held:
                fields["held_object"] = self.thing(held, fields["position"])
            player = kind.__new__(kind)
            player.__dict__ = fields
            players.append(player)
        return tuple(players)

    def _objects(self, packed: bytes) -> Dict[Any, Any]:
        numbers = self.form.unpack(packed)
        return {cell: self.thing(numbers[word], cell) for cell, word in self.lying(packed)}

    def lying(self, packed: bytes) -> List[Tuple[Any, int]]:
        """The cells where something lies or cooks, with its place among the numbers of `form`, in the order in which it was put there."""
        numbers = self.form.unpack(packed)
        lying = [(cell, word) for word, cell in self.slots if numbers[word]]
        if len(lying) > 1:
            shift = self.kitchen.row_words - self.slots[0][0]
            lying.sort(key=lambda entry: numbers[entry[1] + shift])
        return lying

    def thing(self, bits: int, cell: Any) -> Any:
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

    def advance(self, state: Any, joint_action: Any, wants_info: bool) -> Any:
        """What `play` says of a tick, where somebody may have looked into the state, or the joint action is new.

        Raises:
            Different: the engine does not play it.
        """
        played = self.play(self._closed(state), self._joint(joint_action), wants_info)
        if played is None:
            raise Different("a timestep that is none")
        return played

    def _closed(self, state: Any) -> Any:
        """The same state as one into which nobody has looked."""
        closed = self.state_class.__new__(self.state_class)
        closed.__dict__ = {"timestep": state.timestep, "_brigade": (self.packed(state), self)}
        return closed

    def _joint(self, joint_action: Any) -> Tuple[Any, ...]:
        """A joint action by which `play` finds the actions."""
        index = self.module.Action.ACTION_TO_INDEX
        try:
            joint = tuple(joint_action)
            if joint in self.joints:
                return joint
            actions = bytes([index[action] for action in joint])
        except (KeyError, TypeError) as error:
            raise Different("an action that is none") from error
        if len(self.joints) >= _MAX_JOINTS:
            self.joints.clear()
        self.joints[joint] = actions
        return joint

    def _meaning(self, bits: int) -> Tuple[Any, bool, bool, bool, Tuple[str, ...]]:
        events = tuple(name for place, name in enumerate(EVENTS) if bits >> place & 1)
        meaning = (self.sparse[bits >> 26], self.pays_potting(events), "useful_dish_pickup" in events, bool(bits >> 25 & 1), events)
        self.meanings[bits] = meaning
        return meaning

    def transition(self, mdp: Any, state: Any, joint_action: Any) -> Tuple[Any, ...]:
        """What `get_state_transition` answers."""
        following, _, outcomes, _ = self.play(state, joint_action, False) or self.advance(state, joint_action, False)
        return following, self.infos(mdp, outcomes)

    def pays_potting(self, events: Tuple[str, ...]) -> bool:
        """Whether there is a shaped reward for an ingredient put into a pot."""
        return "potting_onion" in events or "potting_tomato" in events

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
        sparse, shaped = self.rewards(mdp, outcomes)
        return {"event_infos": self.tell(outcomes), "sparse_reward_by_agent": sparse, "shaped_reward_by_agent": shaped}

    def random_thing(self, draw: random.Random, cell: Any, in_pot: bool) -> Any:
        """Something to hold or to put down, for the self-check."""
        module, kind = self.module, "soup" if in_pot else draw.choice(["onion", "tomato", "dish", "soup"])
        if kind != "soup":
            return module.ObjectState(kind, cell)
        names = list(draw.choice(list(self.cook_times)))
        time = self.cook_times[tuple(sorted(names))]
        tick = draw.choice([-1, 0, time - 1, time]) if in_pot else time
        if self.kitchen.dynamics == "old" and in_pot and len(names) != 3:
            tick = -1
        return module.SoupState(cell, [module.ObjectState(name, cell) for name in names], max(-1, tick))

    def check_views(self, mdp: Any, originals: Dict[str, Any], state: Any, own: Any) -> None:
        """Compares the lossless encodings of a state; raises `Different` where they differ."""
        if self.players == 2:
            compare_views(originals["lossless_state_encoding"](mdp, state, 100), self.look(own, self.lossless_encoder(100), False))

    # ---- encodings ----

    def look(self, state: Any, known: Tuple[Any, ...], is_float: bool) -> Any:
        """What `show` says of a state into which somebody may have looked.

        Raises:
            Different: the engine knows no such state.
        """
        views = self.show(self._closed(state), known[0], known[1], is_float)
        if views is None:
            raise Different("a timestep that is none")
        return views

    def lossless_encoder(self, horizon: int) -> Tuple[Any, Tuple[int, ...]]:
        """The encoder of an episode's length, with the shape of a player's view."""
        encoder = self.kitchen.encoder("lossless", horizon=int(horizon) if horizon <= 1 << 40 else 1 << 40)
        known = self.lossless_encoders[horizon] = (encoder._capsule, encoder.shape[1:])
        return known

    def feature_encoder(self, counter_goals: bool) -> Tuple[Any, Tuple[int, ...]]:
        encoder = self.kitchen.encoder("features", counter_goals=counter_goals)
        return encoder._capsule, encoder.shape[1:]


def compare_views(views: Any, own: Any) -> None:
    """Raises `Different` unless both are the same arrays."""
    if len(views) != len(own) or not all(np.array_equal(one, other) for one, other in zip(views, own)):
        raise Different("its lossless encoding is another")


def kitchen_of_mdp(mdp: Any, dynamics: str) -> Kitchen:
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
        return Kitchen(keys, dynamics=dynamics)
    except (KitchenError, TypeError, ValueError) as error:
        raise Different(str(error)) from error
