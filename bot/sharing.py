"""Links that lead from a suggestion into the bot's own chat: a short token for each command."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from storage import tokens
from storage.database import Database

REMEMBERED = 10_000  # commands; then the memory begins anew, the database keeps them all


class Links:
    """Tokens of commands, made when they are new: of those known already, no keystroke writes one."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock
        self._known: dict[str, str] = {}

    def __call__(self, commands: Sequence[str]) -> Mapping[str, str]:
        known = self._known
        if missing := [command for command in commands if command not in known]:
            with self._database.write() as transaction:
                made = {one: tokens.keep(transaction, one, None, self._clock()) for one in missing}
            known = {**(known if len(known) < REMEMBERED else {}), **made}
            self._known = known
        return {command: known[command] for command in commands if command in known}
