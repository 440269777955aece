"""The slash commands, as Discord registers them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.channels.discord.render import cut

CHAT_INPUT, STRING, ROLE, ATTACHMENT = 1, 3, 8, 11
HELP = 100  # characters of a description
GUILD, DIRECT_MESSAGE = 0, 1
ROLE_OPTION = {"type": ROLE, "name": "role", "description": "A role to mention", "required": False}
FILE_OPTION = {"type": ATTACHMENT, "name": "file", "description": "A file to take", "required": False}
FULL = frozenset({30032, 30034})  # too many commands; too many registered today


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """One command of the menu: `argument` is the name of what is typed after it, `""` for nothing.

    `role` says that a role may be chosen besides, `file` that a file may; `example` is what may
    be typed, `""` for nothing special.
    """

    name: str
    help: str
    argument: str = ""
    required: bool = False
    role: bool = False
    example: str = ""
    file: bool = False


def definitions(menu: Iterable[MenuEntry]) -> list[dict[str, Any]]:
    return [_definition(entry) for entry in menu]


def registered(wanted: Iterable[Mapping[str, Any]], found: Sequence[Mapping[str, Any]]) -> bool:
    """Whether Discord already has exactly these commands. Discord counts registrations (200 a day)."""
    return sorted(map(_essence, wanted)) == sorted(map(_essence, found))


def _definition(entry: MenuEntry) -> dict[str, Any]:
    return {
        "type": CHAT_INPUT,
        "name": entry.name,
        "description": cut(entry.help, HELP),
        "options": [
            *([_typed(entry)] if entry.argument else []),
            *([ROLE_OPTION] if entry.role else []),
            *([FILE_OPTION] if entry.file else []),
        ],
        "contexts": [GUILD, DIRECT_MESSAGE],
        "integration_types": [0],  # installed in a server, not for one person
    }


def _typed(entry: MenuEntry) -> dict[str, Any]:
    return {
        "type": STRING,
        "name": entry.argument,
        "description": cut(f"Like: {entry.example}" if entry.example else entry.argument, HELP),
        "required": entry.required,
        "autocomplete": True,
    }


def _essence(command: Mapping[str, Any]) -> tuple[Any, ...]:
    options = [_option_essence(option) for option in command.get("options") or ()]
    return command["name"], command["description"], options, sorted(command.get("contexts") or ())


def _option_essence(option: Mapping[str, Any]) -> tuple[Any, ...]:
    flags = [bool(option.get(flag)) for flag in ("required", "autocomplete")]
    return option["type"], option["name"], option["description"], flags
