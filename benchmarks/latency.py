"""How long from a report's listing to both platforms taking the alert; how fast we start and end."""

import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.kills import follow_everything, publish
from replica import faults
from replica.rig import Outside, Running, wait_for
from replica.server import Server


@dataclass(frozen=True, slots=True)
class Outcome:
    """Seconds. `delay` is from publication to the later platform's taking it; polls are `poll` apart."""

    filings: int
    poll: float
    delay_median: float
    delay_worst: float
    worst_beyond_the_poll: float


@dataclass(frozen=True, slots=True)
class Ends:
    """Seconds: start to ready at a first and a later start, SIGTERM to exit idle and while platforms hang."""

    first_start: float
    later_start: float
    stop_idle: float
    stop_while_platforms_hang: float
    stop_while_the_site_hangs: float
    exit_codes: tuple[int, int, int]


def run(folder: Path, filings: int = 20, poll: float = 1.0) -> Outcome:
    with Outside() as outside, Running(folder, outside.environment(f"sqlite:///{folder}/hilltape.db")):
        chat, channel = outside.telegram_private(), outside.discord_channel(1)
        follow_everything(outside, [chat], [channel])
        wait_for(outside.first_run_over, 60, "the first run")
        delays = []
        for number in range(filings):
            document_id = str(20900001 + number)
            publish(outside, document_id)
            began = time.monotonic()
            wait_for(lambda: outside.told_on_telegram(chat)[document_id], 30, "Telegram")  # noqa: B023
            wait_for(lambda: outside.told_on_discord(channel)[document_id], 30, "Discord")  # noqa: B023
            delays.append(time.monotonic() - began)
            time.sleep(0.13 * (number % 7))  # so that publications fall anywhere between two polls
    delays.sort()
    worst = delays[-1]
    return Outcome(filings, poll, delays[len(delays) // 2], worst, worst - poll)


def ends(folder: Path) -> Ends:
    with (
        Outside() as outside,
        Running(folder, outside.environment(f"sqlite:///{folder}/hilltape.db")) as service,
    ):
        wait_for(outside.first_run_over, 60, "the first run")
        idle_code, idle = service.stop()
        service.start()
        chat, channel = outside.telegram_chat(1), outside.discord_channel(1)
        follow_everything(outside, [chat], [channel])
        outside.telegram.faults.add(faults.slow(60), "sendMessage", times=None)
        outside.discord.faults.add(faults.slow(60), f"channel:{channel.id}", times=None)
        publish(outside, "20900001")
        hanging = ((outside.telegram, "sendMessage"), (outside.discord, f"/channels/{channel.id}/"))
        wait_for(lambda: all(_unanswered(*one) for one in hanging), 30, "a hanging send on both platforms")
        hang_code, hang = service.stop()
        outside.telegram.faults.clear()
        outside.discord.faults.clear()
        service.start()
        outside.clerk.faults.add(faults.slow(60), "*", times=None)
        time.sleep(2)
        site_code, site = service.stop()
        first, later, _last = service.starts
    return Ends(first, later, idle, hang, site, (idle_code, hang_code, site_code))


def _unanswered(server: Server, part: str) -> bool:
    """Whether the newest request whose path has this part still waits for its answer."""
    newest = [seen for seen in list(server.seen) if part in seen.path][-1:]
    return bool(newest) and newest[0].status is None
