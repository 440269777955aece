"""Short forms of given names, kept by hand: William is called Bill."""

from collections import defaultdict
from collections.abc import Mapping

SHORT_FORMS: Mapping[str, tuple[str, ...]] = {
    name: tuple(forms.split())
    for name, forms in {
        "abraham": "abe",
        "albert": "al",
        "alexander": "alex al sandy xander",
        "alexandria": "alex",
        "alfred": "al fred",
        "andrew": "andy drew",
        "angela": "angie",
        "anthony": "tony",
        "arthur": "art",
        "barbara": "barb babs",
        "benjamin": "ben benny",
        "bernard": "bernie",
        "bradley": "brad",
        "carolyn": "carrie",
        "catherine": "cathy kate cat",
        "charles": "charlie chuck",
        "christina": "chris tina",
        "christine": "chris tina",
        "christopher": "chris",
        "clifford": "cliff",
        "cynthia": "cindy",
        "daniel": "dan danny",
        "david": "dave",
        "deborah": "deb debbie",
        "dennis": "denny",
        "donald": "don donnie",
        "dorothy": "dot dottie",
        "douglas": "doug",
        "edmund": "ed ted",
        "edward": "ed eddie ted",
        "eleanor": "ellie nora",
        "elizabeth": "beth betsy betty eliza liz lizzie",
        "eugene": "gene",
        "florence": "flo",
        "frances": "fran",
        "francis": "frank",
        "franklin": "frank",
        "frederick": "fred freddie rick",
        "gabriel": "gabe",
        "gerald": "gerry jerry",
        "gerard": "gerry jerry",
        "gilbert": "gil",
        "gregory": "greg",
        "harold": "hal harry",
        "henry": "hank harry",
        "herbert": "herb",
        "jacklyn": "jackie jacky",
        "jacob": "jake",
        "jacqueline": "jackie",
        "james": "jamie jim jimmy",
        "janet": "jan",
        "jeffrey": "jeff",
        "jennifer": "jen jenny",
        "jeremiah": "jerry",
        "jerome": "jerry",
        "john": "jack johnny",
        "jonathan": "jon",
        "joseph": "joe joey",
        "joshua": "josh",
        "judith": "judy",
        "katherine": "kate kathy katie kay",
        "kathleen": "kate kathy katie",
        "kenneth": "ken kenny",
        "kimberly": "kim",
        "lawrence": "larry",
        "leonard": "len lenny leo",
        "leslie": "les",
        "louis": "lou",
        "madeleine": "maddie",
        "margaret": "maggie marge meg peggy",
        "martin": "marty",
        "matthew": "matt",
        "maxwell": "max",
        "melissa": "missy",
        "michael": "mick mickey mike",
        "michelle": "shelley",
        "mitchell": "mitch",
        "nancy": "nan",
        "nathaniel": "nate nat",
        "nicholas": "nick",
        "nicole": "nikki",
        "pamela": "pam",
        "patricia": "pat patty tricia trish",
        "patrick": "pat paddy",
        "peter": "pete",
        "philip": "phil",
        "phillip": "phil",
        "randall": "randy",
        "raymond": "ray",
        "rebecca": "becky",
        "richard": "dick rich rick ricky",
        "robert": "bob bobby rob robbie",
        "roger": "rodge",
        "ronald": "ron ronnie",
        "rosemary": "rose rosie",
        "rudolph": "rudy",
        "russell": "russ",
        "samuel": "sam sammy",
        "stanley": "stan",
        "stephanie": "steph",
        "stephen": "steve",
        "steven": "steve",
        "susan": "sue susie",
        "suzanne": "sue suzie",
        "theodore": "ted teddy",
        "theresa": "terry",
        "thomas": "tom tommy",
        "timothy": "tim timmy",
        "valerie": "val",
        "victoria": "vicky",
        "vincent": "vince",
        "virginia": "ginny",
        "walter": "walt",
        "william": "bill billy will wm",
        "zachary": "zach",
    }.items()
}


def _groups() -> Mapping[str, frozenset[str]]:
    groups: dict[str, set[str]] = defaultdict(set)
    for name, forms in SHORT_FORMS.items():
        groups[name].update(forms)
        for form in forms:
            groups[form].add(name)
    return {name: frozenset(others) for name, others in groups.items()}


_OTHERS = _groups()


def other_names(given: str) -> frozenset[str]:
    """What somebody of that folded given name may be called too: robert → bob, rob …, harry → harold, henry.

    Two names with one short form, or two short forms of one name, are not each other's: Chris is no Tina.
    """
    return _OTHERS.get(given, frozenset())
