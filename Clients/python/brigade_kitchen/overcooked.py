"""overcooked_ai at the engine's speed: a program that uses it runs unchanged.

    python -m brigade_kitchen.overcooked train.py --its arguments

or, as the program's first line:

    import brigade_kitchen.overcooked; brigade_kitchen.overcooked.install()

Ticks, environment steps and both encodings are then the engine's; everything else is overcooked_ai's own code, on its own classes. Before
a layout is taken over, some hundred ticks are played by both; where they differ a warning says so, and the layout stays with
overcooked_ai. What the engine does not know (other orders in a state, a soup that is carried before it is done) is played by
overcooked_ai, tick by tick. docs/python.md says which generations of overcooked_ai are known.
"""

import importlib.abc
import importlib.util
import random
import struct
import sys
import warnings
from typing import Any, Callable, Dict, List, Optional, Tuple

import numpy as np

from . import _engine
from .kitchen import Kitchen, KitchenError
from .words import EVENTS

_INT64, _INT16 = 3, 1
_CHECKED_STATES, _CHECKED_TICKS = 40, 150
_LEAST_TICK_FIELD = 7  # the tick of a soup begins at this bit of its packed form


class Different(Exception):
    """The engine does not play this state, or this layout, as overcooked_ai does."""


class _Overlay:
    """An mdp that the engine plays: packs and unfolds its states."""

    def __init__(self, mdp: Any, module: Any) -> None:
        self.module = module
        self.kitchen = _kitchen(mdp)
        self.rules = _engine.Rules(self.kitchen._capsule)
        self.players = self.kitchen.players
        self.encoders: Dict[Tuple[str, Any], Tuple[Any, Tuple[int, ...], int]] = {}
        self.managers: Dict[int, Tuple[Any, bool]] = {}
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
            actions = self.joint.get(joint_action) or self._actions(joint_action)
        except TypeError:
            actions = self._actions(joint_action)
        timestep = state.timestep
        packed, outcomes = self.rules.tick(self.packed(state), timestep, actions)
        following = self.module.OvercookedState.__new__(self.module.OvercookedState)
        fields = following.__dict__
        fields["timestep"] = timestep + 1
        fields["_brigade"] = (packed, self)
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
        views = np.frombuffer(self.rules.encode(capsule, self.packed(state), state.timestep, _INT64, 8 * count), np.int64)
        return tuple(views.reshape(shape))

    def features(self, state: Any, counter_goals: bool) -> List[np.ndarray]:
        capsule, shape, count = self._encoder("features", counter_goals)
        views = np.frombuffer(self.rules.encode(capsule, self.packed(state), state.timestep, _INT16, 2 * count), np.int16)
        return list(views.astype(np.float64).reshape(shape))

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


# ---- taking an mdp over ----


def _overlay(mdp: Any, module: Any, originals: Dict[str, Callable[..., Any]]) -> Optional[_Overlay]:
    """The mdp's overlay, made and checked at its first use; None where it stays with overcooked_ai."""
    try:
        return mdp.__dict__["_brigade"]
    except KeyError:
        pass
    mdp.__dict__["_brigade"] = None  # what the check itself asks is answered by overcooked_ai
    try:
        overlay = _Overlay(mdp, module)
        _check(mdp, overlay, originals)
    except Exception as error:  # noqa: BLE001 - whatever a copy does differently, the program goes on as before
        warnings.warn(
            f"brigade_kitchen: the layout '{getattr(mdp, 'layout_name', '?')}' stays with overcooked_ai: {type(error).__name__}: {error}",
            RuntimeWarning, stacklevel=4)
        return None
    mdp.__dict__["_brigade"] = overlay
    return overlay


def _check(mdp: Any, overlay: _Overlay, originals: Dict[str, Callable[..., Any]]) -> None:
    """Plays ticks by both, from the start and from random states, and compares states, rewards, events and encodings.

    Raises:
        Different: they differ.
    """
    draw = random.Random(7)
    actions = [*overlay.module.Action.INDEX_TO_ACTION, "interact", "interact"]
    starts = [(mdp.get_standard_start_state().deepcopy(), _CHECKED_TICKS)]
    starts += [(_random_state(mdp, overlay, draw), 3) for _ in range(_CHECKED_STATES)]
    for start, ticks in starts:
        state = start
        for tick in range(ticks):
            joint = tuple(draw.choice(actions) for _ in range(overlay.players))
            expected, infos = originals["get_state_transition"](mdp, state, joint)
            own, outcomes = overlay.advance(state, joint)
            own_infos = overlay.infos(mdp, outcomes)
            for key in ("sparse_reward_by_agent", "shaped_reward_by_agent", "event_infos"):
                if own_infos[key] != infos[key]:
                    raise Different(f"its {key} are others")
            if overlay.players == 2 and (ticks == 3 or tick % 25 == 0):
                views = originals["lossless_state_encoding"](mdp, expected, 100)
                if not all((one == other).all() for one, other in zip(views, overlay.lossless(own, 100))):
                    raise Different("its lossless encoding is another")
            if own != expected or own.to_dict() != expected.to_dict():
                raise Different("its rules are others")
            state = expected


def _random_state(mdp: Any, overlay: _Overlay, draw: random.Random) -> Any:
    """A state with players anywhere, and things in hands, pots and on counters."""
    module = overlay.module
    state = mdp.get_standard_start_state().deepcopy()
    recipes = list(overlay.cook_times)
    counters = [cell for word, cell in overlay.slots if word >= overlay.first_counter]

    def thing(cell: Any, in_pot: bool) -> Any:
        kind = "soup" if in_pot else draw.choice(["onion", "tomato", "dish", "soup"])
        if kind != "soup":
            return module.ObjectState(kind, cell)
        names = list(draw.choice(recipes))
        time = overlay.cook_times[tuple(sorted(names))]
        tick = draw.choice([-1, 0, time - 1, time]) if in_pot else time
        if getattr(mdp, "old_dynamics", False) and in_pot and len(names) != 3:
            tick = -1
        return module.SoupState(cell, [module.ObjectState(name, cell) for name in names], max(-1, tick))

    places = draw.sample(list(overlay.kitchen.floor), overlay.players)
    players = []
    for cell in places:
        player = module.PlayerState(cell, draw.choice(module.Direction.ALL_DIRECTIONS))
        facing = (cell[0] + player.orientation[0], cell[1] + player.orientation[1])
        if draw.random() < 0.7:
            player.set_object(thing(cell, False))
        players.append(player)
        if facing in overlay.slot_of and facing not in state.objects and draw.random() < 0.5:
            state.add_object(thing(facing, overlay.slot_of[facing] < overlay.first_counter), facing)
    state.players = tuple(players)
    for cell in draw.sample(counters, min(2, len(counters))):
        if cell not in state.objects:
            state.add_object(thing(cell, False), cell)
    return state


def _features_agree(mdp: Any, overlay: _Overlay, manager: Any, counter_goals: bool, original: Callable[..., Any]) -> bool:
    draw = random.Random(11)
    for _ in range(12):
        state = _random_state(mdp, overlay, draw)
        if not all((one == other).all() for one, other in zip(original(mdp, state, manager), overlay.features(state, counter_goals))):
            return False
    return True


# ---- patching the modules ----

def _patch_mdp(module: Any) -> None:
    """Puts the engine behind the classes of an `overcooked_mdp` module."""
    world, state_class = module.OvercookedGridworld, module.OvercookedState
    needed = ("get_state_transition", "lossless_state_encoding", "featurize_state")
    if getattr(world, "_brigade_originals", None) is not None or not all(hasattr(world, name) for name in needed):
        return
    if not hasattr(module, "EVENT_TYPES") or not hasattr(module, "SoupState"):
        return  # the generation before 1.0, which has other soups
    originals = {name: getattr(world, name) for name in needed}
    world._brigade_originals = originals
    _patch_world(world, module, originals)
    _patch_state(state_class)


def _patch_world(world: Any, module: Any, originals: Dict[str, Callable[..., Any]]) -> None:
    def get_state_transition(self: Any, state: Any, joint_action: Any, *args: Any, **keywords: Any) -> Any:
        overlay = _overlay(self, module, originals) if not args and not keywords or not any((*args, *keywords.values())) else None
        if overlay is not None:
            try:
                following, outcomes = overlay.advance(state, joint_action)
                return following, overlay.infos(self, outcomes)
            except Different:
                pass
        return originals["get_state_transition"](self, state, joint_action, *args, **keywords)

    def lossless_state_encoding(self: Any, overcooked_state: Any, horizon: Any = 400, debug: bool = False, **keywords: Any) -> Any:
        overlay = None if debug or keywords else _overlay(self, module, originals)
        if overlay is not None and overlay.players == 2:
            try:
                return overlay.lossless(overcooked_state, horizon)
            except (Different, TypeError):
                pass
        return originals["lossless_state_encoding"](self, overcooked_state, horizon, debug, **keywords)

    def featurize_state(self: Any, overcooked_state: Any, mlam: Any, num_pots: int = 2, **keywords: Any) -> Any:
        overlay = None if num_pots != 2 or keywords else _overlay(self, module, originals)
        goals = _goals_of(self, mlam, overlay, originals["featurize_state"]) if overlay is not None and overlay.players == 2 else None
        if overlay is not None and goals is not None:
            try:
                return overlay.features(overcooked_state, goals)
            except Different:
                pass
        return originals["featurize_state"](self, overcooked_state, mlam, num_pots, **keywords)

    def without_overlay(self: Any) -> Dict[str, Any]:
        """Planners pickle the mdp; an overlay is made again where it is needed."""
        return {name: value for name, value in self.__dict__.items() if name != "_brigade"}

    for function in (get_state_transition, lossless_state_encoding, featurize_state):
        function.__doc__ = originals[function.__name__].__doc__
        setattr(world, function.__name__, function)
    world.__getstate__ = without_overlay


def _goals_of(mdp: Any, manager: Any, overlay: _Overlay, original: Callable[..., Any]) -> Optional[bool]:
    """Whether counters are goals of a planner, where the engine's features are the same as with it; else None."""
    known = overlay.managers.get(id(manager))
    if known is None:
        goals = list(getattr(getattr(manager, "motion_planner", None), "counter_goals", ()))
        counters = [cell for word, cell in overlay.slots if word >= overlay.first_counter]
        answer: Optional[bool] = bool(goals) if not goals or set(goals) == set(counters) else None
        if answer is not None:
            try:
                answer = answer if _features_agree(mdp, overlay, manager, answer, original) else None
            except Exception:  # noqa: BLE001 - a planner that cannot be asked is overcooked_ai's own affair
                answer = None
        if answer is None:
            warnings.warn("brigade_kitchen: the features of this planner stay with overcooked_ai", RuntimeWarning, stacklevel=5)
        # The planner is kept, so that its id stays its own.
        known = overlay.managers[id(manager)] = (manager, answer)  # type: ignore[assignment]
    return known[1]


# What a packed state is given when it is first asked for it.
_UNFOLDED = ("players", "objects", "_all_orders", "_bonus_orders")


def _held(state: Any) -> Any:
    """The packed form and the overlay of a state into which nobody has looked; else None."""
    fields = state.__dict__
    return None if "players" in fields or "objects" in fields or "_all_orders" in fields else fields.get("_brigade")


def _patch_state(state_class: Any) -> None:
    deepcopy, equal = state_class.deepcopy, state_class.__eq__

    def unfolded(self: Any, name: str) -> Any:
        """Asked for what a packed state has not yet: its players, objects, orders."""
        if name in _UNFOLDED and "_brigade" in self.__dict__:
            self.__dict__["_brigade"][1].unfold(self, name)
            return self.__dict__[name]
        raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'")

    def copied(self: Any, *args: Any, **keywords: Any) -> Any:
        if _held(self) is None:
            return deepcopy(self, *args, **keywords)
        copy = state_class.__new__(type(self))
        copy.__dict__.update(self.__dict__)
        return copy

    def same(self: Any, other: Any) -> Any:
        mine = _held(self)
        theirs = _held(other) if isinstance(other, state_class) else None
        if mine is not None and theirs is not None and mine[1] is theirs[1]:
            # Without the timestep in the first words, which may have been set since, and without the stamps.
            end = mine[1].row_bytes
            return self.timestep == other.timestep and mine[0][4:end] == theirs[0][4:end]
        return equal(self, other)

    def open_state(self: Any) -> Dict[str, Any]:
        for name in _UNFOLDED:
            getattr(self, name)
        return {name: value for name, value in self.__dict__.items() if name != "_brigade"}

    hashed = state_class.__hash__
    state_class.__getattr__ = unfolded
    state_class.deepcopy = copied
    state_class.__eq__ = same
    state_class.__hash__ = hashed
    state_class.__getstate__ = open_state


def _patch_env(module: Any) -> None:
    """Puts the engine behind the step of an `overcooked_env` module's environment."""
    env_class = getattr(module, "OvercookedEnv", None)
    world = getattr(module, "OvercookedGridworld", None)
    originals = getattr(world, "_brigade_originals", None)
    known = ("step", "_update_game_stats", "_prepare_info_dict", "_add_episode_info", "is_done")
    if env_class is None or originals is None or "_brigade_step" in env_class.__dict__ or not all(hasattr(env_class, n) for n in known):
        return
    original, parts = env_class.step, {name: getattr(env_class, name) for name in known[1:]}
    mdp_module = sys.modules[world.__module__]

    plain: Dict[type, bool] = {}

    def is_plain(kind: type) -> bool:
        """Whether a class of environments has overcooked_ai's own parts of a step."""
        plain[kind] = all(getattr(kind, name) is part for name, part in parts.items())
        return plain[kind]

    def step(self: Any, joint_action: Any, joint_agent_action_info: Any = None, display_phi: bool = False) -> Any:
        mdp, state, kind = self.mdp, self.state, type(self)
        overlay = mdp.__dict__.get("_brigade") or _overlay(mdp, mdp_module, originals)
        is_ours = overlay is not None and not display_phi and state.timestep < self.horizon and type(mdp) is world
        if not is_ours or not (plain[kind] if kind in plain else is_plain(kind)):
            return original(self, joint_action, joint_agent_action_info, display_phi)
        try:
            following, outcomes = overlay.advance(state, joint_action)
        except Different:
            return original(self, joint_action, joint_agent_action_info, display_phi)
        players = overlay.players
        if outcomes is None:
            sparse, shaped, total = [0] * players, [0] * players, 0
        else:
            sparse, shaped = overlay.rewards(mdp, outcomes)
            _log(self.game_stats, overlay, outcomes, sparse, shaped, state.timestep)
            total = sum(sparse)
        self.state = following
        agents = [{} for _ in range(2)] if joint_agent_action_info is None else joint_agent_action_info
        info = {
            "agent_infos": [agents[index] for index in range(players)], "sparse_r_by_agent": sparse, "shaped_r_by_agent": shaped,
            "phi_s": None, "phi_s_prime": None}
        if following.timestep < self.horizon:
            return following, total, False, info
        self._add_episode_info(info)
        return following, total, True, info

    step.__doc__ = original.__doc__
    env_class._brigade_step = original
    env_class.step = step


def _log(stats: Dict[str, Any], overlay: _Overlay, outcomes: Tuple[int, ...], sparse: List[Any], shaped: List[Any], timestep: int) -> None:
    """Adds a tick to an environment's statistics."""
    if any(sparse):
        stats["cumulative_sparse_rewards_by_agent"] += np.array(sparse)
    if any(shaped):
        stats["cumulative_shaped_rewards_by_agent"] += np.array(shaped)
    for player, bits in enumerate(outcomes):
        for name in overlay.events(bits):
            stats[name][player].append(timestep)


_PATCHES: Dict[str, Callable[[Any], None]] = {
    "overcooked_ai_py.mdp.overcooked_mdp": _patch_mdp, "overcooked_ai_py.mdp.overcooked_env": _patch_env}


def _patch_of(name: str) -> Optional[Callable[[Any], None]]:
    """The patch of a module by its name, also of copies inside of other packages."""
    for known, patch in _PATCHES.items():
        if name == known or name.endswith("." + known):
            return patch
    return None


class _Finder(importlib.abc.MetaPathFinder):
    """Patches overcooked_ai's modules as they are imported."""

    def find_spec(self, fullname: str, path: Any, target: Any = None) -> Any:
        patch = _patch_of(fullname)
        if patch is None:
            return None
        for finder in sys.meta_path:
            if finder is self or not hasattr(finder, "find_spec"):
                continue
            spec = finder.find_spec(fullname, path, target)
            if spec is not None and spec.loader is not None and hasattr(spec.loader, "exec_module"):
                _wrap(spec.loader, patch)
                return spec
        return None


def _wrap(loader: Any, patch: Callable[[Any], None]) -> None:
    execute = loader.exec_module

    def exec_module(module: Any) -> None:
        execute(module)
        _apply(patch, module)

    loader.exec_module = exec_module


def _apply(patch: Callable[[Any], None], module: Any) -> None:
    try:
        patch(module)
    except Exception as error:  # noqa: BLE001 - a copy that is built otherwise runs as before
        warnings.warn(f"brigade_kitchen: {module.__name__} stays as it is: {type(error).__name__}: {error}", RuntimeWarning, stacklevel=2)


def install() -> None:
    """Patches overcooked_ai, whether it is imported already or will be."""
    if not any(isinstance(finder, _Finder) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Finder())
    # The mdp's module before the environment's, which asks whether it is patched.
    for patch in _PATCHES.values():
        for name, module in list(sys.modules.items()):
            if _patch_of(name) is patch:
                _apply(patch, module)


def main(arguments: List[str]) -> None:
    """Runs a program with overcooked_ai at the engine's speed."""
    import runpy
    from pathlib import Path

    if not arguments or arguments[0] in ("-h", "--help"):
        print(__doc__)
        return
    install()
    sys.argv = arguments
    if arguments[0] == "-m":
        sys.argv = arguments[1:]
        runpy.run_module(arguments[1], run_name="__main__", alter_sys=True)
        return
    sys.path[0] = str(Path(arguments[0]).resolve().parent)
    runpy.run_path(arguments[0], run_name="__main__")


if __name__ == "__main__":
    # This module under its own name, so that there is one of it.
    from brigade_kitchen import overcooked

    overcooked.main(sys.argv[1:])
