"""Draws the README's picture: a short showing of the demo, as SVG. `.venv/bin/python docs/picture.py`."""

import asyncio
import io
import re
import tempfile
from pathlib import Path

from rich.console import Console as Terminal
from rich.terminal_theme import MONOKAI

from bot import demo
from bot.app import open_store
from bot.logs import set_up
from replica.rig import Outside

SHOWN = ("20034836", "8221321", "20030884")
PICTURE = Path(__file__).parent / "demo.svg"
# rich's drawing asks a font server for its fonts; a README must not, and any monospaced font will do.
FONT_FACES = re.compile(r"@font-face \{.*?\}", re.DOTALL)


def main() -> None:
    terminal = Terminal(record=True, width=112, highlight=False, file=io.StringIO(), force_terminal=True)
    set_up("error", "auto", ())
    with tempfile.TemporaryDirectory() as folder, Outside() as outside, Path("/dev/null").open() as nothing:
        settings = demo.settings_of(outside, Path(folder))
        with open_store(settings) as store:
            shown = demo.Demo(outside, store, terminal, nothing)
            shown.publications = tuple(one for one in shown.publications if one.document_id in SHOWN)
            asyncio.run(demo.run(settings, store, shown, once=True))
    drawn = terminal.export_svg(title="./hilltape demo", theme=MONOKAI)
    PICTURE.write_text(FONT_FACES.sub("", drawn), encoding="utf-8")


if __name__ == "__main__":
    main()
