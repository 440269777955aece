"""/healthz, /readyz and /metrics: what watches over the service asks."""

import asyncio
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST

from bot.web import metrics
from bot.web.parts import WebParts
from storage.database import StorageError
from storage.measures import check_answers

PATIENCE = 5.0  # seconds
P = ParamSpec("P")
T = TypeVar("T")


def router(parts: WebParts) -> APIRouter:
    made = APIRouter()

    @made.get("/healthz")
    async def healthz() -> Response:
        """The process is alive and the database answers."""
        return await _answers(parts)

    @made.get("/readyz")
    async def readyz() -> Response:
        """It also takes work: not while it stops."""
        return _said(503, "stopping") if parts.stop.is_set() else await _answers(parts)

    @made.get("/metrics")
    async def read() -> Response:
        try:
            page = await _in_time(parts, metrics.page, parts.database, parts.clock())
        except TimeoutError:
            return _said(503, "the database does not answer in time")
        return Response(page, media_type=CONTENT_TYPE_LATEST)

    return made


async def _answers(parts: WebParts) -> Response:
    try:
        await _in_time(parts, check_answers, parts.database)
    except (StorageError, TimeoutError):
        return _said(503, "the database does not answer")
    return _said(200, "ok")


async def _in_time(parts: WebParts, ask: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    async with asyncio.timeout(PATIENCE):
        return await parts.offload(ask, *args, **kwargs)


def _said(status: int, text: str) -> Response:
    return Response(f"{text}\n", status_code=status, media_type="text/plain")
