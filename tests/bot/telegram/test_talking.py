"""Talking on Telegram: the real client and the replica, their traffic held against the Bot API's spec."""

import pytest

from bot.channel import Address
from bot.channels.telegram import Telegram
from replica.faults import answer as answers
from replica.spec_telegram import TelegramSpec
from replica.telegram import TelegramReplica
from replica.telegram_chats import Chat, Person
from tests.support.shared import TELEGRAM_SPEC
from tests.support.telegram import ANN, BOB, EVE, MEMBERS, TO_ANN, listening, quiet
from tests.support.waiting import until


@pytest.mark.skipif(not TELEGRAM_SPEC.exists(), reason="needs ../shared/specs/telegram_api.json")
async def test_all_traffic_of_these_tests_is_held_against_the_spec(replica: TelegramReplica) -> None:
    assert TelegramSpec(TELEGRAM_SPEC).violations(replica.exchanges) == []


# talking


async def test_a_command_in_a_private_chat_is_answered_there(
    replica: TelegramReplica, telegram: Telegram
) -> None:
    update = replica.say(replica.chats[ANN.id], "/follow $NVDA", ANN)
    async with listening(telegram) as asking:
        await until(lambda: replica.messages)
    assert asking.requests[0].event == str(update)
    assert asking.requests[0].address == TO_ANN
    assert (asking.requests[0].title, asking.requests[0].person.name, asking.rights) == ("Ann", "Ann", [True])
    assert (replica.messages[0].chat, replica.messages[0].text) == (501, "asked: /follow $NVDA")


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("$NVDA", ["$NVDA"]),
        ("/start c2xhc2g", ["/start c2xhc2g"]),
        ("/follow@Hilltape_BOT $NVDA", ["/follow $NVDA"]),
        ("/follow@other_bot $NVDA", []),
    ],
)
async def test_what_a_private_chat_may_say(
    replica: TelegramReplica, telegram: Telegram, typed: str, asked: list[str]
) -> None:
    replica.say(replica.chats[ANN.id], typed, ANN)
    async with listening(telegram) as asking:
        await quiet(replica)
    assert [request.text for request in asking.requests] == asked


async def test_in_a_group_only_commands_that_may_be_ours_are_heard(
    replica: TelegramReplica, telegram: Telegram
) -> None:
    group = replica.add(Chat(-41, "group", "Team", MEMBERS))
    for text in ("hello", "/follow@hilltape_bot $NVDA", "/follow@other_bot $TSLA", "/status", "not /this"):
        replica.say(group, text, EVE)
    async with listening(telegram) as asking:
        await until(lambda: len(replica.messages) == 2)
    assert [request.text for request in asking.requests] == ["/follow $NVDA", "/status"]
    assert asking.requests[0].address == Address("-41", group=True)
    assert asking.requests[0].title == "Team"


async def test_admins_may_change_a_groups_follows_and_nobody_else(
    replica: TelegramReplica, telegram: Telegram
) -> None:
    group = replica.add(Chat(-41, "supergroup", "Team", MEMBERS))
    for person in (ANN, BOB, EVE, Person(504, "Nobody known")):
        replica.say(group, "/follow x", person)
    async with listening(telegram) as asking:
        await quiet(replica)
    assert asking.rights == [True, True, False, False]


async def test_an_anonymous_admin_may_change_and_another_chat_that_speaks_may_not(
    replica: TelegramReplica, telegram: Telegram
) -> None:
    group = replica.add(Chat(-1001, "supergroup", "Team", MEMBERS))
    other = replica.add(Chat(-1002, "channel", "Elsewhere"))
    replica.say(group, "/follow x", ANN, speaker=group)
    replica.say(group, "/follow x", ANN, speaker=other)
    async with listening(telegram) as asking:
        await quiet(replica)
    assert asking.rights == [True, False]
    assert [request.person.id for request in asking.requests] == ["-1001", "-1002"]


async def test_unknown_rights_are_no_rights(replica: TelegramReplica, telegram: Telegram) -> None:
    group = replica.add(Chat(-41, "group", "Team", MEMBERS))
    replica.faults.add(answers(502), "getChatMember")
    replica.say(group, "/follow x", ANN)
    async with listening(telegram) as asking:
        await until(lambda: replica.messages)
    assert asking.rights == [False]


async def test_a_topic_is_answered_in_the_topic_and_general_without_one(
    replica: TelegramReplica, telegram: Telegram
) -> None:
    forum = replica.add(Chat(-1001, "supergroup", "Forum", MEMBERS, topics=(7,)))
    replica.say(forum, "/status", ANN, thread=7)
    replica.say(forum, "/status", ANN)
    async with listening(telegram) as asking:
        await until(lambda: len(replica.messages) == 2)
    assert [request.address.thread for request in asking.requests] == ["7", ""]
    assert [message.thread for message in replica.messages] == [7, None]


async def test_a_reply_in_a_group_without_topics_is_answered_outside_any(
    replica: TelegramReplica, telegram: Telegram
) -> None:
    group = replica.add(Chat(-1001, "supergroup", "Team", MEMBERS))
    reply = {**replica.head(group, None), "from": ANN.user, "text": "/status", "message_thread_id": 5}
    replica.updates.add("message", reply)
    async with listening(telegram):
        await until(lambda: replica.messages)
    assert replica.messages[0].thread is None


async def test_a_channel_post_forwarded_into_its_discussion_is_not_heard_again(
    replica: TelegramReplica, telegram: Telegram
) -> None:
    group = replica.add(Chat(-1001, "supergroup", "Discussion"))
    channel = replica.add(Chat(-1003, "channel", "News"))
    forwarded = {**replica.head(group, None), "sender_chat": channel.object, "is_automatic_forward": True}
    replica.updates.add("message", {**forwarded, "text": "/status"})
    async with listening(telegram) as asking:
        await quiet(replica)
    assert asking.requests == []


async def test_a_channel_post_is_its_admins_word(replica: TelegramReplica, telegram: Telegram) -> None:
    channel = replica.add(Chat(-1003, "channel", "News"))
    replica.say(channel, "/follow *", ANN)
    async with listening(telegram) as asking:
        await until(lambda: replica.messages)
    assert asking.rights == [True]
    assert asking.requests[0].address == Address("-1003", group=True)


async def test_a_pressed_button_is_acknowledged_and_answered_in_its_topic(
    replica: TelegramReplica, telegram: Telegram
) -> None:
    forum = replica.add(Chat(-1001, "supergroup", "Forum", MEMBERS, topics=(7,)))
    replica.say(forum, "/status", ANN, thread=7)
    async with listening(telegram) as asking:
        await until(lambda: replica.messages)
        replica.press(replica.messages[0], "More", EVE)
        replica.press(replica.messages[0], "More", ANN)
        await until(lambda: len(replica.messages) == 3)
    assert [request.text for request in asking.requests] == ["/status", "/more", "/more"]
    assert asking.rights == [True, False, True]
    assert {message.thread for message in replica.messages} == {7}
    assert replica.acknowledged == {"1": "", "2": ""}


async def test_a_channels_reader_who_presses_a_button_makes_the_channel_say_nothing(
    replica: TelegramReplica, telegram: Telegram
) -> None:
    channel = replica.add(Chat(-1003, "channel", "News", MEMBERS))
    replica.say(channel, "/status", ANN)
    async with listening(telegram) as asking:
        await until(lambda: replica.messages)
        replica.press(replica.messages[0], "More", EVE)
        await until(lambda: replica.acknowledged["1"])
    assert "only its admins" in str(replica.acknowledged["1"])
    assert len(asking.requests) == 1


async def test_a_button_whose_topic_is_unknown_says_so(replica: TelegramReplica, telegram: Telegram) -> None:
    forum = replica.add(Chat(-1001, "supergroup", "Forum", MEMBERS, topics=(7,)))
    replica.say(forum, "/status", ANN, thread=7)
    async with listening(telegram) as asking:
        await until(lambda: replica.messages)
        replica.press(replica.messages[0], "More", ANN, forgotten=True)
        await until(lambda: replica.acknowledged["1"])
    assert "no longer works" in str(replica.acknowledged["1"])
    assert len(asking.requests) == 1


async def test_an_update_that_the_library_cannot_read_is_passed_over(
    replica: TelegramReplica, telegram: Telegram
) -> None:
    broken = b'{"ok": true, "result": [{"update_id": 700000001, "message": {"text": "no chat"}}]}'
    replica.faults.add(answers(200, broken, "application/json"), "getUpdates")
    replica.updates.add("message", {})
    replica.say(replica.chats[ANN.id], "/status", ANN)
    async with listening(telegram) as asking:
        await until(lambda: replica.messages)
    assert [request.event for request in asking.requests] == ["700000002"]


def membership(chat: Chat, was: str, now: str) -> dict[str, object]:
    """An update about the bot's own place in a chat."""
    user = chat.member(ANN.id)["user"]

    def member(status: str) -> dict[str, object]:
        return {"user": user, "status": status, **({"until_date": 0} if status == "kicked" else {})}

    changed = {"old_chat_member": member(was), "new_chat_member": member(now)}
    return {"chat": chat.object, "from": ANN.user, "date": 1, **changed}


@pytest.mark.parametrize(
    ("was", "now", "returned"),
    [
        ("kicked", "member", [True]),
        ("left", "member", [True]),
        ("member", "kicked", []),
        ("member", "left", []),
    ],
)
async def test_only_to_be_let_in_again_is_a_return(
    replica: TelegramReplica, telegram: Telegram, was: str, now: str, returned: list[bool]
) -> None:
    replica.updates.add("my_chat_member", membership(replica.chats[ANN.id], was, now))
    async with listening(telegram) as asking:
        await quiet(replica)
    assert [request.returned for request in asking.requests] == returned
    assert [request.address for request in asking.requests] == [Address("501")] * len(returned)
