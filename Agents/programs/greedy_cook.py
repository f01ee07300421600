"""A worked example of a Brigade agent in Python: goes for the nearest useful thing, hands over on counters what others
need and cannot get, steps aside at random when stuck.

It shows what there is to know: the map at the beginning, the state each tick, an explanation with every action.
"""

import os
import random
import sys
from collections import deque

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "Clients", "python"))
import brigade_agent  # noqa: E402
from brigade_agent import STEPS, Answer  # noqa: E402


DISPENSERS = {"onion": "O", "tomato": "T", "dish": "D"}


class Sides:
    """Who can get where, and so who hands what to whom.

    Every player counts the counters between it and where a kind of thing is used; things go where the count is less.
    """

    def __init__(self, kitchen, cells):
        self.kitchen = kitchen
        self.floor = [self.within(cell, cells) for cell in cells]
        self.reach = [{c for at in floor for c in self.around(at) if kitchen.terrain(c) != " "} for floor in self.floor]
        players = range(len(cells))
        pots = kitchen.cells("P")
        self.hops = {"soup": self.count({p for p in players if self.has(p, "S")})}
        self.lacking = {}
        for kind, dispenser in DISPENSERS.items():
            uses = {pot: [p for p in players if pot in self.reach[p] and (kind != "dish" or "soup" in self.kinds(p))] for pot in pots}
            self.lacking[kind] = [pot for pot in pots if uses[pot] and not any(self.has(p, dispenser) for p in uses[pot])]
            self.hops[kind] = self.count({p for pot in self.lacking[kind] or pots for p in uses[pot]})

    def kinds(self, player):
        """The kinds of things that are used by the player or go through its hands."""
        return [kind for kind, counts in self.hops.items() if player in counts]

    def has(self, player, terrain):
        return any(self.kitchen.terrain(cell) == terrain for cell in self.reach[player])

    def around(self, cell):
        return [(cell[0] + dx, cell[1] + dy) for dx, dy in STEPS.values()]

    def steps(self, cell):
        return [c for c in self.around(cell) if self.kitchen.terrain(c) == " "]

    def is_narrow(self, cell):
        """Whether who stands here may be in the way of everybody behind: in a lane, in a door, at a dead end."""
        steps = self.steps(cell)
        behind, frontier = {cell, *steps[:1]}, steps[:1]
        while frontier:
            new = [c for c in self.steps(frontier.pop()) if c not in behind]
            behind.update(new)
            frontier += new
        return len(steps) < 2 or any(c not in behind for c in steps)

    def within(self, cell, cells):
        """The floor that a player gets to; in a lane without a branch the ends behind the others are not part of it."""
        zone, frontier = {cell}, [cell]
        while frontier:
            new = [c for c in self.steps(frontier.pop()) if c not in zone]
            zone.update(new)
            frontier += new
        ends = [c for c in zone if len(self.steps(c)) < 2]
        if not ends or any(len(self.steps(c)) > 2 for c in zone):
            return zone
        lane = ends[:1]
        while len(lane) < len(zone):
            lane.append(next(c for c in self.steps(lane[-1]) if c not in lane[-2:]))
        places = sorted(lane.index(c) for c in cells if c in zone)
        before = places.index(lane.index(cell))
        return set(lane[before:len(lane) - (len(places) - 1 - before)])

    def count(self, targets):
        counts, frontier = {p: 0 for p in targets}, list(targets)
        while frontier:
            player = frontier.pop(0)
            for other in range(len(self.reach)):
                if other not in counts and self.shared(player, other):
                    counts[other] = counts[player] + 1
                    frontier.append(other)
        return counts

    def shared(self, player, other):
        return [c for c in self.reach[player] & self.reach[other] if self.kitchen.terrain(c) == "X"]

    def passing(self, player, kind):
        """Counters on which a thing comes nearer to its use."""
        counts = self.hops[kind]
        nearer = [p for p in counts if counts[p] < counts.get(player, 0)]
        return sorted({c for p in nearer for c in self.shared(player, p)})


class GreedyCook:
    def begin(self, kitchen, episode):
        self.kitchen = kitchen
        self.seat = episode.seat
        self.random = random.Random(episode.seed)
        self.last = None
        self.sides = None
        # How often somebody was in the way of late, ticks since, and where to make room for them until when.
        self.jams = 0
        self.calm = 0
        self.retreat = None
        ordered = [r for r in kitchen.recipes if r.reward > 0 and self.has(r) and self.cooks(r)]
        if not ordered:
            raise brigade_agent.Refusal("nothing that is ordered can be cooked here")
        best = max(ordered, key=lambda r: (r.reward, -len(r.ingredients)))
        self.recipe = list(best.ingredients)

    def has(self, recipe):
        """Whether every ingredient can be had."""
        return all(self.kitchen.cells(DISPENSERS[i]) for i in recipe.ingredients)

    def cooks(self, recipe):
        """Under old dynamics only pots of three ingredients cook."""
        return self.kitchen.dynamics == "new" or len(recipe.ingredients) == 3

    # What to do

    def act(self, state):
        if self.sides is None:
            self.sides = Sides(self.kitchen, [p.at for p in state.players])
        what, targets = self.task(state)
        me = state.me
        stuck = self.last == (me.at, me.facing) and self.moved
        crowded = what.startswith("waits") and any(p.at in self.sides.steps(me.at) for p in state.players)
        narrow = self.sides.is_narrow(me.at)
        idle = crowded and narrow
        if stuck or idle:
            self.jams, self.calm = self.jams + 1, 0
            if self.jams > 2 and narrow:
                self.give_way(state)
        else:
            self.calm += 1
            if self.calm > 3:
                self.jams = 0
        if self.retreat:
            action = self.away(state)
        else:
            action = self.sidestep(state) if stuck or idle else self.towards(state, targets)
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
        reach = self.sides.reach[self.seat]
        soups = {pot: state.objects.get(pot) for pot in self.kitchen.cells("P")}
        hot = [pot for pot, soup in soups.items() if soup and soup.state != "idle"]
        lacking = {pot: self.missing(soup) for pot, soup in soups.items() if pot not in hot}
        mine = [pot for pot in soups if pot in reach]
        serves = "soup" in self.sides.kinds(self.seat)
        waiting = [pot for pot in hot if pot in reach and serves]
        others = [p.holds.kind for i, p in enumerate(state.players) if i != self.seat and p.holds]
        held = state.me.holds
        if held is None:
            return self.with_empty_hands(state, soups, lacking, mine, waiting, others)
        if held.kind == "soup":
            serving = [c for c in self.kitchen.cells("S") if c in reach]
            return ("delivers a soup", serving) if serving else self.hand_over(state, "soup")
        if self.handed(state):
            return "puts the %s away to take a soup" % held.kind, self.free(state)
        if held.kind == "dish" and waiting:
            return "takes the soup", waiting
        pots = [pot for pot in mine if held.kind in lacking.get(pot, [])]
        if pots:
            return "brings an " + held.kind if held.kind == "onion" else "brings a tomato", pots
        if not mine or self.supplies(state, soups, lacking, held.kind):
            return self.hand_over(state, held.kind)
        if held.kind == "dish":
            return "puts the dish away", self.free(state)
        wants = [i for pot in mine for i in lacking.get(pot, []) if self.places(state, i)]
        if wants or (waiting and "dish" not in others):
            return "puts the %s away to have free hands" % held.kind, self.free(state)
        return "waits for a pot", []

    def with_empty_hands(self, state, soups, lacking, mine, waiting, others):
        if self.handed(state):
            return "takes a soup", self.handed(state)
        full = [pot for pot in mine if soups[pot] and lacking.get(pot) == []]
        if full and self.kitchen.dynamics == "new":
            return "starts a pot", full
        dishes = self.places(state, "dish")
        if dishes and len(waiting) > others.count("dish"):
            return "fetches a dish", dishes
        wanted = {i for pot in mine for i in lacking.get(pot, []) if self.places(state, i)}
        if not wanted:
            for kind in ("dish", "onion", "tomato"):
                places = self.places(state, kind)
                if places and self.supplies(state, soups, lacking, kind):
                    return "fetches something for others", places
            wanted = {i for i in self.recipe if mine and len(self.free(state)) > 1}
        cells = [c for i in wanted for c in self.places(state, i)]
        return ("fetches " + " or ".join(sorted(wanted)), cells) if cells else ("waits for something to do", [])

    def handed(self, state):
        """Soups on counters that this player can deliver or hand on."""
        return self.places(state, "soup") if self.sides.has(self.seat, "S") or self.room(state, "soup") else []

    def supplies(self, state, soups, lacking, kind):
        """Whether others' pots want a thing that only this side has, and there is a counter to lay it on."""
        pots = [pot for pot in self.sides.lacking[kind] if pot not in lacking or kind in lacking[pot]]
        if kind == "dish":
            pots = [pot for pot in pots if soups[pot] and not lacking.get(pot)]
        users = [p for p, count in self.sides.hops[kind].items() if count == 0]
        there = [c for c, i in state.objects.items() if i.kind == kind and any(c in self.sides.reach[p] for p in users)]
        wanted = len(pots) if kind == "dish" else sum(lacking[pot].count(kind) for pot in pots if pot in lacking)
        return wanted > len(there) and self.room(state, kind)

    def room(self, state, kind):
        """Whether a thing can be handed over. Ingredients leave room for a dish or a soup, and dishes for a soup."""
        counters = self.sides.passing(self.seat, kind)
        free = [c for c in counters if c not in state.objects]
        reach = self.sides.reach[self.seat]
        coming = {p.holds.kind for i, p in enumerate(state.players) if i != self.seat and p.holds}
        coming |= {i.kind for c, i in state.objects.items() if self.kitchen.terrain(c) == "X" and c not in reach}
        spare = kind in DISPENSERS and ("soup" in coming or (kind != "dish" and (len(counters) > 1 or "dish" in coming)))
        return len(free) > (1 if spare else 0)

    def hand_over(self, state, kind):
        counters = [c for c in self.sides.passing(self.seat, kind) if c not in state.objects]
        mine = [c for c in self.places(state, None) if any(c in r for i, r in enumerate(self.sides.reach) if i != self.seat)]
        if not counters and mine:
            return "makes its hands free", self.free(state)
        return ("hands over a " + kind, counters) if counters else ("waits for a free counter", [])

    def places(self, state, kind):
        """Where a thing can be had: its dispenser, and counters from which it is for this player to take."""
        reach, sides = self.sides.reach[self.seat], self.sides
        lying = [c for c, i in state.objects.items() if c in reach and self.kitchen.terrain(c) == "X" and kind in (i.kind, None)
                 and i.kind in sides.kinds(self.seat) and c not in sides.passing(self.seat, i.kind)]
        return [c for c in self.kitchen.cells(DISPENSERS.get(kind, "")) if c in reach] + lying

    def free(self, state):
        """Free counters, those where nothing is handed over if there are any."""
        sides, seat = self.sides, self.seat
        free = [c for c in sides.reach[seat] if self.kitchen.terrain(c) == "X" and c not in state.objects]
        own = [c for c in free if not any(c in r for i, r in enumerate(sides.reach) if i != seat and sides.floor[i] != sides.floor[seat])]
        return own or free

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
                pose = (cell if cell in self.sides.floor[self.seat] and cell not in blocked else at, action)
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

    def give_way(self, state):
        """Goes somewhere else for a while, the longer the oftener the way was barred: where two meet in a lane, one of them
        has to go all the way back."""
        seen, frontier = {state.me.at}, [state.me.at]
        others = {p.at for i, p in enumerate(state.players) if i != self.seat}
        while frontier:
            new = [c for c in self.sides.steps(frontier.pop()) if c not in seen and c not in others]
            seen.update(new)
            frontier += new
        ticks = self.random.randint(1, 2 + min(self.jams, 10))
        self.retreat = (self.random.choice(sorted(seen)), ticks) if self.random.random() < 0.6 else None

    def away(self, state):
        """The next step of giving way."""
        target, ticks = self.retreat
        self.retreat = (target, ticks - 1) if ticks > 1 else None
        others = {p.at for i, p in enumerate(state.players) if i != self.seat}
        queue, first = deque([state.me.at]), {state.me.at: None}
        while queue:
            at = queue.popleft()
            if at == target:
                return first[at] or "stay"
            for action, (dx, dy) in STEPS.items():
                cell = (at[0] + dx, at[1] + dy)
                if cell in self.sides.floor[self.seat] and cell not in others and cell not in first:
                    first[cell] = first[at] or action
                    queue.append(cell)
        return "stay"


if __name__ == "__main__":
    brigade_agent.run(GreedyCook())
