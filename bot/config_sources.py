"""Where settings come from: a YAML file without secrets, and variables named HILLTAPE_ and the key."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from bot.config_problems import PREFIX, SECRETS, ConfigError, variable_of

SECRET_WORDS = re.compile(r"token|password|secret|operator_urls", re.IGNORECASE)
PASSWORD = re.compile(r"postgresql.*://[^@]*:.*@")

Key = tuple[str, ...]


class _Loader(yaml.SafeLoader):
    """Refuses a key that stands twice; YAML libraries quietly take the last one."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if key.value in seen:
                raise yaml.MarkedYAMLError(problem=f"{key.value} stands twice", problem_mark=key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep)


def read_file(file: Path) -> dict[str, Any]:
    """The file's keys as nested mappings. Raises ConfigError, with the line where YAML finds a mistake."""
    try:
        values = _Loader(file.read_text(encoding="utf-8")).get_single_data()
    except OSError as error:
        raise ConfigError(f"{file} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{file} is not text in UTF-8") from error
    except yaml.MarkedYAMLError as error:
        line = f", line {error.problem_mark.line + 1}" if error.problem_mark else ""
        raise ConfigError(f"{file}{line}: {error.problem}") from error
    except yaml.YAMLError as error:
        raise ConfigError(f"{file} holds signs that YAML does not allow") from error
    if values is not None and not isinstance(values, dict):
        raise ConfigError(f"{file} holds no keys; a line looks like `database: sqlite:///hilltape.db`")
    return values or {}


def read_variables(environment: Mapping[str, str]) -> dict[Key, str | None]:
    """What HILLTAPE_ variables set, by key. `null` is None; an empty variable counts as not set."""
    ours = {name: value.strip() for name, value in sorted(environment.items()) if name.startswith(PREFIX)}
    return {_key(name): None if value == "null" else value for name, value in ours.items() if value}


def _key(variable: str) -> Key:
    return tuple(variable.removeprefix(PREFIX).lower().split("__"))


def put(values: dict[str, Any], key: Key, value: str | None) -> None:
    """Sets a key in nested mappings; a value where a section should be is left, to be refused later."""
    section = values
    for name in key[:-1]:
        if section.get(name) is None:
            section[name] = {}
        section = section[name]
        if not isinstance(section, dict):
            return
    section[key[-1]] = value


def take_secrets(values: dict[str, Any], prefix: str = "") -> list[str]:
    """Removes every secret a file holds; returns why each may not stand there."""
    problems: list[str] = []
    for name in list(values):
        dotted = f"{prefix}{name}"
        if SECRET_WORDS.search(str(name)):
            problems.append(_not_here(dotted, _variables(dotted)))
            del values[name]
        elif dotted == "database" and PASSWORD.search(str(values[name])):
            problems.append(_not_here("database: a password", "HILLTAPE_DATABASE"))
            del values[name]
        elif isinstance(values[name], dict):
            problems += take_secrets(values[name], f"{dotted}.")
    return problems


def _not_here(what: str, variable: str) -> str:
    return f"{what}: secrets come only from the environment; take it out of the file and set {variable}"


def _variables(dotted: str) -> str:
    meant = [key for key in SECRETS if key.removesuffix("_token") in dotted.lower()]
    return " or ".join(variable_of(key) for key in meant or SECRETS)
