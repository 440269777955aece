"""Runs measurements by name, without one all that are not slow; prints JSON lines."""

import json
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks import (
    damage,
    fairness,
    fanout,
    first_out,
    kills,
    latency,
    lookups,
    matching,
    names,
    pace,
    postgresql,
    query,
    reading,
    soak,
    storing,
    takeover,
    wording,
)

BENCHMARKS: dict[str, Callable[[Path], Any]] = {
    "latency": latency.run,
    "ends": latency.ends,
    "reading": lambda _: reading.run(),
    "wording": lambda _: wording.run(),
    "names": lambda _: names.run(),
    "damage": lambda _: damage.run(),
    "query": query.on_both,
    "kills": lambda folder: kills.run(folder, kills.Plan()),
    "kills-long": lambda folder: kills.run(folder, kills.LONG),
    "kills-postgresql": lambda folder: kills.on_postgresql(folder, kills.LONG),
    "storing": storing.run,
    "fanout": fanout.on_both,
    "first-out": first_out.run,
    "matching": matching.run,
    "pace": pace.run,
    "fairness": fairness.run,
    "soak": soak.run,
    "takeover": takeover.run,
    "lookups": lookups.on_sqlite,
    "lookups-postgresql": lookups.on_postgresql,
}
# minutes to make what they measure: only when named
SLOW = (
    "kills-long",
    "kills-postgresql",
    *("storing", "fanout", "first-out", "matching", "pace", "fairness", "soak", "takeover"),
    *("lookups", "lookups-postgresql"),
)


def main(wanted: list[str]) -> int:
    unknown = set(wanted) - set(BENCHMARKS)
    if unknown:
        print(f"unknown: {', '.join(sorted(unknown))}. There are: {', '.join(BENCHMARKS)}", file=sys.stderr)
        return 2
    postgresql.thrown_away_when_terminated()
    for name in wanted or [name for name in BENCHMARKS if name not in SLOW]:
        with tempfile.TemporaryDirectory(prefix="hilltape-bench-") as folder:
            found = BENCHMARKS[name](Path(folder))
            for one in found if isinstance(found, Iterator) else [found]:
                print(json.dumps({"bench": name, **asdict(one)}), flush=True)
    return 0


sys.exit(main(sys.argv[1:]))
