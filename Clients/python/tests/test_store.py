"""Logs of episodes as tables: equal to what the program prints, and sentences for stores that are damaged or none."""

import json
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import brigade_kitchen as bk
from brigade_kitchen import program
from brigade_kitchen.store import decode_actions, encode_actions
from brigade_kitchen.store.engine import available
from brigade_kitchen.store.events import decode_events
from brigade_kitchen.store.intervals import Settings, Tally, contrast, mean_of_means

from store_fixtures import ROOT, copy, run, store  # noqa: F401

# Where the package is, installed or in the checkout.
PACKAGE = str(Path(bk.__file__).parents[1])
RELEASED = sorted((ROOT / "Tests/EpisodeStoreTests/Stores").glob("*.sqlite"))


def opened(store):
    return bk.open(store, to="columns")


# Tables


def test_tables_agree_with_the_export(store):
    exported = [json.loads(line) for line in run("episodes", "export", "--db", store).splitlines()]
    log = opened(store)
    episodes, seats = log.episodes(), log.seats()
    assert len(exported) == len(episodes["episode"]) == 36 * 2 + 144
    for place, whole in enumerate(exported):
        for name, key in (("episode", "episode"), ("map", "map"), ("seed", "seed"), ("score", "score"), ("state_hash", "stateHash")):
            assert episodes[name][place] == whole[key]
        assert episodes["players"][place] == [player["name"] for player in whole["players"]]
        letters = np.array(list("NSEW.I"))[log.actions(whole["episode"])]
        assert ["".join(seat) for seat in letters.T] == [player["actions"] for player in whole["players"]]
    own = [player["figures"]["collisions"] for whole in exported for player in whole["players"]]
    assert seats["collisions"].tolist() == own
    events = log.events()
    assert list(zip(events["episode"].tolist(), events["tick"].tolist(), events["seat"].tolist(), events["event"])) == [
        (whole["episode"], event["tick"], event["seat"], event["event"]) for whole in exported for event in whole["events"]]
    noted = [note for whole in exported for note in whole["notes"] if note["kind"] == "explanation"]
    explanations = log.explanations()
    assert explanations["text"].tolist() == [note["text"] for note in noted] and len(noted) > 1000
    assert explanations["intention"][0] == json.loads(noted[0]["data"])["intention"]


def test_filters_choose_episodes(store):
    log = opened(store)
    chosen = log.episodes(maps=["cramped_room"], agents=["steady", "shaky"], player="shaky", status="finished")
    assert set(chosen["map"]) == {"cramped_room"} and len(chosen["episode"]) == 3 * 40
    assert all("shaky" in players and "random" not in players for players in chosen["players"])
    assert log.events(episodes=chosen["episode"][:2])["episode"].max() == chosen["episode"][1]
    assert len(log.episodes(maps="nowhere")["episode"]) == 0 and len(log.events(maps="nowhere")["tick"]) == 0
    with pytest.raises(TypeError, match="map"):
        log.episodes(map="cramped_room")


@pytest.mark.parametrize("to, kind", [("pandas", "DataFrame"), ("arrow", "Table")])
def test_every_table_has_every_form(store, to, kind):
    pytest.importorskip("pandas" if to == "pandas" else "pyarrow")
    log = bk.open(store, to=to)
    for name in ("runs", "agents", "maps", "episodes", "seats", "events", "explanations", "messages", "faults", "trials", "cross_play",
                 "partners", "gaps"):
        table = getattr(log, name)()
        assert type(table).__name__ == kind, name
    assert log.sql("SELECT COUNT(*) AS count FROM episodes").shape == (1, 1)
    assert log.table("cross_play").shape[0] == 9 + 9


def test_actions_are_decoded_as_they_are_encoded():
    random = np.random.default_rng(1)
    for players in range(1, 8):
        actions = random.integers(0, 6, (50, players)).astype(np.uint8)
        assert (decode_actions(encode_actions(actions), players) == actions).all()
    with pytest.raises(ValueError, match="byte 36 at tick 1"):
        decode_actions(bytes([35, 36]), 2)
    with pytest.raises(ValueError, match="no whole number of ticks"):
        decode_actions(bytes([1, 2, 3]), 4)


def packed(events, is_long):
    """Events in the form of version 10."""
    tick, code = (4, 2) if is_long else (2, 1)

    def letters(number, digits):
        return "".join(chr(35 + number // 90 ** place % 90) for place in reversed(range(digits)))

    return ("6" if is_long else "3") + "".join(letters(t, tick) + letters(25 * seat + event, code) for t, seat, event in events)


def test_events_are_read_in_every_form():
    random = np.random.default_rng(2)
    for is_long in (False, True):
        lists = [
            [(int(random.integers(8100)), int(random.integers(3)), int(random.integers(15))) for _ in range(random.integers(9))]
            for _ in range(20)]
        texts = [packed(events, is_long) for events in lists]
        counts, triples = decode_events(texts)
        assert counts.tolist() == [len(events) for events in lists]
        assert triples.tolist() == [list(event) for events in lists for event in events]
        mixed = texts + [json.dumps(lists[0])]
        assert decode_events(mixed)[1].tolist() == triples.tolist() + [list(event) for event in lists[0]]
    assert packed([(91, 1, 5)], False) == "3$$A" and decode_events(["3$$A"])[1].tolist() == [[91, 1, 5]]
    for odd in ("3$$", "3$$ ", "6$$$$$", "", "[[1]]", "x", "3$$é", "[[1, 2, null]]"):
        with pytest.raises(ValueError, match="1"):
            decode_events(["3", odd])


# Cross-play


def printed(store, *options):
    """The tables of `brigade matrix --json`, by map and seats."""
    whole = json.loads(run("matrix", "--db", store, "--json", *options))
    return whole, {(table.get("map") or "all", table["seats"]): table for table in whole["tables"]}


def same(ours, theirs):
    assert (np.isnan(ours) if theirs is None else np.isclose(ours, theirs, rtol=1e-12, atol=1e-12)), (ours, theirs)


def check_matrix(store, *options, **settings):
    whole, tables = printed(store, *options)
    log = opened(store)
    pairs = log.cross_play(seats=["averaged", "first", "second"], **settings)
    count = 0
    for place in range(len(pairs["map"])):
        table = tables[pairs["map"][place], pairs["seats"][place]]
        row, column = (table["agents"].index(pairs[name][place]) for name in ("agent", "partner"))
        cell = table["cells"][row][column]
        assert pairs["episodes"][place] == cell["episodes"]
        for ours, theirs in (("mean", "value"), ("low", "low"), ("high", "high")):
            same(pairs[ours][place], cell["mean"][theirs])
        same(pairs["iqm"][place], cell["iqm"])
        count += 1
    assert count == sum(cell is not None for table in tables.values() for row in table["cells"] for cell in row)
    partners = log.partners(**settings)
    for place, name in enumerate(partners["map"]):
        marginal = next(m for m in tables[name, "averaged"]["marginals"] if m["agent"] == partners["agent"][place])
        for ours, theirs in (("cross_play", "crossPlay"), ("self_play", "selfPlay")):
            for end, key in (("", "value"), ("_low", "low"), ("_high", "high")):
                same(partners[ours + end][place], marginal[theirs][key])
        same(partners["first"][place], marginal["first"])
        same(partners["worst"][place], marginal["worst"])
        assert partners["worst_partner"][place] == marginal["worstPartner"]
    gaps = log.gaps(**settings)
    for place, name in enumerate(gaps["map"]):
        for ours, theirs in (("cross_play", "crossPlay"), ("self_play", "selfPlay"), ("gap", "gap")):
            for end, key in (("", "value"), ("_low", "low"), ("_high", "high")):
                same(gaps[ours + end][place], tables[name, "averaged"][theirs][key])


def test_intervals_are_those_of_the_matrix(store):
    check_matrix(store)
    check_matrix(store, "--confidence", "0.8", confidence=0.8)


def test_intervals_that_are_drawn_are_those_of_the_matrix(store, tmp_path):
    # Scores without a common step, and skewed ones, can neither be computed exactly nor by cumulants.
    changed = copy(store, tmp_path)
    with sqlite3.connect(changed) as database:
        database.create_function("spread", 1, lambda row: 2.0 ** (row * 0.37 % 9))
        database.execute("UPDATE episodes SET score = spread(id)")
    check_matrix(changed, "--resamples", "300", resamples=300)


def test_intervals_of_few_and_of_no_differences():
    assert mean_of_means([Tally({20.0: 5})], Settings(), 1) == (20, 20, 20)
    low, high = mean_of_means([Tally({0.0: 1, 20.0: 1})], Settings(), 1)[1:]
    assert (low, high) == (0, 20)
    gap = contrast([(Tally({40.0: 3, 60.0: 3}), 1.0), (Tally({20.0: 4}), -1.0)], Settings(), 6)
    assert gap.value == 30 and gap.low < 30 < gap.high


# Stores that are none, damaged or of other versions


def test_foreign_files_are_refused_in_a_sentence(tmp_path, store):
    empty, text, other = tmp_path / "empty.sqlite", tmp_path / "text.sqlite", tmp_path / "other.sqlite"
    empty.write_bytes(b"")
    text.write_text("no database at all, but long enough to be taken for one" * 100)
    with sqlite3.connect(other) as database:
        database.execute("CREATE TABLE things (id INTEGER)")
    newer = copy(store, tmp_path)
    with sqlite3.connect(newer) as database:
        database.execute("INSERT INTO grdb_migrations VALUES ('99 things to come')")
    for path, words in (
        (tmp_path / "nowhere.sqlite", "there is no such file"), (tmp_path, "this is a folder"), (empty, "the database is empty"),
        (text, "no SQLite database"), (other, "none of Brigade's"), (newer, "a newer Brigade"),
    ):
        with pytest.raises(bk.StoreError, match=words) as error:
            bk.open(path)
        assert str(path) in str(error.value)


@pytest.mark.parametrize("change, read, words", [
    ("UPDATE episodes SET score = 'many' WHERE id = 7", lambda log: log.episodes(),
     'table episodes, row 7, column score: it should be a number, here is "many"'),
    ("UPDATE episodes SET seed = 'x' WHERE id = 7", lambda log: log.episodes(), "row 7, column seed: it should be a whole number of 64 bits"),
    ("UPDATE episodes SET map = 99 WHERE id = 7", lambda log: log.episodes(), "row 7, column map: the row that it names is not in the store"),
    ("UPDATE episodes SET line_up = '1,77' WHERE id = 7", lambda log: log.episodes(), "row 7, column line_up: it should be rows of agents"),
    ("UPDATE episodes SET line_up = '1,77' WHERE id = 7", lambda log: log.cross_play(), "column line_up: it should be rows of agents"),
    ("UPDATE episodes SET status = 'odd' WHERE id = 7", lambda log: log.episodes(), "row 7, column status: it should be finished or"),
    ("UPDATE episodes SET events = '[[1,2]]' WHERE id = 7", lambda log: log.events(), "row 7, column events: it should be events as"),
    ("UPDATE episodes SET actions = X'FF' WHERE id = 7", lambda log: log.actions(7), "row 7, column actions: it should be the actions of 2"),
    ("UPDATE episodes SET actions = 3 WHERE id = 7", lambda log: log.actions(7), "row 7, column actions: it should be bytes, here is 3"),
    ("UPDATE notes SET tick = 'soon' WHERE id = 5", lambda log: log.explanations(), "table notes, row 5, column tick: it should be a whole"),
    ("UPDATE agents SET name = X'00' WHERE id = 1", lambda log: log.agents(), "table agents, row 1, column name: it should be text"),
    ("DELETE FROM runs", lambda log: log.episodes(), "column run: the row that it names is not in the store"),
])
def test_damage_is_named_by_table_row_and_column(store, tmp_path, change, read, words):
    damaged = copy(store, tmp_path)
    with sqlite3.connect(damaged) as database:
        database.execute("PRAGMA ignore_check_constraints = 1")
        database.execute(change)
    with pytest.raises(bk.StoreError) as error:
        read(opened(damaged))
    assert words in str(error.value) and damaged in str(error.value)


def test_pages_that_were_overwritten_are_an_error_and_no_crash(store, tmp_path):
    whole = copy(store, tmp_path)
    sqlite3.connect(whole).execute("PRAGMA wal_checkpoint(TRUNCATE)")
    content = bytearray(open(whole, "rb").read())
    for start in range(4096 * 3, len(content), 4096 * 4):
        content[start:start + 512] = b"\xff" * 512
    open(whole, "wb").write(content)
    for name in ("episodes", "seats", "events", "cross_play", "explanations"):
        try:
            getattr(opened(whole), name)()
        except bk.StoreError as error:
            assert whole in str(error)


@pytest.mark.parametrize("path", RELEASED, ids=lambda path: path.stem)
def test_stores_of_older_versions_are_read(path, tmp_path):
    log = opened(shutil.copy(path, tmp_path / "old.sqlite"))
    assert len(log.episodes()["episode"]) > 0
    for name in ("runs", "agents", "maps", "seats", "events", "explanations", "messages", "faults", "trials", "cross_play"):
        getattr(log, name)()
    if log._file.version < 9:  # which brought shards
        with pytest.raises(bk.StoreError, match="has no 'shards'"):
            log.table("shards")


def test_a_store_is_only_read(store):
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        opened(store).sql("DELETE FROM episodes")
    with pytest.raises(bk.StoreError, match="there is no episode 123456"):
        opened(store).actions(123456)


# Replays


def test_an_episode_replays_to_states_and_arrays(store):
    log = opened(store)
    episodes = log.episodes()
    best = int(episodes["episode"][int(np.argmax(episodes["score"]))])
    replay = log.replay(best)
    assert replay.score == episodes["score"].max() and replay.ticks == 100 and len(replay.states) == 101
    assert (replay.actions == log.actions(best)).all()
    arrays = replay.arrays()
    assert arrays["position"].shape == (101, 2, 2) and arrays["items"].shape == (101, len(replay.grid), len(replay.grid[0]))
    # Nobody stands still after a successful move, and what is held comes and goes.
    moved = (np.diff(arrays["position"].astype(int), axis=0) != 0).any(axis=2)
    assert moved.any() and not moved[(replay.actions >= 4)].any()
    assert set(np.unique(arrays["held"])) >= {0, 1, 2, 3} and arrays["cooked"].max() > 10


def engine():
    """The package with its engine, or a skipped test."""
    if not available():
        pytest.skip("the package's engine is not here; 'make python' builds it")
    pytest.importorskip("yaml")
    return bk


def test_the_engine_replays_what_the_program_does(store):
    engine()
    log = opened(store)
    for episode in log.episodes()["episode"][[0, 40, 100]]:
        here, there = log.replay(int(episode)), log.replay(int(episode), program=program.find())
        assert here.states == there.states and here.grid == there.grid and (here.rewards == there.rewards).all()


def test_demonstrations_are_views_and_what_was_done(store):
    package = engine()
    log = opened(store)
    shown = log.demonstrations(maps="cramped_room", player="shaky", agents=["shaky", "steady"])
    count = 40 * (2 + 1 + 1) * 100
    assert shown["observations"].shape == (count, 5, 4, 26) and shown["actions"].shape == (count,)
    chosen = log.episodes(maps="cramped_room", player="shaky", agents=["shaky", "steady"])
    assert set(shown["episode"]) == set(chosen["episode"])
    for entry in (0, count // 2, count - 1):
        episode, tick, seat = (int(shown[name][entry]) for name in ("episode", "tick", "seat"))
        assert shown["actions"][entry] == log.actions(episode)[tick, seat]
        encoder = package.Kitchen("cramped_room", dynamics="old").encoder("lossless", horizon=100)
        batch = package.Batch(encoder.kitchen, 1, horizon=100)
        for joint in log.actions(episode)[:tick]:
            batch.actions[0] = joint
            batch.step()
        assert (encoder([batch.state(0)])[0, seat] == shown["observations"][entry]).all()
    features = log.demonstrations("features", episodes=[int(chosen["episode"][0])])
    assert features["observations"].shape == (200, 96) and features["seat"].tolist() == [0] * 100 + [1] * 100
    with pytest.raises(ValueError, match="other shapes in other kitchens"):
        log.demonstrations("lossless")


def test_an_episode_that_plays_otherwise_is_refused(store, tmp_path):
    engine()
    changed = copy(store, tmp_path)
    with sqlite3.connect(changed) as database:
        database.execute("UPDATE episodes SET score = 777 WHERE id = 3")
    with pytest.raises(bk.StoreError, match="row 3, column score: its actions score .* here is 777"):
        opened(changed).demonstrations(episodes=[3])


# Parquet, and what the package costs


def test_parquet_has_whole_episodes(store, tmp_path):
    parquet = pytest.importorskip("pyarrow.parquet")
    out = tmp_path / "episodes.parquet"
    command = [sys.executable, "-m", "brigade_kitchen.store", "export", store, "--out", str(out)]
    environment = {"PYTHONPATH": PACKAGE, "PATH": ""}
    subprocess.run([*command, "--ids", "-"], input="3\n1\n", text=True, check=True, env=environment)
    table = parquet.read_table(out)
    log = opened(store)
    assert table.column("episode").to_pylist() == [1, 3]
    assert np.array(table.column("actions")[1].as_py()).T.tolist() == log.actions(3).tolist()
    events = log.events(episodes=[1])
    assert [event["event"] for event in table.column("events")[0].as_py()] == events["event"].tolist()
    notes = table.column("notes")[0].as_py()
    assert len(notes) == 200 and notes[0]["kind"] == "explanation" and notes[0]["tick"] == 0
    subprocess.run(command, check=True, env=environment)
    assert parquet.read_table(out).num_rows == 216
    for name in ("seats", "cross_play", "maps"):
        subprocess.run([*command, "--table", name], check=True, env=environment)
    failed = subprocess.run([*command, "--ids", str(tmp_path / "none")], env=environment, stderr=subprocess.PIPE, text=True)
    assert failed.returncode == 1 and failed.stderr.startswith("error: ") and "Traceback" not in failed.stderr


def test_importing_loads_neither_pandas_nor_arrow():
    code = (
        "import sys, time, numpy; start = time.process_time(); import brigade_kitchen as bk; bk.open; "
        "assert not {'pandas', 'pyarrow', 'torch', 'jax'} & set(sys.modules); print(time.process_time() - start)")
    environment = {"PYTHONPATH": PACKAGE, "PATH": ""}
    spent = [float(subprocess.check_output([sys.executable, "-c", code], env=environment)) for _ in range(3)]
    assert min(spent) < 0.1
