"""Puts the engine behind the classes of overcooked_ai, in place: programs ask for these very classes."""

import sys
import warnings
from typing import Any, Callable, Dict, List, Optional, Tuple

import numpy as np

from .check import features_agree, overlay_of
from .first import FirstFeatures
from .overlay import Different, Overlay


def patch_mdp(module: Any) -> None:
    """Puts the engine behind the classes of an `overcooked_mdp` module."""
    world, state_class = module.OvercookedGridworld, module.OvercookedState
    needed = ("get_state_transition", "lossless_state_encoding", "featurize_state")
    if getattr(world, "_brigade_originals", None) is not None or not all(hasattr(world, name) for name in needed):
        return
    is_first = not hasattr(module, "SoupState")  # the generation before 1.0
    originals = {name: getattr(world, name) for name in needed}
    world._brigade_originals = originals
    if is_first:
        state_class.order_list = None  # of states that the engine makes
    views = _first_views(module, originals) if is_first else _views(module, originals)
    _patch_world(world, module, originals, views)
    _patch_state(state_class)


def _patch_world(
    world: Any, module: Any, originals: Dict[str, Callable[..., Any]], views: Tuple[Callable[..., Any], Callable[..., Any]]
) -> None:
    def get_state_transition(self: Any, state: Any, joint_action: Any, *args: Any, **keywords: Any) -> Any:
        is_plain = not args and not keywords or not any((*args, *keywords.values()))
        overlay = (self._brigade or overlay_of(self, module, originals)) if is_plain else None
        if overlay is not None:
            try:
                return overlay.transition(self, state, joint_action)
            except Different:
                pass
        return originals["get_state_transition"](self, state, joint_action, *args, **keywords)

    def without_overlay(self: Any) -> Dict[str, Any]:
        """Planners pickle the mdp; an overlay is made again where it is needed."""
        return {name: value for name, value in self.__dict__.items() if name != "_brigade"}

    for function in (get_state_transition, *views):
        function.__doc__ = originals[function.__name__].__doc__
        setattr(world, function.__name__, function)
    world.__getstate__ = without_overlay
    world._brigade = None


def _views(module: Any, originals: Dict[str, Callable[..., Any]]) -> Tuple[Callable[..., Any], Callable[..., Any]]:
    """The encodings of the generation 1.x and its forks."""

    def lossless_state_encoding(self: Any, overcooked_state: Any, horizon: Any = 400, debug: bool = False, **keywords: Any) -> Any:
        overlay: Any = None if debug else self._brigade or overlay_of(self, module, originals)
        if overlay is not None and overlay.players == 2:
            try:
                if overlay.has_own_views:
                    return overlay.lossless(overcooked_state, horizon, **keywords)
                known = overlay.lossless_encoders.get(horizon) or overlay.lossless_encoder(horizon)
                return overlay.show(overcooked_state, known[0], known[1], False) or overlay.look(overcooked_state, known, False)
            except (Different, TypeError):
                pass
        return originals["lossless_state_encoding"](self, overcooked_state, horizon, debug, **keywords)

    def featurize_state(self: Any, overcooked_state: Any, mlam: Any, num_pots: int = 2, **keywords: Any) -> Any:
        overlay = None if num_pots != 2 or keywords else self._brigade or overlay_of(self, module, originals)
        if overlay is not None and overlay.players == 2:
            known = overlay.managers.get(id(mlam)) or _goals_of(self, mlam, overlay, originals["featurize_state"])
            try:
                if known[0] is not None:
                    return overlay.show(overcooked_state, known[0], known[1], True) or overlay.look(overcooked_state, known, True)
            except Different:
                pass
        return originals["featurize_state"](self, overcooked_state, mlam, num_pots, **keywords)

    return lossless_state_encoding, featurize_state


def _first_views(module: Any, originals: Dict[str, Callable[..., Any]]) -> Tuple[Callable[..., Any], Callable[..., Any]]:
    """The encodings of the generation before."""

    def lossless_state_encoding(self: Any, overcooked_state: Any, debug: bool = False, **keywords: Any) -> Any:
        # Keywords of forks add channels.
        is_plain = not debug and not any(value for name, value in keywords.items() if name != "horizon")
        overlay: Any = self._brigade or overlay_of(self, module, originals) if is_plain else None
        if overlay is not None and overlay.players == 2:
            try:
                return overlay.lossless(overcooked_state)
            except Different:
                pass
        return originals["lossless_state_encoding"](self, overcooked_state, debug, **keywords)

    def featurize_state(self: Any, overcooked_state: Any, mlp: Any) -> Any:
        overlay = self._brigade or overlay_of(self, module, originals)
        if overlay is not None and overlay.players == 2:
            known = overlay.managers.get(id(mlp)) or _first_features(self, mlp, overlay, originals["featurize_state"])
            try:
                if known[0] is not None:
                    return known[0](overcooked_state)
            except Different:
                pass
        return originals["featurize_state"](self, overcooked_state, mlp)

    return lossless_state_encoding, featurize_state


def _first_features(mdp: Any, planner: Any, overlay: Any, original: Callable[..., Any]) -> Tuple[Any, Any]:
    """What computes the features with a planner, None where it does not compute the same; then the planner."""
    compute: Any = FirstFeatures(overlay, mdp, planner)
    try:
        agrees = features_agree(mdp, overlay, planner, compute, original)
    except Exception:  # noqa: BLE001 - a planner that cannot be asked is overcooked_ai's own affair
        agrees = False
    if not agrees:
        warnings.warn("brigade_kitchen: the features of this planner stay with overcooked_ai", RuntimeWarning, stacklevel=4)
    known = overlay.managers[id(planner)] = (compute if agrees else None, planner)
    return known


def _goals_of(mdp: Any, manager: Any, overlay: Overlay, original: Callable[..., Any]) -> Tuple[Any, Any, Any]:
    """The encoder of features of a planner and their shape, None where the engine's are not the same as with it; then the planner."""
    goals = list(getattr(getattr(manager, "motion_planner", None), "counter_goals", ()))
    counters = [cell for word, cell in overlay.slots if word >= overlay.first_counter]
    answer: Optional[bool] = bool(goals) if not goals or set(goals) == set(counters) else None
    if answer is not None:
        try:
            encoder = overlay.feature_encoder(answer)
            answer = answer if features_agree(mdp, overlay, manager, lambda state: overlay.look(state, encoder, True), original) else None
        except Exception:  # noqa: BLE001 - a planner that cannot be asked is overcooked_ai's own affair
            answer = None
    if answer is None:
        warnings.warn("brigade_kitchen: the features of this planner stay with overcooked_ai", RuntimeWarning, stacklevel=4)
    # The planner is kept, so that its id stays its own.
    known = (*(overlay.feature_encoder(answer) if answer is not None else (None, None)), manager)
    overlay.managers[id(manager)] = known
    return known


def _held(state: Any) -> Any:
    """The packed form and the overlay of a state into which nobody has looked; else None."""
    fields = state.__dict__
    is_open = "players" in fields or "objects" in fields or "_all_orders" in fields or fields.get("order_list") is not None
    return None if is_open else fields.get("_brigade")


def _patch_state(state_class: Any) -> None:
    deepcopy, equal = state_class.deepcopy, state_class.__eq__

    def unfolded(self: Any, name: str) -> Any:
        """Asked for what a packed state has not yet: its players, objects, orders."""
        held = self.__dict__.get("_brigade")
        if held is not None and name in held[1].unfolded:
            held[1].unfold(self, name)
            return self.__dict__[name]
        raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'")

    def copied(self: Any, *args: Any, **keywords: Any) -> Any:
        held = _held(self)
        if held is None:
            return deepcopy(self, *args, **keywords)
        copy = state_class.__new__(type(self))
        copy.__dict__.update(self.__dict__)
        for name in held[1].harmless:
            if name in copy.__dict__:
                copy.__dict__[name] = [None] * held[1].players
        return copy

    def same(self: Any, other: Any) -> Any:
        mine = _held(self)
        theirs = _held(other) if isinstance(other, state_class) else None
        if mine is not None and theirs is not None and mine[1] is theirs[1]:
            # Without the timestep in the first words, which may have been set since, and without the stamps.
            end = mine[1].row_bytes
            return (self.timestep == other.timestep or not mine[1].compares_time) and mine[0][4:end] == theirs[0][4:end]
        return equal(self, other)

    def open_state(self: Any) -> Dict[str, Any]:
        held = self.__dict__.get("_brigade")
        for name in held[1].unfolded if held is not None else ():
            getattr(self, name)
        return {name: value for name, value in self.__dict__.items() if name != "_brigade"}

    hashed = state_class.__hash__
    state_class.__getattr__ = unfolded
    state_class.deepcopy = copied
    state_class.__eq__ = same
    state_class.__hash__ = hashed
    state_class.__getstate__ = open_state


def patch_env(module: Any) -> None:
    """Puts the engine behind the step of an `overcooked_env` module's environment."""
    env_class = getattr(module, "OvercookedEnv", None)
    world = getattr(module, "OvercookedGridworld", None)
    originals = getattr(world, "_brigade_originals", None)
    known = ("step", "_update_game_stats", "_prepare_info_dict", "_add_episode_info", "is_done")
    if env_class is None or originals is None or "_brigade_step" in env_class.__dict__ or not all(hasattr(env_class, n) for n in known):
        return
    if not hasattr(sys.modules[world.__module__], "SoupState"):
        return  # the generation before 1.0: its own step asks for a transition
    original, parts = env_class.step, {name: getattr(env_class, name) for name in known[1:]}
    mdp_module = sys.modules[world.__module__]

    plain: Dict[type, bool] = {}
    # The mdp and the class of the last environment that was taken over, which is mostly the next one, too.
    last_mdp: Any = None
    last_kind: Any = None
    overlay: Any = None

    def is_taken(mdp: Any, kind: type) -> bool:
        """Whether the engine plays the mdp, and a class of environments has overcooked_ai's own parts of a step."""
        nonlocal last_mdp, last_kind, overlay
        found = (mdp._brigade or overlay_of(mdp, mdp_module, originals)) if type(mdp) is world else None
        if kind not in plain:
            plain[kind] = all(getattr(kind, name) is part for name, part in parts.items())
        if found is None or not plain[kind] or found.has_own_views:
            return False  # forks tell more in a step than the engine's does
        last_mdp, last_kind, overlay = mdp, kind, found
        return True

    def step(self: Any, joint_action: Any, joint_agent_action_info: Any = None, display_phi: bool = False) -> Any:
        mdp = self.mdp
        if display_phi or (mdp is not last_mdp or type(self) is not last_kind) and not is_taken(mdp, type(self)):
            return original(self, joint_action, joint_agent_action_info, display_phi)
        taken, horizon, total = overlay, self.horizon, 0
        try:
            following, time, outcomes, info = taken.play(self.state, joint_action, True) or taken.advance(self.state, joint_action, True)
        except Different:
            time = horizon + 1
        if time > horizon:  # nothing was changed yet
            return original(self, joint_action, joint_agent_action_info, display_phi)
        if outcomes is not None:
            sparse, shaped = info["sparse_r_by_agent"], info["shaped_r_by_agent"] = taken.rewards(mdp, outcomes)
            _log(self.game_stats, taken, outcomes, sparse, shaped, time - 1)
            total = sum(sparse)
        self.state = following
        if joint_agent_action_info is not None:
            info["agent_infos"] = [joint_agent_action_info[index] for index in range(taken.players)]
        elif taken.players != 2:
            info["agent_infos"] = [[{}, {}][index] for index in range(taken.players)]
        if time < horizon:
            return following, total, False, info
        self._add_episode_info(info)
        return following, total, True, info

    step.__doc__ = original.__doc__
    env_class._brigade_step = original
    env_class.step = step


def _log(stats: Dict[str, Any], overlay: Overlay, outcomes: Tuple[int, ...], sparse: List[Any], shaped: List[Any], timestep: int) -> None:
    """Adds a tick to an environment's statistics."""
    if any(sparse):
        stats["cumulative_sparse_rewards_by_agent"] += np.array(sparse)
    if any(shaped):
        stats["cumulative_shaped_rewards_by_agent"] += np.array(shaped)
    for player, bits in enumerate(outcomes):
        for name in overlay.events(bits):
            stats[name][player].append(timestep)
