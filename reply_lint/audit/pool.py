"""The local engine: processes that share each batch between them.

Replies that have their longest sentence in common go to the same process: replies repeat themselves, and what a process
remembers is then of use to it, and need not be found anew by all the others.

Processes are spawned, not forked: the parent runs the threads of polars, Arrow and a progress bar, and a fork in the
midst of a thread's work may hang; and so it is the same on every system. A worker builds its Linter once and writes
finished batches itself; what goes back is but a count.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import resource_tracker
from pathlib import Path

from reply_lint.audit import engine, parts
from reply_lint.audit.disputes import Disputes
from reply_lint.config import Config
from reply_lint.linter import Linter
from reply_lint.model import ReplyLintError

SHARES = 4
"""So many workers at most share a batch: with more of them a share would be a handful of replies."""
AHEAD = 6
"""So many batches are read ahead for each ``SHARES`` workers: nobody waits, and memory stays flat."""
LOOK = 0.1
"""Seconds after which who waits for a batch looks whether somebody pressed Ctrl-C."""


@dataclass(frozen=True)
class Task:
    """What every worker must know."""

    folder: Path
    """Where finished batches go."""
    config: Config
    disputes: Disputes | None
    redacted: bool


def work(batches: Iterable[parts.Batch], task: Task, workers: int) -> Generator[int, None, None]:
    """Lint ``batches`` into ``task.folder``; rows of each in turn, once it is there. Closing it ends what runs.

    Raises ``ReplyLintError`` when the disk is full or a worker dies, ``KeyboardInterrupt`` after Ctrl-C.
    """
    pending: deque[tuple[int, list[Future[None]]]] = deque()
    done = parts.finished(task.folder)
    of = min(workers, SHARES)
    spawn = multiprocessing.get_context("spawn")
    pools = [ProcessPoolExecutor(1, spawn, initializer=_start, initargs=(task,)) for _ in range(workers)]
    try:
        with _heard() as pressed:
            with _deaf():
                for pool in pools:
                    pool.submit(_ready)  # its process starts with the first thing that it is given
            for batch in batches:
                _heed(pressed)
                if batch.number in done:
                    yield batch.items
                    continue
                first = batch.number * of  # the next batch goes to the next workers, if there are so many
                given = parts.shares(batch, of)
                futures = [pools[(first + share.which) % workers].submit(_lint, share) for share in given]
                pending.append((batch.items, futures))
                if len(pending) > AHEAD * -(-workers // of):
                    yield _ended(*pending.popleft(), pressed)
            while pending:
                yield _ended(*pending.popleft(), pressed)
            _heed(pressed)
    except BaseException as trouble:
        _end(pools)
        if not isinstance(trouble, BrokenProcessPool):
            raise
        raise ReplyLintError(
            "audit",
            "рабочий процесс остановлен системой: скорее всего, не хватило памяти; уменьшите --workers и продолжите"
            " с --resume",
        ) from None
    finally:
        for pool in pools:
            pool.shutdown(cancel_futures=True)


def _ended(items: int, shares: list[Future[None]], pressed: list[int]) -> int:
    while wait(shares, LOOK).not_done:
        _heed(pressed)
    for share in shares:
        share.result()
    return items


@contextmanager
def _heard() -> Iterator[list[int]]:
    """A list that gets the first Ctrl-C, to be heeded where nothing is half done; a second one acts at once.

    In the midst of an import an interrupt may leave Python's lock of imports taken: whatever else is imported then,
    in any thread, waits for ever.
    """
    pressed: list[int] = []
    usual = signal.getsignal(signal.SIGINT)

    def press(number: int, _: object) -> None:
        pressed.append(number)
        signal.signal(signal.SIGINT, usual)

    signal.signal(signal.SIGINT, press)
    try:
        yield pressed
    finally:
        signal.signal(signal.SIGINT, usual)


def _heed(pressed: list[int]) -> None:
    if pressed:
        raise KeyboardInterrupt


@contextmanager
def _deaf() -> Iterator[None]:
    """Processes that start within hear of no Ctrl-C, which a terminal sends to all: the parent ends them itself.

    A process inherits the mask, and not the handler, of the one that starts it.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # it starts with the first process, and takes the mask off
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _end(pools: list[ProcessPoolExecutor]) -> None:
    """End all workers where they are: what is in a worker's queue can't be cancelled, and a long reply takes a while.

    A share that is not finished leaves nothing behind, and is begun anew by who goes on.
    """
    for pool in pools:
        for process in list(pool._processes.values()):
            process.terminate()
        if sys.version_info < (3, 11, 5):  # it would wait for ever for the thread that feeds the worker (CPython 94777)
            pool._call_queue._reader.close()  # type: ignore[attr-defined]


_task: Task
_linter: Linter


def _start(task: Task) -> None:
    """Make a worker of this process."""
    global _task, _linter
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _task, _linter = task, Linter(task.config)
    _settle()


def _ready() -> None:
    """The first thing that a worker does, when it has started."""


def _settle() -> None:
    """Spare the collector of garbage what stays: rules and dictionaries, and all that is remembered of replies."""
    gc.collect()
    gc.freeze()


def _end_with_parent() -> None:
    """A parent that was killed can't close the pool: its workers would wait for ever."""
    parent = multiprocessing.parent_process()
    if parent:
        parent.join()
        os._exit(1)


def _lint(share: parts.Share) -> None:
    judged = engine.lint_batch(share.rows, _linter, disputes=_task.disputes, redacted=_task.redacted)
    parts.save(_task.folder, judged, share)
    _settle()
