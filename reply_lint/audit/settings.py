"""What an audit is made of and with: ``summary.json`` tells it, and ``--resume`` goes by its key."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import fields
from hashlib import sha256
from pathlib import Path
from typing import Any

from reply_lint.audit import parts, summary
from reply_lint.linter import Linter
from reply_lint.model import ReplyLintError

_PIECE = 1 << 20


def describe(
    export: str,
    linter: Linter,
    *,
    mapping: str | None,
    columns: Mapping[str, str],
    disputes: str | None,
    redacted: bool,
) -> dict[str, Any]:
    """Settings of an audit of the file or folder ``export``. Raises ``ReplyLintError`` when it can't be read.

    ``key`` is equal when one may go on where the other stopped.
    """
    about = summary.describe(linter)
    config = {f.name: getattr(linter.config, f.name) for f in fields(linter.config) if f.name != "origin"}
    made = {
        "source": Path(export).name,
        "input": _digest(_files(export)),
        "mapping": _digest([Path(mapping)]) if mapping and Path(mapping).is_file() else mapping,
        "columns": dict(columns),
        "config": config,
        "disputes": _digest([Path(disputes)]) if disputes else None,
        "redacted": redacted,
    }
    key = json.dumps([about["rules_hash"], made, parts.ROWS, parts.CHARACTERS], sort_keys=True)
    return {**about, **made, "key": sha256(key.encode()).hexdigest()[:16]}


def _files(export: str) -> list[Path]:
    path = Path(export)
    return sorted(one for one in path.rglob("*") if one.is_file()) if path.is_dir() else [path]


def _digest(files: Iterable[Path]) -> str:
    digest = sha256()
    for path in files:
        try:
            with open(path, "rb") as file:
                while piece := file.read(_PIECE):
                    digest.update(piece)
        except FileNotFoundError:
            raise ReplyLintError(str(path), "файла нет; проверьте имя и папку") from None
        except OSError as error:
            raise ReplyLintError(str(path), f"файл не открывается: {error.strerror}") from None
        digest.update(b"\0")
    return digest.hexdigest()[:16]
