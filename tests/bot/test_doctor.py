"""What `doctor` finds, against the replicas: each thing well, and each thing wrong with what to do."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.config import SHIPPED
from bot.doctor import Line, State, disk, doctor, python, site
from ingest.fetch import Limits
from ingest.sources.house import House
from replica.clerk import Entry, blank_page
from replica.discord_world import SEND, VIEW
from replica.faults import answer, reset, slow
from replica.mail import PASSWORD, USER, MailReplica
from replica.rig import Outside
from storage.database import Database

NOW = datetime(2026, 6, 23, 14, 2, tzinfo=UTC)
NEW_YEAR = datetime(2031, 1, 2, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def replicas() -> Iterator[Outside]:
    with Outside() as outside:
        entry = Entry("8221321", "Placeholder", "Jane", "DE00", date(2026, 5, 15), 2026)
        outside.clerk.publish(entry, blank_page())
        yield outside


@pytest.fixture
def outside(replicas: Outside) -> Outside:
    for server in (replicas.clerk, replicas.telegram, replicas.discord):
        server.faults.clear()
    return replicas


@pytest.fixture
def variables(outside: Outside, tmp_path: Path) -> dict[str, str]:
    """Settings with which all is well."""
    url = f"sqlite:///{tmp_path}/hilltape.db"
    database = Database(url)
    database.upgrade()
    database.close()
    return outside.environment(url)


def examined(variables: dict[str, str], path: Path | None = SHIPPED) -> dict[str, Line]:
    return {line.what: line for line in asyncio.run(doctor(path, variables, lambda: NOW))}


def problems(lines: dict[str, Line]) -> list[str]:
    return [line.what for line in lines.values() if line.state is State.PROBLEM]


def test_all_is_well(variables: dict[str, str]) -> None:
    lines = examined(variables)
    assert problems(lines) == []
    assert "SQLite 3" in lines["database"].said
    assert "up to date, can be written" in lines["database"].said
    assert lines["Telegram"].said == "@hilltape_bot"
    assert "https://discord.com/oauth2/authorize?" in lines["Discord"].said
    assert "scope=bot+applications.commands" in lines["Discord"].said


def test_how_the_bot_is_set_up_at_each_platform_is_told(variables: dict[str, str]) -> None:
    lines = examined(variables)
    assert "no webhook takes them" in lines["Telegram updates"].said
    assert lines["Telegram inline mode"].said == "on: @hilltape_bot nvda, in any chat"
    assert "nothing else" in lines["Telegram privacy mode"].said
    assert lines["Discord intents"].said.startswith("none that is privileged")
    assert lines["Discord commands"].said == "`./hilltape run` will register them"
    assert lines["Discord permissions"].said == "all that are wanted, in 1 server"


def test_what_is_to_be_set_at_botfather_is_said(outside: Outside, variables: dict[str, str]) -> None:
    telegram = outside.telegram
    telegram.inline, telegram.reads_everything, telegram.webhook = False, True, "https://elsewhere.example"
    lines = examined(variables)
    telegram.inline, telegram.reads_everything, telegram.webhook = True, False, ""
    assert problems(lines) == ["Telegram updates", "Telegram inline mode", "Telegram privacy mode"]
    assert "/setinline to @BotFather" in lines["Telegram inline mode"].said
    assert "/setprivacy to @BotFather" in lines["Telegram privacy mode"].said
    assert "deleteWebhook" in lines["Telegram updates"].said


def test_permissions_that_a_server_did_not_give_are_named(
    outside: Outside, variables: dict[str, str]
) -> None:
    [guild] = outside.discord.world.guilds
    usual, guild.rights = guild.rights, VIEW | SEND
    line = examined(variables)["Discord permissions"]
    guild.rights = usual
    assert line.state is State.PROBLEM
    assert "in Newsroom Embed Links, Attach Files, Read Message History" in line.said
    assert "https://discord.com/oauth2/authorize?" in line.said


def test_a_bot_in_no_server_yet_is_no_problem(outside: Outside, variables: dict[str, str]) -> None:
    guilds = outside.discord.world.guilds
    kept, guilds[:] = list(guilds), []
    line = examined(variables)["Discord permissions"]
    guilds[:] = kept
    assert (line.state, "in no server yet: open https://discord.com" in line.said) == (State.OK, True)


def test_without_tokens_the_platforms_are_off_and_it_is_said_how_to_turn_them_on(
    variables: dict[str, str],
) -> None:
    del variables["HILLTAPE_TELEGRAM_TOKEN"], variables["HILLTAPE_DISCORD_TOKEN"]
    lines = examined(variables)
    assert (lines["Telegram"].state, lines["Discord"].state) == (State.OFF, State.OFF)
    assert "HILLTAPE_TELEGRAM_TOKEN; @BotFather" in lines["Telegram"].said
    assert "HILLTAPE_DISCORD_TOKEN; https://discord.com/developers" in lines["Discord"].said


def test_wrong_tokens_are_problems_and_never_shown(variables: dict[str, str]) -> None:
    variables |= {"HILLTAPE_TELEGRAM_TOKEN": "1:geheim-geheim", "HILLTAPE_DISCORD_TOKEN": "geheim.geheim"}
    lines = examined(variables)
    assert problems(lines) == ["Telegram", "Discord"]
    assert "geheim" not in str(lines)


def test_platforms_out_of_reach_are_problems(variables: dict[str, str]) -> None:
    variables["HILLTAPE_CHANNELS__TELEGRAM__BASE_URL"] = "http://127.0.0.1:1"
    variables["HILLTAPE_CHANNELS__DISCORD__BASE_URL"] = "http://127.0.0.1:1/api/v10"
    lines = examined(variables)
    assert problems(lines) == ["Telegram", "Discord"]
    assert "look at the network, and at channels.telegram.base_url" in lines["Telegram"].said
    for platform in ("Telegram", "Discord"):
        assert lines[platform].said.startswith(f"{platform} is not reachable: ")


@pytest.mark.parametrize(
    ("fault", "advice"),
    [
        (answer(403), "ask less often"),
        (answer(503), "nothing is lost"),
        (answer(404), "sources.house.base_url"),
        (reset, "look at the network"),
    ],
)
def test_a_site_that_does_not_do_its_part_is_a_problem(
    outside: Outside, variables: dict[str, str], fault: object, advice: str
) -> None:
    outside.clerk.faults.add(fault, times=None)  # type: ignore[arg-type]
    lines = examined(variables)
    assert problems(lines) == ["House Clerk"]
    assert advice in lines["House Clerk"].said


def test_the_site_is_asked_without_fetching_anything(outside: Outside) -> None:
    asked = len(outside.clerk.seen)
    assert site(House(outside.clerk.url), "Hilltape", outside.clerk.clock()).state is State.OK
    assert [seen.status for seen in outside.clerk.seen[asked:]] == [304]


def test_a_site_slower_than_a_poll_waits_at_first_is_well(outside: Outside) -> None:
    outside.clerk.faults.add(slow(Limits().silence + 0.5))
    assert site(House(outside.clerk.url), "Hilltape", outside.clerk.clock()).state is State.OK


def test_a_new_year_without_an_index_is_no_problem_yet(outside: Outside) -> None:
    assert site(House(outside.clerk.url), "Hilltape", NEW_YEAR).state is State.OK


def test_a_source_switched_off_is_not_asked(outside: Outside, variables: dict[str, str]) -> None:
    asked = len(outside.clerk.seen)
    lines = examined({**variables, "HILLTAPE_SOURCES__HOUSE__ENABLED": "false"})
    assert (lines["House Clerk"].state, len(outside.clerk.seen)) == (State.OFF, asked)
    assert lines["House Clerk"].said == "set sources.house.enabled to true"


def test_the_senate_is_off_until_its_terms_are_accepted(outside: Outside, variables: dict[str, str]) -> None:
    line = examined(variables)["Senate eFD"]
    assert (line.state, "5 U.S.C. 13107(c)" in line.said) == (State.OFF, True)
    assert "set sources.senate.accept_terms to true" in line.said
    assert outside.senate.seen == []


def test_every_site_that_is_on_is_asked_for_its_list(outside: Outside, variables: dict[str, str]) -> None:
    everywhere = {**variables, **outside.environment(variables["HILLTAPE_DATABASE"], every_office=True)}
    lines = examined(everywhere)
    assert {lines[what].state for what in ("House Clerk", "Senate eFD", "OGE")} == {State.OK}
    outside.oge.faults.add(answer(200, b"<html>", "text/html"))
    assert "look for a newer Hilltape" in examined(everywhere)["OGE"].said


def test_a_new_database_is_not_made_by_looking(variables: dict[str, str], tmp_path: Path) -> None:
    lines = examined({**variables, "HILLTAPE_DATABASE": f"sqlite:///{tmp_path}/new.db"})
    assert lines["database"].state is State.OK
    assert "will be made by `./hilltape run`" in lines["database"].said
    assert not (tmp_path / "new.db").exists()


def test_a_folder_that_is_not_there_is_a_problem(variables: dict[str, str], tmp_path: Path) -> None:
    lines = examined({**variables, "HILLTAPE_DATABASE": f"sqlite:///{tmp_path}/nowhere/new.db"})
    assert problems(lines) == ["database"]
    assert "make that folder" in lines["database"].said


def test_a_file_that_is_no_database_is_a_problem(variables: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "notes.db").write_text("Buy milk. " * 100, encoding="utf-8")
    lines = examined({**variables, "HILLTAPE_DATABASE": f"sqlite:///{tmp_path}/notes.db"})
    assert "not a database" in lines["database"].said


def test_a_database_server_out_of_reach_is_a_problem_without_its_password(variables: dict[str, str]) -> None:
    lines = examined({**variables, "HILLTAPE_DATABASE": "postgresql://me:geheim@127.0.0.1:1/hilltape"})
    assert problems(lines) == ["database"]
    assert "me:***@127.0.0.1" in lines["database"].said
    assert "geheim" not in str(lines)


def test_postgresql_is_examined_like_sqlite(variables: dict[str, str], postgres_url: str) -> None:
    variables["HILLTAPE_DATABASE"] = postgres_url
    assert "will bring its tables up to date" in examined(variables)["database"].said
    database = Database(postgres_url)
    database.upgrade()
    database.close()
    assert "up to date, can be written" in examined(variables)["database"].said


def test_a_configuration_that_cannot_be_used_is_told_and_nothing_else_asked(tmp_path: Path) -> None:
    lines = examined({}, tmp_path / "nowhere.yaml")
    assert problems(lines) == ["configuration"]
    assert list(lines) == ["Python", "configuration"]


def test_an_old_python_is_a_problem() -> None:
    assert python((3, 10, 14)).state is State.PROBLEM
    assert python((3, 11, 0)) == Line(State.OK, "Python", "3.11.0")


def test_free_room_is_told(tmp_path: Path) -> None:
    assert "GB free" in disk(tmp_path / "not" / "yet").said


def test_alerts_to_the_operator_are_off_set_or_not_understood_and_never_shown(
    variables: dict[str, str],
) -> None:
    def said(urls: str) -> Line:
        return examined({**variables, "HILLTAPE_OPERATOR_URLS": urls})["alerts to you"]

    assert said("").state is State.OFF
    assert said("json://a:geheim@127.0.0.1 ntfy://topic").said == "2 set in HILLTAPE_OPERATOR_URLS"
    wrong = said("json://127.0.0.1 nonsense://geheim")
    assert (wrong.state, "number 2 of 2" in wrong.said, "geheim" in wrong.said) == (
        State.PROBLEM,
        True,
        False,
    )


@pytest.mark.parametrize(("password", "state"), [(PASSWORD, State.OK), ("wrong-one", State.PROBLEM)])
def test_the_mail_servers_login_is_tried_and_nothing_sent(
    variables: dict[str, str], password: str, state: State
) -> None:
    with MailReplica() as replica:
        mail = {"HOST": "127.0.0.1", "PORT": str(replica.port), "SECURITY": "none", "USER": USER}
        mail |= {"SENDER": "Hilltape <a@h.example>"}
        variables |= {f"HILLTAPE_CHANNELS__EMAIL__{name}": value for name, value in mail.items()}
        variables |= {"HILLTAPE_EMAIL_PASSWORD": password, "HILLTAPE_WEB__PUBLIC_URL": "https://h.example"}
        line = examined(variables)["E-mail"]
        assert (line.state, replica.tries) == (state, [])
        assert "wrong-one" not in line.said
