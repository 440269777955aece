"""What an amendment or another reading changes, in words: a line for each row, as it was → as it is."""

from collections.abc import Mapping
from datetime import date

from bot.figures import amount, counted, day, short
from bot.wording_assets import ASSET_ROOM, asset, name, remark, terms
from bot.wording_trades import NOUNS, UNSAID, details, mark, row
from storage.model import Change, Difference, RowStatus, Trade

NOTE_ROOM = 80
NOTHING_SHOWN = "what changed stands in the document only"


def counts(found: Difference, unproven: int = 0) -> str:
    """`1 of 18 rows changed, 2 added, 1 removed`, and how many amend what nobody can prove."""
    changed, added, removed = len(found.changed), len(found.added), len(found.removed)
    before = changed + removed + len(found.unchanged)
    rows = f"{changed} of {counted(before, 'row')}" if changed < before else counted(changed, "row")
    said = [
        f"{rows} changed" if changed else "",
        f"{added if changed else counted(added, 'row')} added" if added else "",
        f"{removed if changed or added else counted(removed, 'row')} removed" if removed else "",
        f"{counted(unproven, 'row')} not proven" if unproven else "",
    ]
    return ", ".join(filter(None, said)) or "no row changed"


def change(found: Change, today: date, *, whose: bool = False) -> str:
    """One row changed, added or removed."""
    if found.old and found.is_removal:
        said = details(found.old, today, whose=whose)
        return " · ".join([f"Removed {NOUNS[found.old.side]}: {asset(found.old)}", *said])
    if found.old and found.new:
        return _changed(found.old, found.new, today, whose)
    if found.new is None:
        return ""
    added = "Added " if found.new.status is RowStatus.NEW else ""  # else nobody can prove what it amends
    return added + row(found.new, today, whose=whose)


def _changed(old: Trade, new: Trade, today: date, whose: bool) -> str:
    """`🟢 DIS · $15 K – $50 K → $50 K – $100 K · 29 May`: what is the same stands once."""
    was, now = _fields(old, today), _fields(new, today)
    shown = {"terms", "amount", "traded", *(["owner"] if whose and new.owner not in UNSAID else [])}
    said = [
        now[name] if was[name] == now[name] else f"{was[name] or 'nothing'} → {now[name] or 'nothing'}"
        for name in now
        if was[name] != now[name] or name in shown
    ]
    if was == now and asset(old) == asset(new):
        said.append(NOTHING_SHOWN)
    named = asset(new) if asset(old) == asset(new) else f"{asset(old)} → {asset(new)}"
    return " · ".join([f"{mark(new)} {named}", *filter(None, said)])


def _fields(trade: Trade, today: date) -> Mapping[str, str]:
    """What a row says of each thing; `side`, `name` and the like are worth a word only when they change."""
    note = short(remark(trade), NOTE_ROOM)
    return {
        "side": NOUNS[trade.side],
        "name": name(trade, ASSET_ROOM),
        "type": short(trade.asset_type, NOTE_ROOM),
        "terms": terms(trade),
        "note": f"“{note}”" if note else "",
        "owner": trade.owner.value,
        "amount": amount(trade.amount),
        "traded": day(trade.traded, today) if trade.traded else "no readable date",
        "notified": f"notified {day(trade.notified, today)}" if trade.notified else "",
    }
