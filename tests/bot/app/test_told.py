"""What the whole service tells: an amendment's changes, and its own metrics."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import httpx
from structlog.testing import capture_logs

from bot.message import unbroken
from replica.clerk import Entry
from replica.printer import print_report
from tests.support.service import ON_SQLITE, Service

COMPANIES = {"AMD": "Advanced Micro Devices", "DIS": "Walt Disney Company", "NVDA": "NVIDIA Corporation"}


def report(document_id: str, *rows: Mapping[str, Any]) -> tuple[Entry, bytes]:
    """Nancy Pelosi's report of today, printed as the Clerk's PDF."""
    today = datetime.now(UTC).date()
    record = {
        "doc_id": document_id,
        "filer": "Hon. Nancy Pelosi",
        "status": "Member",
        "state_district": "CA11",
        "signed": today.isoformat(),
        "rows": [{**row, "ordinal": number} for number, row in enumerate(rows, start=1)],
    }
    return Entry(document_id, "Pelosi", "Nancy", "CA11", today, today.year), print_report(record)


def printed_row(ticker: str, amount: str, number: str = "", status: str = "New") -> dict[str, Any]:
    day = datetime.now(UTC).date().isoformat()
    beside = dict.fromkeys(("subholding_of", "location", "description", "comments"), "")
    what = {"asset": f"{COMPANIES[ticker]} ({ticker})", "asset_type": "ST", "ticker": ticker}
    when = {"date": day, "notified": day, "cap_gains": False}
    how = {"type": "P", "amount": amount, "filing_status": status}
    return {"id": number, "owner": "SP", **what, **when, **how, **beside}


async def test_an_amended_report_answers_the_first_alert_with_what_it_changes(service: Service) -> None:
    small, large = "$15,001 - $50,000", "$50,001 - $100,000"
    clerk = service.outside.clerk
    async with service.running():
        clerk.publish(*report("20900001", *(printed_row(one, small) for one in COMPANIES)))
        await service.until(lambda: service.told("20900001") == (1, 1))
        amended = printed_row("DIS", large, "2000137143", "Amended")
        deleted = printed_row("AMD", small, "2000137144", "Deleted")
        clerk.publish(*report("20900002", amended, deleted))
        await service.until(lambda: service.told("20900002") == (1, 1))
    first, second = [one for one in service.outside.telegram.messages if one.chat == service.chat.id]
    assert second.message["reply_to_message"]["message_id"] == first.id
    alert, answer = [one.json for one in service.outside.discord.messages]
    assert answer["message_reference"]["message_id"] == alert["id"]
    for said in (second.text, f"{answer['content']} {answer['embeds'][0]['description']}"):
        assert "amended a report: 1 of 2 rows changed, 1 removed" in said
        assert "Amends House report 20900001" in said
        assert unbroken("🟢 DIS · $15 K – $50 K → $50 K – $100 K") in said
        assert "Removed buy: AMD" in said
        assert "NVDA" not in said


@ON_SQLITE
async def test_metrics_tell_what_was_read_and_sent_and_how_fast(service: Service) -> None:
    with capture_logs() as logs:
        async with service.running():
            service.publish("20900001")
            await service.until(lambda: service.told("20900001") == (1, 1))
            await service.until(lambda: any(one["event"] == "web ready" for one in logs))
            address = next(one["address"] for one in logs if one["event"] == "web ready")
            async with httpx.AsyncClient(base_url=address) as client:
                page = (await client.get("/metrics")).text
                assert (await client.get("/readyz")).status_code == 200
    for told in (
        'hilltape_documents_read{source="house"} 1.0',
        'hilltape_delivery_seconds_count{channel="telegram"}',
        'hilltape_latency_seconds{quantile="0.95",since="not_listed",source="house"}',
    ):
        assert told in page
