"""What a site's answer means: new content, the copy we have, or an error by name."""

from collections.abc import Mapping
from dataclasses import dataclass

from ingest.errors import FetchError, Missing, Refused, Unavailable, WrongKind

LONGEST_WAIT = 86_400.0  # seconds; a site's Retry-After counts up to a day
MARKS = {"application/pdf": (b"%PDF-", 1024), "application/zip": (b"PK", 2)}
"""What the content of a kind holds, and within how many first bytes."""


@dataclass(frozen=True, slots=True)
class Validators:
    """What a site said about the copy we have, to be sent back word for word."""

    etag: str | None = None
    last_modified: str | None = None

    def headers(self) -> dict[str, str]:
        named = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in named.items() if value}


@dataclass(frozen=True, slots=True)
class Response:
    """`content` is None where the site says that our copy is still good (304).

    `url` is where it was found, after any redirects; `sent_to` where the answer to a form leads.
    """

    url: str
    content: bytes | None
    media_type: str
    validators: Validators
    sent_to: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What came over the wire: `place` is host and path, `headers` are found without regard to case."""

    url: str
    place: str
    status: int
    headers: Mapping[str, str]
    content: bytes

    @property
    def media_type(self) -> str:
        return self.headers.get("Content-Type", "").partition(";")[0].strip().lower()[:100]

    @property
    def redirect(self) -> str | None:
        return self.headers.get("Location") if self.status in (301, 302, 303, 307, 308) else None


def judge(answer: Answer, sent: Validators, expect: str | None) -> Response:
    """The answer to a request with these validators, as the media type expected if one is.

    Raises a FetchError by name.
    """
    etag, modified = answer.headers.get("ETag"), answer.headers.get("Last-Modified")
    if answer.status == 304 and sent.headers():
        kept = Validators(etag or sent.etag, modified or sent.last_modified)
        return Response(answer.url, None, answer.media_type, kept)
    if answer.status != 200:
        raise _refusal(answer)
    if expect and not _is_kind(answer, expect):
        raise WrongKind(f"{answer.place}: {answer.media_type or 'untyped content'}, not {expect}")
    return Response(answer.url, answer.content, answer.media_type, Validators(etag, modified))


def _refusal(answer: Answer) -> FetchError:
    error = _error(answer, f"{answer.place}: status {answer.status}")
    error.page = answer.content
    return error


def _error(answer: Answer, detail: str) -> FetchError:
    if answer.status in (401, 403):
        return Refused(detail)
    if answer.status in (404, 410):
        return Missing(detail)
    if answer.status == 429 or answer.status >= 500:
        return Unavailable(detail, _retry_after(answer.headers.get("Retry-After", "")))
    return FetchError(detail)


def _is_kind(answer: Answer, expect: str) -> bool:
    """By the first bytes where they tell: sites name zips and PDFs in more than one way."""
    if expect not in MARKS:
        return answer.media_type == expect
    mark, within = MARKS[expect]
    return not answer.media_type.startswith("text/") and mark in answer.content[:within]


def _retry_after(text: str) -> float | None:
    return min(float(text), LONGEST_WAIT) if text.isdecimal() else None
