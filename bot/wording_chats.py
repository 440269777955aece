"""Taking a chat's follows elsewhere, and forgetting a chat, in words."""

from bot.figures import counted
from bot.message import Button, File, Message
from bot.portable import Taken

PROBLEMS = 10


def exported(text: str) -> Message:
    return Message(
        title="What is followed here and how it is set",
        lines=("Another chat, here or at another Hilltape, takes it when it is sent there with /import.",),
        note="It names no chat.",
        file=File("hilltape-follows.json", "application/json", text.encode()),
    )


def how_to_import() -> Message:
    return Message(
        title="What shall I take?",
        lines=(
            "Send the file that /export gave, with /import as its words, or answer it with /import."
            " On Discord, choose it as the command's file.",
            'Its text does as well: /import {"hilltape": 1, "follows": ["$NVDA"]}',
        ),
    )


def imported(taken: Taken) -> Message:
    more = len(taken.problems) - PROBLEMS
    return Message(
        title=f"Taken: {counted(taken.follows, 'new follow')}, {counted(taken.mutes, 'new mute')}",
        lines=(
            *(f"Not taken: {problem}" for problem in taken.problems[:PROBLEMS]),
            *([f"Not taken: {more} more"] if more > 0 else []),
        ),
        buttons=(Button("All follows", "/follows"), Button("Settings", "/settings")),
    )


def nothing_kept() -> Message:
    return Message("Nothing is kept about this chat.")


def sure_to_forget() -> Message:
    return Message(
        title="Forget this chat and everything it follows, in all its topics?",
        lines=(
            "Follows, settings, mutes, what is still to be sent, and what was sent are deleted at once, for"
            " good. /export first if you may want them again.",
            "To go on, press Forget, or type /forget yes.",
        ),
        buttons=(Button("Forget", "/forget yes"), Button("Export", "/export"), Button("Keep", "/follows")),
    )


def forgotten() -> Message:
    return Message(
        title="Forgotten: nothing is kept about this chat any more.",
        lines=("The messages sent here stay until you delete them. /start begins anew.",),
        in_place=True,
    )


def back_again(reason: str, older: int) -> Message:
    """For a chat that comes back: the newest that it missed comes by itself, so many older ones do not."""
    return Message(
        title="Messages come here again",
        lines=(
            f"They had stopped: “{reason}”. The newest that were missed come now.",
            *([f"{counted(older, 'older alert')} more: /recent and /search show them."] if older else []),
        ),
        buttons=(Button("Recent reports", "/recent"),) if older else (),
    )


def topic_closed(reason: str) -> Message:
    """For the chat's admins, in its main place: nothing goes there in the topic's stead."""
    return Message(
        title="A topic here takes no messages any more",
        lines=(
            f"The platform says: {reason}.",
            "Its follows are kept and send nothing. They go on, with what was missed, once somebody types a"
            " command in that topic.",
            "To have alerts here instead, follow anew here: /follow.",
        ),
    )
