"""What Discord refuses in a message, in its own error shape."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

Where = tuple[str | int, ...]
Problem = tuple[Where, str, str]
"""Where in the message, Discord's code for it, and its sentence."""

ATTACHED = "attachment://"
FILE_BYTES = 10 * 2**20
EMBED_TEXTS = (
    (("title",), 256),
    (("description",), 4096),
    (("footer", "text"), 2048),
    (("author", "name"), 256),
)


class Refused(Exception):
    """An answer with an error status and Discord's JSON body."""

    def __init__(
        self, status: int, code: int, message: str, errors: Mapping[str, Any] | None = None, **more: Any
    ) -> None:
        super().__init__(message)
        self.status = status
        self.json = {"message": message, "code": code, **({"errors": errors} if errors else {}), **more}


def check_message(body: Any, files: Sequence[bytes] = ()) -> None:
    """Raises Refused for a message that Discord would not take."""
    if not isinstance(body, dict):
        raise Refused(400, 50109, "The request body contains invalid JSON.")
    if any(len(file) > FILE_BYTES for file in files):
        raise Refused(413, 40005, "Request entity too large")
    check_form(problems(body))
    check_form(_pictures(body, files))
    if not (body.get("content") or "").strip() and not body.get("embeds"):
        raise Refused(400, 50006, "Cannot send an empty message")


def check_form(found: Iterable[Problem]) -> None:
    errors: dict[str, Any] = {}
    for where, code, message in found:
        place = errors
        for step in where:
            place = place.setdefault(str(step), {})
        place.setdefault("_errors", []).append({"code": code, "message": message})
    if errors:
        raise Refused(400, 50035, "Invalid Form Body", errors)


def problems(body: Mapping[str, Any]) -> Iterator[Problem]:
    yield from at_most(("content",), body.get("content"), 2000)
    yield from at_most(("nonce",), body.get("nonce"), 25)
    embeds = body.get("embeds") or ()
    if len(embeds) > 10:
        yield ("embeds",), "BASE_TYPE_MAX_LENGTH", "Must be 10 or fewer in length."
    for number, embed in enumerate(embeds):
        yield from _embed(("embeds", number), embed)
    if sum(map(_size, embeds)) > 6000:
        yield ("embeds",), "MAX_EMBED_SIZE_EXCEEDED", "Embed size exceeds maximum size of 6000"
    yield from _components(body.get("components") or ())
    yield from _mentions(body.get("allowed_mentions") or {})


def _mentions(allowed: Mapping[str, Any]) -> Iterator[Problem]:
    for kind in ("roles", "users"):
        named = allowed.get(kind) or ()
        if named and kind in (allowed.get("parse") or ()):
            both = f'parse:["{kind}"] and {kind}: [ids...] are mutually exclusive.'
            yield ("allowed_mentions",), "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", both
        if len(named) > 100:
            yield ("allowed_mentions", kind), "BASE_TYPE_MAX_LENGTH", "Must be 100 or fewer in length."


def choice_problems(choices: Sequence[Mapping[str, Any]]) -> Iterator[Problem]:
    """What is wrong with the suggestions for an option of text."""
    if len(choices) > 25:
        yield ("data", "choices"), "BASE_TYPE_MAX_LENGTH", "Must be 25 or fewer in length."
    for number, choice in enumerate(choices):
        where = ("data", "choices", number)
        yield from at_most((*where, "name"), choice.get("name") or "", 100, least=1)
        yield from at_most((*where, "value"), choice.get("value") or "", 100)


def _pictures(body: Mapping[str, Any], files: Sequence[bytes]) -> Iterator[Problem]:
    """Every file is named, and what an embed shows is a file that came with it."""
    named = [one["filename"] for one in body.get("attachments") or () if int(one["id"]) < len(files)]
    urls = [(embed.get("image") or {}).get("url", "") for embed in body.get("embeds") or ()]
    shown = [url.removeprefix(ATTACHED) for url in urls if url.startswith(ATTACHED)]
    if len(files) != len(named) or not set(shown) <= set(named):
        yield ("attachments",), "ATTACHMENT_NOT_FOUND", f"{named} are attached, {shown} are shown."


def at_most(where: Where, text: Any, limit: int, least: int = 0) -> Iterator[Problem]:
    """Lengths are counted in code points, after white space at the ends is gone."""
    if text is None:
        return
    if not isinstance(text, str) or any("\ud800" <= character <= "\udfff" for character in text):
        yield where, "STRING_TYPE_CONVERT", "Could not interpret value as string."
    elif len(text.strip()) < least:
        yield where, "BASE_TYPE_REQUIRED", "This field is required"
    elif len(text.strip()) > limit:
        yield where, "BASE_TYPE_MAX_LENGTH", f"Must be {limit} or fewer in length."


def _embed(where: Where, embed: Mapping[str, Any]) -> Iterator[Problem]:
    for path, limit in EMBED_TEXTS:
        yield from at_most((*where, *path), _text(embed, path), limit)
    if not any(_shown(embed)):
        yield (*where, "description"), "BASE_TYPE_REQUIRED", "This field is required"
    if not 0 <= (embed.get("color") or 0) <= 0xFFFFFF:
        yield (*where, "color"), "NUMBER_TYPE_MAX", "int value should be less than or equal to 16777215."
    yield from _address((*where, "url"), embed.get("url"), 2048)
    yield from _fields((*where, "fields"), embed.get("fields") or ())


def _fields(where: Where, fields: Sequence[Mapping[str, Any]]) -> Iterator[Problem]:
    if len(fields) > 25:
        yield where, "BASE_TYPE_MAX_LENGTH", "Must be 25 or fewer in length."
    for number, one in enumerate(fields):
        yield from at_most((*where, number, "name"), one.get("name") or "", 256, least=1)
        yield from at_most((*where, number, "value"), one.get("value") or "", 1024, least=1)


def _address(where: Where, url: str | None, limit: int) -> Iterator[Problem]:
    if url is None:
        return
    yield from at_most(where, url, limit)
    try:
        parts = urlsplit(url)
        well_formed = bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        well_formed = False
    if not well_formed or url.split() != [url]:
        yield where, "URL_TYPE_INVALID_URL", "Not a well formed URL."
    elif parts.scheme not in ("http", "https"):
        yield where, "URL_TYPE_INVALID_SCHEME", f"Scheme {parts.scheme!r} must be one of ('http', 'https')."


def _components(rows: Sequence[Mapping[str, Any]]) -> Iterator[Problem]:
    if len(rows) > 5:
        yield ("components",), "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 5 in length."
    seen: set[str] = set()
    for row_number, row in enumerate(rows):
        where = ("components", row_number)
        if row.get("type") != 1 or not 1 <= len(row.get("components") or ()) <= 5:
            yield where, "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 5 in length."
        for number, button in enumerate(row.get("components") or ()):
            yield from _button((*where, "components", number), button, seen)


def _button(where: Where, button: Mapping[str, Any], seen: set[str]) -> Iterator[Problem]:
    yield from at_most((*where, "label"), button.get("label") or "", 80, least=1)
    if button.get("style") == 5:
        yield from _address((*where, "url"), button.get("url") or "", 512)
        return
    custom_id = button.get("custom_id") or ""
    yield from at_most((*where, "custom_id"), custom_id, 100, least=1)
    if "url" in button:
        yield (*where, "url"), "BUTTON_COMPONENT_INVALID_URL", "A url is only for link buttons"
    if custom_id in seen:
        yield (
            (*where, "custom_id"),
            "COMPONENT_CUSTOM_ID_DUPLICATED",
            "Component custom id cannot be duplicated",
        )
    seen.add(custom_id)


def _text(embed: Mapping[str, Any], path: Sequence[str]) -> Any:
    value: Any = embed
    for step in path:
        value = (value or {}).get(step)
    return value


def _shown(embed: Mapping[str, Any]) -> Iterator[str]:
    """Every text of an embed that counts for its size."""
    for path, _ in EMBED_TEXTS:
        yield str(_text(embed, path) or "").strip()
    for one in embed.get("fields") or ():
        yield from (str(one.get("name") or "").strip(), str(one.get("value") or "").strip())


def _size(embed: Mapping[str, Any]) -> int:
    return sum(map(len, _shown(embed)))
