"""Holds requests to Discord, and answers of its replica, against Discord's own OpenAPI description."""

import json
import re
from collections.abc import Mapping, Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator  # type: ignore[import-untyped]
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from replica.discord import Exchange

DOCUMENT = "urn:discord"


class Spec:
    """One OpenAPI file. Each check returns what is wrong, in sentences; nothing wrong is an empty list."""

    def __init__(self, file: Path) -> None:
        self._document: Mapping[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        resource = Resource.from_contents(self._document, default_specification=DRAFT202012)
        self._registry: Registry[Any] = Registry().with_resource(DOCUMENT, resource)
        self._validator = lru_cache(maxsize=None)(self._new_validator)

    def faults(self, one: Exchange) -> list[str]:
        """What is wrong with a request that was accepted, and with any answer."""
        accepted = one.status < 400
        asked = self.request_faults(one.method, one.path, one.body, one.files) if accepted else []
        return asked + self.answer_faults(one.method, one.path, one.status, one.answer)

    def request_faults(self, method: str, path: str, body: Any, files: Sequence[bytes] = ()) -> list[str]:
        """`path` is without the API's prefix: `/channels/1/messages`."""
        template = self._template(path)
        operation = self._document["paths"].get(template, {}).get(method.lower())
        if operation is None:
            return [f"{method} {path} is no operation of Discord's"]
        if "requestBody" not in operation or body is None:
            return [] if body is None else [f"{method} {path} takes no body"]
        media_type = "multipart/form-data" if files else "application/json"
        pointer = _pointer("paths", template, method.lower(), "requestBody", "content", media_type, "schema")
        attached = {f"files[{number}]": "" for number in range(len(files))}
        return self._faults(f"{method} {path}", pointer, {**body, **attached} if files else body)

    def answer_faults(self, method: str, path: str, status: int, body: Any) -> list[str]:
        template = self._template(path)
        responses = self._document["paths"][template][method.lower()]["responses"]
        key = str(status) if str(status) in responses else f"{status // 100}XX"
        if key not in responses:
            return [f"{method} {path} never answers {status}"]
        response, pointer = self._resolved(
            responses[key], _pointer("paths", template, method.lower(), "responses", key)
        )
        if "content" not in response:
            return [] if body is None else [f"{method} {path} answers {status} without a body"]
        schema = f"{pointer}/content/application~1json/schema"
        return self._faults(f"{method} {path} {status}", schema, _documented(body))

    def _faults(self, what: str, pointer: str, body: Any) -> list[str]:
        found = self._validator(pointer).iter_errors(body)
        return [
            f"{what}: {'/'.join(map(str, error.absolute_path))}: {error.message[:300]}" for error in found
        ]

    def _new_validator(self, pointer: str) -> Draft202012Validator:
        return Draft202012Validator({"$ref": f"{DOCUMENT}#{pointer}"}, registry=self._registry)

    def _resolved(self, response: Mapping[str, Any], pointer: str) -> tuple[Mapping[str, Any], str]:
        if "$ref" not in response:
            return response, pointer
        name = str(response["$ref"]).rsplit("/", 1)[1]
        return self._document["components"]["responses"][name], f"/components/responses/{name}"

    def _template(self, path: str) -> str:
        """The described path this one is: the one with the fewest parameters that fits."""
        fitting = [template for template, pattern in self._patterns.items() if pattern.fullmatch(path)]
        return min(fitting, key=lambda template: template.count("{"), default="")

    @cached_property
    def _patterns(self) -> Mapping[str, re.Pattern[str]]:
        return {
            path: re.compile(re.sub(r"\\{[^}]*\\}", "[^/]+", re.escape(path)))
            for path in self._document["paths"]
        }


@lru_cache
def load(file: Path) -> Spec:
    return Spec(file)


def _documented(answer: Any) -> Any:
    """Field errors have codes such as `BASE_TYPE_REQUIRED`, which the description takes for numbers.

    https://discord.com/developers/docs/reference#error-messages
    """
    if not isinstance(answer, dict) or "errors" not in answer:
        return answer
    return {**answer, "errors": _with_numbers(answer["errors"])}


def _with_numbers(errors: Mapping[str, Any]) -> dict[str, Any]:
    return {
        key: [{**error, "code": 0} for error in value] if key == "_errors" else _with_numbers(value)
        for key, value in errors.items()
    }


def _pointer(*steps: str) -> str:
    return "".join("/" + step.replace("~", "~0").replace("/", "~1") for step in steps)
