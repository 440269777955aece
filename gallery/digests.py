"""The gallery's grouped messages: what fell due together."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial

from gallery.alerts import AMENDS, BOUGHT, FIRST, JUNE, SEVERAL
from gallery.people import ADA, BORIS, CARLA, LONG
from gallery.reports import house, scan, senate
from gallery.shot import Shot
from gallery.world import NOW, World
from storage.hours import Settings
from storage.settings import quiet


def shots(world: World) -> Iterator[Shot]:
    three = (
        house("20050101", ADA, JUNE, *SEVERAL),
        scan("8229101", BORIS, JUNE, 3),
        senate(
            "7c41d9e2-1234-4abc-8def-000000000111",
            CARLA,
            JUNE,
            "Self | Microsoft Corporation | Stock | Purchase | 2026-06-11 | C | | MSFT",
        ),
    )
    said = world.tell(["*"], partial(world.publish, *three))
    yield Shot("Three at once", "they fell due together, as after quiet hours", said[-1])
    yield _after_the_night(world)
    first = house("20050102", LONG, "2026-06-01", *FIRST)
    world.publish(first)
    among = [house("20050103", LONG, JUNE, *(row.replace("20001400", "20001401") for row in AMENDS))]
    for number in range(19):
        day = f"2026-06-{number % 9 + 1:02}"
        row = BOUGHT.replace("2026-06-02", day)
        among.append(house(f"200502{number:02}", (ADA, BORIS)[number % 2], JUNE, *[row] * (number % 4 + 1)))
    said = world.tell(["*"], partial(world.publish, *among))
    yield Shot("Twenty at once", "an outage ends; 20 reports are the most in one message", said[-1])


def _after_the_night(world: World) -> Shot:
    """Two are reported in the evening and come at seven, by a clock in Berlin."""
    two = (
        house("20050104", ADA, JUNE, *SEVERAL),
        house("20050105", BORIS, JUNE, BOUGHT.replace("2026-06-02", "2026-03-02")),
    )
    evening = Settings(zone="Europe/Berlin", quiet=quiet("22:00-07:00"))

    def morning() -> None:
        world.now = NOW + timedelta(hours=15)

    world.now = NOW + timedelta(hours=8)
    said = world.tell(["*"], partial(world.publish, *two), morning, chosen=evening)
    world.now = NOW
    return Shot("The morning after quiet hours", "by the chat's own clock", said[-1])
