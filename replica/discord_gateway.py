"""Discord's gateway as far as one bot uses it: sessions are identified, resumed, dropped, invalidated."""

import asyncio
import contextlib
import itertools
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

DISPATCH, HEARTBEAT, IDENTIFY, RESUME, RECONNECT, INVALID_SESSION, HELLO, HEARTBEAT_ACK = (
    0,
    1,
    2,
    6,
    7,
    9,
    10,
    11,
)
HEARTBEAT_INTERVAL = 41_250  # milliseconds
WRONG_TOKEN = 4004

Event = tuple[str, Mapping[str, Any]]


@dataclass(slots=True)
class _Session:
    id: str
    events: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Connection:
    """One websocket; what is put into `outgoing` (a frame, or a code to close with) is sent in order."""

    request: web.Request
    socket: web.WebSocketResponse
    outgoing: "asyncio.Queue[str | int]" = field(default_factory=asyncio.Queue)
    session: _Session | None = None


class Gateway:
    """`greeting` gives the events that follow an IDENTIFY, READY first; it is told the new session's id.

    `close_code` is what the next IDENTIFYs are refused with (4013, 4014), if anything. While it `breaks`,
    every connection is dropped as soon as it is made.
    """

    def __init__(self, token: str, greeting: Callable[[str], Iterable[Event]]) -> None:
        self.close_code: int | None = None
        self.breaks = False
        self.connections = 0
        self.identified = 0
        self.resumed = 0
        self._token = token
        self._greeting = greeting
        self._numbers = itertools.count(1)
        self._sessions: dict[str, _Session] = {}
        self._connections: list[_Connection] = []

    @property
    def connected(self) -> bool:
        """Whether a client listens right now."""
        return any(connection.session for connection in self._connections)

    def dispatch(self, event: str, data: Mapping[str, Any]) -> None:
        """An event for every session: sent now, or kept for a RESUME."""
        for session in self._sessions.values():
            frame = self._remember(session, event, data)
            for connection in self._connections:
                if connection.session is session:
                    connection.outgoing.put_nowait(frame)

    def drop(self) -> None:
        """Every connection breaks without a word."""
        for connection in self._connections:
            if connection.request.transport:
                connection.request.transport.abort()

    def ask_to_reconnect(self) -> None:
        self._tell(RECONNECT, None)

    def invalidate(self, *, resumable: bool) -> None:
        if not resumable:
            self._sessions.clear()
        self._tell(INVALID_SESSION, resumable)

    def say(self, raw: str) -> None:
        """Any frame at all, malformed ones included."""
        for connection in self._connections:
            connection.outgoing.put_nowait(raw)

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(timeout=0.1)
        await socket.prepare(request)
        connection = _Connection(request, socket)
        connection.outgoing.put_nowait(_frame(HELLO, {"heartbeat_interval": HEARTBEAT_INTERVAL}))
        self._connections.append(connection)
        self.connections += 1
        if self.breaks:
            self.drop()
        sending = asyncio.create_task(_send(connection))
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    self._received(connection, json.loads(message.data))
        finally:
            self._connections.remove(connection)
            sending.cancel()
        return socket

    def _received(self, connection: _Connection, message: Mapping[str, Any]) -> None:
        match message["op"]:
            case 1:
                connection.outgoing.put_nowait(_frame(HEARTBEAT_ACK, None))
            case 2:
                self._identify(connection, message["d"])
            case 6:
                self._resume(connection, message["d"])

    def _identify(self, connection: _Connection, data: Mapping[str, Any]) -> None:
        refusal = WRONG_TOKEN if data["token"] != self._token else self.close_code
        if refusal:
            connection.outgoing.put_nowait(refusal)
            return
        self.identified += 1
        session = connection.session = _Session(f"session-{next(self._numbers)}")
        self._sessions[session.id] = session
        for event, content in self._greeting(session.id):
            connection.outgoing.put_nowait(self._remember(session, event, content))

    def _resume(self, connection: _Connection, data: Mapping[str, Any]) -> None:
        session = self._sessions.get(data["session_id"])
        if session is None or data["token"] != self._token:
            connection.outgoing.put_nowait(_frame(INVALID_SESSION, False))
            return
        self.resumed += 1
        for frame in session.events[data["seq"] or 0 :]:
            connection.outgoing.put_nowait(frame)
        connection.session = session
        connection.outgoing.put_nowait(self._remember(session, "RESUMED", {}))

    def _tell(self, operation: int, data: Any) -> None:
        for connection in self._connections:
            connection.outgoing.put_nowait(_frame(operation, data))

    def _remember(self, session: _Session, event: str, data: Mapping[str, Any]) -> str:
        frame = {"op": DISPATCH, "t": event, "s": len(session.events) + 1, "d": data}
        session.events.append(json.dumps(frame))
        return session.events[-1]


async def _send(connection: _Connection) -> None:
    with contextlib.suppress(ConnectionError):
        while True:
            next_one = await connection.outgoing.get()
            if isinstance(next_one, int):
                await connection.socket.close(code=next_one)
                return
            await connection.socket.send_str(next_one)


def _frame(operation: int, data: Any) -> str:
    return json.dumps({"op": operation, "d": data, "s": None, "t": None})
