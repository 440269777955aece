"""The only door to Apprise: tells the operator by whatever addresses they gave, and never shows one.

It is imported when there is something to tell: that takes a moment, and few need it.
"""

import asyncio
import threading
from collections.abc import Sequence
from concurrent.futures import Future

import structlog

PATIENCE = 30.0  # seconds for all addresses

log = structlog.get_logger()


def unusable(addresses: Sequence[str]) -> list[int]:
    """Which of the addresses, counted from 1, Apprise does not understand."""
    from apprise import Apprise

    return [number for number, address in enumerate(addresses, 1) if not Apprise().add(address)]


async def tell(addresses: Sequence[str], title: str, body: str) -> bool:
    """Whether any address took it in time; those that did not are logged by number and service."""
    taken: Future[bool] = Future()
    # a thread that hangs must not hold up the end of the service, as one of a pool would
    arguments = (addresses, title, body, taken)
    threading.Thread(target=_tell, args=arguments, daemon=True, name="operator").start()
    try:
        async with asyncio.timeout(PATIENCE):
            return await asyncio.wrap_future(taken)
    except TimeoutError:
        log.error("the operator could not be told in time", seconds=PATIENCE)
        return False


def _tell(addresses: Sequence[str], title: str, body: str, taken: "Future[bool]") -> None:
    taken.set_running_or_notify_cancel()
    told = [False]
    try:
        told = [_told(number, one, title, body) for number, one in enumerate(addresses, 1)]
    finally:
        taken.set_result(any(told))


def _told(number: int, address: str, title: str, body: str) -> bool:
    from apprise import Apprise, NotifyFormat

    one = Apprise()
    told = one.add(address) and bool(one.notify(body, title=title, body_format=NotifyFormat.TEXT))
    if not told:
        log.error("the operator could not be told", address=number, of="HILLTAPE_OPERATOR_URLS")
    return told
