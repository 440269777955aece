"""What the operator is told, in words: what is wrong, since when, and what to do."""

from datetime import datetime

from bot.alarms import BAD_TOKEN, Decision, Trouble
from bot.figures import counted, since
from bot.wording_filings import source
from bot.wording_status import part_title, reason

GIB = 2**30


def alert(decided: Decision, now: datetime) -> tuple[str, str]:
    """A title and lines."""
    begun, over = len(decided.begun), len(decided.ended)
    counts = [counted(begun, "problem")] * bool(begun) + [f"{over} over"] * bool(over)
    lines = [
        *(_begun(one, now) for one in decided.begun),
        *(f"Over: {_ended(key)} (told {since(at, now)})." for key, at in decided.ended.items()),
    ]
    return f"Hilltape: {', '.join(counts)}", "\n".join(lines)


def _begun(one: Trouble, now: datetime) -> str:
    return {
        "source": _source,
        "channel": _channel,
        "reading": _reading,
        "malformed": _malformed,
        "outbox": _outbox,
        "disk": _disk,
    }[one.what](one, now)


def _source(one: Trouble, now: datetime) -> str:
    return (
        f"{source(one.of)} has failed since {_since(one, now)}: {reason(one.reason)}. It is asked again and "
        "again, and nothing is lost; ./hilltape doctor says what to do."
    )


def _channel(one: Trouble, now: datetime) -> str:
    name = part_title(f"channel:{one.of}")
    if one.reason == BAD_TOKEN:
        return f"{name} is stopped: its token is not accepted. Correct it and start Hilltape again."
    return (
        f"{name} has failed since {_since(one, now)}, and is tried again; ./hilltape doctor says what to do."
    )


def _reading(one: Trouble, _now: datetime) -> str:
    unread = counted(one.number, "report")
    return f"{source(one.of)}: {unread} not read, {reason(one.reason)}. /status names the newest."


def _malformed(one: Trouble, now: datetime) -> str:
    return (
        f"{part_title(f'channel:{one.of}')} found a message wrong at {_since(one, now)}; it was tried as "
        "plain text. The log has the platform's words."
    )


def _outbox(one: Trouble, now: datetime) -> str:
    return f"{part_title(f'channel:{one.of}')}: what fell due {_since(one, now)} is not sent yet."


def _disk(one: Trouble, _now: datetime) -> str:
    return f"The disk is filling: {one.number / GIB:.1f} GB free. Make room; every report read is kept."


def _since(one: Trouble, now: datetime) -> str:
    return since(one.since or now, now)


def _ended(key: str) -> str:
    what, _, rest = key.partition(":")
    of, _, why = rest.partition(":")
    channel = part_title(f"channel:{of}")
    return {
        "source": f"{source(of)} answers again",
        "channel": f"{channel} works again",
        "reading": f"{source(of)}: no report is left unread because {reason(why)}",
        "malformed": f"{channel} found no message wrong for an hour",
        "outbox": f"{channel}: nothing is late any more",
        "disk": "the disk has room again",
    }[what]
