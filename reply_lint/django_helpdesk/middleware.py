"""The gate in front of django-helpdesk's two ways out: its reply form and its API.

Notes within the team (follow-ups that are not public) pass unread. So do edits of follow-ups, which are never mailed,
and what arrives by mail, since nobody is there to read an answer.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.template import TemplateSyntaxError, engines
from helpdesk.decorators import is_helpdesk_staff
from helpdesk.lib import safe_template_context
from helpdesk.models import Ticket
from helpdesk.views.api import FollowUpViewSet
from helpdesk.views.staff import UpdateTicketView, update_ticket_view
from rest_framework.exceptions import ValidationError

from reply_lint import hook
from reply_lint.config import Config
from reply_lint.linter import Linter

REASON = "reply_lint_reason"
"""The field of the form, and the key in the API, for the reason to send a reply as it is."""


class Gate:
    """Middleware. The reply form's view runs as ever unless the reply is stopped: then its page comes back instead."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        path = getattr(settings, "REPLY_LINT_CONFIG", None)
        self.linter = Linter(Config.load(path) if path else Config.find(Path.cwd()))

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        if request.method != "POST":
            return None
        if view is update_ticket_view:
            return self._form(request, **kwargs)
        if getattr(view, "cls", None) is FollowUpViewSet:
            gated = _FollowUps.as_view(view.actions, **view.initkwargs, linter=self.linter)
            with transaction.atomic():  # a view that stands in for another misses ATOMIC_REQUESTS
                response: HttpResponse = gated(request, *args, **kwargs)
            return response
        return None

    def _form(self, request: HttpRequest, ticket_id: int) -> HttpResponse | None:
        """The page that shows a stopped reply; None when the view may go on."""
        comment = request.POST.get("comment", "")
        if not (request.POST.get("public") and comment.strip() and is_helpdesk_staff(request.user)):
            return None
        view = UpdateTicketView()
        view.setup(request, ticket_id=ticket_id)
        view.object = view.get_object()
        form = view.get_form()
        if not form.is_valid():  # the view says so itself, and keeps the text
            return None
        decision = judge(self.linter, view.object, request.user, comment, request.POST.get(REASON))
        if decision.decision == "advise":
            messages.warning(request, decision.message)
        if decision.decision != "stop":
            return None
        view.template_name = "reply_lint/ticket.html"
        context = view.get_context_data(
            form=form,
            stopped=decision,
            may_override=decision.may_override,
            posted={name: values for name, values in request.POST.lists() if name != "csrfmiddlewaretoken"},
            reason_field=REASON,
        )
        page: HttpResponse = view.render_to_response(context, status=422)
        return page


class _FollowUps(FollowUpViewSet):  # type: ignore[misc]
    """The API's follow-ups: a stopped one is an invalid ``comment``."""

    linter: Any = None

    def perform_create(self, serializer: Any) -> None:
        given = serializer.validated_data
        comment = given.get("comment") or ""
        if given.get("public") and comment.strip():
            reason = str(self.request.data.get(REASON) or "")
            decision = judge(self.linter, given["ticket"], self.request.user, comment, reason)
            if decision.decision == "stop":
                raise ValidationError({"comment": decision.message, "reply_lint": decision.as_json()})
        super().perform_create(serializer)


def judge(linter: Linter, ticket: Ticket, agent: Any, comment: str, reason: str | None) -> hook.Decision:
    """The decision over ``comment`` as the client would get it."""
    request = {
        "text": _filled(comment, ticket),
        "client": _client_wrote(ticket),
        "ticket": ticket.pk,
        "agent": agent.get_username(),
        "override": {"reason": reason},
    }
    return hook.decide(linter, request)


def _filled(comment: str, ticket: Ticket) -> str:
    """``comment`` with its fields («{{ ticket.title }}») filled, as helpdesk does before it sends."""
    template = comment.replace("{%", "{% templatetag openblock %}")
    try:
        return str(engines["django"].from_string(template).render(safe_template_context(ticket)))
    except TemplateSyntaxError:
        return comment


def _client_wrote(ticket: Ticket) -> str | None:
    """The client's last public message; failing that what the ticket was opened with."""
    said = ticket.followup_set.filter(public=True, user=None).exclude(comment=None).order_by("date").last()
    wrote: str | None = said.comment if said else ticket.description
    return wrote
