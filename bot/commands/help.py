"""/help: what this is, examples and the law on using these reports; more of one command, or all of them."""

from collections.abc import Sequence

from bot.command import Call, Command
from bot.errors import UserError
from bot.figures import short
from bot.message import Button, Message

QUERIES = (
    "A query is an official (pelosi), a company (nvidia), a ticker ($NVDA) or * for everything, and any of "
    "these: buy sell exchange, >50k <15k, house senate executive, party:D state:CA "
    'committee:"armed services" sector:technology type:option owner:spouse, is:late is:paper is:amended, '
    "late>10 delay>45; to search also filed:7d traded:2026-01..2026-03. A space is “and”, a comma “or”, a "
    "minus “not”: pelosi,khanna $NVDA -exchange. In a private chat no command is needed: pelosi, nvda buy."
)
BRIEFLY = (
    "Follow an official, a company, a ticker or everything: each new report comes here, read and linked.",
    "To follow: /follow begins, /follows changes and ends it.",
    "To look up: /recent and /top; in a private chat on Telegram also just pelosi, nvda or nvda buy.",
    "For quiet: /settings has quiet hours and digests; /snooze and /mute.",
    "When something seems missing: /why and /status.",
    "/help all lists every command, /help search says more of one.",
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
    Button("When messages come", "/settings"),
    Button("Is all well?", "/status"),
    Button("Every command", "/help all"),
)
ALL = "all"
NAME_ROOM = 40


def listing(commands: Sequence[Command]) -> Command:
    """The command that explains all these, and itself."""

    def run(call: Call) -> Message:
        asked = call.arguments.lower().removeprefix("/")
        if not asked:
            return Message("What Hilltape does, and what you can type", (*BRIEFLY, "", LAW), buttons=EXAMPLES)
        if asked == ALL:
            return Message("Every command", (*map(_line, every), "", QUERIES), in_place=True)
        found = next((one for one in every if one.name == asked), None)
        if found is None:
            raise UserError(f"I know no command “{short(asked, NAME_ROOM)}”. /help all lists every one.")
        return _of(found)

    explained = Command(
        name="help",
        help="What Hilltape does, and what you can type",
        run=run,
        argument="command",
        example="/help or /help search",
    )
    every = (*commands, explained)
    return explained


def _of(command: Command) -> Message:
    """What one command does, and its examples to press where they change nothing.

    A report's id is none of them: which reports are stored is chance.
    """
    examples = command.example.split(" or ") if command.argument != "id" else []
    harmless = [one for one in examples if not command.would_change(one.partition(" ")[2])]
    return Message(
        title=_line(command),
        lines=(f"For example: {command.example}", *([QUERIES] if command.argument == "query" else [])),
        buttons=tuple(Button(one, one) for one in harmless),
    )


def _line(command: Command) -> str:
    argument = command.argument.upper() if command.required else f"[{command.argument.upper()}]"
    return f"/{command.name}{f' {argument}' if command.argument else ''} · {command.help}"
