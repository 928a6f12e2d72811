"""The score: absolute points, caps, damping; monotone whatever comes."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from reply_lint import Config, Finding, Fix, Linter, lint, score
from reply_lint.model import Category

CATEGORIES = {
    name: Category(name, name, "", 1.0, cap, True, True) for name, cap in (("a", 40.0), ("b", 20.0), ("c", 60.0))
}
PRICED = st.tuples(st.sampled_from("abc"), st.floats(0, 50), st.sampled_from(("hint", "warning", "error", "critical")))


def judged(priced: list[tuple[str, float, str]]) -> tuple[int, str, dict[str, float], tuple[Finding, ...]]:
    findings = [
        (Finding(f"{c}/{n}", c, severity, n, n + 1, "x", "x"), points)  # type: ignore[arg-type]
        for n, (c, points, severity) in enumerate(priced)
    ]
    return score.judge(findings, CATEGORIES, 70, 30)


@given(st.lists(PRICED, max_size=12), PRICED)
def test_one_more_finding_never_raises_the_score(
    priced: list[tuple[str, float, str]], more: tuple[str, float, str]
) -> None:
    before, verdict_before, _, _ = judged(priced)
    after, verdict_after, _, _ = judged([*priced, more])
    assert after <= before
    order = ("send", "revise", "block")
    assert order.index(verdict_after) >= order.index(verdict_before)


@given(st.lists(PRICED, max_size=40))
def test_the_ledger_adds_up(priced: list[tuple[str, float, str]]) -> None:
    total, _, lost, findings = judged(priced)
    assert 0 <= total <= 100
    assert abs(sum(lost.values()) - (100 - total)) <= 0.5 + 0.01 * len(lost)
    for category, points in lost.items():
        assert points <= CATEGORIES[category].cap
        assert abs(sum(f.lost for f in findings if f.category == category) - points) < 0.01 * len(findings) + 0.02
    if sum(lost.values()) < 99:
        assert all(points == int(points) for points in lost.values())


@given(st.permutations([("a", 15.0, "error"), ("a", 7.0, "warning"), ("b", 7.0, "warning"), ("c", 1.0, "hint")]))
def test_order_does_not_matter(priced: list[tuple[str, float, str]]) -> None:
    assert judged(priced)[:3] == judged(sorted(priced))[:3]


def test_repeats_cost_less_and_less() -> None:
    costs = [judged([("c", 10.0, "warning")] * n)[0] for n in range(4)]
    assert costs == [100, 90, 84, 80]


def test_what_each_finding_cost() -> None:
    def costs(priced: list[tuple[str, float, str]]) -> list[float]:
        return [finding.lost for finding in judged(priced)[3]]

    assert costs([("c", 10.0, "warning"), ("a", 7.0, "warning"), ("c", 20.0, "error")]) == [6.0, 7.0, 20.0]
    assert costs([("a", 30.0, "error"), ("a", 30.0, "error")]) == [25.0, 15.0]  # 48 with a cap of 40
    assert costs([("a", 0.4, "hint"), ("b", 0.6, "hint")]) == [0.0, 1.0]
    assert costs([("b", 0.0, "hint"), ("b", 5.0, "hint"), ("b", 5.0, "hint")]) == [0.0, 5.0, 3.0]


def test_the_ledger_begins_with_what_cost_most_and_never_passes_a_hundred() -> None:
    lost = judged([("b", 2.4, "hint"), ("c", 12.0, "warning"), ("a", 3.0, "hint")])[2]
    assert list(lost.items()) == [("c", 12.0), ("a", 3.0), ("b", 2.0)]
    score, verdict, lost, findings = judged(
        [("a", 50.0, "error"), ("b", 50.0, "error"), ("c", 50.0, "error"), ("c", 50.0, "error")]
    )
    assert (score, verdict, lost) == (0, "block", {"c": 50.0, "a": 33.33, "b": 16.67})
    assert [finding.lost for finding in findings] == [33.33, 16.67, 31.25, 18.75]


def test_a_score_of_the_threshold_itself_is_good_enough() -> None:
    assert judged([("a", 30.0, "error")])[:2] == (70, "send")
    assert judged([("a", 31.0, "error")])[:2] == (69, "revise")
    assert judged([("a", 40.0, "error"), ("c", 30.0, "error")])[:2] == (30, "revise")
    assert judged([("a", 40.0, "error"), ("c", 31.0, "error")])[:2] == (29, "block")


def test_findings_stay_what_they_are() -> None:
    fixes = (Fix(3, 5, "в"), Fix(3, 5, "на", safe=True))
    given = [
        Finding("a/first", "a", "warning", 3, 5, "во", "«во» лучше заменить.", "Скажите проще.", fixes),
        Finding("b/second", "b", "hint", 7, 7, "", "Добавьте точку."),
    ]
    done = score.judge([(finding, 5.0) for finding in given], CATEGORIES, 70, 30)[3]
    assert done == tuple(replace(finding, lost=5.0) for finding in given)


def test_a_critical_finding_blocks_whatever_the_score() -> None:
    assert judged([("a", 1.0, "critical")])[:2] == (99, "block")
    assert judged([("a", 1.0, "hint")])[:2] == (99, "send")
    assert judged([("a", 40.0, "error")])[:2] == (60, "revise")


REFUSAL = (
    "Извините, но мы не сможем выполнить ваш заказ на этой неделе, только на следующей. "
    "Если начнем в понедельник, то к среде должно быть готово."
)
PROMISE = (
    "Мы приступим к выполнению вашего заказа прямо с утра понедельника и выполним его за два рабочих дня. "
    "Уже в среду продукция будет отправлена."
)


def test_the_pair_that_began_it_all() -> None:
    bad, good = lint(REFUSAL), lint(PROMISE)
    assert "не сможем" in "".join(f.text for f in bad.findings if f.category == "negative-framing")
    assert not [f for f in good.findings if f.category == "negative-framing"]
    assert good.score - bad.score >= 20


SIX = {
    "good": "Добрый день, Павел! Возврат за заказ 7730 оформили сегодня, деньги придут на карту до пятницы. "
    "Если увидите другую сумму, ответьте на это письмо, пересчитаем сразу.",
    "typos": "Добрый день! Ваше зоявление полученно , деньги вернуться втечении трёх дней. Извените за ожидание!",
    "condescending": "Добрый день! Повторяю ещё раз для тех, кто не читает: вы сами виноваты, надо было внимательно "
    "смотреть условия. Это же очевидно.",
    "officialese": "Добрый день! В связи с осуществлением проверки доводим до вашего сведения, что рассмотрение "
    "данного обращения будет произведено согласно регламенту в установленном порядке.",
    "refusal": "Добрый день! Вернуть деньги мы не сможем, вы неправильно указали реквизиты. Тикет закрыт, эскалация на "
    "вторую линию по SLA невозможна.",
    "mixed": "Наверное, скоро разберёмся! Обратитесь в банк, мы этим не занимаемся, а ты сам виноват!!!",
}


def test_a_good_reply_scores_above_bad_ones_by_fifteen() -> None:
    scores = {name: lint(text).score for name, text in SIX.items()}
    assert scores["good"] == 100
    assert max(points for name, points in scores.items() if name != "good") <= 85


CLEAN = "Если появятся вопросы, напишите нам."


@given(st.lists(st.sampled_from([*SIX.values(), REFUSAL, PROMISE]), min_size=1, max_size=3))
def test_a_clean_sentence_never_lowers_the_score(replies: list[str]) -> None:
    text = " ".join(replies)
    assert lint(text + " " + CLEAN).score >= lint(text).score


def test_thresholds_severities_and_weights_are_the_users() -> None:
    assert lint(REFUSAL).verdict != "block"
    assert Linter(Config(min_score=100)).lint(REFUSAL).verdict == "revise"
    assert Linter(Config(block_below=99)).lint(REFUSAL).verdict == "block"
    assert Linter(Config(severity={"negative-framing": "critical"})).lint(REFUSAL).verdict == "block"
    assert Linter(Config(weight={"negative-framing": 0, "uncertainty": 0})).lint(REFUSAL).score == 100
