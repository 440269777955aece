"""Where the real documents and the platforms' descriptions lie, beside the project."""

from pathlib import Path

SHARED = Path(__file__).resolve().parents[3] / "shared"
CORPUS = SHARED / "corpus"
SPECS = SHARED / "specs"
TELEGRAM_SPEC = SPECS / "telegram_api.json"
DISCORD_SPEC = SPECS / "discord_openapi.json"
