"""Why a message did not go out, and why an answer cannot be given."""

from datetime import timedelta

from storage.model import ChatState


class BotError(Exception):
    """Something went wrong in the running service."""


class UserError(BotError):
    """What somebody typed cannot be done; the text says why and what to type instead."""


class DeliveryError(BotError):
    """A platform did not take a message."""


class Passing(DeliveryError):
    """The platform may take the same message later.

    `after` is how long the platform told us to wait. `unknown` says that the message may have arrived all
    the same (a time-out, a 5xx, a broken connection).
    """

    def __init__(self, detail: str, after: timedelta | None = None, *, unknown: bool = False) -> None:
        super().__init__(detail)
        self.after = after
        self.unknown = unknown


class PlatformWait(Passing):
    """The platform limits the whole bot, not one chat: everything on this channel waits."""


class Permanent(DeliveryError):
    """The platform will not take messages for this chat until something changes there."""

    def __init__(
        self, detail: str, state: ChatState = ChatState.PAUSED, *, thread_only: bool = False
    ) -> None:
        super().__init__(detail)
        self.state = state
        self.thread_only = thread_only


class Moved(DeliveryError):
    """The chat has a new id (a group became a supergroup)."""

    def __init__(self, address: str) -> None:
        super().__init__(f"the chat is now {address}")
        self.address = address


class Malformed(DeliveryError):
    """The platform finds the message itself wrong; it is sent again as plain text."""


class ReplyGone(DeliveryError):
    """The message to reply to no longer exists; the same message is sent without the reply."""


class BadToken(BotError):
    """The platform does not accept the bot's token; the channel stops until it is corrected."""
