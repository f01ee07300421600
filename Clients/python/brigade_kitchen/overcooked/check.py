"""Whether the engine plays a layout as overcooked_ai does: both play, and everything is compared."""

import random
import warnings
from typing import Any, Callable, Dict, Optional

from .overlay import Different, Overlay

_CHECKED_STATES, _CHECKED_TICKS = 40, 150


def overlay_of(mdp: Any, module: Any, originals: Dict[str, Callable[..., Any]]) -> Optional[Overlay]:
    """The mdp's overlay, made and checked at its first use; None where it stays with overcooked_ai."""
    try:
        return mdp.__dict__["_brigade"]
    except KeyError:
        pass
    mdp.__dict__["_brigade"] = None  # what the check itself asks is answered by overcooked_ai
    try:
        overlay = Overlay(mdp, module)
        _check(mdp, overlay, originals)
    except Exception as error:  # noqa: BLE001 - whatever a copy does differently, the program goes on as before
        warnings.warn(
            f"brigade_kitchen: the layout '{getattr(mdp, 'layout_name', '?')}' stays with overcooked_ai: {type(error).__name__}: {error}",
            RuntimeWarning, stacklevel=4)
        return None
    mdp.__dict__["_brigade"] = overlay
    return overlay


def _check(mdp: Any, overlay: Overlay, originals: Dict[str, Callable[..., Any]]) -> None:
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
            own, _, outcomes, _ = overlay.advance(state, joint, False)
            own_infos = overlay.infos(mdp, outcomes)
            for key in ("sparse_reward_by_agent", "shaped_reward_by_agent", "event_infos"):
                if own_infos[key] != infos[key]:
                    raise Different(f"its {key} are others")
            if overlay.players == 2 and (ticks == 3 or tick % 25 == 0):
                views = originals["lossless_state_encoding"](mdp, expected, 100)
                if not all((one == other).all() for one, other in zip(views, overlay.look(own, overlay.lossless_encoder(100), False))):
                    raise Different("its lossless encoding is another")
            if own != expected or own.to_dict() != expected.to_dict():
                raise Different("its rules are others")
            state = expected


def _random_state(mdp: Any, overlay: Overlay, draw: random.Random) -> Any:
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


def features_agree(mdp: Any, overlay: Overlay, manager: Any, counter_goals: bool, original: Callable[..., Any]) -> bool:
    draw = random.Random(11)
    for _ in range(12):
        state = _random_state(mdp, overlay, draw)
        if not all((one == other).all() for one, other in zip(original(mdp, state, manager), overlay.look(state, overlay.feature_encoder(counter_goals), True))):
            return False
    return True
