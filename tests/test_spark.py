"""Linting on a cluster, tried on a real Spark with two threads: the rows are those of the local engine."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from reply_lint import Config, Linter, evaluate
from reply_lint.audit import engine, parts
from reply_lint.audit.rows import Row

pytestmark = [
    pytest.mark.spark,
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::DeprecationWarning", "ignore::FutureWarning"),
]
CORPUS = Path(__file__).parents[1] / "corpora" / "replies.jsonl"


@pytest.fixture(scope="module")
def session() -> Iterator[Any]:
    os.environ["PYSPARK_PYTHON"] = sys.executable
    from pyspark.sql import SparkSession

    made = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").getOrCreate()
    yield made
    made.stop()


def rows(count: int) -> list[Row]:
    corpus = [one for one in evaluate.read(CORPUS) if one.id[0] not in "EJPQ"][:: 4000 // count]
    when = datetime(2026, 5, 1, 10)
    return [Row(one.reply, one.id, one.client, f"t{n}", "Анна", "А", when) for n, one in enumerate(corpus)]


def test_a_data_frame_is_judged_as_the_local_engine_does(session: Any, linter: Linter) -> None:
    from reply_lint import spark

    given = rows(400)
    table = [
        (row.text, row.client, row.id, row.ticket, row.agent, row.team, str(row.time), n) for n, row in enumerate(given)
    ]
    columns = ["reply", "question", "message", "case", "who", "group", "sent", "n"]
    session.conf.set("spark.sql.session.timeZone", "UTC")
    frame = session.createDataFrame(table, columns).repartition(4)
    made = spark.lint(
        frame, text="reply", client="question", id="message", ticket="case", agent="who", team="group", time="sent",
        row="n",
    )  # fmt: skip
    there = sorted((one.asDict(recursive=True) for one in made.collect()), key=lambda one: one["row"])
    here = engine.lint_batch(parts.batch_of(given, 0), linter).to_pylist()
    for one in here:
        one["time"] = one["time"].replace(tzinfo=None)
        for promise in one["promises"]:
            promise["deadline"] = promise["deadline"] and promise["deadline"].replace(tzinfo=None)
    assert there == here


def test_a_frame_needs_but_a_text_and_heeds_the_settings(session: Any) -> None:
    from reply_lint import spark

    frame = session.createDataFrame([("Тикет закрыли.",), ("Готово.",), (None,)], "text string")
    config = Config(select=("jargon",))
    found = {one["text"]: one for one in spark.lint(frame, config=config).collect()}
    assert {f["category"] for f in found["Тикет закрыли."]["findings"]} == {"jargon"}
    assert (found["Готово."]["score"], found["Готово."]["findings"]) == (100, [])
    assert found[None]["score"] is None
    assert len({one["row"] for one in found.values()}) == 3


def test_an_audit_by_spark_leaves_the_tables_of_the_local_one(tmp_path: Path) -> None:
    with open(tmp_path / "export.csv", "w", encoding="utf-8") as file:
        file.write("Ответ,Агент,Дата\n")
        for n in range(1_500):
            file.write(f"Тикет {n} закрыли; вы сами не указали адрес.,А{n % 7},2026-05-01 10:00\n")
        file.write(",А1,2026-05-01 10:00\n")
    for engine_name in ("local", "spark"):
        command = [
            sys.executable,
            "-m",
            "reply_lint",
            "audit",
            "export.csv",
            "-o",
            engine_name,
            "--engine",
            engine_name,
        ]
        environment = {
            **os.environ,
            "SPARK_CONF_DIR": str(tmp_path),
            "PYSPARK_SUBMIT_ARGS": "--master local[2] pyspark-shell",
        }
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, env=environment, timeout=300)
        assert done.returncode == 0, done.stderr
        assert "1500 ответов" in done.stdout
    for name in ("replies", "findings", "promises"):
        here, there = (pl.read_parquet(tmp_path / one / f"{name}.parquet") for one in ("local", "spark"))
        assert here.equals(there)
    assert (tmp_path / "local" / "rejected.jsonl").read_text() == (tmp_path / "spark" / "rejected.jsonl").read_text()
