"""Prints filings as pages of the Senate's eFD: our own markup, with the marks by which its pages are read."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from html import escape
from typing import Any

from storage.model import Printed

HEAD = ("#", "Transaction Date", "Owner", "Ticker", "Asset Name", "Asset Type", "Type", "Amount", "Comment")
COUNTED = {"self": "Self", "joint": "Joint", "spouse": "Spouse", "child": "Dependent Child"}
QUOTES = "https://finance.yahoo.com/quote/"
QUOTES_TO_2020 = "https://finance.yahoo.com/q?s="


def print_report(record: Printed, quotes: str = QUOTES, *, named_hours: bool = False) -> bytes:
    """A filing in the shape of `hilltape read` as the site shows an electronic report.

    Links of tickers begin with `quotes`; `named_hours` writes noon and midnight so.
    """
    filed = _clock(datetime.fromisoformat(record["filed"]), named_hours=named_hours)
    amended = f" (Amendment {record['amendment']})" if record["amendment"] else ""
    filer = f"{record['salutation']} {record['full_name']}\n ({record['name_last_first']})"
    return _page(
        "eFD: Print Periodic Transaction Report",
        f"<h1>Periodic Transaction Report\n for {_american(record['title_date'])}{amended}</h1>",
        f'<h2 class="filedReport">{escape(filer)}</h2>',
        f'<p class="muted"><strong class="noWrap"><i title="folder"></i> Filed  {filed}</strong></p>',
        *_section(record, quotes),
    )


def print_paper(document_id: str, images: Sequence[str]) -> bytes:
    """The wrapper of a scan's images, given by their addresses."""
    link = f'<a href="/search/print/paper/{document_id}/" target="_blank">Print</a>'
    pages = [
        f'<img class="filingImage" src="{escape(image)}" alt="page"/>'
        f"<div><strong>Page {number} of {len(images)}</strong> {link}</div>"
        for number, image in enumerate(images, start=1)
    ]
    return _page("eFD: View Report", *pages)


def print_extension(name: str, report: str, was_due: date, due: date) -> bytes:
    """A notice that `name` has got more time for a report, such as `Annual Report for 2016`."""
    return _page(
        "eFD: Extension Notice",
        f"<h1>{escape(report)} Due Date Extension 1</h1>",
        f"<p>{escape(name)}\n requested an extension of time.",
        f"The report was originally due on {_long(was_due)}.</p>",
        f"<p>The new due date for the report is\n no later than {_long(due)}.</p>",
    )


def agreement_page(token: str, *, refused: bool = False) -> bytes:
    """The statement to agree to, with the form's own token; where `refused`, with the reason."""
    error = '<div id="errorMessage" role="alert">You must agree to the prohibitions.</div>'
    return _page(
        "eFD: Home",
        error if refused else "",
        '<form action="" method="POST" id="agreement_form">',
        '<input type="checkbox" id="agree_statement" value="1" name="prohibition_agreement"> I understand.',
        f'<input type="hidden" name="csrfmiddlewaretoken" value="{escape(token)}">',
        "</form>",
    )


def search_page() -> bytes:
    """The search form, which some lost sessions see in place of a report."""
    return _page("eFD: Find Reports", '<form action="" method="POST" id="searchForm"></form>')


def maintenance_page() -> bytes:
    """What a search without a first date gets, with status 503."""
    return _page(
        "U.S. Senate: Site Under Maintenance",
        "<h1>WEBSITE TEMPORARILY UNAVAILABLE DUE TO MAINTENANCE</h1>",
    )


def denied_page() -> bytes:
    """Akamai's refusal, with status 403."""
    return _page("Access Denied", "<h1>Access Denied</h1>", "<p>Reference #18.0</p>")


def _page(title: str, *parts: str) -> bytes:
    lines = (
        "<!DOCTYPE HTML>",
        f'<html lang="en">\n<head>\n<title>{title}</title>\n<meta charset="utf-8">\n</head>',
        '<body>\n<img src="/static/images/logo.svg" alt="logo">\n<!--Message Block-->',
        *parts,
        "</body>\n</html>\n",
    )
    return "\n".join(lines).encode()


def _section(record: Printed, quotes: str) -> Sequence[str]:
    """The summary, and the table of transactions."""
    counts = record["summary"]
    total = f"({counts['total']} transaction{'' if counts['total'] == 1 else 's'} total)"
    owners = [f"{counts[name]} {label}" for name, label in COUNTED.items()]
    return (
        "<section>\n<ul>",
        *(f'<li class="list-inline-item">{count}</li>' for count in (total, *owners)),
        '</ul>\n<table class="table table-striped">\n<thead>\n<tr class="header">',
        *(f'<th scope="col">{name}</th>' for name in HEAD),
        "</tr>\n</thead>\n<tbody>",
        *(_row(row, quotes) for row in record["rows"]),
        "</tbody>\n</table>\n</section>",
    )


def _row(row: Printed, quotes: str) -> str:
    cells = (
        str(row["ordinal"]),
        _american(row["date"]),
        row["owner"],
        _tickers(row, quotes),
        _asset(row),
        escape(row["asset_type"]),
        row["type"],
        row["amount"],
        escape(row["comment"]) or "--",
    )
    return "\n".join(["<tr>", *(f"<td>\n  {cell}\n</td>" for cell in cells), "</tr>"])


def _tickers(row: Printed, quotes: str) -> str:
    exchange = row.get("exchange", {})
    one = [*row["tickers"], ""][:1]
    both = [exchange[name] for name in ("given_ticker", "received_ticker") if name in exchange]
    return "\n<br>\n".join(_ticker(symbol, quotes) for symbol in both or one)


def _ticker(symbol: str, quotes: str) -> str:
    return f'<a href="{quotes}{symbol}"\n target="_blank">{symbol}</a>' if symbol else "--"


def _asset(row: Printed) -> str:
    name = escape(row["asset"])
    if exchange := row.get("exchange"):
        name = f"{escape(exchange['given'])} (Exchanged)\n<br>\n{escape(exchange['received'])} (Received)"
    return "\n".join([name, *_sublines({key: escape(text) for key, text in row.get("details", {}).items()})])


def _sublines(details: Mapping[str, Any]) -> Sequence[str]:
    """A bond's terms in one box, an option's in one, a company and a description in one each."""
    terms = []
    if "coupon" in details:
        terms.append(
            f"<em>Rate/Coupon:</em> {details['coupon']}<br> <em>Matures:</em> {details['matures']}",
        )
    if "option_type" in details:
        kind, strike, expires = (details[name] for name in ("option_type", "strike", "expires"))
        terms.append(
            f"Option Type: {kind} <br><em>Strike price:</em> {strike}\n<br>\n<em>Expires:</em> {expires}"
        )
    if "company" in details:
        terms.append(f"<em>Company:</em> {details['company']}")
    if "description" in details:
        terms.append(f"<em>Description:</em>&nbsp;{details['description']}")
    return [f'<div class="text-muted">{term}</div>' for term in terms]


def _american(iso: str) -> str:
    """`05/03/2017`; what is no date is printed as it is, as the filer typed it."""
    try:
        return f"{date.fromisoformat(iso):%m/%d/%Y}"
    except ValueError:
        return iso


def _long(day: date) -> str:
    return f"{day:%B} {day.day}, {day.year}"


def _clock(filed: datetime, *, named_hours: bool) -> str:
    """`08/13/2018 @ 9:04 AM`; on the hour without the minutes, `@ 9 PM`."""
    if named_hours and (filed.hour, filed.minute) in ((0, 0), (12, 0)):
        return f"{filed:%m/%d/%Y} @ {'noon' if filed.hour else 'midnight'}"
    minutes = f":{filed.minute:02}" if filed.minute else ""
    return f"{filed:%m/%d/%Y} @ {filed.hour % 12 or 12}{minutes} {'PM' if filed.hour >= 12 else 'AM'}"
