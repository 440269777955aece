"""What is wrong with a configuration, in words: the key, what was given, what is allowed, what was meant."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence, Set
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from bot.errors import BotError

PREFIX = "HILLTAPE_"
SECRETS = ("telegram_token", "discord_token", "email_password", "operator_urls")
UNKNOWN = ("extra_forbidden", "invalid_key")  # pydantic's names
LONGEST = 80  # characters of a value that are shown


class ConfigError(BotError):
    """The configuration cannot be used; the text names every key that is wrong and what is allowed."""


def variable_of(key: str) -> str:
    """sources.house.every → HILLTAPE_SOURCES__HOUSE__EVERY."""
    return PREFIX + key.replace(".", "__").upper()


def message(file: Path | None, problems: Iterable[str]) -> str:
    """All problems in one text."""
    return "\n- ".join([f"The configuration ({file or 'variables only'}) cannot be used:", *problems])


def problems_of(error: ValidationError, allowed: Mapping[str, str], overridden: Set[str]) -> list[str]:
    """One sentence for each key that is wrong.

    `allowed` says by dotted key what may stand there; `overridden` are the keys that a variable set.
    """
    problems: dict[str, None] = {}
    for detail in error.errors(include_url=False):
        names = [str(name) for name in detail["loc"]]
        if detail["type"] in UNKNOWN:
            problems |= dict.fromkeys(_unknown(".".join(names), allowed, overridden))
        else:
            problems[_wrong(_key(names, allowed), detail, allowed, overridden)] = None
    return list(problems)


def _key(names: Sequence[str], allowed: Mapping[str, str]) -> str:
    """The key a problem is about; after it pydantic names the branch of a union."""
    dotted = (".".join(names[:length]) for length in range(len(names), 0, -1))
    return next((key for key in dotted if key in allowed), names[0])


def _wrong(key: str, detail: ErrorDetails, allowed: Mapping[str, str], overridden: Set[str]) -> str:
    named = variable_of(key) if key in overridden else key
    why = f" ({detail['ctx']['error']})" if detail["type"] == "value_error" else ""
    return f"{named}: {_shown(key, detail['input'])} was given{why}; allowed is {allowed[key]}"


def _shown(key: str, value: Any) -> str:
    """The value as it may be shown: nothing of a token, no password of an address."""
    if key in SECRETS:
        return "a text that is not shown"
    text = re.sub(r"://.*@", "://***@", json.dumps(value, default=str, ensure_ascii=False), flags=re.DOTALL)
    text = re.sub(r"\?.*", "?…", text, flags=re.DOTALL) if key == "database" else text
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _unknown(key: str, allowed: Mapping[str, str], overridden: Set[str]) -> Iterable[str]:
    """The problem of a key nobody knows, for each variable that set something there if any did."""
    variables = sorted(name for name in overridden if name == key or name.startswith(f"{key}."))
    if not variables:
        yield f"{key}: there is no such key; {_suggestion(key, allowed)}"
    for name in variables:
        yield f"{variable_of(name)}: there is no such key; {_suggestion(name, allowed, by_variable=True)}"


def _suggestion(key: str, allowed: Mapping[str, str], *, by_variable: bool = False) -> str:
    near = get_close_matches(key, allowed, n=1, cutoff=0.7)
    if near:
        secret = near[0] in SECRETS
        return f"did you mean {variable_of(near[0]) if by_variable or secret else near[0]}?"
    return f"known are {', '.join(_beside(key, allowed))}"


def _beside(key: str, allowed: Mapping[str, str]) -> list[str]:
    """The keys in the innermost known section that the key would be in."""
    section = key.rpartition(".")[0]
    while section and section not in allowed:
        section = section.rpartition(".")[0]
    return [name for name in allowed if name.rpartition(".")[0] == section and name not in SECRETS]
