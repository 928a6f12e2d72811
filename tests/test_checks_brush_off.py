"""Questions of the client against sentences of the reply."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from reply_lint.model import Match

Run = Callable[..., list[Match]]
THREE = "Где заказ? Когда привезут? Можно ли сегодня?"


@pytest.mark.parametrize(
    ("client", "reply", "said"),
    [
        (THREE, "Здравствуйте! Заказ уже в пути.", ["1"]),
        (THREE, "Заказ уже в пути. Привезём сегодня к шести.", ["2"]),
        (THREE, "Заказ уже в пути. Привезём сегодня к шести. Да, сегодня успеем.", []),
        ("Где заказ? Когда привезут?", "Заказ уже в пути.", []),
        ("Где заказ??? Где???", "Заказ уже в пути.", []),
        (None, "Заказ уже в пути.", []),
        (THREE, "", []),
    ],
)
def test_fewer_answers(run_check: Run, client: str | None, reply: str, said: list[str]) -> None:
    found = run_check("brush_off.fewer_answers", reply, client)
    assert [match.data["said"] for match in found] == said
    assert all((match.start, match.end, match.data["asked"]) == (0, 0, "3") for match in found)
