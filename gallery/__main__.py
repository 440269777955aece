"""Makes docs/gallery: the page, and pictures of a few messages where there is a Chromium."""

import sys
import tempfile
from pathlib import Path

from bot.logs import set_up
from gallery import alerts, answers, digests, elsewhere, screens, suggestions
from gallery.page import Sections, page
from gallery.world import world

FOLDER = Path(__file__).parent.parent / "docs/gallery"
INSTALL = "apt install chromium fonts-noto-color-emoji"


def sections() -> Sections:
    """Every shot there is, made anew."""
    with tempfile.TemporaryDirectory(prefix="hilltape-gallery-") as folder, world(Path(folder)) as made:
        return {
            "Alerts": list(alerts.shots(made)),
            "Grouped": list(digests.shots(made)),
            "Suggestions": list(suggestions.shots(made)),
            "Answers": list(answers.shots(made)),
            "Elsewhere": list(elsewhere.shots()),
            "Mistakes": list(answers.mistakes(made)),
        }


def main() -> int:
    set_up("critical", "auto", ())
    shown = sections()
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / "index.html").write_text(page(shown), encoding="utf-8")
    print(f"{FOLDER / 'index.html'}: {sum(map(len, shown.values()))} messages", file=sys.stderr)
    chromium = screens.browser()
    if chromium is None:
        print(f"No pictures: there is no Chromium. On Debian or Ubuntu: {INSTALL}", file=sys.stderr)
        return 0
    screens.take(shown, FOLDER, chromium)
    return 0


if __name__ == "__main__":
    sys.exit(main())
