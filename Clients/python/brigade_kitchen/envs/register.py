"""The ids by which Gymnasium makes the environments."""

from typing import List, Sequence, Tuple


def register_all(maps: Sequence[str]) -> List[Tuple[str, str]]:
    """Registers `Brigade/MAP-v0` for every map that is not yet; ids with their maps. `Brigade/Kitchen-v0` takes the map as a keyword."""
    plain = {name for name in maps if "/" not in name}
    listed = [("Brigade/Kitchen-v0", "cramped_room")]
    for name in maps:
        short = name.rsplit("/", 1)[-1]
        identifier = short if name in plain or short not in plain else name.replace("/", "_")
        listed.append((f"Brigade/{identifier}-v0", name))
    try:
        import gymnasium
    except ImportError:
        return listed
    for identifier, name in listed:
        if identifier not in gymnasium.registry:
            gymnasium.register(
                identifier, entry_point="brigade_kitchen.envs.single:KitchenEnv",
                vector_entry_point="brigade_kitchen.envs.vector:KitchenVectorEnv", kwargs={"map": name})
    return listed
