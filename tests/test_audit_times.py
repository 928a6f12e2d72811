"""Dates of exports, however they are written."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reply_lint.audit import times

UTC = timezone.utc
MSK = timezone(timedelta(hours=3))
PLAIN = datetime(2026, 3, 12, 14, 5)


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2026-03-12T14:05:00Z", PLAIN.replace(tzinfo=UTC)),
        ("2026-03-12T14:05:00.000Z", PLAIN.replace(tzinfo=UTC)),
        ("2026-03-12T14:05:00+03:00", PLAIN.replace(tzinfo=MSK)),
        ("2026-03-12T14:05:00.000+0300", PLAIN.replace(tzinfo=MSK)),
        ("2026-03-12 14:05:00 UTC", PLAIN.replace(tzinfo=UTC)),
        ("2026-03-12 14:05:00", PLAIN),
        ("2026-03-12 14:05", PLAIN),
        ("2026/03/12 14:05", PLAIN),
        ("12.03.2026 14:05", PLAIN),
        ("12.03.2026, 14:05:00", PLAIN),
        ("12.03.26 14:05", PLAIN),
        ("14:05:00 12.03.2026", PLAIN),
        ("12/03/2026 14:05", PLAIN),
        ("12-03-2026 14:05", PLAIN),
        ("3/13/2026 2:05 PM", PLAIN + timedelta(days=1)),
        ("12 марта 2026 14:05", PLAIN),
        ("12 марта 2026 г. в 14:05", PLAIN),
        ("четверг, 12 мар. 2026 г., 14:05", PLAIN),
        ("12 мая 2026, 14:05 МСК", datetime(2026, 5, 12, 14, 5, tzinfo=MSK)),
        ("Thu, 12 Mar 2026 14:05:00 +0300", PLAIN.replace(tzinfo=MSK)),
        ("Thu, 12 Mar 2026 14:05:00 +0300 (MSK)", PLAIN.replace(tzinfo=MSK)),
        ("Thu, 12 Mar 2026 14:05:00 GMT", PLAIN.replace(tzinfo=UTC)),
        ("Mar 12, 2026, 2:05 PM", PLAIN),
        ("12-Mar-2026 14:05", PLAIN),
        ("2026-03-12", datetime(2026, 3, 12)),
        ("12.03.2026", datetime(2026, 3, 12)),
        ("20260312", datetime(2026, 3, 12)),
        ("1773324300", PLAIN.replace(tzinfo=UTC)),
        (1773324300, PLAIN.replace(tzinfo=UTC)),
        (1773324300.0, PLAIN.replace(tzinfo=UTC)),
        (1773324300000, PLAIN.replace(tzinfo=UTC)),
        ("1773324300000", PLAIN.replace(tzinfo=UTC)),
        (46093.586805556, PLAIN),
        ("46093", datetime(2026, 3, 12)),
        (PLAIN, PLAIN),
        (date(2026, 3, 12), datetime(2026, 3, 12)),
    ],
)
def test_read(written: object, moment: datetime) -> None:
    found = times.read(written)
    assert found is not None
    assert found.utcoffset() == moment.utcoffset()
    assert abs(found - moment) < timedelta(seconds=1)


@pytest.mark.parametrize(
    "written",
    ["", "вчера", "30.02.2026", "2026-13-45", "12.03", "0", 0, 17, True, None, [], "1970-01-01T00:00:00Z", "9" * 30],
)
def test_no_date(written: object) -> None:
    assert times.read(written) is None


def test_a_column_shows_which_number_is_the_month() -> None:
    assert times.parser(["03/04/2026", "03/25/2026"])("03/04/2026") == datetime(2026, 3, 4)
    assert times.parser(["03/04/2026", "25/03/2026"])("03/04/2026") == datetime(2026, 4, 3)
    assert times.parser(["03/04/2026", None, 5])("03/04/2026") == datetime(2026, 4, 3)
    assert times.parser(["03/25/2026"])("03.04.2026") == datetime(2026, 4, 3)


@given(
    st.datetimes(datetime(1991, 1, 1), datetime(2099, 1, 1)),
    st.sampled_from(["%d.%m.%Y %H:%M:%S", "%Y-%m-%d %H:%M:%S"]),
)
def test_what_is_written_is_read(moment: datetime, form: str) -> None:
    assert times.read(moment.strftime(form)) == moment.replace(microsecond=0)


@given(st.text() | st.text("0123456789.:/-+ TZPMмарта") | st.floats() | st.integers())
def test_whatever_stands_there(value: object) -> None:
    found = times.read(value)
    assert found is None or 1990 <= found.year <= 2100
