"""The link in each e-mail: a look changes nothing, a press ends them for every chat and tells those chats."""

from datetime import datetime

import pytest
from sqlalchemy import select

from storage import chats, outlets
from storage.database import Database
from storage.model import ChatState
from storage.tables_chats import notices

TOKEN = "token-of-ann"


@pytest.fixture
def address(database: Database, now: datetime) -> None:
    """One that two chats have."""
    with database.write() as transaction:
        mail = chats.place(transaction, "email", "ann@example.org", secret=TOKEN)
        for number in ("501", "502"):
            outlets.add(transaction, chats.place(transaction, "telegram", number).chat.id, mail, now)


def told(database: Database) -> int:
    with database.read() as transaction:
        return len(transaction.execute(select(notices)).all())


def has(database: Database) -> bool:
    with database.read() as transaction:
        found = chats.find(transaction, "email", "ann@example.org")
        assert found
        return bool(outlets.owners(transaction, found)) and found.chat.state is ChatState.ACTIVE


@pytest.mark.usefixtures("address")
async def test_who_only_looks_ends_nothing(serve, database: Database) -> None:
    async with serve(database) as web:
        page = await web.get(f"/unsubscribe/{TOKEN}")
        assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
        assert '<form method="post">' in page.text
        assert "frame-ancestors 'none'" in page.headers["content-security-policy"]
    assert has(database)


@pytest.mark.usefixtures("address")
async def test_one_press_ends_them_and_each_chat_is_told_once(serve, database: Database) -> None:
    """https://www.rfc-editor.org/rfc/rfc8058#section-8: the mail program posts this body, and no cookie."""
    async with serve(database) as web:
        for _ in range(2):
            page = await web.client.post(f"/unsubscribe/{TOKEN}", data={"List-Unsubscribe": "One-Click"})
            assert page.status_code == 200
            assert "no more e-mail" in page.text
    assert not has(database)
    assert told(database) == 2


@pytest.mark.parametrize("token", ["another", "%00", "a" * 5000])
@pytest.mark.usefixtures("address")
async def test_another_link_ends_nothing(serve, database: Database, token: str) -> None:
    async with serve(database) as web:
        assert (await web.get(f"/unsubscribe/{token}")).status_code == 404
        assert (await web.client.post(f"/unsubscribe/{token}")).status_code == 404
    assert has(database)
