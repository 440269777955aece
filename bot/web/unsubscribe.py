"""/unsubscribe: the link in each e-mail. A look changes nothing, a press ends the e-mails (RFC 8058)."""

import re
from datetime import datetime

from fastapi import APIRouter, Response

from bot.notify import notify
from bot.web.parts import WebParts
from bot.wording_outlets import ENDED, email_ended
from storage import chats, outlets
from storage.database import Database, Transaction
from storage.model import ChatState, Place

EMAIL = "email"
TOKEN = re.compile(r"[A-Za-z0-9_-]{1,64}")
PAGE = (
    '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    '<meta name="color-scheme" content="light dark"><title>Hilltape</title>{}</html>'
)
ASK = '<h1>End Hilltape’s e-mails to this address?</h1><form method="post"><button>End them</button></form>'
DONE = "<h1>Hilltape sends no more e-mail to this address.</h1>"
UNKNOWN = "<h1>This link is not one of ours, or no longer.</h1>"


def router(parts: WebParts) -> APIRouter:
    made = APIRouter()

    @made.get("/unsubscribe/{token}")
    async def ask(token: str) -> Response:
        """Whoever follows links to see where they lead ends nothing."""
        known = await parts.offload(_known, parts.database, token)
        return _page(ASK) if known else _page(UNKNOWN, 404)

    @made.post("/unsubscribe/{token}")
    async def end(token: str) -> Response:
        known = await parts.offload(_end, parts.database, token, parts.clock())
        return _page(DONE) if known else _page(UNKNOWN, 404)

    return made


def _known(database: Database, token: str) -> bool:
    with database.read() as transaction:
        return _place(transaction, token) is not None


def _place(transaction: Transaction, token: str) -> Place | None:
    return chats.by_secret(transaction, EMAIL, token) if TOKEN.fullmatch(token) else None


def _end(database: Database, token: str, now: datetime) -> bool:
    """Every chat that had the address is told; pressed again, it changes nothing."""
    with database.write() as transaction:
        place = _place(transaction, token)
        if place is None:
            return False
        for owner in outlets.owners(transaction, place):
            outlets.remove(transaction, owner.chat.id, place)
            notify(transaction, owner, email_ended(place.chat.address), now)
        chats.pause(transaction, place.chat.id, ChatState.PAUSED, ENDED)
        return True


def _page(body: str, status: int = 200) -> Response:
    return Response(PAGE.format(body), status, media_type="text/html")
