"""How long a site may be silent before a request is given up, learnt from what it did before."""

from collections import deque

ANSWERS = 20  # the last ones, of which the slowest counts
ADDRESSES = 1000  # a site that is silent whatever it is asked does not fill the memory


class Patience:
    """Seconds of silence a request may take: `shortest` with a quick site, and never more than `longest`.

    Silence keeps everything else from a site, so it has to end soon where the site died; but a slow one must
    not be given up for good. So it gets twice what its slowest answer of late took to begin, and an address
    that was given up gets twice the time when it is asked again, however quick the others are.
    """

    def __init__(self, shortest: float, longest: float) -> None:
        self._shortest = shortest
        self._longest = longest
        self._took: deque[float] = deque(maxlen=ANSWERS)
        self._given_up: dict[str, float] = {}

    def seconds_for(self, url: str) -> float:
        usual = max(self._shortest, 2 * max(self._took, default=0))
        return min(max(usual, self._given_up.get(url, 0)), self._longest)

    def gave_up(self, url: str) -> None:
        self._given_up[url] = 2 * self.seconds_for(url)
        if len(self._given_up) > ADDRESSES:
            del self._given_up[next(iter(self._given_up))]

    def answered(self, url: str, after: float) -> None:
        self._given_up.pop(url, None)
        self._took.append(after)
