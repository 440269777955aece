"""Links that people share: one token for each command, which every chat may follow."""

from bot.sharing import Links
from storage import tokens


def test_a_command_keeps_its_token_also_after_a_restart(database, now):
    first = Links(database, lambda: now)(["/follow $NVDA"])
    assert (
        Links(database, lambda: now)(["/follow $NVDA", "/official P000197"])["/follow $NVDA"]
        == first["/follow $NVDA"]
    )


def test_a_link_is_no_chats_own(database, now):
    token = Links(database, lambda: now)(["/follow $NVDA"])["/follow $NVDA"]
    with database.read() as transaction:
        assert tokens.find(transaction, token, None) == "/follow $NVDA"
        assert tokens.find(transaction, token, tokens.Bound("telegram", "1")) is None


def test_what_is_known_needs_no_writing(database, now):
    links = Links(database, lambda: now)
    made = links(["/ticker NVDA"])
    with database.write():  # nobody else can write now
        assert links(["/ticker NVDA"]) == made
