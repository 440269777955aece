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


def on_sqlite(folder: Path, wanted: Sequence[Sequence[str]]) -> Iterator[Outcome]:
    url = f"sqlite:///{folder}/hilltape.db"
    with living(folder, url) as world:
        yield from series(world, url, wanted)


def on_postgresql(folder: Path, wanted: Sequence[Sequence[str]]) -> Iterator[Outcome]:
    with postgresql.made(postgresql.installed()) as server:
        server.start()
        url = postgresql.create(server.url)
        with living(folder, url, server) as world:
            yield from series(world, url, wanted)


def chosen(names: Sequence[str], words: Sequence[str]) -> list[tuple[str, ...]]:
    """Which of these troubles go together: all, each `alone`, all `with` one of them, or just those named.

    Raises ValueError for a name that is none of them.
    """
    match words:
        case []:
            return alone_and_in_pairs(names)
        case ["alone"]:
            return [(name,) for name in names]
        case ["with", name]:
            return [some for some in alone_and_in_pairs(names) if _known(name, names) in some]
    return [tuple(_known(name, names) for name in words)]


def _known(name: str, names: Sequence[str]) -> str:
    if name not in names:
        raise ValueError(f"{name!r} is no trouble here; there are: {'; '.join(names)}")
    return name


def main(words: Sequence[str]) -> int:
    database, how = (words[0] if words else "sqlite"), words[1:]
    runs = {"sqlite": on_sqlite, "postgresql": on_postgresql}
    try:
        run, wanted = runs[database], chosen(list(troubles(database)), how)
    except KeyError:
        sys.exit(f"{database!r} is no database here; there are: {'; '.join(runs)}")
    except ValueError as problem:
        sys.exit(str(problem))
    broken = 0
    postgresql.thrown_away_when_terminated()
    with tempfile.TemporaryDirectory(prefix="hilltape-chaos-") as folder:
        for outcome in run(Path(folder), wanted):
            print(json.dumps({"well": outcome.well, **asdict(outcome)}), flush=True)
            broken += not outcome.well
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
