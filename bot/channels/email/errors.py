"""What a mail server's refusals mean, in one table."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum, auto

import aiosmtplib

from bot.errors import BadToken, BotError, Malformed, Passing, Permanent

BAD_LOGIN = "the mail server does not accept channels.email.user with HILLTAPE_EMAIL_PASSWORD"
MOST_CHARACTERS = 200


class Step(Enum):
    """Where the server refused: our sender's address, the recipient's, or the message itself."""

    SENDER = auto()
    RECIPIENT = auto()
    MESSAGE = auto()


@dataclass(frozen=True, slots=True)
class Row:
    """Answers at a step that begin so (`5`, `452`), or whose words do (`5.2.2`), and what they mean."""

    step: Step
    begins: str
    means: Callable[[str], BotError]


def _later(minutes: int) -> Callable[[str], BotError]:
    return lambda said: Passing(said, timedelta(minutes=minutes))


# https://www.rfc-editor.org/rfc/rfc5321#section-4.2.3 and https://www.rfc-editor.org/rfc/rfc3463;
# the first that fits counts
ROWS: tuple[Row, ...] = (
    Row(Step.SENDER, "", _later(60)),  # our own settings: the operator hears of it, no address is given up
    Row(Step.RECIPIENT, "5.2.2", _later(360)),  # mailbox full
    Row(Step.RECIPIENT, "552", _later(360)),
    Row(Step.RECIPIENT, "452", _later(60)),
    Row(Step.RECIPIENT, "421", _later(15)),
    Row(Step.RECIPIENT, "4", _later(5)),  # greylisting and the like
    Row(Step.RECIPIENT, "5", Permanent),  # unknown, disabled, refused by policy
    Row(Step.MESSAGE, "552", Malformed),  # too large: plain, and without the picture
    Row(Step.MESSAGE, "5.3.4", Malformed),
    Row(Step.MESSAGE, "4", _later(5)),
    Row(Step.MESSAGE, "5", Malformed),  # this message, not this address
)


def bot_error(error: BaseException) -> BotError:
    """What a failed try means. Nothing of the login is in it."""
    match error:
        case aiosmtplib.SMTPAuthenticationError():
            return BadToken(BAD_LOGIN)
        case aiosmtplib.SMTPSenderRefused():
            return refused(Step.SENDER, error.code, error.message)
        case aiosmtplib.SMTPRecipientsRefused():
            return refused(Step.RECIPIENT, error.recipients[0].code, error.recipients[0].message)
        case aiosmtplib.SMTPDataError():
            return refused(Step.MESSAGE, error.code, error.message)
        case aiosmtplib.SMTPConnectError() | aiosmtplib.SMTPConnectTimeoutError():
            return Passing("the mail server is not reachable")
        case aiosmtplib.SMTPNotSupported():
            return Passing("the mail server does not offer what channels.email asks of it")
        case aiosmtplib.SMTPResponseException():
            return Passing(_said(error.code, error.message))
    return Passing(f"the connection to the mail server broke ({type(error).__name__})", unknown=True)


def refused(step: Step, code: int, words: str) -> BotError:
    said = _said(code, words)
    answer = {False: str(code), True: words}  # `5.2.2` stands in the words
    rows = (row for row in ROWS if row.step is step and answer["." in row.begins].startswith(row.begins))
    return next((row.means(said) for row in rows), Passing(said))


def _said(code: int, words: str) -> str:
    return f"the mail server said {code} {' '.join(words.split())}"[:MOST_CHARACTERS]
