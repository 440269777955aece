"""Stock symbols in one form, whatever mark parts a share class or a series from the company's letters."""

import re

MARKED = re.compile(r"([A-Z]{1,5})([./-])([A-Z]{1,3})")  # BRK.B, BRK-B, BRK/B; XLS-WI, RDSA.AS
PREFERRED = re.compile(r"([A-Z]{1,5})(?:\$|-P)([A-Z]{1,2})")  # JPM$J (House), JPM-PJ (Senate, SEC)
PLAIN = re.compile(r"[A-Z]{1,5}")  # NVDA
FOREIGN = re.compile(r"(?=[A-Z]*\d)[A-Z\d]{1,6}\.[A-Z]{1,2}")  # LM09.SG: only abroad are there digits

PLACES = frozenset("AMEX ARCA BATS NYSE OTC".split())
"""Exchanges, which stand where a symbol may: `(NYSE)`."""


def canonical(text: str) -> str | None:
    """`BRK.B` for a share class, `JPM$J` for a preferred series; None for what has no symbol's form.

    No symbols are indexes and dead ones (`^MWE`), options (`SPY160219P00180000`), CUSIPs and phrases.
    """
    symbol = text.strip().upper()
    if preferred := PREFERRED.fullmatch(symbol):
        return "$".join(preferred.groups())
    if marked := MARKED.fullmatch(symbol):
        return f"{marked[1]}.{marked[3]}"
    known = PLAIN.fullmatch(symbol) or FOREIGN.fullmatch(symbol)
    return symbol if known and symbol not in PLACES else None
