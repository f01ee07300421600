"""Puts the engine behind the classes of overcooked_ai, in place: programs ask for these very classes."""

import sys
import warnings
from typing import Any, Callable, Dict, List, Optional, Tuple

import numpy as np

from .check import features_agree, overlay_of
from .overlay import Different, Overlay


def patch_mdp(module: Any) -> None:
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
        overlay = overlay_of(self, module, originals) if not args and not keywords or not any((*args, *keywords.values())) else None
        if overlay is not None:
            try:
                following, outcomes = overlay.advance(state, joint_action)
                return following, overlay.infos(self, outcomes)
            except Different:
                pass
        return originals["get_state_transition"](self, state, joint_action, *args, **keywords)

    def lossless_state_encoding(self: Any, overcooked_state: Any, horizon: Any = 400, debug: bool = False, **keywords: Any) -> Any:
        overlay = None if debug or keywords else overlay_of(self, module, originals)
        if overlay is not None and overlay.players == 2:
            try:
                return overlay.lossless(overcooked_state, horizon)
            except (Different, TypeError):
                pass
        return originals["lossless_state_encoding"](self, overcooked_state, horizon, debug, **keywords)

    def featurize_state(self: Any, overcooked_state: Any, mlam: Any, num_pots: int = 2, **keywords: Any) -> Any:
        overlay = None if num_pots != 2 or keywords else overlay_of(self, module, originals)
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


def _goals_of(mdp: Any, manager: Any, overlay: Overlay, original: Callable[..., Any]) -> Optional[bool]:
    """Whether counters are goals of a planner, where the engine's features are the same as with it; else None."""
    known = overlay.managers.get(id(manager))
    if known is None:
        goals = list(getattr(getattr(manager, "motion_planner", None), "counter_goals", ()))
        counters = [cell for word, cell in overlay.slots if word >= overlay.first_counter]
        answer: Optional[bool] = bool(goals) if not goals or set(goals) == set(counters) else None
        if answer is not None:
            try:
                answer = answer if features_agree(mdp, overlay, manager, answer, original) else None
            except Exception:  # noqa: BLE001 - a planner that cannot be asked is overcooked_ai's own affair
                answer = None
        if answer is None:
            warnings.warn("brigade_kitchen: the features of this planner stay with overcooked_ai", RuntimeWarning, stacklevel=5)
        # The planner is kept, so that its id stays its own.
        known = overlay.managers[id(manager)] = (manager, answer)
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


def patch_env(module: Any) -> None:
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
        mdp, state = self.mdp, self.state
        overlay: Any = mdp.__dict__.get("_brigade") or overlay_of(mdp, mdp_module, originals)
        is_ours = overlay is not None and not display_phi and state.timestep < self.horizon and type(mdp) is world
        if not is_ours or not (plain.get(type(self)) or is_plain(type(self))):
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
        agents = [{}, {}] if joint_agent_action_info is None else joint_agent_action_info
        info = {
            "agent_infos": list(agents) if len(agents) == players else [agents[index] for index in range(players)],
            "sparse_r_by_agent": sparse, "shaped_r_by_agent": shaped, "phi_s": None, "phi_s_prime": None}
        if following.timestep < self.horizon:
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
