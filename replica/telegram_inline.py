"""Inline mode on the Telegram replica: which answers it takes, and what people send of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from replica.telegram_refusals import Parameters, bad, decoded, keyboard_of, text_of
from replica.telegram_world import World

RESULTS, ID_BYTES, OFFSET_BYTES, START = 50, 64, 64, 64
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


@dataclass(frozen=True, slots=True)
class Offered:
    """What a bot answered one inline query with."""

    results: Sequence[Mapping[str, Any]]
    next_offset: str
    is_personal: bool
    button: Mapping[str, Any]

    @property
    def titles(self) -> list[str]:
        return [result["title"] for result in self.results]


async def answer_inline_query(world: World, params: Parameters) -> Any:
    query = params.get("inline_query_id", "")
    if query not in world.asked_inline:
        raise bad(TOO_OLD)
    results: Sequence[Mapping[str, Any]] = decoded(params.get("results")) or ()
    if len(results) > RESULTS:
        raise bad("RESULTS_TOO_MUCH")
    names = [str(result.get("id", "")) for result in results]
    if len(set(names)) < len(names):
        raise bad("RESULT_ID_DUPLICATE")
    if any(not 0 < len(name.encode()) <= ID_BYTES for name in names):
        raise bad("RESULT_ID_INVALID")
    for result in results:
        _check(result)
    button = decoded(params.get("button")) or {}
    if len(button.get("start_parameter", "x")) not in range(1, START + 1):
        raise bad("START_PARAM_INVALID")
    offset = str(params.get("next_offset", ""))
    if len(offset.encode()) > OFFSET_BYTES:
        raise bad("NEXT_OFFSET_INVALID")
    personal = str(params.get("is_personal", "")).lower() == "true"
    world.asked_inline[query] = Offered(results, offset, personal, button)
    return True


def _check(result: Mapping[str, Any]) -> None:
    """An article that could not be sent is refused before anybody chooses it."""
    if result.get("type") != "article":
        raise bad("RESULT_TYPE_INVALID")
    if not str(result.get("title", "")).strip():
        raise bad("ARTICLE_TITLE_EMPTY")
    content = result["input_message_content"]
    text_of({**content, "text": content.get("message_text", "")})
    rows = keyboard_of(result)
    if any("callback_data" in button for row in rows for button in row):
        raise bad("BUTTON_DATA_INVALID")  # ours: in a chat without the bot it would do nothing
