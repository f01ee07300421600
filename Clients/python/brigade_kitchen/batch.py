"""Many games of one kitchen in NumPy arrays, stepped together."""

from typing import Any, Dict, List, Mapping, Optional, Sequence, Tuple, Union

import numpy as np

from . import _engine
from .arrays import address, checked, hold, lent
from .kitchen import Kitchen, KitchenError, View, element, encoding_number, encoding_option
from .states import State, state_of, _ingredient
from .words import near

#: How episodes begin: a name, `("random", probability)`, or states.
Starts = Union[str, Tuple[str, float], Sequence[Any]]

_NAMED_STARTS = {"layout": 0, "random": 1, "positions": 2, "reset": 3}
_STATES = 4
_DEFAULT_PROBABILITY = 0.5


def _starts(starts: Starts, kitchen: Kitchen) -> Tuple[int, float, Optional[List[int]]]:
    """The engine's number of a kind of starts, a probability, and states in flat form."""
    if isinstance(starts, str):
        if starts not in _NAMED_STARTS:
            raise KitchenError(f"there are no starts '{starts}'{near(starts, _NAMED_STARTS)}; they are {', '.join(_NAMED_STARTS)}")
        return _NAMED_STARTS[starts], _DEFAULT_PROBABILITY, None
    if isinstance(starts, (State, Mapping)):
        starts = [starts]
    if not isinstance(starts, Sequence):
        raise KitchenError(f"starts are a name, ('random', probability) or a list of states, not {type(starts).__name__}")
    if len(starts) == 2 and starts[0] == "random":
        probability = float(starts[1])
        if not 0 <= probability <= 1:
            raise KitchenError(f"random starts with the probability {starts[1]}; give 0 to 1")
        return _NAMED_STARTS["random"], probability, None
    numbers: List[int] = []
    listed: Sequence[Any] = starts
    for state in listed:
        numbers += state_of(state).numbers(kitchen.is_v2)
    return _STATES, 0.0, numbers


def _whole(name: str, value: Any, least: int, most: int) -> int:
    """A whole number in its range."""
    try:
        number = value.__index__()
    except AttributeError:
        raise TypeError(f"{name} must be a whole number, not {value!r}") from None
    if not least <= number <= most:
        raise ValueError(f"{name} is {number}; it must be {least} to {most}")
    return number


class Batch:
    """`games` games of a kitchen, stepped together in arrays that are made once.

        batch = Batch(Kitchen("cramped_room"), 1024, observations="lossless")
        for _ in range(400):
            batch.actions[:] = policy(batch.observations)
            batch.step()
            total += batch.rewards

    What happens in a game depends on the seed and the game's number alone, so that batches with `first_game` 0 and 512 play what one of
    twice the games does, with any number of threads.

    Arrays, of which `actions` alone is to be written:
        actions: uint8 `[games, players]`, 0 north, 1 south, 2 east, 3 west, 4 stay, 5 interact. All stay at first.
        rewards: float32 `[games]`, the team's sparse rewards of the last tick.
        shaped: float32 `[games, players]`, rewards for steps on the way; never those for deliveries.
        ends: bool `[games]`, whether the last tick was an episode's last. Episodes end at their horizon alone: all ends are truncations.
        observations: `[games, players, ...]`, see `Encoder`; None without an encoding. Only what changes is written in a step, so that
            nothing else may write there; `observe(whole=True)` writes all.
        outcomes: uint32 `[games, players]`, events as bits (`Kitchen.events`), read-only.
        rows, stamps: uint16 `[games, row_words]`, int32 `[games, slots]`: the packed states, read-only (docs/architecture.md).

    Args:
        kitchen: a kitchen, or what makes one.
        games: how many.
        horizon: ticks of an episode.
        seed: of random starts, of the recipes that are wanted in OvercookedV2, and of `step_random`.
        first_game: the number of the first game, where the batch is a part of a larger one.
        observations: `lossless`, `features`, `grid`, or None.
        dtype: of the observations: uint8 (features: int16) by default, or float32.
        view: of the grid, how many cells each player sees in each direction; `layout` as the map says, None for all.
        counter_goals: of Overcooked-AI's features, whether things on counters count as places to go to.
        permute: ingredients that each player sees exchanged in the grid, in another way in every episode (Other-Play).
        starts: `layout`; Overcooked-AI: `random` or `("random", probability)` of things lying about; OvercookedV2: `positions` or
            `reset`; or states, each equally likely.
        autoreset: `same`: the tick that ends an episode shows the next one's start; `next`: it shows the last state, and the tick after
            it, whatever the actions, the next one's start, with no rewards.
        threads: between which the games are divided; more than one pays from about a thousand games.
        buffers: arrays of yours by name (`actions`, `rewards`, `shaped`, `ends`, `observations`) to be used instead of new ones.

    Raises:
        KitchenError, TypeError, ValueError: what cannot be; the text says why.
    """

    def __init__(
        self, kitchen: Any = "cramped_room", games: int = 1, *, horizon: int = 400, seed: int = 0, first_game: int = 0,
        observations: Optional[str] = None, dtype: Any = None, view: View = "layout", counter_goals: bool = False,
        permute: Sequence[str] = (), starts: Starts = "layout", autoreset: str = "same", threads: int = 1,
        buffers: Optional[Mapping[str, np.ndarray]] = None,
    ) -> None:
        self.kitchen = kitchen if isinstance(kitchen, Kitchen) else Kitchen(kitchen)
        self.games = _whole("games", games, 1, 1 << 24)
        self.horizon = _whole("horizon", horizon, 1, 1 << 26)
        self.autoreset = autoreset
        if autoreset not in ("same", "next"):
            raise KitchenError(f"there is no autoreset '{autoreset}'; it is same or next")
        way, probability, states = _starts(starts, self.kitchen)
        mask = sum(1 << _ingredient(name) for name in set(permute))
        self._seed = _whole("seed", seed, 0, (1 << 64) - 1)
        options = [
            self.games, self.horizon, self._seed, _whole("first_game", first_game, 0, 1 << 40),
            _whole("threads", threads, 1, 256), way, encoding_number(observations), encoding_option(observations, view, counter_goals),
            int(autoreset == "next"), mask]
        self.encoding = observations
        self._engine = _engine.Batch(self.kitchen._capsule, options, probability, states)
        self._bind(buffers or {}, dtype)
        self._lend()
        # The engine's own function: a call of it is a tenth of a microsecond.
        self.step = self._engine.step  # type: ignore[method-assign]

    def _bind(self, buffers: Mapping[str, np.ndarray], dtype: Any) -> None:
        joint = (self.games, self.kitchen.players)
        forms: Dict[str, Tuple[Tuple[int, ...], Any]] = {
            "actions": (joint, np.uint8), "rewards": ((self.games,), np.float32), "shaped": (joint, np.float32),
            "ends": ((self.games,), np.bool_)}
        number = 0
        if self.encoding is not None:
            given = buffers.get("observations")
            chosen, number = element(self.encoding, given.dtype if dtype is None and isinstance(given, np.ndarray) else dtype)
            forms["observations"] = ((self.games, *self._engine.shape), chosen)
        for name in buffers:
            if name not in forms:
                raise KitchenError(f"there is no buffer '{name}' here; they are {', '.join(forms)}")
        arrays = {}
        for name, (shape, kind) in forms.items():
            arrays[name] = checked(buffers[name], name, shape, kind, writes=True) if name in buffers else np.zeros(shape, kind)
        if "actions" not in buffers:
            arrays["actions"].fill(4)
        self.actions, self.rewards, self.shaped, self.ends = (arrays[name] for name in ("actions", "rewards", "shaped", "ends"))
        self.observations: Optional[np.ndarray] = arrays.get("observations")
        self._held = [hold(array) for array in arrays.values()]
        self._engine.bind(
            address(self.actions), address(self.rewards), address(self.shaped), address(self.ends), address(self.observations), number)

    def _lend(self) -> None:
        def array(what: int, columns: int, kind: Any) -> np.ndarray:
            return lent(self._engine.memory, self._engine.address(what), (self.games, columns), kind)

        self.rows = array(0, self.kitchen.row_words, np.uint16)
        self.stamps = array(1, len(self.kitchen.slots), np.int32)
        self.outcomes = array(2, self.kitchen.players, np.uint32)
        #: What everybody did in the last tick: uint8 `[games, players]`, read-only.
        self.played = array(3, self.kitchen.players, np.uint8)

    # ---- playing ----

    def step(self) -> None:
        """Plays one tick in every game with `actions`, and brings all arrays up to date.

        Raises:
            ValueError: an action is above 5 (nothing was played), or the batch is closed.
            RuntimeError: another thread is in a step of this batch.
        """
        self._engine.step()

    def step_random(self, ticks: int = 1) -> None:
        """Plays ticks with actions that the seed draws, each equally likely: those of `brigade bench kitchen`."""
        self._engine.step_random(_whole("ticks", ticks, 0, 1 << 40))

    def reset(self, seed: Optional[int] = None) -> None:
        """Begins everything again, as a new batch of that seed does; None keeps the seed."""
        if seed is not None:
            self._seed = _whole("seed", seed, 0, (1 << 64) - 1)
        self._engine.restart(self._seed)
        self.actions.fill(4)
        for array in (self.rewards, self.shaped, self.ends):
            array.fill(0)

    def reset_games(self, mask: Any) -> None:
        """Begins the next episode of every game whose mask, bool `[games]`, is set."""
        chosen = checked(np.ascontiguousarray(mask), "mask", (self.games,), np.bool_)
        self._engine.restart_games(address(chosen))

    def observe(self, whole: bool = False) -> None:
        """Brings the observations up to date; with `whole` everything is written."""
        self._engine.observe(bool(whole))

    # ---- states ----

    @property
    def seed(self) -> int:
        """Of what is drawn."""
        return self._seed

    @property
    def timesteps(self) -> np.ndarray:
        """The tick of every game: int64 `[games]`."""
        return self.rows[:, 0].astype(np.int64) | self.rows[:, 1].astype(np.int64) << 16

    @property
    def truncations(self) -> np.ndarray:
        """The same as `ends`: episodes end at their horizon."""
        return self.ends

    def state(self, game: int) -> State:
        """The state of a game in readable form."""
        index = range(self.games)[game]
        return self.kitchen._unpack(self.rows[index], self.stamps[index])

    def load(self, game: int, state: Any) -> None:
        """Puts a state into a game; its episode goes on from there.

        Raises:
            KitchenError: it is no state of the kitchen.
        """
        self._engine.load_state(range(self.games)[game], state_of(state).numbers(self.kitchen.is_v2))
        self._engine.observe()

    def save(self) -> Tuple[np.ndarray, np.ndarray]:
        """Copies of `rows` and `stamps`, for `load_rows`."""
        return self.rows.copy(), self.stamps.copy()

    def load_rows(self, rows: np.ndarray, stamps: np.ndarray, games: Optional[Sequence[int]] = None) -> None:
        """Puts packed states, as `save` and `Kitchen.pack` give them, into games, all by default.

        Raises:
            KitchenError: one is no row of the kitchen; nothing was changed.
        """
        places = np.arange(self.games) if games is None else np.asarray(games, np.int64)
        if places.ndim != 1 or (places.size and not (0 <= places.min() and places.max() < self.games)):
            raise IndexError(f"games must be a list of numbers below {self.games}")
        places = np.ascontiguousarray(places, np.int64)
        # A copy, so that nobody changes what was checked.
        own = np.array(checked(rows, "rows", (len(places), self.kitchen.row_words), np.uint16))
        checked(stamps, "stamps", (len(places), len(self.kitchen.slots)), np.int32)
        self.kitchen.check(own)
        self._engine.load_rows(address(places), len(places), address(own), address(stamps))
        self._engine.observe()

    @property
    def checksum(self) -> int:
        """A number that depends on every game's state and on nothing else: that of `brigade bench kitchen`."""
        return self._engine.checksum()

    # ---- the end ----

    @property
    def closed(self) -> bool:
        return self._engine.closed

    def close(self) -> None:
        """Ends the batch and its threads; arrays keep what they show. Closing twice is fine."""
        self._engine.close()

    def __enter__(self) -> "Batch":
        return self

    def __exit__(self, *error: Any) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"Batch({self.kitchen!r}, {self.games}, horizon={self.horizon}, observations={self.encoding!r})"

    def __len__(self) -> int:
        return self.games

    def __reduce__(self) -> Any:
        raise TypeError("a batch cannot be pickled; send its arguments and what save() gives instead")
