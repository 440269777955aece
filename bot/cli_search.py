"""`hilltape search`: asks a query in the terminal."""

import os
from pathlib import Path
from typing import Annotated

import typer

ConfigFile = Annotated[
    Path | None, typer.Option("--config", metavar="FILE", help="Settings; else ./config.yaml.")
]
Query = Annotated[str, typer.Argument(metavar="QUERY", help="As in a chat, in single quotes.")]
Json = Annotated[bool, typer.Option("--json", help="A JSON line for each row.")]
Limit = Annotated[int, typer.Option(min=1, metavar="ROWS", help="How many at most.")]


def search(query: Query, as_json: Json = False, limit: Limit = 20, config: ConfigFile = None) -> None:
    """Show the newest rows that match a query: 'pelosi $NVDA >50k'."""
    from bot.app import utc_now
    from bot.config import load
    from bot.searching import lines

    found = 0
    for line in lines(load(config, os.environ), query, limit, utc_now(), as_json=as_json):
        typer.echo(line)
        found += 1
    if not found:
        typer.echo("hilltape: nothing that is stored matches", err=True)
