"""The application: addresses, what each takes and gives."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Annotated, Any

from fastapi import APIRouter, Body, FastAPI, Request
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import Response
from starlette.types import ASGIApp

from reply_lint import __version__, hook, marks
from reply_lint.config import Config
from reply_lint.formats.jsonfmt import SCHEMA, reply_dict
from reply_lint.linter import Linter
from reply_lint.model import Card, Example, Reply
from reply_lint.server import languagetool, limits, metrics, models, openapi, problems
from reply_lint.server.edge import Edge, Token, bearer
from reply_lint.server.logs import log, where
from reply_lint.server.page import Page
from reply_lint.server.problems import ProblemError

LINTERS = 4
"""Most configurations of requests whose linters are kept, each with a memory of its own; the last used ones stay."""
_COMMON = {status: {"model": models.Problem} for status in (400, 401, 408, 413, 422, 503)}


@dataclass
class Service:
    """What the requests of a process share."""

    linter: Linter
    token: Token
    page: Page
    desk: limits.Desk = field(default_factory=limits.Desk)
    _linters: dict[str, Linter] = field(default_factory=dict)

    async def linter_for(self, settings: models.Settings | None) -> Linter:
        """The linter of a request's own settings."""
        if settings is None:
            return self.linter
        key = settings.model_dump_json(exclude_none=True)
        linter = self._linters.pop(key, None)
        if linter is None:
            linter = await self.desk.run(lambda: Linter(settings.over(self.linter.config)), limits.SHORT + 1)
        self._linters[key] = linter  # the last used comes last
        if len(self._linters) > LINTERS:
            del self._linters[next(iter(self._linters))]
        return linter

    async def lint(
        self, name: str, text: str, client: str | None, linter: Linter | None = None, seconds: float | None = None
    ) -> Reply:
        """Raises ``ProblemError`` 503 when it takes too long."""
        linter, seconds = linter or self.linter, seconds or limits.LINT_SECONDS
        try:
            report = await self.desk.run(lambda: linter.lint(text, client), len(text) + len(client or ""), seconds)
        except limits.OverdueError:
            raise ProblemError(503, f"проверка не закончилась за {seconds:g} с; разделите текст") from None
        metrics.REPLIES.labels(report.verdict).inc()
        return Reply(name, text, report)


def build(config: Config, token: str | None = None, origins: tuple[str, ...] = ()) -> ASGIApp:
    """The application; rules and dictionary are loaded. Raises ``ReplyLintError`` when the rules are broken."""
    linter = Linter(config)
    warm(linter)
    service = Service(linter, Token(token), Page.read())

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        service.desk.open()
        yield
        service.desk.close()

    app = FastAPI(
        title="reply-lint",
        version=__version__,
        description=openapi.DESCRIPTION,
        docs_url=None,  # they load scripts from elsewhere
        redoc_url=None,
        lifespan=lifespan,
    )
    for router in (_linting(service), _rules(service.linter), _language_tool(service), _about(service)):
        app.include_router(router)
    openapi.install(app, {*linter.cards, *linter.categories})
    problems.install(app)
    edge: ASGIApp = Edge(app, service.token)
    if not origins:
        return edge
    return CORSMiddleware(
        edge,
        allow_origins=origins,
        allow_methods=["GET", "POST"],
        allow_headers=["Authorization", "Content-Type", "X-Request-Id"],
        expose_headers=["X-Request-Id"],
    )


def warm(linter: Linter) -> None:
    """Have the first request find what all need: the dictionary, the patterns, the commonest words."""
    for card in linter.cards.values():
        said = card.page()
        for example in (*said.bad[:1], *said.good[:1]):
            linter.lint(marks.parse(example.reply).text, example.client)


def _linting(service: Service) -> APIRouter:
    router = APIRouter(responses=_COMMON)  # type: ignore[arg-type]

    @router.post("/v1/lint", response_model=models.Linted, summary="Lint a reply, or several")
    async def lint(asked: Annotated[models.Asked, Body()]) -> Response:
        linter = await service.linter_for(asked.config)
        if isinstance(asked, models.Single):
            replies = [await service.lint("reply", asked.text, asked.client, linter)]
        else:
            replies = [await service.lint(one.id, one.text, one.client, linter) for one in asked.replies]
        tool = f"reply-lint {__version__}"
        return _json({"schema": SCHEMA, "tool": tool, "replies": [reply_dict(reply) for reply in replies]})

    @router.post("/v1/hook", response_model=models.Decision, summary="Decide whether a reply may be sent")
    async def decide(asked: models.HookRequest) -> Response:
        decision = await _decide(service, asked.request())
        metrics.DECISIONS.labels(decision.decision, str(decision.overridden).lower(), decision.skipped or "").inc()
        return _json(decision.as_json())

    return router


async def _decide(service: Service, request: hook.Request) -> hook.Decision:
    """``hook.decide`` with the wait at the desk in its time limit."""
    settings = hook.Settings.of(service.linter.config)
    if hook.too_long(request):
        return hook.unjudged(settings, "time-limit")
    try:
        reply = await service.lint("", request.text, request.client, seconds=settings.time_limit)
        return hook.judge(settings, request, reply.report)
    except ProblemError:
        return hook.unjudged(settings, "time-limit")
    except Exception as error:
        log.error("reply not judged", extra={"fields": where(error)})
        return hook.unjudged(settings, "error")


def _rules(linter: Linter) -> APIRouter:
    router = APIRouter(prefix="/v1/rules", responses={401: {"model": models.Problem}})

    @router.get("", response_model=models.Rules, summary="All rules in force")
    async def rules() -> Response:
        used = {card.category for card in linter.cards.values()}
        categories = [
            {"category": category.name, "title": category.title, "summary": category.summary}
            for category in linter.categories.values()
            if category.name in used
        ]
        listed = [_rule(card) for card in linter.cards.values()]
        return _json({"schema": SCHEMA, "categories": categories, "rules": listed})

    @router.get(
        "/{category}/{name}",
        response_model=models.RulePage,
        responses={404: {"model": models.Problem}},
        summary="The page of a rule",
    )
    async def rule(category: str, name: str) -> Response:
        card = linter.cards.get(f"{category}/{name}")
        if card is None:
            raise ProblemError(404, "такого правила нет; весь список: /v1/rules")
        return _json(_page(card, linter.categories[card.category].title))

    return router


def _rule(card: Card) -> dict[str, object]:
    fields = ("rule", "category", "severity", "title", "points")
    return {name: getattr(card, name) for name in fields}


def _page(card: Card, category_title: str) -> dict[str, object]:
    said = card.page()

    def shown(examples: tuple[Example, ...]) -> list[dict[str, str | None]]:
        return [{"reply": example.reply, "client": example.client} for example in examples]

    return {
        **_rule(card),
        "category_title": category_title,
        "message": card.message,
        "suggestion": card.suggestion,
        "why": " ".join(said.why.split()),
        "source": said.source,
        "bad": shown(said.bad),
        "good": shown(said.good),
    }


def _language_tool(service: Service) -> APIRouter:
    router = APIRouter(prefix="/v2")

    @router.post(
        "/check",
        response_model=models.Checked,
        responses=_COMMON,  # type: ignore[arg-type]
        openapi_extra=openapi.CHECK,
        summary="LanguageTool's check",
    )
    async def check(request: Request) -> Response:
        fields = languagetool.form(await request.body())
        # A client that knows only LanguageTool's own fields sends the token as one of them.
        service.token.check(bearer(dict(request.scope["headers"])) or fields.get("apiKey"))
        query = languagetool.Query.read(fields)
        reply = await service.lint("", query.text.plain, None)
        return _json(languagetool.answer(query, reply.report.findings, service.linter.cards, service.linter.categories))

    @router.get("/languages", response_model=list[models.Language], summary="LanguageTool's languages: Russian")
    async def languages() -> Response:
        return _json(languagetool.LANGUAGES)

    return router


def _about(service: Service) -> APIRouter:
    router = APIRouter()

    @router.get("/healthz", response_model=models.Health, summary="Is it up?")
    async def health() -> Response:
        return _json({"status": "ok", "version": __version__})

    @router.get("/metrics", summary="Figures for Prometheus", response_class=Response, responses=openapi.METRICS)
    async def figures() -> Response:
        return Response(metrics.render(), media_type=metrics.MEDIA)

    @router.get("/", include_in_schema=False)
    async def index() -> Response:
        return service.page.show()

    @router.get("/assets/{name:path}", include_in_schema=False)
    async def asset(name: str) -> Response:
        found = service.page.asset(name)
        if found is None:
            raise ProblemError(404, problems.SAID[404])
        return found

    return router


def _json(value: Any) -> Response:
    return Response(json.dumps(value, ensure_ascii=False).encode(), media_type="application/json")
