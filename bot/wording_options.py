"""What an option is, in the words of its filer: terms are shown when all are plain, else the note itself."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from bot.figures import short, whole_day
from storage.model import Trade

OPTIONS = ("OP", "Stock Option")  # the House's asset code, the Senate's asset type
NOTE_ROOM = 60

KIND = re.compile(r"\b(call|put)s?\b", re.IGNORECASE)
COUNT = re.compile(r"\b(\d[\d,]*) (?:call|put)s?\b", re.IGNORECASE)  # Purchased 200 call options
STRIKE = re.compile(r"\bstrike(?: price)?(?: of)? \$(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?", re.IGNORECASE)
EXERCISED = re.compile(r"\bexercised (\d[\d,]*) (call|put) options?\b", re.IGNORECASE)
EXPIRY = re.compile(  # an expiration date of 3/19/27 · Expires 12/19/2025 · exp. Feb. 21, 2025
    r"\b(?:expiration date of|expir(?:es|ing)|exp\.?) (\d+/\d+/\d+|[a-z]{3,9}\.? \d+, \d{4})", re.IGNORECASE
)
DATE_FORMS = ("%m/%d/%y", "%m/%d/%Y", "%b %d, %Y", "%B %d, %Y")


@dataclass(frozen=True, slots=True)
class Terms:
    count: str
    strike: str
    expiry: date


def option_kind(trade: Trade) -> str:
    """`calls`, `puts`, or `options` where the words name neither or both; `""` for anything else."""
    if trade.asset_type not in OPTIONS:
        return ""
    kinds = {found.lower() for found in KIND.findall(f"{trade.asset} {trade.note}")}
    return f"{kinds.pop()}s" if len(kinds) == 1 else "options"


def option_terms(trade: Trade) -> str:
    """`200 calls, strike $50, to 19 Mar 2027`, or `options: “…”` in the filer's words; `""` for no option.

    Shares had by exercising an option say so.
    """
    kind, terms = option_kind(trade), _terms(trade.note)
    if not kind:
        exercised = EXERCISED.search(trade.note)
        return f"{exercised[1]} {exercised[2].lower()}s exercised" if exercised else ""
    if terms and kind != "options":
        kind = kind.removesuffix("s") if terms.count == "1" else kind
        return f"{terms.count} {kind}, strike ${terms.strike}, to {whole_day(terms.expiry)}".strip()
    return f"{kind}: “{short(trade.note, NOTE_ROOM)}”" if trade.note else kind


def _terms(note: str) -> Terms | None:
    count, strike, expiry = COUNT.search(note), STRIKE.search(note), EXPIRY.search(note)
    until = _date(expiry[1]) if expiry else None
    return (
        Terms(count[1] if count else "", strike[1] + (strike[2] or ""), until) if strike and until else None
    )


def _date(text: str) -> date | None:
    for form in DATE_FORMS:
        try:
            return datetime.strptime(text.replace(".", ""), form).date()
        except ValueError:
            continue
    return None
