"""How both sides of a connection to PostgreSQL notice soon that the other is gone without a word."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import URL

SOON = {"keepalives_idle": 2, "keepalives_interval": 1, "keepalives_count": 3, "tcp_user_timeout": 6000}
AT_ONCE = {"keepalives_idle": 1, "keepalives_interval": 1, "keepalives_count": 3, "tcp_user_timeout": 4000}
"""For libpq, which calls them so; the server calls them `tcp_…`. Milliseconds for what is on its way."""
CONNECT_SECONDS = 5


def alive(url: URL, ours: Mapping[str, int], **theirs: int | str) -> dict[str, Any]:
    """What libpq is given; `theirs` are further settings of the server's, times in milliseconds."""
    server = {**{f"tcp_{name.removeprefix('tcp_')}": value for name, value in ours.items()}, **theirs}
    set_there = " ".join(f"-c {name}={value}" for name, value in server.items())
    options = f"{url.query.get('options', '')} {set_there}".strip()
    return {"connect_timeout": CONNECT_SECONDS, **ours, "options": options}
