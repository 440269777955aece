"""The gallery's suggestions: what is offered while somebody types, and a card as it is sent."""

from collections.abc import Iterator
from dataclasses import replace

from gallery.shot import Offered, Shot
from gallery.world import Said, World

TYPED = (
    ("ada", "official", "a name, half typed"),
    ("msft", "ticker", "a ticker"),
    ("boris placeholder ex", "search", "the next word of a query"),
)


def shots(world: World) -> Iterator[Shot]:
    for typed, command, about in TYPED:
        cards, choices = world.suggested(command, typed)
        said = replace(cards[0].message, buttons=()) if cards else world.ask(f"/{command} {typed}")
        offered = Offered(typed, cards, command, choices)
        yield Shot(f"“{typed}”", about, Said(said), offered)
