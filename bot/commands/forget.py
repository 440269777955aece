"""/forget: deletes everything kept about this chat, once that is confirmed."""

from bot.asking import CONFIRMED
from bot.command import Call, Command
from bot.message import Message
from bot.wording_chats import forgotten, nothing_kept, sure_to_forget
from storage import chats
from storage.forget import forget


def run(call: Call) -> Message:
    chat_id = chats.known(call.transaction, call.request.channel, call.request.address.chat)
    if chat_id is None:
        return nothing_kept()
    if call.arguments.lower() != CONFIRMED:
        return sure_to_forget()
    forget(call.transaction, chat_id)
    return forgotten()


COMMAND = Command(
    name="forget",
    help="Delete all that is kept about this chat; asks first",
    run=run,
    argument="confirmation",
    example="/forget",
    changes=lambda arguments: arguments.lower() == CONFIRMED,
)
