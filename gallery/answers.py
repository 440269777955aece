"""The gallery's answers: what people type, each command and each mistake."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from bot.command import Call
from bot.commands import COMMANDS
from bot.message import Message
from gallery.shot import Shot
from gallery.world import BOB, NOW, Said, World
from storage import health

ASKED = (
    ("/start", "a newcomer begins"),
    ("/help", ""),
    ("/follows", "nothing is followed yet"),
    ("/follow pelosi", "what it would have brought is said before"),
    ("/follow P000197 yes", "the button below that"),
    ("/follow pelosi", "once more"),
    ("/follow $MSFT", ""),
    ("/follow $MSFT yes", "the button"),
    ("/follow *", ""),
    ("/follow * yes", "the button"),
    ("/follows", ""),
    ("/unfollow $MSFT", ""),
    ("/unfollow $AMD", "it is not followed"),
    ("/mute ada sample", ""),
    ("/mute", "who is muted"),
    ("/unmute ada sample", ""),
    ("/snooze", ""),
    ("/snooze 8h", ""),
    ("/settings", ""),
    ("/snooze off", ""),
    ("/export", ""),
    ("/import", ""),
    ("/forget", ""),
    ("/official pelosi", ""),
    ("/official ada sample", "somebody with many reports, some on paper"),
    ("/official khanna", "nothing of his is read yet"),
    ("/ticker MSFT", ""),
    ("/ticker NVDX", "nobody traded it"),
    ("/filing 20034836", ""),
    ("/filing 20050012", "an amendment"),
    ("/filing 20050008", "with doubts"),
    ("/filing 8229001", "on paper"),
    ("/filing 20050005", "722 rows"),
    ("/recent", ""),
    ("/status", ""),
)
MISTAKES = (
    ("/folow pelosi", "a slip"),
    ("/sing", "no command of ours"),
    ("/follow", "nothing after it"),
    ("/recent please", "something after it"),
    ("/follow peloci", "a slip in a name"),
    ("/follow xyzzy", "a name that nobody has"),
    ("/follow rogers", "a name that several have"),
    ("/follow sector:tech", "a term that this version cannot answer"),
    ("/ticker $$$", "no ticker"),
    ("/filing 1", "no report"),
    (f"/official {'pelosi ' * 90}", "too long"),
    ("pelosi", "in a group, without a command"),
)


def shots(world: World) -> Iterator[Shot]:
    for text, about in ASKED:
        yield Shot(text, about, Said(world.ask(text)))
    with world.database.write() as transaction:
        down = NOW - timedelta(minutes=57)
        health.failing(transaction, "source:senate", down, "Maintenance", "")
    yield Shot("/official ada sample", "while a source is behind", Said(world.ask("/official ada sample")))
    yield Shot("/status", "while a source is behind", Said(world.ask("/status")))
    with world.database.write() as transaction:
        health.ok(transaction, "source:senate", NOW)


def mistakes(world: World) -> Iterator[Shot]:
    for text, about in MISTAKES:
        yield Shot(text if len(text) < 60 else f"{text[:40]} …", about, Said(world.ask(text)))
    yield Shot("/follow $AMD", "in a group, by somebody who may not", Said(world.ask("/follow $AMD", BOB)))
    world.ask("/follow $AMD", event="twice")
    yield Shot("/follow $AMD", "the platform brings it twice", Said(world.ask("/follow $AMD", event="twice")))
    broken = [replace(one, run=_fails) if one.name == "recent" else one for one in COMMANDS]
    yield Shot("/recent", "when we fail", Said(world.ask("/recent", commands=broken)))


def _fails(_call: Call) -> Message:
    raise RuntimeError("on purpose, for the gallery")
