"""The gallery's answers: what people type, each command and each mistake."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from bot.command import Call
from bot.commands import COMMANDS
from bot.commands.search import AFTER
from bot.message import Message
from gallery.shot import Shot
from gallery.world import BOB, NOW, Said, World
from storage import health

ASKED = (  # what is typed, or the button pressed below what came before: [Older]
    ("/start", "a newcomer begins"),
    ("/help", ""),
    ("/help search", ""),
    ("/follows", "nothing is followed yet"),
    ("/follow pelosi", "what it would have brought is said before"),
    ("[Follow]", "the button below that"),
    ("/follow pelosi", "once more"),
    ("/follow ada sample $MSFT buy >15k", "a query of four terms"),
    ("[Follow]", "the button"),
    ("/follow *", ""),
    ("[Follow]", "the button"),
    ("/follow Boris Placeholder (R, TX-99)", "a suggestion sent as it stands"),
    ("/follow carla example no", "[Cancel] below such a question"),
    ("/follows", ""),
    ("/follows pause 1", ""),
    ("/follows change 1 $NVDA", ""),
    ("/unfollow *", ""),
    ("/unfollow $AMD", "it is not followed"),
    ("/mute ada sample", ""),
    ("/mute", "who is muted"),
    ("/unmute ada sample", ""),
    ("/snooze", ""),
    ("/snooze 8h", ""),
    ("/settings", ""),
    ("/settings zone", ""),
    ("/settings zone berlin", "times are told by this clock from now on"),
    ("/settings quiet", ""),
    ("/settings quiet 22:00-07:00", ""),
    ("/settings digest weekly mon 08:00", ""),
    ("/why", "how this chat does"),
    ("/status", "by the chat's own clock"),
    ("/snooze off", ""),
    ("/export", ""),
    ("/email", "switched off"),
    ("/webhook", "switched off"),
    ('/import {"hilltape": 1, "follows": ["$INTC", "Z999999"], "zone": "UTC", "quiet": "off"}', ""),
    ("/official pelosi", ""),
    ("/official ada sample", "somebody with many reports"),
    ("/official boris placeholder", "some on paper, some late"),
    ("[Late ones]", "the button"),
    ("/official khanna", "nothing of his is read yet"),
    ("/ticker MSFT", ""),
    ("/ticker NVDX", "nobody traded it"),
    ("/chart ada sample", ""),
    ("/chart boris placeholder $XOM", "an official with one ticker"),
    ("/search $MSFT buy", "the newest trades that match"),
    ("[Older]", "the button: the next page takes the place of the first"),
    ("/search carla example sell filed:30d", "few match"),
    ("/search $ZZZZ", "nothing matches"),
    ("/top", "by volume, in this month"),
    ("/top tickers count year", ""),
    ("/top late all", ""),
    ("/filing 20034836", ""),
    ("/filing 20050004", "reported late"),
    ("/filing 20050012", "an amendment"),
    ("/filing 20050008", "with doubts"),
    ("/filing 8229001", "on paper"),
    ("/filing 20050005", "722 rows"),
    ("[Rows 31 – 60]", "the button: page 2 takes the place of page 1"),
    ("/filing 20050005 row 31", "as the PDF has it"),
    ("/recent", ""),
    ("[Older]", "the button: the next page"),
    ("/recent carla example", ""),
    ("/why 20050012", "what became of a report"),
    ("/why carla example", ""),
    ("/why khanna", "we have no report of his"),
    ("/status", ""),
)
MISTAKES = (
    ("/folow pelosi", "a slip"),
    ("/sing", "no command of ours"),
    ("/follow", "nothing after it"),
    ("/recent please", "nobody has that name"),
    ("/status please", "something after it"),
    ("/follow peloci", "a slip in a name"),
    ("/follow xyzzy", "a name that nobody has"),
    ("/follow rogers", "a name that several have"),
    ("/follow Mike Rogers (R, TX-1)", "a seat he never held"),
    ("/follow pelosi exhange", "a slip in a term"),
    ("/follow sector:tech", "nearly a sector"),
    ("/follow comittee:finance", "a slip in a key"),
    ("/follow is:conflict", "a term that this version cannot answer"),
    ("/follow pelosi filed:7d", "a time, which only a search takes"),
    ("/settings zone berln", "a slip in a city"),
    ("/top yesterday", "no period"),
    ("/chart party:D", "nothing a chart shows"),
    ("/ticker $$$", "no ticker"),
    ("/filing 1", "no report"),
    ("/filing 20050005 99", "no such page"),
    (f"/official {'pelosi ' * 90}", "too long"),
    ("pelosi", "in a group, without a command"),
)


def shots(world: World) -> Iterator[Shot]:
    buttons: dict[str, str] = {}
    for does, about in ASKED:
        text = buttons[does.strip("[]")] if does.startswith("[") else does
        message = world.ask(text)
        buttons = {button.label: button.command for button in message.buttons}
        yield Shot(AFTER.sub("after:…", text), about, Said(message))
    with world.database.write() as transaction:
        down = NOW - timedelta(minutes=57)
        health.ok(transaction, "source:senate", down - timedelta(minutes=5))
        health.failing(transaction, "source:senate", down, "Maintenance", "")
    yield Shot("/official ada sample", "while a source is behind", Said(world.ask("/official ada sample")))
    yield Shot("/status", "while a source is behind", Said(world.ask("/status")))
    with world.database.write() as transaction:
        health.ok(transaction, "source:senate", NOW)
    yield Shot("/forget", "", Said(world.ask("/forget")))
    yield Shot("/forget yes", "the button", Said(world.ask("/forget yes")))


def mistakes(world: World) -> Iterator[Shot]:
    for text, about in MISTAKES:
        yield Shot(text if len(text) < 60 else f"{text[:40]} …", about, Said(world.ask(text)))
    asks, does = "/follow $AMD", "/follow $AMD yes"
    yield Shot(asks, "in a group, by somebody who may not", Said(world.ask(asks, BOB)))
    yield Shot(does, "the same, who presses all the same", Said(world.ask(does, BOB)))
    world.ask(does, event="twice")
    yield Shot(does, "the platform brings it twice", Said(world.ask(does, event="twice")))
    broken = [replace(one, run=_fails) if one.name == "recent" else one for one in COMMANDS]
    yield Shot("/recent", "when we fail", Said(world.ask("/recent", commands=broken)))


def _fails(_call: Call) -> Message:
    raise RuntimeError("on purpose, for the gallery")
