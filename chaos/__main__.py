"""Every trouble alone and in pairs, on either database; JSON lines, and code 1 where a promise broke."""

import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from itertools import combinations
from pathlib import Path

from benchmarks import postgresql
from benchmarks.crowd import FIRST_PERSON
from benchmarks.kills import follow_everything
from benchmarks.postgresql import Server
from chaos import experiment
from chaos.experiment import Outcome
from chaos.moved import Moved
from chaos.troubles import World, troubles
from replica.rig import Outside, wait_for

CHATS = 3  # on either platform
PARTS = ("telegram", "discord", "one chat", "the site", "the clock", "the database", "the disk")


@contextmanager
def living(folder: Path, url: str, postgres: Server | None = None) -> Iterator[World]:
    """The service, and chats on both platforms that follow everything.

    On Telegram private ones: a group takes 20 messages a minute, and experiments follow each other sooner.
    """
    file = None if postgres else folder / "hilltape.db"
    with Outside() as outside, Moved(folder, outside.environment(url)) as service:
        chats = tuple(outside.telegram_person(FIRST_PERSON + number) for number in range(CHATS))
        channels = tuple(outside.discord_channel(number + 1) for number in range(CHATS))
        follow_everything(outside, chats, channels)
        wait_for(outside.first_run_over, 60, "the first run")
        yield World(outside, service, chats, channels, file, postgres)


def series(world: World, url: str, wanted: Sequence[Sequence[str]]) -> Iterator[Outcome]:
    for names in wanted:
        yield experiment.run(world, names, url)


def alone_and_in_pairs(names: Sequence[str]) -> list[tuple[str, ...]]:
    """Pairs of different parts: what befalls one platform twice at a time is one trouble or the other."""
    alone = [(name,) for name in names]
    pairs = [pair for pair in combinations(names, 2) if _part(pair[0]) != _part(pair[1])]
    return [*alone, *pairs]


def _part(name: str) -> str:
    """`discord` of `discord's gateway drops`, `the clock` of `the clock is an hour ahead`."""
    return next(part for part in PARTS if name.startswith(part))


def on_sqlite(folder: Path, only: Sequence[str]) -> Iterator[Outcome]:
    url = f"sqlite:///{folder}/hilltape.db"
    with living(folder, url) as world:
        yield from series(world, url, _chosen(world, only))


def on_postgresql(folder: Path, only: Sequence[str]) -> Iterator[Outcome]:
    with postgresql.made(postgresql.installed()) as server:
        server.start()
        url = postgresql.create(server.url)
        with living(folder, url, server) as world:
            yield from series(world, url, _chosen(world, only))


def _chosen(world: World, only: Sequence[str]) -> list[tuple[str, ...]]:
    if only == ["alone"]:
        return [(name,) for name in troubles(world)]
    return [tuple(only)] if only else alone_and_in_pairs(list(troubles(world)))


def main(words: Sequence[str]) -> int:
    database, only = (words[0] if words else "sqlite"), list(words[1:])
    runs = {"sqlite": on_sqlite, "postgresql": on_postgresql}
    broken = 0
    postgresql.thrown_away_when_terminated()
    with tempfile.TemporaryDirectory(prefix="hilltape-chaos-") as folder:
        for outcome in runs[database](Path(folder), only):
            print(json.dumps({"well": outcome.well, **asdict(outcome)}), flush=True)
            broken += not outcome.well
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
