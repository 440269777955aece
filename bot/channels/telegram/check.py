"""Whether a bot is set up at BotFather as Hilltape needs it."""

from collections.abc import Sequence

from telegram import User, WebhookInfo

from bot.channel import Finding

INLINE, PRIVACY, UPDATES = "Telegram inline mode", "Telegram privacy mode", "Telegram updates"


def checked(me: User, webhook: WebhookInfo) -> Sequence[Finding]:
    return (Finding("", f"@{me.username}"), _updates(me, webhook), _inline(me), _privacy(me))


def _updates(me: User, webhook: WebhookInfo) -> Finding:
    if not webhook.url:
        return Finding(UPDATES, "come to us; no webhook takes them")
    return Finding(
        UPDATES,
        f"a webhook takes the updates of @{me.username}: stop the service behind it and call Telegram's "
        "deleteWebhook for this bot, or use another bot",
        well=False,
    )


def _inline(me: User) -> Finding:
    if me.supports_inline_queries:
        return Finding(INLINE, f"on: @{me.username} nvda, in any chat")
    how = (
        f"off: send /setinline to @BotFather, choose @{me.username} and type a hint such as: pelosi, nvda buy"
    )
    return Finding(INLINE, how, well=False)


def _privacy(me: User) -> Finding:
    if not me.can_read_all_group_messages:
        return Finding(PRIVACY, "on: in groups the bot reads the commands addressed to it and nothing else")
    how = (
        "off, so Telegram shows the bot whatever is said in its groups: send /setprivacy to @BotFather, "
        f"choose @{me.username} and Enable, then take the bot out of each group and add it again"
    )
    return Finding(PRIVACY, how, well=False)
