"""Python's search for garbage is as it was before, whoever held it off and in whatever order they let go."""

import gc
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest

from pipeline.sheets.collector import uncollected


@pytest.mark.parametrize("is_enabled", [True, False])
def test_it_is_as_before(is_enabled: bool) -> None:
    was_enabled = gc.isenabled()
    (gc.enable if is_enabled else gc.disable)()
    try:
        with suppress(ValueError), uncollected():
            assert not gc.isenabled()
            raise ValueError
        assert gc.isenabled() is is_enabled
    finally:
        (gc.enable if was_enabled else gc.disable)()


def test_the_last_that_holds_it_lets_go() -> None:
    first, second = uncollected(), uncollected()
    first.__enter__()
    second.__enter__()
    first.__exit__(None, None, None)
    assert not gc.isenabled()
    second.__exit__(None, None, None)
    assert gc.isenabled()


def test_many_threads() -> None:
    def held(_: int) -> bool:
        with uncollected():
            return gc.isenabled()

    with ThreadPoolExecutor(8) as pool:
        assert not any(pool.map(held, range(2000)))
    assert gc.isenabled()
