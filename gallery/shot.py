"""What hangs in the gallery: one message, and what somebody does so that it is said."""

from dataclasses import dataclass

from gallery.world import Said


@dataclass(frozen=True, slots=True)
class Shot:
    name: str
    about: str
    said: Said
