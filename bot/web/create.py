"""The web application: which pages there are, and what every answer says to browsers."""

from collections.abc import Awaitable, Callable

from fastapi import FastAPI, Request, Response

from bot.web import unsubscribe, watch
from bot.web.parts import WebParts

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}

ROUTERS = (watch.router, unsubscribe.router)


def create(parts: WebParts) -> FastAPI:
    """No page is made of the Host header, and none redirects by it."""
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False)
    for router in ROUTERS:
        app.include_router(router(parts))
    app.middleware("http")(_with_headers)
    return app


async def _with_headers(request: Request, answer: Callable[[Request], Awaitable[Response]]) -> Response:
    response = await answer(request)
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response
