"""Scripted faults: what a replica does wrong, how many times, and for which requests."""

import asyncio
import socket
import struct
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from threading import Lock

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Fault = Callable[[web.Request, Handler], Awaitable[web.StreamResponse]]
"""Takes a request and the handler that would have answered it rightly; gives the faulty answer."""


@dataclass(slots=True)
class _Script:
    pattern: str
    fault: Fault
    left: int | None


class Faults:
    """The faults still to come, oldest first. (Connections are refused while the server is stopped.)"""

    def __init__(self) -> None:
        self._scripts: list[_Script] = []
        self._lock = Lock()  # tests add from another thread than the server's

    def add(self, fault: Fault, key: str = "*", times: int | None = 1) -> None:
        """Fail the next `times` requests (None: until cleared) that have a key like this (`*` as in fnmatch).

        Every request has its path for a key; a replica may know more (`Server.keys`).
        """
        with self._lock:
            self._scripts.append(_Script(key, fault, times))

    def clear(self) -> None:
        with self._lock:
            self._scripts.clear()

    def take(self, keys: Iterable[str]) -> Fault | None:
        """The fault for a request with these keys, counted as used."""
        with self._lock:
            for script in self._scripts:
                if any(fnmatchcase(key, script.pattern) for key in keys):
                    self._use(script)
                    return script.fault
        return None

    def _use(self, script: _Script) -> None:
        if script.left is not None:
            script.left -= 1
            if script.left == 0:
                self._scripts.remove(script)


def answer(
    status: int, body: bytes = b"", media_type: str = "text/html", headers: Mapping[str, str] | None = None
) -> Fault:
    """Any status, any content, or none; the right handler never runs."""

    async def fault(_request: web.Request, _handler: Handler) -> web.StreamResponse:
        return web.Response(status=status, body=body, content_type=media_type, headers=headers)

    return fault


async def reset(request: web.Request, _handler: Handler) -> web.StreamResponse:
    """The connection is reset before anything was done."""
    return await _reset(request)


async def answer_lost(request: web.Request, handler: Handler) -> web.StreamResponse:
    """The request is carried out and the connection reset before the answer."""
    await handler(request)
    return await _reset(request)


def slow(seconds: float) -> Fault:
    """The right answer, late."""

    async def fault(request: web.Request, handler: Handler) -> web.StreamResponse:
        await asyncio.sleep(seconds)
        return await handler(request)

    return fault


def trickling(pause: float, size: int = 1) -> Fault:
    """The right answer, `size` bytes at a time with a pause (seconds) before each."""

    async def fault(request: web.Request, handler: Handler) -> web.StreamResponse:
        whole, body = await _right(request, handler)
        slowly = await _begun(request, whole, len(body))
        for start in range(0, len(body), size):
            await asyncio.sleep(pause)
            await slowly.write(body[start : start + size])
        return slowly

    return fault


def broken_off(keep: int) -> Fault:
    """The right answer's first `keep` bytes, then the connection ends before its announced length."""

    async def fault(request: web.Request, handler: Handler) -> web.StreamResponse:
        whole, body = await _right(request, handler)
        part = await _begun(request, whole, len(body))
        await part.write(body[:keep])
        part.force_close()
        return part

    return fault


def shortened(keep: int) -> Fault:
    """The right answer's first `keep` bytes as if they were all: the site's own file is damaged."""

    async def fault(request: web.Request, handler: Handler) -> web.StreamResponse:
        whole, body = await _right(request, handler)
        part = await _begun(request, whole, keep)
        await part.write(body[:keep])
        return part

    return fault


async def _right(request: web.Request, handler: Handler) -> tuple[web.StreamResponse, bytes]:
    whole = await handler(request)
    body = whole.body if isinstance(whole, web.Response) else None
    return whole, body if isinstance(body, bytes) else b""


async def _begun(request: web.Request, whole: web.StreamResponse, length: int) -> web.StreamResponse:
    """An answer with the headers of the right one, whose body the caller writes."""
    begun = web.StreamResponse(status=whole.status, headers=whole.headers)
    begun.content_length = length
    await begun.prepare(request)
    return begun


async def _reset(request: web.Request) -> web.StreamResponse:
    if request.transport is not None:
        connection = request.transport.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # RST, not FIN
        request.transport.abort()
    await asyncio.Event().wait()  # the lost connection cancels this handler
    raise AssertionError("the connection was not lost")
