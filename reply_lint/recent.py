"""A memo that forgets what was not asked for lately."""

from __future__ import annotations

from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Recent(Generic[K, V]):
    """A mapping of two generations of ``half`` entries each at most.

    When the younger is full the older is forgotten; what is asked for moves to the younger. Threads may share it: at
    worst something is looked up anew.
    """

    __slots__ = ("_half", "_old", "young")

    def __init__(self, half: int) -> None:
        self._half = half
        self.young: dict[K, V] = {}
        """The younger generation: to be asked first where a call too many counts."""
        self._old: dict[K, V] = {}

    def get(self, key: K) -> V | None:
        found = self.young.get(key)
        if found is None:
            found = self._old.get(key)
            if found is not None:
                self[key] = found
        return found

    def __setitem__(self, key: K, value: V) -> None:
        if len(self.young) >= self._half:
            self._old = self.young
            self.young = {}
        self.young[key] = value

    def __len__(self) -> int:
        return len(self.young.keys() | self._old.keys())
