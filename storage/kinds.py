"""What kind of asset a trade is in, by what its office prints; pure."""

import re
from collections.abc import Mapping

from storage.model import Filing, Trade
from storage.names import fold

STOCK, OPTION, BOND, FUND, CRYPTO, PROPERTY, OTHER = KINDS = (
    *("stock", "option", "bond", "fund"),
    *("crypto", "property", "other"),
)

HOUSE: Mapping[str, str] = {
    code: kind
    for kind, codes in {
        STOCK: "ST PS RS SA",  # funds traded on an exchange stand under ST; RS and SA are employees' shares
        OPTION: "OP",
        BOND: "CS GS AB",  # corporate, government, backed by assets
        FUND: "EF ET MF HE HN",  # traded on an exchange, mutual, hedge and private equity
        CRYPTO: "CT",
        PROPERTY: "RP RE RN FA MO",  # land, trusts in it, farms, rights to what lies in it
    }.items()
    for code in codes.split()
}
"""The House's asset codes, https://fd.house.gov/reference/asset-type-codes.aspx; any other is `other`."""

SENATE: Mapping[str, str] = {
    "stock": STOCK,
    "non public stock": STOCK,
    "stock option": OPTION,
    "corporate bond": BOND,
    "municipal security": BOND,
    "cryptocurrency": CRYPTO,
}
"""The Senate's asset types, folded; any other is `other`."""

# OGE prints a description only: what it says of itself, the first that fits.
OGE = (
    (OPTION, re.compile(r"\b(?:options?|calls?|puts?)\b")),
    (FUND, re.compile(r"\b(?:etfs?|funds?)\b")),
    (BOND, re.compile(r"\b(?:bonds?|notes?|treasury bills?|municipal)\b")),
    (CRYPTO, re.compile(r"\b(?:crypto|cryptocurrency|bitcoin|ethereum)\b")),
)


def kind(filing: Filing, trade: Trade) -> str:
    """One of KINDS, or `""` where the office does not say and the description does not either."""
    if filing.source == "oge":
        said = fold(trade.asset)
        return next((kind for kind, words in OGE if words.search(said)), STOCK if trade.ticker else "")
    if not trade.asset_type:
        return ""
    if filing.source == "house":
        return HOUSE.get(trade.asset_type.upper(), OTHER)
    return SENATE.get(fold(trade.asset_type), OTHER)
