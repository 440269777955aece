"""A loopback Telegram: the Bot API over HTTP as far as we use it, with people who talk to the bot."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aiohttp import web

from replica.server import Server
from replica.telegram_methods import METHODS
from replica.telegram_pace import Pace
from replica.telegram_refusals import Parameters, Refused, parameters_of
from replica.telegram_world import World

TOKEN = "1234567:replica-token-of-no-use-anywhere-else"  # noqa: S105
TOKEN_FORM = re.compile(r"\d+:[\w-]+")


@dataclass(slots=True)
class Exchange:
    """One call and its answer; `status` is None while there is none, and when a fault answered."""

    method: str
    parameters: Parameters
    status: int | None = None
    answer: Mapping[str, Any] | None = None


EXCHANGE = web.RequestKey("EXCHANGE", Exchange)


class TelegramReplica(Server, World):
    """Faults know a call as `sendMessage` and as `sendMessage:<chat id>`; `exchanges` holds all calls."""

    def __init__(
        self, clock: Callable[[], datetime], port: int = 0, token: str = TOKEN, pace: Pace | None = None
    ) -> None:
        Server.__init__(self, clock, port)
        World.__init__(self, clock, pace)
        self.token = token
        self.exchanges: list[Exchange] = []

    def routes(self) -> Iterable[web.AbstractRouteDef]:
        return [
            web.route("*", "/bot{token}/{method}", self._serve),
            web.get("/file/bot{token}/documents/{file}", self._download),
        ]

    async def keys(self, request: web.Request) -> Sequence[str]:
        method = request.match_info.get("method", "")
        parameters = await parameters_of(request)
        exchange = request[EXCHANGE] = Exchange(method, parameters)
        self.exchanges.append(exchange)
        return (request.path, method, f"{method}:{parameters.get('chat_id', '')}")

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        exchange = request[EXCHANGE]
        try:
            result = await self._call(request.match_info["token"], exchange)
            exchange.status, exchange.answer = 200, {"ok": True, "result": result}
        except Refused as refusal:
            exchange.status, exchange.answer = refusal.code, refusal.body
        return web.json_response(exchange.answer, status=exchange.status)

    async def _download(self, request: web.Request) -> web.StreamResponse:
        """https://core.telegram.org/bots/api#file."""
        content = self.files.get(request.match_info["file"])
        if request.match_info["token"] != self.token or content is None:
            return web.json_response({"ok": False, "error_code": 404, "description": "Not Found"}, status=404)
        return web.Response(body=content)

    async def _call(self, token: str, exchange: Exchange) -> Any:
        if not TOKEN_FORM.fullmatch(token):
            raise Refused(404, "Not Found")
        if token != self.token:
            raise Refused(401, "Unauthorized")
        method = METHODS.get(exchange.method)
        if method is None:
            raise Refused(404, "Not Found: method not found")
        return await method(self, exchange.parameters)
