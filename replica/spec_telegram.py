"""Holds calls of the Bot API and their answers against its description (specs/telegram_api.json)."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence, Set
from pathlib import Path
from typing import Any, Protocol

ARRAY = "Array of "
ATTACHED = re.compile(r"attach://(\w+)")
ALWAYS = re.compile('always "(.+?)"')  # tells subtypes apart: The member's status, always "left"
SIMPLE: Mapping[str, tuple[type, ...]] = {
    "Integer": (int,),
    "Float": (int, float),
    "String": (str,),
    "Boolean": (bool,),
    "InputFile": (bytes,),
}
ENVELOPE = {
    "ok": {"ok", "result"},
    "error": {"ok", "error_code", "description"},
}


class Exchange(Protocol):
    """One call; `answer` is the whole JSON body, None when there was none of the replica's own."""

    method: str
    parameters: Mapping[str, Any]
    status: int | None
    answer: Mapping[str, Any] | None


class TelegramSpec:
    """The file lists `methods[name].fields[]` and `.returns`, and `types[name].fields[]` or `.subtypes`.

    It is generated from https://core.telegram.org/bots/api.
    """

    def __init__(self, path: Path) -> None:
        content = json.loads(path.read_text())
        self._methods: Mapping[str, Any] = content["methods"]
        self._types: Mapping[str, Any] = content["types"]

    def violations(self, exchanges: Iterable[Exchange]) -> list[str]:
        """What is wrong with any of the calls or answers, one sentence each."""
        return [
            f"{exchange.method}: {fault}"
            for exchange in exchanges
            for fault in (*self.request(exchange), *self.answer(exchange))
        ]

    def request(self, exchange: Exchange) -> list[str]:
        method = self._methods.get(exchange.method)
        if method is None:
            return ["there is no such method"]
        types = {field["name"]: field["types"] for field in method.get("fields", [])}
        values = {name: from_form(value, types.get(name, ())) for name, value in exchange.parameters.items()}
        attached = set(ATTACHED.findall(json.dumps(values, default=str)))  # files, by the names given them
        named = {name: value for name, value in values.items() if name not in attached}
        return self._fields(named, method.get("fields", []), "request")

    def answer(self, exchange: Exchange) -> list[str]:
        answer = exchange.answer
        if answer is None:
            return []
        if not answer.get("ok"):
            return self._error(answer, exchange.status)
        faults = [] if exchange.status == 200 else [f"status {exchange.status} although ok"]
        faults += _keys(answer, ENVELOPE["ok"])
        return faults + self._value(answer.get("result"), self._methods[exchange.method]["returns"], "result")

    def _error(self, answer: Mapping[str, Any], status: int | None) -> list[str]:
        code = answer.get("error_code")
        faults = [] if code == status else [f"status {status} with error code {code}"]
        faults += _keys(answer, ENVELOPE["error"], {"parameters"})
        parameters = answer.get("parameters", {})
        return faults + self._value(parameters, ["ResponseParameters"], "parameters")

    def _value(self, value: Any, types: Sequence[str], where: str) -> list[str]:
        """Nothing if the value is of one of the types; else what the last of them finds wrong."""
        faults: list[str] = [f"{where} may have no value"]
        for name in types:
            faults = self._one(value, name, where)
            if not faults:
                return []
        return faults

    def _one(self, value: Any, name: str, where: str) -> list[str]:
        if name.startswith(ARRAY):
            return self._array(value, name.removeprefix(ARRAY), where)
        if name in SIMPLE:
            right = isinstance(value, SIMPLE[name]) and isinstance(value, bool) == (name == "Boolean")
            return [] if right else [f"{where} is no {name}: {value!r}"]
        described = self._types[name]
        if described.get("subtypes"):
            return self._value(value, described["subtypes"], where)
        if not isinstance(value, Mapping):
            return [f"{where} is no {name}: {value!r}"]
        return self._fields(value, described.get("fields", []), f"{where} ({name})")

    def _array(self, value: Any, name: str, where: str) -> list[str]:
        if not isinstance(value, list | tuple):
            return [f"{where} is no array: {value!r}"]
        items = enumerate(value)
        return [fault for number, item in items for fault in self._one(item, name, f"{where}[{number}]")]

    def _fields(self, value: Mapping[str, Any], fields: Sequence[Mapping[str, Any]], where: str) -> list[str]:
        required = {field["name"] for field in fields if field["required"]}
        faults = _keys(value, required, {field["name"] for field in fields}, where)
        for field in fields:
            if field["name"] in value:
                faults += self._field(value[field["name"]], field, f"{where}.{field['name']}")
        return faults

    def _field(self, value: Any, field: Mapping[str, Any], where: str) -> list[str]:
        always = ALWAYS.search(field["description"])
        wrong = [f"{where} is not {always[1]!r}"] if always and value != always[1] else []
        return self._value(value, field["types"], where) + wrong


def from_form(value: Any, types: Sequence[str]) -> Any:
    """What a form's text stands for: Telegram takes numbers, booleans and JSON as text."""
    if not isinstance(value, str) or "String" in types:
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def _keys(
    value: Mapping[str, Any], required: set[str], optional: Set[str] = frozenset(), where: str = "answer"
) -> list[str]:
    missing = [f"{where} lacks {name}" for name in sorted(required - value.keys())]
    return missing + [
        f"{where} has an unknown field {name}" for name in sorted(value.keys() - required - optional)
    ]
