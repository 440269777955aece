"""How far long work has come, shown where somebody looks on."""

from rich.console import Console
from rich.progress import Progress


def shown_progress(*, shown: bool = True) -> Progress:
    """A bar on the error output, if that is a terminal."""
    console = Console(stderr=True)
    return Progress(console=console, disable=not (shown and console.is_terminal))
