"""Forks of overcooked_ai 1.x that also count what players do: those of ZSC-Eval and HSP (`overcooked_new`).

They differ in when there is a reward for potting, in who begins to cook, and in channels of the encodings. Which of these a copy has is
found by playing (check.py).
"""

import struct
from typing import Any, Dict, Iterator, List, NamedTuple, Optional, Tuple

import numpy as np

from ..kitchen import Kitchen
from .channels import TwentyChannels
from .overlay import Different, Overlay, compare_views, kitchen_of_mdp
from .shaped import Turn, counts, starts

_SOUP_DONE = 21  # the lossless encoding's channel that some forks lack
_WORD = struct.Struct("H")


class Rules(NamedTuple):
    """What forks differ in: the dynamics, whether these are the old ones only because the last ingredient begins to cook, and which
    pottings are rewarded."""

    dynamics: str
    begins_at_potting: bool
    rewarded: Tuple[str, ...]


def fork_rules(mdp: Any) -> Iterator[Rules]:
    """The rules that a fork may have."""
    dynamics = [("old" if mdp.old_dynamics else "new", False)] if hasattr(mdp, "old_dynamics") else [("old", True), ("new", False)]
    for kind, begins in dynamics:
        for rewarded in (("optimal", "viable"), ("optimal",), ("potting",)):
            yield Rules(kind, begins, rewarded)


class ForkOverlay(Overlay):
    """A layout of such a fork."""

    has_own_views = True

    def __init__(self, mdp: Any, module: Any, counted: List[Dict[str, int]], fork: Rules) -> None:
        self.fork = fork
        super().__init__(mdp, module)
        self.template = dict.fromkeys(counted[0], 0)
        # HSP's states say who put the first tomato in; only the rules of one layout ask.
        if "put_first_tomato" in mdp.get_standard_start_state().__dict__:
            self.unfolded = (*Overlay.unfolded, "put_first_tomato")
        rows = mdp.terrain_mtx
        fronts = [(x + step[0], y + step[1]) for (x, y), step in self.poses]
        self.fronts = [(rows[y][x], (x, y)) for x, y in fronts]
        self.pots = [(word, cell) for word, cell in self.slots if word < self.first_counter]
        self.old_views = TwentyChannels(self, mdp, float)
        self.channels: Optional[List[int]] = None

    def kitchen_of(self, mdp: Any) -> Kitchen:
        return kitchen_of_mdp(mdp, self.fork.dynamics)

    def item(self, thing: Any, cell: Any, in_pot: bool) -> int:
        packed = super().item(thing, cell, in_pot)
        if in_pot and self.fork.begins_at_potting and packed >> 7 == 0 and len(thing._ingredients) == 3:
            raise Different("a full pot that does not cook")
        return packed

    def random_thing(self, draw: Any, cell: Any, in_pot: bool) -> Any:
        made = super().random_thing(draw, cell, in_pot)
        if in_pot and self.fork.begins_at_potting and len(made._ingredients) == 3 and made._cooking_tick < 0:
            made._cooking_tick = 0
        return made

    def unfold_more(self, fields: Dict[str, Any], name: str) -> None:
        if name == "put_first_tomato":
            fields[name] = [False] * self.players
        else:
            super().unfold_more(fields, name)

    def check_orders(self, state: Any) -> None:
        super().check_orders(state)
        if any(state.__dict__.get("put_first_tomato") or ()):
            raise Different("a state after a first tomato")

    def pays_potting(self, events: Tuple[str, ...]) -> bool:
        return any(name.startswith(self.fork.rewarded) and ("_potting" in name or "potting_" in name) for name in events)

    # ---- what is counted ----

    def transition(self, mdp: Any, state: Any, joint_action: Any) -> Tuple[Any, ...]:
        before = self.packed(state)
        following, _, outcomes, _ = self.play(state, joint_action, False) or self.advance(state, joint_action, False)
        infos = self.infos(mdp, outcomes)
        after = following.__dict__["_brigade"][0]
        turns = self.turns(before, after, self.joints[tuple(joint_action)], outcomes, infos["sparse_reward_by_agent"])
        counted = infos["shaped_info_by_agent"] = [counts(turn, self.template, False) for turn in turns]
        if "cook" in self.template and self.fork.dynamics == "new":
            pots = [{cell: _WORD.unpack_from(packed, 2 * word)[0] for word, cell in self.pots} for packed in (before, after)]
            for place in starts(turns, [self.fronts[turn.pose][1] for turn in turns], *pots):
                counted[place]["cook"] += 1
        return following, infos

    def turns(self, before: bytes, after: bytes, actions: bytes, outcomes: Optional[Tuple[int, ...]], paid: List[Any]) -> List[Turn]:
        """Each player's part in a tick."""
        old, new = self.players_form.unpack_from(before, 4), self.players_form.unpack_from(after, 4)
        brought = outcomes or (0,) * self.players
        return [
            Turn(action, old[2 * place], old[2 * place + 1], new[2 * place], new[2 * place + 1], brought[place],
                 self.fronts[old[2 * place]][0], paid[place])
            for place, action in enumerate(actions)]

    # ---- encodings ----

    def check_views(self, mdp: Any, originals: Dict[str, Any], state: Any, own: Any) -> None:
        if self.players != 2:
            return
        views = originals["lossless_state_encoding"](mdp, state, 100)
        if self.channels is None:
            everything = list(range(26))
            self.channels = everything if views[0].shape[-1] == 26 else [place for place in everything if place != _SOUP_DONE]
        compare_views(views, self.lossless(own, 100))
        if hasattr(mdp, "lossless_state_encoding_old_dynamics"):
            try:
                first = self.lossless(own, 100, old_dynamics=True)
            except Different:
                return
            compare_views(originals["lossless_state_encoding"](mdp, state, 100, old_dynamics=True), first)

    def lossless(self, state: Any, horizon: int, old_dynamics: bool = False) -> Any:
        """The lossless encoding with the channels that the fork has."""
        if old_dynamics:
            return self.old_views(self.packed(state))
        known = self.lossless_encoders.get(horizon) or self.lossless_encoder(horizon)
        views = self.show(state, known[0], known[1], False) or self.look(state, known, False)
        if self.channels is None or len(self.channels) == known[1][-1]:
            return views
        return tuple(np.concatenate((view[..., :_SOUP_DONE], view[..., _SOUP_DONE + 1:]), axis=-1) for view in views)
