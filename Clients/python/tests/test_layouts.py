"""Layouts from everywhere, and what is said of those that are none."""

import pytest

import brigade_kitchen as bk

GRID = ["XXPXX", "O1 2O", "X   X", "XDXSX"]


def test_every_map():
    for name in bk.layouts.names():
        kitchen = bk.Kitchen(name)
        assert kitchen.name.split("/")[-1] == name.split("/")[-1]
        assert len(kitchen.grid) == kitchen.height and {len(row) for row in kitchen.grid} == {kitchen.width}
        assert kitchen.is_v2 == name.startswith("v2")
        assert kitchen.unpack(*kitchen.pack(kitchen.start)) == kitchen.start


def test_forms(tmp_path):
    rows = bk.Kitchen(GRID, start_all_orders=[["onion"] * 3])
    text = bk.Kitchen("\n".join(GRID), start_all_orders=[{"ingredients": ["onion"] * 3}])
    layout = tmp_path / "mine.layout"
    layout.write_text('{"grid": """XXPXX\n   O1 2O\n   X   X\n   XDXSX""", "start_all_orders": [{"ingredients": ["onion"] * 3}]}')
    with pytest.raises(bk.KitchenError, match="mine.layout"):
        bk.Kitchen(str(layout))
    layout.write_text('{"grid": """XXPXX\n   O1 2O\n   X   X\n   XDXSX""", "order_bonus": float("inf"), "counter_goals": [],'
                      ' "start_all_orders": [{"ingredients": ["onion", "onion", "onion"]}]}')
    pytest.importorskip("yaml")
    (tmp_path / "mine.yaml").write_text("grid: |\n  XXPXX\n  O1 2O\n  X   X\n  XDXSX\nstart_all_orders:\n  - [onion, onion, onion]\n")
    for kitchen in (rows, text, bk.Kitchen(str(layout)), bk.Kitchen(tmp_path / "mine.yaml")):
        assert kitchen.grid == tuple(GRID) and [recipe.reward for recipe in kitchen.recipes].count(20.0) == 1


def test_the_form_of_2019(tmp_path):
    old = tmp_path / "old.layout"
    old.write_text(repr({"grid": "\n".join(GRID), "start_order_list": None, "cook_time": 20, "num_items_for_soup": 3, "delivery_reward": 20}))
    kitchen = bk.Kitchen(str(old))
    assert kitchen.dynamics == "old" and [recipe.ingredients for recipe in kitchen.recipes if recipe.reward] == [("onion",) * 3]


@pytest.mark.parametrize("map,changes,text", [
    ("cramped_rom", {}, "did you mean 'cramped_room'"),
    (["XXX", "X1X", "XXX"], {}, "no dish dispenser"),
    (["XXPXX", "O1 2O", "X   X", "XDXS"], {}, "row 4, column 5: this row has 4 cells"),
    (["XXPXX", "O1 3O", "X   X", "XDXSX"], {}, "no player 2"),
    ([], {}, "the grid is empty"),
    ("cramped_room", {"cook_tim": 3}, "did you mean 'cook_time'"),
    ("cramped_room", {"cook_time": "soon"}, "cook_time: must be a number, not 'soon'"),
    ("cramped_room", {"cook_time": 2.5}, "cook_time: must be a whole number"),
    ("cramped_room", {"cook_time": float("nan")}, "cook_time: must be a number"),
    ("cramped_room", {"cook_time": 511}, "0 to 510 ticks"),
    ("cramped_room", {"cook_time": 10 ** 400}, "cook_time: is too large"),
    ("cramped_room", {"max_num_ingredients": 9}, "1 to 5 ingredients"),
    ("cramped_room", {"start_all_orders": [["onion"] * 300]}, "at most 7"),
    ("cramped_room", {"start_all_orders": [["oniom"]]}, "did you mean 'onion'"),
    ("cramped_room", {"start_all_orders": [["fish"]]}, ""),
    ("cramped_room", {"start_all_orders": 3}, "must be a list"),
    ("cramped_room", {"rew_shaping_params": {"POT": 1}}, "no key of rew_shaping_params"),
    ("cramped_room", {"family": "overcooked-v3"}, "did you mean 'overcooked-v2'"),
    ("cramped_room", {"agent_view_size": 2}, "'agent_view_size' is no key of a map of the family overcooked"),
    ("v2/cramped_room_v2", {"agent_view_size": 0}, "at least 1 cell"),
    ("v2/cramped_room_v2", {"possible_recipes": [[0, 0]]}, "exactly 3"),
    ("cramped_room", {"grid": "X\0X"}, "a character that no text may have"),
    ("cramped_room", {"start_state": {"players": []}}, "has 0 players"),
    (7, {}, "not of int"),
])
def test_what_makes_no_kitchen(map, changes, text):
    if text == "":
        bk.Kitchen(map, **changes)  # an order that nobody can cook is none of an engine's business
        return
    with pytest.raises(bk.KitchenError, match=text):
        bk.Kitchen(map, **changes)


def test_dynamics():
    assert bk.Kitchen("cramped_room").dynamics == "new" and bk.Kitchen("v2/cramped_room_v2").dynamics == "old"
    with pytest.raises(bk.KitchenError, match="old and new"):
        bk.Kitchen("cramped_room", dynamics="modern")
