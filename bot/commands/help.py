"""/help: every command in a line, how queries read, and the law on using these reports."""

from collections.abc import Sequence

from bot.command import Call, Command
from bot.message import Button, Message

QUERIES = (
    "A query is an official (pelosi), a company (nvidia), a ticker ($NVDA) or * for everything, and any of "
    "these: buy sell exchange, >50k <15k, house senate executive, party:D state:CA "
    'committee:"armed services" sector:technology type:option owner:spouse, is:late is:paper is:amended, '
    "late>10 delay>45; to search also filed:7d traded:2026-01..2026-03. A space is “and”, a comma “or”, a "
    "minus “not”: pelosi,khanna $NVDA -exchange. In a private chat no command is needed: pelosi, nvda buy."
)
LAW = (
    "The law, 5 U.S.C. 13107(c)(1): “It shall be unlawful for any person to obtain or use a report— (A) for "
    "any unlawful purpose; (B) for any commercial purpose, other than by news and communications media for "
    "dissemination to the general public; (C) for determining or establishing the credit rating of any "
    "individual; or (D) for use, directly or indirectly, in the solicitation of money for any political, "
    "charitable, or other purpose.”"
)

EXAMPLES = (
    Button("Follow Nancy Pelosi", "/follow P000197"),
    Button("Trades in NVDA", "/ticker NVDA"),
    Button("Newest reports", "/recent"),
    Button("What I follow", "/follows"),
    Button("When messages come", "/settings"),
    Button("Is all well?", "/status"),
)


def listing(commands: Sequence[Command]) -> Command:
    """The command that explains all these, and itself."""

    def run(_call: Call) -> Message:
        return Message(
            title="What you can type",
            lines=(*map(_line, (*commands, explained)), "", QUERIES, "", LAW),
            buttons=EXAMPLES,
        )

    explained = Command(name="help", help="This list", run=run, example="/help")
    return explained


def _line(command: Command) -> str:
    argument = command.argument.upper() if command.required else f"[{command.argument.upper()}]"
    return f"/{command.name}{f' {argument}' if command.argument else ''} · {command.help}"
