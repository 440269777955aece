"""Runs measurements by name, all of them without one; prints a JSON line each."""

import json
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks import damage, kills, latency, names, query, reading, search, wording

BENCHMARKS: dict[str, Callable[[Path], Any]] = {
    "latency": latency.run,
    "ends": latency.ends,
    "reading": lambda _: reading.run(),
    "wording": lambda _: wording.run(),
    "names": lambda _: names.run(),
    "damage": lambda _: damage.run(),
    "query": query.on_sqlite,
    "search": search.run,
    "kills": lambda folder: kills.run(folder, kills.Plan()),
}


def main(wanted: list[str]) -> int:
    unknown = set(wanted) - set(BENCHMARKS)
    if unknown:
        print(f"unknown: {', '.join(sorted(unknown))}. There are: {', '.join(BENCHMARKS)}", file=sys.stderr)
        return 2
    for name in wanted or BENCHMARKS:
        with tempfile.TemporaryDirectory(prefix="hilltape-bench-") as folder:
            print(json.dumps({"bench": name, **asdict(BENCHMARKS[name](Path(folder)))}), flush=True)
    return 0


sys.exit(main(sys.argv[1:]))
