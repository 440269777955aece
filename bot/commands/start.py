"""/start: what this is, and three ways to begin."""

from bot.command import Call, Command
from bot.message import Button, Message


def run(_call: Call) -> Message:
    return welcome()


def welcome() -> Message:
    """Also what a Discord server reads that has just installed the bot."""
    return Message(
        title="Hilltape tells you what US officials just traded.",
        lines=(
            "Follow an official, a ticker or everything: one message comes for each new report.",
            "It is read from the document the office published, and every message links to it.",
            "Amounts are ranges, and a report comes days or weeks after the trade. Nothing here is advice.",
            "/help lists the commands, and the law on what these reports may be used for.",
        ),
        buttons=(
            Button("Follow Nancy Pelosi", "/follow P000197"),
            Button("Follow NVDA", "/follow $NVDA"),
            Button("Follow everything", "/follow *"),
        ),
    )


COMMAND = Command(name="start", help="What Hilltape is, and how to begin", run=run, example="/start")
