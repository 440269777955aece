"""Discord's replica: what it was answered, and all that was said held against Discord's own description."""

from collections.abc import Iterator

from replica.discord import DiscordReplica
from replica.discord_interactions import Answered, Kind
from replica.spec_discord import load
from tests.support.shared import DISCORD_SPEC
from tests.support.waiting import until

TOKEN = "token-of-a-test.never.logged"


async def answered(replica: DiscordReplica, interaction: str, kind: Kind = Kind.REPLY) -> Answered:
    def found() -> Iterator[Answered]:
        return (one for one in replica.answers if (one.interaction, one.kind) == (interaction, kind))

    await until(lambda: any(found()))
    return next(found())


def check_traffic(replica: DiscordReplica) -> None:
    assert faults_of_traffic(replica) == []


def faults_of_traffic(replica: DiscordReplica) -> list[str]:
    """What does not fit the description; nothing where that is not at hand."""
    if not DISCORD_SPEC.exists():
        return []
    return [fault for one in replica.traffic for fault in load(DISCORD_SPEC).faults(one)]
