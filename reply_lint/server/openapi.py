"""The OpenAPI document, where FastAPI can't know it from the functions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from fastapi import FastAPI

from reply_lint.server import metrics, problems
from reply_lint.server.edge import OPEN

DESCRIPTION = """Lints customer-support replies written in Russian. `/v1` is the service's own interface, `/v2` that of
LanguageTool. Nothing that is sent here is kept or passed on."""

_STRING = {"type": "string"}
CHECK: dict[str, Any] = {
    "description": """As LanguageTool's, for its clients; offsets count UTF-16 units. In place of `text` they may send
`data`, text and markup apart: `{"annotation": [{"text": "…"}, {"markup": "<br>", "interpretAs": "\\n"}]}`.""",
    "requestBody": {
        "required": True,
        "content": {
            "application/x-www-form-urlencoded": {
                "schema": {
                    "type": "object",
                    "required": ["text"],
                    "properties": {
                        "text": _STRING,
                        "language": {"type": "string", "enum": ["ru-RU", "ru", "auto"], "default": "auto"},
                        "level": {"type": "string", "description": "`picky`: hints too.", "default": "default"},
                        "enabledRules": _STRING,
                        "disabledRules": _STRING,
                        "enabledCategories": _STRING,
                        "disabledCategories": _STRING,
                        "enabledOnly": {
                            **_STRING,
                            "description": "`true`: only enabled ones.",
                            "default": "false",
                        },
                        "apiKey": {**_STRING, "description": "The token, for clients that can't send a header."},
                    },
                },
            }
        },
    },
}
METRICS: dict[int | str, dict[str, Any]] = {200: {"content": {metrics.MEDIA: {"schema": _STRING}}}}


def install(app: FastAPI, names: Iterable[str]) -> None:
    """Have ``app`` tell of its token, its problems and the ``names`` of its rules and categories as they are."""
    made = app.openapi
    known = sorted(names)

    def described() -> dict[str, Any]:
        document = made()
        _amend(document)
        document["components"]["schemas"]["RuleName"] = {"type": "string", "enum": known}
        return document

    app.openapi = described  # type: ignore[method-assign]


def _amend(document: dict[str, Any]) -> None:
    document["components"]["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
    for name in ("HTTPValidationError", "ValidationError"):
        document["components"]["schemas"].pop(name, None)
    for path, operations in document["paths"].items():
        for operation in operations.values():
            if path not in OPEN:
                operation["security"] = [{"token": []}, {}]
            for status, told in operation["responses"].items():
                if status[0] in "45":
                    told["content"] = {
                        problems.MEDIA: {"schema": {"$ref": "#/components/schemas/Problem"}},
                    }
