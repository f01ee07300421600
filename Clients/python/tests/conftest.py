"""What several tests share."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[1]))


@pytest.fixture(scope="session")
def store(tmp_path_factory):
    """The path of a store with a short tournament."""
    import store_fixtures

    return store_fixtures.tournament(tmp_path_factory.mktemp("store"))
