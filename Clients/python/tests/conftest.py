"""Where tests find what is not in the package."""

import os
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[3]


def shared(name: str) -> Path:
    """A folder of recordings that lies next to the checkout; the test is skipped where it is not there."""
    folder = Path(os.environ.get("BRIGADE_SHARED", CHECKOUT.parent / "shared")) / name
    if not folder.is_dir():
        pytest.skip(f"there are no recordings in {folder}")
    return folder
