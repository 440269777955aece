"""Who talks on the Telegram replica: persons and chats, and the objects that the Bot API makes of them."""

from dataclasses import dataclass, field
from typing import Any

ADMIN_RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
)
# who an anonymous admin seems to be: https://core.telegram.org/bots/api#message (sender_chat)
GROUP_ANONYMOUS_BOT = {
    "id": 1087968824,
    "is_bot": True,
    "first_name": "Group",
    "username": "GroupAnonymousBot",
}


@dataclass(frozen=True, slots=True)
class Person:
    id: int
    first_name: str

    @property
    def user(self) -> dict[str, Any]:
        return {"id": self.id, "is_bot": False, "first_name": self.first_name, "language_code": "en"}


@dataclass(eq=False, slots=True)
class Chat:
    """`type` is Telegram's: private, group, supergroup, channel. `topics` are the thread ids of a forum.

    `members` gives each person Telegram's status; `moved_to` is the supergroup a group became; `others` are
    the numbers of the messages that are not the bot's.
    """

    id: int
    type: str
    title: str
    members: dict[Person, str] = field(default_factory=dict)
    topics: tuple[int, ...] = ()
    moved_to: "Chat | None" = None
    last_message: int = 0
    others: set[int] = field(default_factory=set)

    @classmethod
    def private(cls, person: Person) -> "Chat":
        """A person's chat with the bot has the person's id."""
        return cls(person.id, "private", person.first_name, {person: "member"})

    @property
    def group(self) -> bool:
        return self.type != "private"

    @property
    def object(self) -> dict[str, Any]:
        name = {"title": self.title} if self.group else {"first_name": self.title}
        forum = {"is_forum": True} if self.topics else {}
        return {"id": self.id, "type": self.type, **name, **forum}

    @property
    def full(self) -> dict[str, Any]:
        gifts = (
            "unlimited_gifts",
            "limited_gifts",
            "unique_gifts",
            "premium_subscription",
            "gifts_from_channels",
        )
        accepted = dict.fromkeys(gifts, True)
        return {
            **self.object,
            "accent_color_id": 0,
            "max_reaction_count": 11,
            "accepted_gift_types": accepted,
        }

    def member(self, number: int) -> dict[str, Any] | None:
        """The ChatMember with this user id, or None for nobody known."""
        for person, status in self.members.items():
            if person.id == number:
                return {"status": status, "user": person.user, **_rights(status)}
        return None


def _rights(status: str) -> dict[str, Any]:
    match status:
        case "creator":
            return {"is_anonymous": False}
        case "administrator":
            return {"can_be_edited": False, "is_anonymous": False, **dict.fromkeys(ADMIN_RIGHTS, True)}
        case "kicked":
            return {"until_date": 0}
    return {}
