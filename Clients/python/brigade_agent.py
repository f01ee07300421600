"""Lets a Python program play in Brigade's kitchens; one file, no dependencies, Python 3.8 or newer.

Write a class with an `act` method and hand it to `run`:

    import brigade_agent

    class Cook:
        def begin(self, kitchen, episode):
            self.kitchen = kitchen

        def act(self, state):
            return "north"                       # or ("north", "goes to the pot"), see Answer

    brigade_agent.run(Cook())

Name the program in an agent file, for instance Agents/mine.yaml:

    kind: process
    parameters:
      command: [python3, mine.py]

A network plays hundreds of games at once, by views in shared memory (this alone needs NumPy):

    brigade_agent.serve(lambda views: network(torch.from_numpy(views)).argmax(1).numpy())

with `games: 256` and `encoding: features` among the parameters of the agent file.

The protocol is specified in docs/agent-protocol.md. `run` speaks it over standard input and output, where nothing else belongs, so
`print` is sent to standard error, of which Brigade keeps the last line for its log.
"""

import contextlib
import json
import os
import sys
from typing import Any, Dict, List, NamedTuple, Optional, Tuple, Union

# The versions of the protocol that this module speaks; the second has views.
PROTOCOLS = (1, 2)

ACTIONS = ("north", "south", "east", "west", "stay", "interact")

# One step of each moving action, as columns to the right and rows down.
STEPS = {"north": (0, -1), "south": (0, 1), "east": (1, 0), "west": (-1, 0)}

# What the characters of a kitchen's grid stand for.
TERRAIN = {
    " ": "floor", "X": "counter", "O": "onion dispenser", "T": "tomato dispenser", "D": "dish dispenser", "P": "pot",
    "S": "serving station",
}

# The same in kitchens of the family "overcooked-v2", beside the ingredients' dispensers, which Kitchen.ingredients has.
TERRAIN_V2 = {
    " ": "floor", "W": "counter", "B": "dish dispenser", "P": "pot", "X": "serving station", "R": "recipe indicator",
    "L": "recipe button",
}

Cell = Tuple[int, int]


class Refusal(Exception):
    """Raise it in `begin` when the agent cannot play the kitchen; the text says why."""


class Item(NamedTuple):
    """Something held or lying somewhere. `kind` is an ingredient, dish or soup; the rest is about soups."""

    kind: str
    ingredients: Tuple[str, ...] = ()
    state: Optional[str] = None          # idle, cooking or ready
    ticks_left: int = 0                  # until it is ready; of an idle soup, how long it will cook


class Player(NamedTuple):
    at: Cell
    facing: str                          # north, south, east or west
    holds: Optional[Item]


class Recipe(NamedTuple):
    ingredients: Tuple[str, ...]
    reward: float                        # 0 for what is not ordered
    ticks: int                           # how long it cooks


class Kitchen(NamedTuple):
    """What stays the same: the map and its recipes."""

    name: str
    dynamics: str                        # old: pots of three start by themselves; new: a player starts them
    width: int
    height: int
    grid: Tuple[str, ...]                # one string a row, see TERRAIN
    players: int
    max_ingredients: int
    recipes: Tuple[Recipe, ...]
    family: str = "overcooked"           # or overcooked-v2, which has the rest
    ingredients: Dict[str, str] = {}     # the character of each ingredient's dispenser
    possible: Tuple[Tuple[str, ...], ...] = ()  # from which the wanted recipe is drawn; one that stands twice has twice the chance
    view_size: Optional[int] = None      # how many cells are seen in each direction; None for all
    wrong_dishes_cost: bool = False      # a wrong dish costs what a right one pays
    redraws: bool = False                # another recipe may be wanted after a right dish
    shows_delivery: bool = False         # State.delivered is shown

    def describe(self, cell: Cell) -> str:
        """What is at `cell`, in words, e.g. "pot" or "tomato dispenser"."""
        character = self.terrain(cell)
        for ingredient, other in self.ingredients.items():
            if other == character:
                return ingredient + " dispenser"
        return (TERRAIN_V2 if self.family == "overcooked-v2" else TERRAIN).get(character, "counter")

    def terrain(self, cell: Cell) -> str:
        """The character at `cell`; a counter outside the grid."""
        x, y = cell
        outside = "W" if self.family == "overcooked-v2" else "X"
        return self.grid[y][x] if 0 <= x < self.width and 0 <= y < self.height else outside

    def cells(self, character: str) -> List[Cell]:
        """Every cell of that terrain, row by row."""
        return [(x, y) for y in range(self.height) for x in range(self.width) if self.grid[y][x] == character]


class Episode(NamedTuple):
    number: int                          # counts up from one for every program
    seat: int                            # which of the players this program is, from zero
    seed: int                            # for the program's own random numbers
    horizon: int                         # ticks of the episode
    deadline_ms: int                     # time for an action
    sees: str = "state"                  # or view, where the kitchen hides something and the file says needs: view


class State(NamedTuple):
    tick: int
    seat: int
    deadline_ms: int
    players: Tuple[Optional[Player], ...]  # None is out of view
    objects: Dict[Cell, Item]            # what lies on counters and stands in pots, as far as it is seen
    columns: Optional[Tuple[int, int]] = None  # the first and the last that are seen; None for all
    rows: Optional[Tuple[int, int]] = None
    recipe: Optional[Tuple[str, ...]] = None  # the wanted one; None where nothing in view shows it
    lit: Tuple[Cell, ...] = ()           # buttons in view that show the recipe
    delivered: Optional[bool] = None     # whether a right dish was delivered in the tick before; None where that is not shown
    heard: Tuple[Tuple[int, str], ...] = ()  # what others said, with their seats

    @property
    def me(self) -> Player:
        player = self.players[self.seat]
        assert player is not None, "a program always sees itself"
        return player

    def sees(self, cell: Cell) -> bool:
        """Whether `cell` is in view."""
        (x, y), columns, rows = cell, self.columns, self.rows
        return columns is None or rows is None or (columns[0] <= x <= columns[1] and rows[0] <= y <= rows[1])


class Answer(NamedTuple):
    """An action with what the program wants to say about it."""

    action: str
    explanation: Union[None, str, Dict[str, Any]] = None
    message: Optional[str] = None


def _item(data: Optional[Dict[str, Any]]) -> Optional[Item]:
    if data is None:
        return None
    return Item(data["kind"], tuple(data.get("ingredients", ())), data.get("state"), data.get("ticks_left", 0))


def _kitchen(data: Dict[str, Any]) -> Kitchen:
    recipes = tuple(Recipe(tuple(r["ingredients"]), r["reward"], r["ticks"]) for r in data["recipes"])
    return Kitchen(
        data["name"], data["dynamics"], data["width"], data["height"], tuple(data["grid"]), data["players"],
        data["max_ingredients"], recipes, data.get("family", "overcooked"), data.get("ingredients", {}),
        tuple(tuple(recipe) for recipe in data.get("possible", ())), data.get("view_size"), data.get("wrong_dishes_cost", False),
        data.get("redraws", False), data.get("shows_delivery", False))


def _state(data: Dict[str, Any]) -> State:
    players = tuple(p and Player(tuple(p["at"]), p["facing"], _item(p["holds"])) for p in data["players"])
    objects = {tuple(o["at"]): _item(o["item"]) for o in data["objects"]}
    columns, rows, recipe = data.get("columns"), data.get("rows"), data.get("recipe")
    return State(
        data["tick"], data["seat"], data["deadline_ms"], players, objects, columns and tuple(columns), rows and tuple(rows),
        tuple(recipe) if recipe is not None else None, tuple(tuple(cell) for cell in data.get("lit", ())), data.get("delivered"),
        tuple((words["seat"], words["text"]) for words in data.get("heard", ())))


def run(agent: Any) -> None:
    """Plays until Brigade closes the program's input or says quit."""
    # Only this function writes to where answers go; stray prints and those of libraries end up in standard error.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8", newline="\n")
    os.dup2(2, 1)

    def send(**fields: Any) -> None:
        answers.write(json.dumps(fields, separators=(",", ":")) + "\n")
        answers.flush()

    kitchen: Optional[Kitchen] = None
    try:
        for line in sys.stdin:
            data = json.loads(line)
            kind = data["type"]
            if kind == "hello":
                # A Brigade that speaks version 1 alone lists no versions.
                known = [v for v in data.get("protocols", [1]) if v in PROTOCOLS]
                send(type="hello", protocol=max(known, default=1), name=type(agent).__name__)
            elif kind == "map":
                kitchen = _kitchen(data)
            elif kind == "begin":
                episode = Episode(
                    data["episode"], data["seat"], data["seed"], data["horizon"], data["deadline_ms"], data.get("sees", "state"))
                try:
                    if hasattr(agent, "begin"):
                        agent.begin(kitchen, episode)
                    send(type="ready", episode=episode.number)
                except Refusal as refusal:
                    send(type="refuse", reason=str(refusal))
            elif kind in ("state", "view"):
                state = _state(data)
                answer = agent.act(state)
                if isinstance(answer, str):
                    answer = Answer(answer)
                elif not isinstance(answer, Answer):
                    answer = Answer(*answer)
                fields = {k: v for k, v in answer._asdict().items() if v is not None}
                send(type="action", tick=state.tick, **fields)
            elif kind == "quit":
                return
            # Types that this version does not know are for later ones.
    except (BrokenPipeError, KeyboardInterrupt):
        pass


def serve(policy: Any) -> None:
    """Plays many games at once until Brigade closes the program's input or says quit.

    `policy(views)` is called once a tick with float32 `[games, ...]`, in each of which the same seat is to act, and returns an action
    for each, whole numbers by the order of `ACTIONS`. The views are Brigade's memory: valid until it returns. Before each set of
    episodes `policy.reset(games, seed=...)` is called where there is one; it may raise a `Refusal`, or look at `policy.kitchen`, which
    is set before.

    Where players can say symbols or signals (docs/kitchen-talk.md), `policy.heard` is set before each call: uint8 `[games]`, the number of
    what was heard, 255 for nothing; and the policy may return a pair of actions and of numbers to say.
    """
    import mmap

    import numpy

    answers = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)
    source = sys.stdin.buffer
    views = actions = heard = says = None
    games = 0
    try:
        while True:
            first = source.read(1)
            if first == b".":
                if views is None or actions is None:
                    raise RuntimeError("Brigade asks for a tick before it said where the views are")
                if heard is not None:
                    with contextlib.suppress(AttributeError):  # a bound method takes no attributes
                        policy.heard = heard[:games]
                answered = policy(views[:games])
                if isinstance(answered, tuple):
                    answered, said = answered
                    if says is not None:
                        says[:games] = said
                actions[:games] = answered
                answers.write(b".")
                continue
            if not first:
                return
            data = json.loads(first + source.readline())
            kind = data["type"]
            if kind == "hello":
                asked = data.get("batch", {}).get("games", 0)
                spoken = max(v for v in data["protocols"] if v in PROTOCOLS)
                answer: Dict[str, Any] = {"type": "hello", "protocol": spoken, "batch": asked}
            elif kind == "batch":
                with open(data["file"], "r+b") as file:
                    memory = mmap.mmap(file.fileno(), 0)
                shape = (data["games"], *data["shape"])
                views = numpy.frombuffer(memory, numpy.float32, count=int(numpy.prod(shape))).reshape(shape)
                actions = numpy.frombuffer(memory, numpy.uint8, count=shape[0], offset=data["actions_at"])
                heard = says = None
                if "heard_at" in data:
                    heard = numpy.frombuffer(memory, numpy.uint8, count=shape[0], offset=data["heard_at"])
                    says = numpy.frombuffer(memory, numpy.uint8, count=shape[0], offset=data["says_at"])
                continue
            elif kind == "map":
                if hasattr(policy, "reset"):
                    policy.kitchen = _kitchen(data)
                continue
            elif kind == "begin":
                games = data["games"]
                answer = {"type": "ready", "episode": data["episode"]}
                try:
                    if hasattr(policy, "reset"):
                        policy.reset(games, seed=data["seeds"][0])
                except Refusal as refusal:
                    answer = {"type": "refuse", "reason": str(refusal)}
            elif kind == "quit":
                return
            else:
                continue
            answers.write(json.dumps(answer, separators=(",", ":")).encode() + b"\n")
    except (BrokenPipeError, KeyboardInterrupt):
        pass
