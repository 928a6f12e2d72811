"""What goes wrong, told as ``application/problem+json`` (RFC 9457)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from reply_lint.model import ReplyLintError

MEDIA = "application/problem+json"
_EXPECTED = {
    "missing": "обязательный ключ",
    "extra_forbidden": "неизвестный ключ",
    "string_type": "ожидается строка",
    "string_unicode": "половина суррогатной пары, это не текст",
    "json_invalid": "не читается как JSON",
    "int_type": "ожидается целое число",
    "float_type": "ожидается число",
    "list_type": "ожидается список",
    "dict_type": "ожидается объект",
    "model_attributes_type": "ожидается объект",
    "literal_error": "ожидается одно из: {expected}",
    "greater_than_equal": "ожидается число не меньше {ge:g}",
    "less_than_equal": "ожидается число не больше {le:g}",
    "string_too_short": "ожидается непустая строка",
    "string_too_long": "не длиннее {max_length} знаков",
    "too_long": "не больше {max_length} штук",
}
LONGEST_KEY = 60
"""Of a client's own keys so much is repeated."""
_TAGS = ("body", "one", "several")
SAID = {
    400: "тело запроса не читается как JSON",
    404: "такого адреса нет; список адресов: /openapi.json",
    405: "этот адрес отвечает на другой метод; какой, говорит заголовок Allow",
    500: "ошибка на нашей стороне; номер запроса поможет найти её в журнале",
}


class ProblemError(Exception):
    """Ends a request with this status; ``detail`` says what to do."""

    def __init__(self, status: int, detail: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.headers = dict(headers or {})


def body(status: int, detail: str, errors: Iterable[Mapping[str, str]] = ()) -> bytes:
    told: dict[str, Any] = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status}
    told["detail"] = detail
    listed = list(errors)
    if listed:
        told["errors"] = listed
    return json.dumps(told, ensure_ascii=False).encode()


def response(
    status: int, detail: str, headers: Mapping[str, str] | None = None, errors: Iterable[Mapping[str, str]] = ()
) -> Response:
    return Response(body(status, detail, errors), status, headers, MEDIA)


def install(app: FastAPI) -> None:
    """Have ``app`` tell all its troubles this way."""
    app.add_exception_handler(ProblemError, _problem)
    app.add_exception_handler(ReplyLintError, _ours)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _unexpected)


async def _problem(_: Request, error: Exception) -> Response:
    assert isinstance(error, ProblemError)
    return response(error.status, error.detail, error.headers)


async def _ours(_: Request, error: Exception) -> Response:
    return response(422, str(error))


async def _invalid(_: Request, error: Exception) -> Response:
    """Where it is wrong and what was expected; never what was given, which may be long and not ours to repeat."""
    assert isinstance(error, RequestValidationError)
    errors = [{"where": _where(one), "what": _expected(one)} for one in error.errors()[:20]]
    detail = "; ".join(f"{one['where']}: {one['what']}" if one["where"] else one["what"] for one in errors[:3])
    return response(422, detail, errors=errors)


def _where(error: Mapping[str, Any]) -> str:
    if error["type"] == "json_invalid":
        return ""
    return ".".join(str(part)[:LONGEST_KEY] for part in error["loc"] if part not in _TAGS)


def _expected(error: Mapping[str, Any]) -> str:
    return _EXPECTED.get(error["type"], str(error["msg"])).format_map(error.get("ctx", {}))


async def _http(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return response(error.status_code, SAID.get(error.status_code, error.detail), error.headers)


async def _unexpected(_: Request, __: Exception) -> Response:
    return response(500, SAID[500])
