"""The statistics that reports need, without scipy: quantiles of t, intervals of a mean, resampling, agreement."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from statistics import NormalDist
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np

SURE = 0.95
"""How often an interval of this package holds the true value."""
REPLICATES = 2000
SEED = 20240229
"""Fixed, so that the same folders give the same figures."""


class Interval(NamedTuple):
    value: float
    low: float
    high: float


def t_quantile(p: float, df: float) -> float:
    """Quantile of Student's t: Cornish and Fisher's expansion, right to 1 % from three degrees of freedom on."""
    z = NormalDist().inv_cdf(p)
    df = max(df, 1.0)
    g1 = (z**3 + z) / 4
    g2 = (5 * z**5 + 16 * z**3 + 3 * z) / 96
    g3 = (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384
    return z + g1 / df + g2 / df**2 + g3 / df**3


def margin(se: float, clusters: float, comparisons: int = 1) -> float:
    """Half of the interval round a mean with this standard error; wider when it is one of many comparisons."""
    tail = (1 - SURE) / 2 / max(1, comparisons)  # Bonferroni
    return t_quantile(1 - tail, clusters - 1) * se


def p_value(difference: float, se: float) -> float:
    """Two-sided, by the normal law."""
    if se <= 0:
        return 0.0 if difference else 1.0
    return 2 * (1 - NormalDist().cdf(abs(difference) / se))


def holm(p_values: Sequence[float]) -> list[bool]:
    """Which of many differences are sure together (Holm's step-down)."""
    order = sorted(range(len(p_values)), key=p_values.__getitem__)
    sure = [False] * len(p_values)
    for place, i in enumerate(order):
        if p_values[i] > (1 - SURE) / (len(order) - place):
            break
        sure[i] = True
    return sure


def bootstrap(
    clusters: np.ndarray[tuple[int, int], np.dtype[np.float64]], seed: int
) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """Means over resampled clusters: ``clusters`` has a row each with its number of replies, then sums of values.

    Gives ``REPLICATES`` rows of means, one column a value.
    """
    import numpy as np

    draw = np.random.default_rng(seed)
    n = len(clusters)
    weights = draw.multinomial(n, np.full(n, 1 / n), size=REPLICATES)
    sums = weights @ clusters
    means: np.ndarray[tuple[int, int], np.dtype[np.float64]] = sums[:, 1:] / np.maximum(sums[:, :1], 1e-9)
    return means


def resampled(n: int, figure: Callable[[Sequence[int]], float], value: float) -> Interval:
    """``value`` with the interval that ``figure`` of resampled indexes 0…n-1 gives it."""
    import numpy as np

    draw = np.random.default_rng(SEED)
    made = sorted(figure(draw.integers(0, n, n).tolist()) for _ in range(500))
    cut = round(len(made) * (1 - SURE) / 2)
    return Interval(value, made[cut], made[-cut - 1])


def kappa(both: int, first: int, second: int, neither: int) -> float:
    """Cohen's kappa of two raters' yes and no; ``first``: only the first said yes. 0 when both always say the same."""
    n = both + first + second + neither
    agreed = (both + neither) / n
    chance = ((both + first) * (both + second) + (neither + first) * (neither + second)) / n**2
    return (agreed - chance) / (1 - chance) if chance < 1 else 0.0
