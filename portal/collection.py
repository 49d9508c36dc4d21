"""Python's search for cycles, left out while very many rows pass."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def no_collection() -> Iterator[None]:
    """Search for no cycles meanwhile: rows have none, and each of them would be looked at again.

    It costs a third of the time of a large import.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
