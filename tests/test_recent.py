"""What is remembered of the texts that were met."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reply_lint.recent import Recent


def known(size: int, asked: list[int]) -> list[bool]:
    """Was it remembered, each time that it was asked for?"""
    memo: Recent[int, int] = Recent(size)
    found = []
    for key in asked:
        value = memo.get(key)
        assert value in (None, key)
        found.append(value is not None)
        if value is None:
            memo[key] = key
        assert len(memo) <= size
        assert memo.get(key) == key, "what was met a moment ago is known"
    return found


@given(st.integers(1, 6), st.lists(st.integers(0, 9)))
def test_no_more_is_remembered_than_may_be(size: int, asked: list[int]) -> None:
    known(size, asked)


@given(st.lists(st.integers(0, 9)))
def test_nothing_is_forgotten_as_long_as_there_is_room(asked: list[int]) -> None:
    assert known(10, asked) == [key in asked[:n] for n, key in enumerate(asked)]


@pytest.mark.parametrize(("many", "share"), [(100, 1), (120, 0.7), (150, 0.3)])
def test_what_comes_round_and_round_is_remembered_as_far_as_there_is_room(many: int, share: float) -> None:
    rounds = known(100, list(range(many)) * 50)[many:]
    assert sum(rounds) / len(rounds) >= share


def test_what_comes_often_stays() -> None:
    found = known(300, [n if n % 5 else n // 5 % 20 for n in range(1, 20_000)])
    assert sum(found[1000:]) / len(found[1000:]) > 0.18, "a fifth is of the twenty that come often"
