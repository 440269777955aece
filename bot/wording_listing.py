"""The list of what is followed, a page at a time, and each follow's own card with what can be done to it."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from bot.figures import counted, day, listed
from bot.message import Button, Message
from bot.wording_follows import named, named_official, wanted
from storage.model import Follow
from storage.people import People
from storage.query import stored

PAGE = 9  # three rows of Telegram's three buttons


def listing(
    held: Sequence[Follow], muted: Sequence[str], people: People, today: date, page: int = 1
) -> Message:
    """Everything followed here by number, and a button for each on the page."""
    silenced = [f"Muted here: {listed([named_official(one, people) for one in muted])}."] if muted else []
    if not held:
        begin = "/follow pelosi, /follow $NVDA or /follow * begins."
        return Message("You follow nothing yet.", (begin, *silenced), in_place=True)
    pages = -(-len(held) // PAGE)
    page = min(max(page, 1), pages)
    shown = held[(page - 1) * PAGE : page * PAGE]
    return Message(
        title=f"You follow {counted(len(held), 'thing')}",
        lines=(*(_line(one, people, today) for one in shown), *silenced),
        note=f"Page {page} of {pages}" if pages > 1 else "",
        buttons=(*(_open(one, people) for one in shown), *_turn(page, pages)),
        in_place=True,
    )


def card(held: Follow, people: People, now: datetime) -> Message:
    """One follow, and what can be done to it."""
    query = stored(held.query)
    pausing = ("Resume", "resume") if held.paused else ("Pause", "pause")
    return Message(
        title=f"{held.number}. {wanted(query, people, now)}",
        lines=(
            f"Followed since {day(held.created.date(), now.date())}.",
            *(["Paused: it is kept and sends nothing."] if held.paused else []),
            *(["Its alerts mention a role."] if held.role else []),
        ),
        buttons=(
            _button(pausing[0], pausing[1], held),
            _button("Change", "change", held),
            _button("Delete", "delete", held),
            Button("All follows", "/follows"),
        ),
        in_place=True,
    )


def how_to_change(held: Follow, people: People) -> Message:
    return Message(
        title=f"What do you want to hear of instead of {named(stored(held.query), people)}?",
        lines=(f"Type /follows change {held.number} and the new query: /follows change {held.number} $NVDA",),
        buttons=(_button("Leave it as it is", "edit", held),),
        in_place=True,
    )


def changed(was: Follow, held: Follow, people: People, now: datetime) -> Message:
    return Message(
        title=f"Changed: you will hear about {wanted(stored(held.query), people, now)}",
        lines=(f"No longer about: {named(stored(was.query), people)}.",),
        buttons=(
            Button("Change it back", f"/follows change {held.number} {was.query}"),
            Button("All follows", "/follows"),
        ),
    )


def _line(held: Follow, people: People, today: date) -> str:
    said = [f"{held.number}. {named(stored(held.query), people)}", "paused" if held.paused else ""]
    return " · ".join(filter(None, [*said, f"since {day(held.created.date(), today)}"]))


def _open(held: Follow, people: People) -> Button:
    return _button(f"{held.number}. {named(stored(held.query), people)}", "edit", held)


def _button(label: str, what: str, held: Follow) -> Button:
    return Button(label, f"/follows {what} {held.number}")


def _turn(page: int, pages: int) -> Iterator[Button]:
    if page > 1:
        yield Button("‹ Before", f"/follows page {page - 1}")
    if page < pages:
        yield Button("More ›", f"/follows page {page + 1}")
