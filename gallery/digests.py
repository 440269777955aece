"""The gallery's grouped messages: what fell due together."""

from collections.abc import Iterator
from functools import partial

from gallery.alerts import AMENDS, BOUGHT, FIRST, JUNE, SEVERAL
from gallery.people import ADA, BORIS, CARLA
from gallery.reports import house, scan, senate
from gallery.shot import Shot
from gallery.world import World


def shots(world: World) -> Iterator[Shot]:
    three = (
        house("20050101", ADA, JUNE, *SEVERAL),
        scan("8229101", BORIS, JUNE, 3),
        senate(
            "5a3b1e00-1234-4abc-8def-000000000111",
            CARLA,
            JUNE,
            "Self | Microsoft Corporation | Stock | Purchase | 2026-06-11 | C | | MSFT",
        ),
    )
    said = world.tell(["*"], partial(world.publish, *three))
    yield Shot("Three at once", "they fell due together, as after quiet hours", said[-1])
    first = house("20050102", BORIS, "2026-06-01", *FIRST)
    world.publish(first)
    among = [house("20050103", BORIS, JUNE, *(row.replace("20001400", "20001401") for row in AMENDS))]
    for number in range(19):
        day = f"2026-06-{number % 9 + 1:02}"
        row = BOUGHT.replace("2026-06-02", day)
        among.append(house(f"200502{number:02}", (ADA, BORIS)[number % 2], JUNE, *[row] * (number % 4 + 1)))
    said = world.tell(["*"], partial(world.publish, *among))
    yield Shot("Twenty at once", "an outage ends; 20 reports are the most in one message", said[-1])
