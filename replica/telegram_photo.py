"""What Telegram takes for a photo: https://core.telegram.org/bots/api#sendphoto."""

import io
from typing import Any

from PIL import Image

from replica.telegram_refusals import Parameters, Refused, bad

BYTES = 10 * 2**20
WIDTH_AND_HEIGHT = 10_000
TIMES_AS_LONG = 20


def photo_of(params: Parameters) -> tuple[bytes, dict[str, Any]]:
    """The uploaded file and its PhotoSize. Raises Refused."""
    content = params.get("photo")
    if not isinstance(content, bytes) or not content:
        raise bad("there is no photo in the request")
    if len(content) > BYTES:
        raise Refused(413, "Request Entity Too Large")
    try:
        with Image.open(io.BytesIO(content)) as image:
            image.load()
            width, height = image.size
    except OSError:
        raise bad("IMAGE_PROCESS_FAILED") from None
    if width + height > WIDTH_AND_HEIGHT or max(width, height) > TIMES_AS_LONG * min(width, height):
        raise bad("PHOTO_INVALID_DIMENSIONS")
    name = f"photo-{len(content)}"
    return content, {"file_id": name, "file_unique_id": name, "width": width, "height": height}
