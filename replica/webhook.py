"""A receiver of webhooks on loopback: checks each signature with the library, and keeps what it was told."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from aiohttp import web
from standardwebhooks.webhooks import Webhook

from replica.server import Server

TOLERANCE = timedelta(minutes=5)  # the convention's, by the replica's clock, which a test may move


@dataclass(frozen=True, slots=True)
class Event:
    """What was taken; `id` is the message's own, the same at every try."""

    id: str
    path: str
    body: Any


class WebhookReceiver(Server):
    """`secrets` are those that people were shown; a message that none of them signs is refused with 401."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        super().__init__(clock)
        self.secrets: list[str] = []
        self.events: list[Event] = []

    def routes(self) -> Iterable[web.AbstractRouteDef]:
        return [web.post("/{name:.*}", self._take)]

    async def _take(self, request: web.Request) -> web.Response:
        content, number = await request.text(), request.headers["webhook-id"]
        sent = datetime.fromtimestamp(int(request.headers["webhook-timestamp"]), UTC)
        signed = {Webhook(secret).sign(number, sent, content) for secret in self.secrets}
        if request.headers["webhook-signature"] not in signed or abs(self.clock() - sent) > TOLERANCE:
            return web.Response(status=401)
        self.events.append(Event(number, request.path, json.loads(content)))
        return web.Response(status=204)
