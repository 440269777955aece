"""The closed lists of what may stand behind a colon in a query, and how else each may be said; pure."""

from collections.abc import Mapping

from storage.kinds import KINDS
from storage.names import fold

PARTIES: Mapping[str, str] = {"D": "Democrat", "R": "Republican", "I": "Independent", "L": "Libertarian"}

STATES: Mapping[str, str] = dict(
    pair.split(" ", 1)
    for pair in (
        "AL Alabama|AK Alaska|AS American Samoa|AZ Arizona|AR Arkansas|CA California|CO Colorado"
        "|CT Connecticut|DE Delaware|DC District of Columbia|FL Florida|GA Georgia|GU Guam|HI Hawaii"
        "|ID Idaho|IL Illinois|IN Indiana|IA Iowa|KS Kansas|KY Kentucky|LA Louisiana|ME Maine|MD Maryland"
        "|MA Massachusetts|MI Michigan|MN Minnesota|MS Mississippi|MO Missouri|MT Montana|NE Nebraska"
        "|NV Nevada|NH New Hampshire|NJ New Jersey|NM New Mexico|NY New York|NC North Carolina"
        "|ND North Dakota|MP Northern Mariana Islands|OH Ohio|OK Oklahoma|OR Oregon|PA Pennsylvania"
        "|PR Puerto Rico|RI Rhode Island|SC South Carolina|SD South Dakota|TN Tennessee|TX Texas|UT Utah"
        "|VT Vermont|VI Virgin Islands|VA Virginia|WA Washington|WV West Virginia|WI Wisconsin|WY Wyoming"
    ).split("|")
)

COMMITTEES: Mapping[str, frozenset[str]] = {
    name: frozenset(ids.split())
    for name, ids in {
        "aging": "SPAG",
        "agriculture": "HSAG SSAF",
        "appropriations": "HSAP SSAP",
        "armed services": "HSAS SSAS",
        "banking": "SSBK",
        "budget": "HSBU SSBU",
        "china": "HSZS",
        "commerce": "SSCM",
        "economic": "JSEC",
        "education and workforce": "HSED",
        "energy and commerce": "HSIF",
        "energy and natural resources": "SSEG",
        "environment and public works": "SSEV",
        "ethics": "HSSO SLET",
        "finance": "SSFI",
        "financial services": "HSBA",
        "foreign affairs": "HSFA",
        "foreign relations": "SSFR",
        "health education labor and pensions": "SSHR",
        "homeland security": "HSHM SSGA",
        "house administration": "HSHA",
        "indian affairs": "SLIA",
        "intelligence": "HLIG SLIN",
        "judiciary": "HSJU SSJU",
        "library": "JSLC",
        "narcotics control": "SCNC",
        "natural resources": "HSII",
        "oversight": "HSGO",
        "printing": "JSPR",
        "rules": "HSRU SSRA",
        "science": "HSSY",
        "security and cooperation in europe": "JCSE",
        "small business": "HSSM SSSB",
        "taxation": "JSTX",
        "transportation": "HSPW",
        "veterans affairs": "HSVR SSVA",
        "ways and means": "HSWM",
    }.items()
}
"""The committees of both houses by what they are called for short; those of one name are one."""

SECTORS: Mapping[str, str] = {
    "technology": "Information Technology",
    "health care": "Health Care",
    "financials": "Financials",
    "consumer discretionary": "Consumer Discretionary",
    "consumer staples": "Consumer Staples",
    "communication services": "Communication Services",
    "industrials": "Industrials",
    "energy": "Energy",
    "utilities": "Utilities",
    "real estate": "Real Estate",
    "materials": "Materials",
}
"""The eleven sectors of the Global Industry Classification Standard, by what we call them."""

OWNERS = ("self", "spouse", "joint", "child")
CONDITIONS = ("late", "paper", "amended")
NOT_YET = ("conflict", "cluster")

ALSO: Mapping[str, Mapping[str, str]] = {
    "party": {
        "democrats": "D",
        "democratic": "D",
        "republicans": "R",
        "gop": "R",
        "independents": "I",
        **{fold(name): party for party, name in PARTIES.items()},
    },
    "state": {fold(name): state for state, name in STATES.items()},
    "committee": {
        "help": "health education labor and pensions",
        "education": "education and workforce",
        "labor": "health education labor and pensions",
        "environment": "environment and public works",
        "ccp": "china",
        "joint economic": "economic",
        "helsinki": "security and cooperation in europe",
        "homeland": "homeland security",
        "veterans": "veterans affairs",
        "agriculture nutrition and forestry": "agriculture",
        "banking housing and urban affairs": "banking",
        "commerce science and transportation": "commerce",
        "homeland security and governmental affairs": "homeland security",
        "oversight and government reform": "oversight",
        "rules and administration": "rules",
        "science space and technology": "science",
        "small business and entrepreneurship": "small business",
        "transportation and infrastructure": "transportation",
    },
    "sector": {
        "tech": "technology",
        "it": "technology",
        "information technology": "technology",
        "health": "health care",
        "healthcare": "health care",
        "financial": "financials",
        "finance": "financials",
        "discretionary": "consumer discretionary",
        "staples": "consumer staples",
        "communication": "communication services",
        "communications": "communication services",
        "industrial": "industrials",
        "utility": "utilities",
        "realestate": "real estate",
    },
    "type": {
        "options": "option",
        "stocks": "stock",
        "share": "stock",
        "shares": "stock",
        "bonds": "bond",
        "funds": "fund",
        "etf": "fund",
        "cryptocurrency": "crypto",
    },
    "owner": {"spouses": "spouse", "children": "child", "dependent": "child"},
    "is": {"amendment": "amended", "scan": "paper", "scanned": "paper"},
}
"""Other ways to say a value, folded, by key."""

KEYS: Mapping[str, tuple[str, ...]] = {
    "party": tuple(PARTIES),
    "state": tuple(STATES),
    "committee": tuple(COMMITTEES),
    "sector": tuple(SECTORS),
    "type": KINDS,
    "owner": OWNERS,
    "is": CONDITIONS,
}
"""What may stand behind each key, in the one form that a saved query has."""

_KNOWN = {key: {**{fold(one): one for one in held}, **ALSO.get(key, {})} for key, held in KEYS.items()}


def value(key: str, said: str) -> str | None:
    """The value in its one form, however it is said; None for what is none of that key's."""
    return _KNOWN[key].get(fold(said))


def spellings(key: str) -> tuple[str, ...]:
    """Every way a value of that key may be said, folded."""
    return tuple(_KNOWN[key])
