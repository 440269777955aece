"""/start and /help: what this is, and how to begin."""

from pathlib import Path

from bot.commands import COMMANDS
from bot.commands.help import LAW
from bot.message import Tone


def commands(message):
    return [button.command for button in message.buttons]


def test_start_says_what_this_is_and_offers_three_follows_that_work(chat):
    message = chat("/start")
    assert message.title == "Hilltape tells you what US officials just traded."
    assert [chat(command).title for command in commands(message)] == [
        "You will hear about: Nancy Pelosi (D, CA-11)",
        "You will hear about: $NVDA trades, by anyone",
        "You will hear about: every report, by anyone",
    ]


def test_a_link_into_the_bot_may_add_something_to_start(chat):
    assert chat("/start from_the_website").title == chat("/start").title


def test_the_readme_quotes_the_law_as_help_does():
    readme = " ".join((Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8").split())
    assert LAW[LAW.index("“") :] in readme


def test_help_is_short_quotes_the_law_and_its_examples_work(chat, published, filing):
    published(filing())
    message = chat("/help")
    assert len(message.lines) <= 12
    assert message.lines[-1] == LAW
    assert "It shall be unlawful for any person to obtain or use a report" in LAW
    for command in commands(message):
        assert chat(command).tone is not Tone.ERROR, command


def test_help_all_lists_every_command_once_and_how_queries_read(chat):
    message = chat("/help all")
    for command in COMMANDS:
        assert sum(line.split()[:1] == [f"/{command.name}"] for line in message.lines) == 1
    assert message.lines[-1].startswith("A query is an official (pelosi), a company (nvidia)")


def test_help_of_one_command_says_more_of_it_and_its_examples_work(chat, published, filing):
    published(filing())
    for command in COMMANDS:
        message = chat(f"/help {command.name}")
        assert command.help in message.title
        assert command.example in message.lines[0]
        assert [chat(typed).tone for typed in commands(message) if chat(typed).tone is Tone.ERROR] == []
    assert commands(chat("/help /Search")) == ["/search pelosi", "/search $NVDA buy"]
    assert commands(chat("/help unfollow")) == commands(chat("/help filing")) == []


def test_help_of_an_unknown_command_says_where_all_are(chat):
    assert chat("/help me").title == "I know no command “me”. /help all lists every one."


def test_every_commands_help_fits_every_menu_and_its_example_names_it():
    for command in COMMANDS:
        assert len(command.help) <= 100
        assert command.example.startswith(f"/{command.name}")


def test_a_missing_argument_names_it(chat):
    message = chat("/official")
    assert message.title == "/official needs a name after it."
    assert message.lines == ("For example: /official pelosi",)


def test_an_argument_too_many_is_not_ignored(chat):
    assert chat("/status 5").title == "/status takes nothing after it."


def test_every_example_can_be_typed_as_it_stands(chat, published, filing, trade):
    published(filing(trades=(trade(ticker="NVDA"),)))
    for command in COMMANDS:
        for example in command.example.split(" or "):
            assert chat(example).tone is not Tone.ERROR
