"""Arrays that the engine reads and writes: checked once, when they are bound."""

import weakref
from typing import Any, List, Optional, Sequence, Tuple

import numpy as np


def checked(array: Any, name: str, shape: Sequence[int], dtype: Any, *, writes: bool = False) -> np.ndarray:
    """`array`, if the engine can use it as it is.

    Raises:
        TypeError: it is no NumPy array, or one of another dtype.
        ValueError: it has another shape, is not in C order or aligned, or is read-only where it is written.
    """
    wanted = np.dtype(dtype)
    if not isinstance(array, np.ndarray):
        raise TypeError(f"{name} must be a NumPy array, not {type(array).__name__}")
    if array.dtype != wanted:
        raise TypeError(f"{name} must have the dtype {wanted}, not {array.dtype}")
    if array.shape != tuple(shape):
        raise ValueError(f"{name} must have the shape {tuple(shape)}, not {array.shape}")
    if not array.flags.c_contiguous:
        raise ValueError(f"{name} must be contiguous in C order; np.ascontiguousarray makes a copy that is")
    if not array.flags.aligned:
        raise ValueError(f"{name} must be aligned to its dtype")
    if writes and not array.flags.writeable:
        raise ValueError(f"{name} is read-only, and the engine writes to it")
    return array


def address(array: Optional[np.ndarray]) -> int:
    """Where an array's memory is; 0 for none."""
    return 0 if array is None else array.__array_interface__["data"][0]


def hold(array: np.ndarray) -> List[Any]:
    """What keeps an array's memory in place: NumPy resizes no array that a weak reference leads to."""
    held: List[Any] = [array]
    while isinstance(array, np.ndarray):
        held.append(weakref.ref(array))
        array = array.base  # type: ignore[assignment]
    return held


class _Memory:
    """Memory of the engine's as NumPy sees it; keeps its owner alive as long as any array shows it."""

    def __init__(self, owner: Any, where: int, shape: Tuple[int, ...], dtype: Any) -> None:
        self.owner = owner
        self.__array_interface__ = {"data": (where, True), "shape": shape, "typestr": np.dtype(dtype).str, "version": 3}


def lent(owner: Any, where: int, shape: Tuple[int, ...], dtype: Any) -> np.ndarray:
    """A read-only array over memory of `owner`."""
    if 0 in shape:
        return np.zeros(shape, dtype)
    return np.asarray(_Memory(owner, where, shape, dtype))
