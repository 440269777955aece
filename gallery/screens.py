"""Makes pictures of a few shots with the system's Chromium."""

import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageChops

from gallery.page import Sections, screen
from gallery.shot import Shot

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
WIDTH, HEIGHT = 812, 4000
COLOURS = 128  # enough for flat drawings; a third of the size
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-background-networking --no-first-run --hide-scrollbars "
    f"--window-size={WIDTH},{HEIGHT}"
)
PICTURES = {
    "alert": ("Two options", "Nine rows, three of them followed"),
    "long": ("722 rows, all of them followed", "Several owners"),
    "paper-amendment": ("On paper", "An amendment"),
    "digest": ("The morning after quiet hours",),
    "look-up": ("/official ada sample", "/top"),
}


def browser() -> str | None:
    return next((found for name in BROWSERS if (found := shutil.which(name))), None)


def take(sections: Sections, folder: Path, chromium: str) -> None:
    """A picture of each set of shots, light and dark; of several with one name it is the first."""
    every = [shot for shots in sections.values() for shot in shots]
    named = {shot.name: shot for shot in reversed(every)}
    for name, wanted in PICTURES.items():
        for dark in (False, True):
            target = folder / f"{name}-{'dark' if dark else 'light'}.png"
            picture([named[one] for one in wanted], target, chromium, dark=dark)


def picture(shots: Sequence[Shot], target: Path, chromium: str, *, dark: bool) -> None:
    with tempfile.TemporaryDirectory(prefix="hilltape-gallery-") as made:
        source = Path(made) / "screen.html"
        source.write_text(screen(shots, dark=dark), encoding="utf-8")
        raw = Path(made) / "screen.png"
        subprocess.run(
            [
                chromium,
                *FLAGS.split(),
                f"--user-data-dir={made}/profile",
                f"--screenshot={raw}",
                source.as_uri(),
            ],
            check=True,
            capture_output=True,
            timeout=120,
        )
        _small(raw, target)


def _small(raw: Path, target: Path) -> None:
    """Without the empty end, in few colours."""
    with Image.open(raw) as opened:
        image = opened.convert("RGB")
    ground = Image.new("RGB", image.size, image.getpixel((0, image.height - 1)))
    box = ImageChops.difference(image, ground).getbbox() or (0, 0, *image.size)
    cropped = image.crop((0, 0, image.width, min(box[3] + 16, image.height)))
    cropped.quantize(COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(
        target, optimize=True
    )
