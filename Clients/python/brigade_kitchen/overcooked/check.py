"""Whether the engine plays a layout as overcooked_ai does: both play, and everything is compared."""

import random
import warnings
from typing import Any, Callable, Dict, Iterator, List, Optional

import numpy as np

from .first import FirstOverlay
from .forks import ForkOverlay, fork_rules
from .overlay import Different, Overlay

_CHECKED_STATES, _CHECKED_TICKS = 40, 150
# Draws of things, and of what is held in front of them, where interacting is tried.
_THINGS_IN_POTS, _THINGS_ON_COUNTERS, _HELD = 12, 4, 6


def overlay_of(mdp: Any, module: Any, originals: Dict[str, Callable[..., Any]]) -> Optional[Overlay]:
    """The mdp's overlay, made and checked at its first use; None where it stays with overcooked_ai."""
    try:
        return mdp.__dict__["_brigade"]
    except KeyError:
        pass
    mdp.__dict__["_brigade"] = None  # what the check itself asks is answered by overcooked_ai
    try:
        overlay = _first_that_agrees(mdp, module, originals)
    except Exception as error:  # noqa: BLE001 - whatever a copy does differently, the program goes on as before
        warnings.warn(
            f"brigade_kitchen: the layout '{getattr(mdp, 'layout_name', '?')}' stays with overcooked_ai: {type(error).__name__}: {error}",
            RuntimeWarning, stacklevel=4)
        return None
    mdp.__dict__["_brigade"] = overlay
    return overlay


def _candidates(mdp: Any, module: Any, originals: Dict[str, Callable[..., Any]]) -> Iterator[Callable[[], Overlay]]:
    """What the mdp may be by what its ticks answer, the likeliest first."""
    start = mdp.get_standard_start_state().deepcopy()
    answer = originals["get_state_transition"](mdp, start, (module.Action.STAY,) * len(start.players))
    infos = answer[1] if isinstance(answer[1], dict) else {}
    counted = infos.get("shaped_info_by_agent")
    if not hasattr(module, "SoupState"):
        yield lambda: FirstOverlay(mdp, module, counted)
    elif counted is None:
        yield lambda: Overlay(mdp, module)
    else:
        for rules in fork_rules(mdp):
            yield lambda: ForkOverlay(mdp, module, counted, rules)  # noqa: B023 - made before the next one is asked for


def _first_that_agrees(mdp: Any, module: Any, originals: Dict[str, Callable[..., Any]]) -> Overlay:
    """The first of the candidates that plays as overcooked_ai does.

    Raises:
        Different: none does; what it says is of the likeliest.
    """
    problem: Optional[Different] = None
    for candidate in _candidates(mdp, module, originals):
        try:
            overlay = candidate()
            _check(mdp, overlay, originals)
            return overlay
        except Different as error:
            problem = problem or error
    raise problem or Different("it is of no generation that is known")


def _check(mdp: Any, overlay: Overlay, originals: Dict[str, Callable[..., Any]]) -> None:
    """Plays ticks by both, from the start and from random states, and compares states, rewards, events and encodings.

    Raises:
        Different: they differ.
    """
    draw = random.Random(7)
    actions = [*overlay.module.Action.INDEX_TO_ACTION, "interact", "interact"]
    starts = [(mdp.get_standard_start_state().deepcopy(), _CHECKED_TICKS)]
    starts += [(_random_state(mdp, overlay, draw), 3) for _ in range(_CHECKED_STATES)]
    starts += [(state, 1) for state in _before_interacting(mdp, overlay, draw)]
    for start, ticks in starts:
        state = start
        for tick in range(ticks):
            joint = tuple("interact" if ticks == 1 and seat == 0 else draw.choice(actions) for seat in range(overlay.players))
            expected, *infos = originals["get_state_transition"](mdp, state, joint)
            own, *own_infos = overlay.transition(mdp, state, joint)
            _compare_infos(infos, own_infos)
            if ticks <= 3 or tick % 25 == 0:
                overlay.check_views(mdp, originals, expected, own)
            if own != expected or own.to_dict() != expected.to_dict() or own.__dict__.get("ml_actions") != expected.__dict__.get("ml_actions"):
                raise Different("its rules are others")
            state = expected


def _before_interacting(mdp: Any, overlay: Overlay, draw: random.Random) -> Iterator[Any]:
    """States in which the first player is about to interact: with each kind of terrain, holding each kind of thing, at pots and counters
    with many things in them."""
    terrains: Dict[str, Any] = {}
    for cell, direction in overlay.poses:
        front = (cell[0] + direction[0], cell[1] + direction[1])
        terrains.setdefault(mdp.terrain_mtx[front[1]][front[0]], (cell, direction, front))
    for terrain, (cell, direction, front) in terrains.items():
        things = {"P": _THINGS_IN_POTS, "X": _THINGS_ON_COUNTERS}.get(terrain, 0)
        for thing in range(things + 1):
            for held in range(_HELD):
                state = mdp.get_standard_start_state().deepcopy()
                others = [other for other in overlay.kitchen.floor if other != cell]
                places = [(cell, direction), *((other, direction) for other in draw.sample(others, overlay.players - 1))]
                state.players = tuple(overlay.module.PlayerState(*place) for place in places)
                if thing and front not in state.objects:
                    state.add_object(overlay.random_thing(draw, front, terrain == "P"), front)
                if held:
                    state.players[0].set_object(overlay.random_thing(draw, cell, False))
                yield state


def _compare_infos(infos: List[Any], own: List[Any]) -> None:
    """Raises `Different` unless rewards and infos of a tick are the same."""
    if len(infos) == 1 == len(own) and isinstance(infos[0], dict):
        for key, value in infos[0].items():
            if own[0].get(key) != value:
                raise Different(f"its {key} are others")
    elif infos != own:
        raise Different("its rewards are others")


def _random_state(mdp: Any, overlay: Overlay, draw: random.Random) -> Any:
    """A state with players anywhere, and things in hands, pots and on counters."""
    module = overlay.module
    state = mdp.get_standard_start_state().deepcopy()
    counters = [cell for word, cell in overlay.slots if word >= overlay.first_counter]
    places = draw.sample(list(overlay.kitchen.floor), overlay.players)
    players = []
    for cell in places:
        player = module.PlayerState(cell, draw.choice(module.Direction.ALL_DIRECTIONS))
        facing = (cell[0] + player.orientation[0], cell[1] + player.orientation[1])
        if draw.random() < 0.7:
            player.set_object(overlay.random_thing(draw, cell, False))
        players.append(player)
        if facing in overlay.slot_of and facing not in state.objects and draw.random() < 0.5:
            state.add_object(overlay.random_thing(draw, facing, overlay.slot_of[facing] < overlay.first_counter), facing)
    state.players = tuple(players)
    for cell in draw.sample(counters, min(2, len(counters))):
        if cell not in state.objects:
            state.add_object(overlay.random_thing(draw, cell, False), cell)
    return state


def features_agree(mdp: Any, overlay: Overlay, manager: Any, compute: Callable[[Any], Any], original: Callable[..., Any]) -> bool:
    """Whether the features of random states, computed by `compute`, are those that overcooked_ai has with this planner."""
    draw = random.Random(11)
    for _ in range(12):
        state = _random_state(mdp, overlay, draw)
        if not all(np.array_equal(one, other) for one, other in zip(original(mdp, state, manager), compute(state))):
            return False
    return True
