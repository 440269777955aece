"""`hilltape backup`: a copy of SQLite's file as it is at one moment, also while the service writes."""

import os
from pathlib import Path
from typing import Annotated

import typer

ConfigFile = Annotated[
    Path | None, typer.Option("--config", metavar="FILE", help="Settings; else ./config.yaml.")
]
Copy = Annotated[Path, typer.Argument(metavar="FILE", help="The copy, which must not be there yet.")]


def backup(copy: Copy, config: ConfigFile = None) -> None:
    """Copy the database to a file, also beside a running service."""
    from bot.config import load
    from storage.database import Database

    database = Database(load(config, os.environ).database)
    try:
        database.copy(copy)
    finally:
        database.close()
    typer.echo(f"{database.name} copied to {copy}.")
