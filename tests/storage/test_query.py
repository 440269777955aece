"""What people type, what it means, and that nothing is guessed in silence."""

from contextlib import suppress
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.model import AmountRange, Chamber, Filing, Kind, Official, Owner, Side, Trade
from storage.parse import Without
from storage.query import (
    MAX_ALTERNATIVES,
    MAX_LENGTH,
    AmbiguousName,
    Directory,
    Everything,
    Facts,
    Key,
    Parsed,
    Person,
    Query,
    QueryError,
    Ticker,
    UnknownName,
    UnknownTerm,
    Words,
    parse,
    resolve,
    stored,
)
from storage.symbols import canonical
from storage.terms import Amount, Labelled, SideIs

PEOPLE = {
    "pelosi": "P000197",
    "nancy pelosi": "P000197",
    "khanna": "K000389",
    "P000197": "P000197",
}
PELOSI, KHANNA = Person("P000197"), Person("K000389")
NVDA, AMD = Ticker("NVDA"), Ticker("AMD")


def find(words: str) -> Official:
    if words == "rogers":
        raise AmbiguousName(words, ())
    if words not in PEOPLE:
        raise UnknownName(words, ())
    return Official(PEOPLE[words], words, (words,), ())


TODAY = date(2026, 6, 23)
SEC = "Ada Sample (Securities and Exchange Commission)"
WITHOUT_AMD = Without(Labelled("AMD", "A (B) C", "$AMD (A (B) C)"))
COMPANIES = ("nvidia", "ford motor", "berkshire hathaway")
CALLED = (("NVDA", "nvidia corp"), ("AMD", "advanced micro devices class a"))
DIRECTORY = Directory(
    person=find,
    company=lambda words: any(f" {words} " in f" {name} " for name in COMPANIES),
    leads=lambda words: any(f"{name} ".startswith(f"{words} ") for name in COMPANIES),
    called=lambda symbol, words: (symbol, words) in CALLED,
)


def facts(official_id: str | None = None, ticker: str | None = None, *, paper: bool = False) -> Facts:
    kind = Kind.PAPER if paper else Kind.ELECTRONIC
    filing = Filing("house", "1", kind, Chamber.HOUSE, "Somebody", "CA", 11, None, None, 1)
    day = date(2026, 6, 1)
    row = Trade(1, Side.BUY, "Asset", "ST", ticker, Owner.SELF, day, day, AmountRange(1, 2))
    return Facts(filing, None if paper else row, official_id)


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("pelosi", [[Words("pelosi")]]),
        ("  ro   khanna ", [[Words("ro khanna")]]),
        ('"van hollen"', [[Words("van hollen")]]),
        ("“van hollen”", [[Words("van hollen")]]),
        ('" van  hollen " chris', [[Words("van hollen chris")]]),
        ('"buy"', [[Words("buy")]]),
        ("García", [[Words("García")]]),
        ("> 50k  <= $1m", [[Amount(">", 5_000_000)], [Amount("<=", 100_000_000)]]),
        ("pelosi,khanna", [[Words("pelosi"), Words("khanna")]]),
        ("Hal Rogers (R, KY-5) $NVDA", [[Words("Hal Rogers (R, KY-5)")], [NVDA]]),
        ("Mike Lee (R, UT),pelosi", [[Words("Mike Lee (R, UT)"), Words("pelosi")]]),
        ("Pat Doe (R, AK at large)", [[Words("Pat Doe (R, AK at large)")]]),
        ("Ada Sample (Securities and Exchange Commission)", [[Words(SEC)]]),
        (f"buy {SEC.lower()},pelosi", [[SideIs("buy")], [Words(SEC.lower()), Words("pelosi")]]),
        ("$NVDA (NVIDIA CORP)", [[Labelled("NVDA", "NVIDIA CORP", "$NVDA (NVIDIA CORP)")]]),
        ("pelosi -$AMD (A (B) C) buy", [[Words("pelosi")], [WITHOUT_AMD], [SideIs("buy")]]),
        ("pelosi , khanna,", [[Words("pelosi"), Words("khanna")]]),
        ("mike rogers,hal rogers", [[Words("mike rogers"), Words("hal rogers")]]),
        ("“mike rogers”, hal rogers", [[Words("mike rogers"), Words("hal rogers")]]),
        ("$NVDA", [[NVDA]]),
        ("$nvda,$AMD,$Nvda", [[NVDA, AMD]]),
        ("$BRK.B", [[Ticker("BRK.B")]]),
        ("$BRK-B", [[Ticker("BRK.B")]]),
        ("$brk.b", [[Ticker("BRK.B")]]),
        ("$BRK/B", [[Ticker("BRK.B")]]),
        ("$cof$i", [[Ticker("COF$I")]]),
        ("$COF-PI", [[Ticker("COF$I")]]),
        ("$lm09.sg", [[Ticker("LM09.SG")]]),
        ("pelosi $NVDA", [[Words("pelosi")], [NVDA]]),
        ("nancy pelosi $NVDA,$AMD", [[Words("nancy pelosi")], [NVDA, AMD]]),
        ("$NVDA ro khanna,pelosi", [[NVDA], [Words("ro khanna"), Words("pelosi")]]),
        ("pelosi,$NVDA", [[Words("pelosi"), NVDA]]),
        ("$NVDA $NVDA", [[NVDA]]),
        ("*", [[Everything()]]),
        ("P000197", [[PELOSI]]),
        ("P000197,K000389 $AMD", [[PELOSI, KHANNA], [AMD]]),
    ],
)
def test_every_form_of_a_term_is_understood(text: str, clauses: list[list[object]]) -> None:
    assert parse(text) == Parsed(tuple(map(tuple, clauses)))


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("$NVDA (NVIDIA CORP)", "$NVDA"),
        ("pelosi,$nvda (Nvidia Corp.) buy", "P000197,$NVDA buy"),
        ("-$AMD (Advanced Micro Devices (Class A))", "-$AMD"),
    ],
)
def test_a_ticker_may_stand_as_it_is_suggested(text: str, meant: str) -> None:
    assert str(resolve(parse(text), DIRECTORY, TODAY)) == meant


@pytest.mark.parametrize("company", ["Ford Motor", "buy", "…"])
def test_a_ticker_with_anothers_name_is_not_guessed(company: str) -> None:
    with pytest.raises(QueryError, match="Type the ticker alone") as error:
        resolve(parse(f"pelosi $NVDA ({company})"), DIRECTORY, TODAY)
    assert error.value.instead == "pelosi $NVDA"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "an official (pelosi), a ticker ($NVDA) or *"),
        (" , ", "an official (pelosi), a ticker ($NVDA) or *"),
        ('""', '"van hollen"'),
        ('pelosi," "', '"van hollen"'),
        ('"van hollen', '"van hollen"'),
        ('"mike rogers", "hal rogers', '"van hollen"'),
        ("$", "$NVDA or $BRK.B"),
        ("$123", "$NVDA or $BRK.B"),
        ("$ALPHABET", "$NVDA or $BRK.B"),
        ("$BRK.CLASS", "$NVDA or $BRK.B"),
        ("pelosi >50x", ">50k, >=1m or <15k"),
        ("-*", "-exchange"),
        ("--buy", "-exchange"),
        ("-buy,exchange", "-buy -exchange"),
        ("is:conflict", "not available yet"),
        ("is:cluster", "not available yet"),
        ("late>ten", "late>10"),
        ("filed:tomorrow", "filed:7d"),
        ("filed:2026-03..2026-01", "filed:2026-01..2026-03"),
        ("filed:..", "filed:7d"),
        ("traded:2026-02-30", "traded:7d"),
        ("company:--", "company:nvidia"),
        ("party:Q", "D, R, I, L"),
        ("foo:bar", "committee"),
        ("x" * (MAX_LENGTH + 1), f"{MAX_LENGTH} characters"),
        (",".join(["pelosi", *(f"$A{letter}" for letter in "ABCDEFGHIJKLMNOPQRST")]), "20 things"),
    ],
)
def test_what_is_not_understood_is_an_error_that_says_what_to_type(text: str, told: str) -> None:
    with pytest.raises(QueryError) as error:
        parse(text)
    assert told in str(error.value)


def test_as_much_as_a_query_may_have_still_parses_back() -> None:
    longest = [f"$ABCD{chr(65 + number)}.XY" for number in range(MAX_ALTERNATIVES)]
    query = resolve(parse(",".join(longest)), DIRECTORY, TODAY)
    assert len(str(query)) <= MAX_LENGTH
    assert stored(str(query)) == query


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("pelosi", "P000197"),
        ("pelosi,nancy pelosi", "P000197"),
        ("nancy pelosi $NVDA pelosi", "P000197 $NVDA"),
        ("pelosi,khanna $brk/b", "P000197,K000389 $BRK.B"),
        ("* pelosi", "* P000197"),
    ],
)
def test_names_become_ids_each_once(text: str, canonical: str) -> None:
    assert str(resolve(parse(text), DIRECTORY, TODAY)) == canonical


@pytest.mark.parametrize(
    ("text", "error"), [("nobody", UnknownName), ("X999999", UnknownName), ("$NVDA rogers", AmbiguousName)]
)
def test_a_name_or_id_that_is_not_one_officials_is_an_error(text: str, error: type[QueryError]) -> None:
    with pytest.raises(error):
        resolve(parse(text), DIRECTORY, TODAY)


def test_a_saved_query_holds_no_names() -> None:
    with pytest.raises(QueryError, match="pelosi"):
        stored("pelosi")


@pytest.mark.parametrize(
    ("query", "wanted", "unwanted"),
    [
        ("P000197", facts("P000197", "NVDA"), facts("K000389", "NVDA")),
        ("P000197", facts("P000197", paper=True), facts(None, paper=True)),
        ("$NVDA", facts(None, "NVDA"), facts("P000197", "AMD")),
        ("$NVDA", facts("K000389", "NVDA"), facts("P000197", paper=True)),
        ("P000197 $NVDA", facts("P000197", "NVDA"), facts("P000197", "AMD")),
        ("P000197 $NVDA", facts("P000197", "NVDA"), facts("K000389", "NVDA")),
        ("P000197,K000389", facts("K000389", None), facts(None, "NVDA")),
        ("P000197,$NVDA", facts(None, "NVDA"), facts(None, "AMD")),
        ("P000197,$NVDA", facts("P000197", paper=True), facts("K000389", paper=True)),
    ],
)
def test_a_space_is_and_a_comma_is_or(query: str, wanted: Facts, unwanted: Facts) -> None:
    assert stored(query).matches(wanted)
    assert not stored(query).matches(unwanted)


@pytest.mark.parametrize("wanted", [facts(), facts("P000197", "NVDA"), facts(paper=True)])
def test_a_star_wants_everything(wanted: Facts) -> None:
    assert stored("*").matches(wanted)


@pytest.mark.parametrize(
    ("query", "key"),
    [
        ("P000197", Key("official", ("P000197",))),
        ("$NVDA P000197,K000389", Key("official", ("P000197", "K000389"))),
        ("$NVDA,$COF$I", Key("ticker", ("NVDA", "COF$I"))),
        ("* $AMD", Key("ticker", ("AMD",))),
        ("-P000197 -$NVDA", Key("rest", ("",))),
        ("-P000197 $NVDA buy", Key("ticker", ("NVDA",))),
        ("$NVDA,company:nvidia", Key("rest", ("",))),
        ("party:D >50k P000197", Key("official", ("P000197",))),
        ("P000197,$NVDA", Key("rest", ("",))),
        ("P000197,$NVDA $AMD", Key("ticker", ("AMD",))),
        ("*", Key("rest", ("",))),
    ],
)
def test_a_follow_is_indexed_by_its_most_selective_key(query: str, key: Key) -> None:
    assert stored(query).key == key


terms = st.one_of(
    st.from_regex(r"[A-Z]\d{6}", fullmatch=True).map(Person),
    st.from_regex(r"[A-Z]{1,5}([.$][A-Z]{1,2})?", fullmatch=True).filter(canonical).map(Ticker),
    st.just(Everything()),
)
clauses = st.lists(terms, min_size=1, max_size=4, unique=True).map(tuple)
queries = st.lists(clauses, min_size=1, max_size=4, unique=True).map(tuple).map(Query)


@given(queries)
def test_canonical_text_parses_back_to_the_same_query(query: Query) -> None:
    assert stored(str(query)) == query


@given(st.text(alphabet=st.sampled_from('ab",$* .-/P01“”\x00é'), max_size=30) | st.text(max_size=300))
def test_any_text_is_understood_or_refused_by_name(text: str) -> None:
    with suppress(QueryError):
        clauses = parse(text).clauses
        assert clauses
        assert all(clauses)


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("nvidia", "company:nvidia"),
        ("Berkshire  Hathaway -pelosi", 'company:"berkshire hathaway" -P000197'),
        ("hathaway", "company:hathaway"),
        ("party:democrat,R", "party:D,party:R"),
        ("filed:7d", "filed:2026-06-16.."),
        ("traded:2m", "traded:2026-04-24.."),
        (">=1,500,000 <$20m", ">=1.5m <20m"),
        ("PURCHASE sale", "buy sell"),
    ],
)
def test_what_is_typed_becomes_one_form(text: str, canonical: str) -> None:
    assert str(resolve(parse(text), DIRECTORY, TODAY)) == canonical


def test_a_name_that_is_an_officials_and_begins_a_companys_is_asked_about() -> None:
    people = {"ford": "F000001", "hathaway": "H000001"}
    directory = replace(DIRECTORY, person=lambda words: Official(people[words], words, (words,), ()))
    with pytest.raises(AmbiguousName) as error:
        resolve(parse("ford buy"), directory, TODAY)
    assert ([one.id for one in error.value.candidates], error.value.company) == (["F000001"], "company:ford")
    assert str(resolve(parse("hathaway"), directory, TODAY)) == "H000001"
    assert str(resolve(parse("company:ford"), directory, TODAY)) == "company:ford"


def test_several_officials_and_a_company_are_all_offered() -> None:
    def several(words: str) -> Official:
        raise AmbiguousName(words, [Official(one, one, (), ()) for one in ("A000001", "B000001")])

    with pytest.raises(AmbiguousName) as error:
        resolve(parse("ford"), replace(DIRECTORY, person=several), TODAY)
    assert (len(error.value.candidates), error.value.company) == (2, "company:ford")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("exhange", "exchange"),
        ("Senat >50k", "senate >50k"),
        ("NVDX buy", "$NVDX buy"),
        ("spouse buy", "owner:spouse buy"),
        ("republicans", "party:R"),
        ("sold", "sell"),
        ("everything", "*"),
        ("pelosi or khanna buy", "pelosi,khanna buy"),
    ],
)
def test_a_word_that_is_like_a_term_is_offered_as_it(text: str, meant: str) -> None:
    with pytest.raises(UnknownTerm) as error:
        resolve(parse(text), DIRECTORY, TODAY)
    assert error.value.instead == meant


def test_a_slip_behind_a_name_is_offered_as_the_term_and_keeps_the_name() -> None:
    with pytest.raises(UnknownTerm) as error:
        resolve(parse("pelosi exhange >50k"), DIRECTORY, TODAY)
    assert error.value.instead == "pelosi exchange >50k"


def test_a_company_nobody_knows_is_an_error() -> None:
    with pytest.raises(QueryError, match="No company I know has “xyzzy”"):
        resolve(parse("company:xyzzy"), DIRECTORY, TODAY)


def test_what_becomes_too_long_when_written_out_is_an_error() -> None:
    long = ",".join(
        f"committee:{name}" for name in ("help", "helsinki", "environment", "education", "ccp")
    ) + (",committee:commerce,committee:science,committee:oversight,committee:rules")
    assert len(long) <= MAX_LENGTH
    with pytest.raises(QueryError, match="Written out"):
        resolve(parse(long), DIRECTORY, TODAY)


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("P000197 filed:2026-01-01..", "P000197"),
        ("-traded:..2026-01-31", ""),
        ("buy,filed:2026-01-01.. $F", "$F"),
    ],
)
def test_a_follow_refuses_times_and_offers_the_rest(text: str, rest: str) -> None:
    with pytest.raises(QueryError, match="takes no time") as error:
        stored(text).check_follow()
    assert error.value.instead == rest
    stored("P000197 late>10").check_follow()
