"""What Prometheus may know: counts and times, by address and status."""

from __future__ import annotations

import os

from prometheus_client import CONTENT_TYPE_LATEST as MEDIA
from prometheus_client import REGISTRY, CollectorRegistry, Counter, Gauge, Histogram, generate_latest, multiprocess

__all__ = ["DECISIONS", "IN_FLIGHT", "MEDIA", "REPLIES", "REQUESTS", "SECONDS", "VARIABLE", "render"]

VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
"""The environment names the folder where several workers add up; set before this module is imported."""

_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)

REQUESTS = Counter("reply_lint_requests", "Requests answered", ["route", "status"])
SECONDS = Histogram("reply_lint_request_seconds", "From a request's head to its answer", ["route"], buckets=_BUCKETS)
IN_FLIGHT = Gauge("reply_lint_requests_in_flight", "Requests being answered", multiprocess_mode="livesum")
REPLIES = Counter("reply_lint_replies", "Replies linted", ["verdict"])
DECISIONS = Counter("reply_lint_hook_decisions", "Decisions of the hook", ["decision", "overridden", "skipped"])


def render() -> bytes:
    """All figures in Prometheus' text format."""
    registry = REGISTRY
    if VARIABLE in os.environ:
        registry = CollectorRegistry()
        multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return generate_latest(registry)
