"""What Telegram's clients make a link of in any text, asked or not: addresses, names, commands, tags."""

import re

# https://core.telegram.org/bots/api#messageentity: url, mention, bot_command, hashtag, cashtag, email. The
# ends of domains are the ones tried most; Telegram knows every one there is.
LINKED = re.compile(
    r"""
      https?://[^\s<>]+
    | (?<![\w@.])[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|gov|io|co|ru|me|info|biz|us|ai|app|dev)\b(?:/[^\s<>]*)?
    | (?<!\w)@[A-Za-z0-9_]{2,32}\b
    | (?<![\w/<])/[A-Za-z0-9_]{1,64}(?:@\w+)?\b
    | (?<!\w)\#\w*[^\W\d]\w*
    | (?<![\w$])\$[A-Z]{1,8}\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
