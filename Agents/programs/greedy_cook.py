"""A worked example of a Brigade agent in Python: goes for the nearest useful thing, steps aside at random when stuck.

It shows what there is to know: the map at the beginning, the state each tick, an explanation with every action.
"""

import os
import random
import sys
from collections import deque

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "Clients", "python"))
import brigade_agent  # noqa: E402
from brigade_agent import STEPS, Answer  # noqa: E402


class GreedyCook:
    def begin(self, kitchen, episode):
        self.kitchen = kitchen
        self.seat = episode.seat
        self.random = random.Random(episode.seed)
        self.last = None
        ordered = [r for r in kitchen.recipes if r.reward > 0 and self.has(r) and self.cooks(r)]
        if not ordered:
            raise brigade_agent.Refusal("nothing that is ordered can be cooked here")
        best = max(ordered, key=lambda r: (r.reward, -len(r.ingredients)))
        self.recipe = list(best.ingredients)

    def has(self, recipe):
        """Whether every ingredient can be had."""
        dispensers = {"onion": "O", "tomato": "T"}
        return all(self.kitchen.cells(dispensers[i]) for i in recipe.ingredients)

    def cooks(self, recipe):
        """Under old dynamics only pots of three ingredients cook."""
        return self.kitchen.dynamics == "new" or len(recipe.ingredients) == 3

    # What to do

    def act(self, state):
        what, targets = self.task(state)
        me = state.me
        stuck = self.last == (me.at, me.facing) and self.moved
        action = self.sidestep(state) if stuck else self.towards(state, targets)
        self.last, self.moved = (me.at, me.facing), action in STEPS
        return Answer(action, explanation=what + (", but somebody is in the way" if stuck else ""))

    def missing(self, soup):
        """Ingredients that a pot still needs for the recipe; none if the pot holds something else."""
        missing = list(self.recipe)
        for ingredient in soup.ingredients if soup else ():
            if ingredient not in missing:
                return []
            missing.remove(ingredient)
        return missing

    def task(self, state):
        """What to do, in words, and the cells at which it can be done."""
        pots = {pot: state.objects.get(pot) for pot in self.kitchen.cells("P")}
        filling = {pot: soup for pot, soup in pots.items() if soup is None or soup.state == "idle"}
        hot = [pot for pot in pots if pot not in filling]
        lacking = {pot: self.missing(soup) for pot, soup in filling.items()}
        others = [p.holds.kind for i, p in enumerate(state.players) if i != self.seat and p.holds]
        held = state.me.holds
        if held is None:
            full = [pot for pot, soup in filling.items() if soup and not lacking[pot]]
            if full and self.kitchen.dynamics == "new":
                return "starts a pot", full
            if len(hot) > others.count("dish"):
                return "fetches a dish", self.places(state, "D", "dish")
            wanted = set(sum(lacking.values(), [])) or set(self.recipe)
            cells = sum((self.places(state, {"onion": "O", "tomato": "T"}[i], i) for i in wanted), [])
            return "fetches " + " or ".join(sorted(wanted)), cells
        if held.kind == "soup":
            return "delivers a soup", self.kitchen.cells("S")
        if held.kind == "dish":
            return ("takes the soup", hot) if hot else ("puts the dish away", self.free(state))
        pots = [pot for pot, needs in lacking.items() if held.kind in needs]
        if pots:
            return "brings an " + held.kind if held.kind == "onion" else "brings a tomato", pots
        if hot and "dish" not in others:
            return "puts the %s away to fetch a dish" % held.kind, self.free(state)
        return "waits for a pot", []

    def places(self, state, dispenser, kind):
        return self.kitchen.cells(dispenser) + [c for c, i in state.objects.items() if i.kind == kind]

    def free(self, state):
        return [c for c in self.kitchen.cells("X") if c not in state.objects]

    # How to get there

    def towards(self, state, targets):
        """The first action of a shortest way to face one of `targets`, around the other players if possible.

        Now and then it looks past them: two who always dodge might do so for ever.
        """
        others = {p.at for i, p in enumerate(state.players) if i != self.seat and self.random.random() < 0.9}
        return self.search(state.me, targets, others) or self.search(state.me, targets, set()) or "stay"

    def search(self, me, targets, blocked):
        targets = set(targets)
        start = (me.at, me.facing)
        queue, seen = deque([(start, None)]), {start}
        while queue:
            (at, facing), first = queue.popleft()
            dx, dy = STEPS[facing]
            if (at[0] + dx, at[1] + dy) in targets:
                return first or "interact"
            for action, (dx, dy) in STEPS.items():
                cell = (at[0] + dx, at[1] + dy)
                pose = (cell if self.kitchen.terrain(cell) == " " and cell not in blocked else at, action)
                if pose not in seen:
                    seen.add(pose)
                    queue.append((pose, first or action))
        return None

    def sidestep(self, state):
        x, y = state.me.at
        others = {p.at for p in state.players}
        free = [a for a, (dx, dy) in STEPS.items()
                if self.kitchen.terrain((x + dx, y + dy)) == " " and (x + dx, y + dy) not in others]
        return self.random.choice(free or ["stay"])


if __name__ == "__main__":
    brigade_agent.run(GreedyCook())
