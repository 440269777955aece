"""The configuration: what is taken, and what each mistake is told."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import yaml

from bot.config import SHIPPED, ConfigError, Settings, load
from bot.config_problems import PREFIX, SECRETS, variable_of

Load = Callable[..., Settings]
ANOTHER_COMPUTER = "http://disclosures-clerk.house.gov"


@pytest.fixture
def loaded(tmp_path: Path) -> Load:
    """Loads a file of this text under these HILLTAPE_ variables, named without the prefix."""

    def load_text(text: str = "", **variables: str) -> Settings:
        file = tmp_path / "config.yaml"
        file.write_text(text, encoding="utf-8")
        return load(file, {f"HILLTAPE_{name}": value for name, value in variables.items()})

    return load_text


def refusal(loaded: Load, text: str = "", **variables: str) -> str:
    with pytest.raises(ConfigError) as caught:
        loaded(text, **variables)
    return str(caught.value)


def test_the_shipped_file_says_what_is_used_without_it() -> None:
    assert load(SHIPPED, {}) == Settings()


def test_every_key_of_the_settings_stands_in_the_shipped_file() -> None:
    text = SHIPPED.read_text(encoding="utf-8")
    written = yaml.safe_load(text)
    meant = Settings().model_dump(exclude=set(SECRETS))
    assert names(written) == names(meant)


def names(section: object) -> object:
    return {key: names(value) for key, value in section.items()} if isinstance(section, dict) else None


def test_an_empty_section_means_the_usual_values(loaded: Load) -> None:
    assert loaded("sources:\nchannels:\n  discord:\n") == Settings()


def test_a_variable_goes_before_the_file(loaded: Load) -> None:
    settings = loaded("sources: {house: {every: 5m, enabled: false}}", SOURCES__HOUSE__EVERY="1h")
    assert settings.sources.house.every == timedelta(hours=1)
    assert not settings.sources.house.enabled


def test_a_variable_can_unset_a_key_and_an_empty_one_sets_nothing(loaded: Load) -> None:
    assert loaded("contact: me@example.org", CONTACT="null").contact is None
    assert loaded("contact: me@example.org", CONTACT="", TELEGRAM_TOKEN="").contact == "me@example.org"


def test_every_base_url_can_be_set_to_this_machine(loaded: Load) -> None:
    here = "127.0.0.1:8080"
    settings = loaded(
        SOURCES__HOUSE__BASE_URL=f"http://{here}/",
        CHANNELS__TELEGRAM__BASE_URL=f"http://{here}",
        CHANNELS__DISCORD__BASE_URL="http://localhost:1/api/v10",
        CHANNELS__DISCORD__GATEWAY_URL="ws://[::1]:9",
    )
    assert settings.sources.house.base_url == f"http://{here}"
    assert settings.channels.discord.gateway_url == "ws://[::1]:9"


def test_other_variables_are_none_of_our_business() -> None:
    assert load(SHIPPED, {"PATH": "/bin", "TELEGRAM_TOKEN": "x"}) == Settings()


def test_settings_do_not_change(loaded: Load) -> None:
    with pytest.raises(ValueError, match="frozen"):
        loaded().sources.house.enabled = False


@pytest.mark.parametrize(("given", "seconds"), [("1s", 1), ("60s", 60), ("5m", 300), ("24h", 86400)])
def test_a_duration_is_a_number_with_its_unit(loaded: Load, given: str, seconds: int) -> None:
    assert loaded(SOURCES__HOUSE__EVERY=given).sources.house.every == timedelta(seconds=seconds)


@pytest.mark.parametrize("given", ["0s", "25h", "60", "-5m", "5 m", "1.5h", "1d", "99999999h", "٥s"])
def test_other_durations_are_refused_with_what_is_allowed(loaded: Load, given: str) -> None:
    said = refusal(loaded, f"sources: {{house: {{every: {given}}}}}")
    assert "sources.house.every: " in said
    assert given in said
    assert "60s, 5m or 1h" in said


@pytest.mark.parametrize(
    ("key", "given", "allowed"),
    [
        ("database", "mysql://localhost/x", "sqlite:///FILE"),
        ("database", "sqlite://", "no file is named"),
        ("database", "sqlite:///:memory:", "no file is named"),
        ("database", "postgresql://localhost", "no database is named"),
        ("contact", "two\nlines", "e-mail"),
        ("contact", "a;b", "User-Agent"),
        ("log.level", "loud", "debug, info, warning or error"),
        ("log.format", "xml", "auto, text or json"),
        ("sources.house.enabled", "perhaps", "true or false"),
        ("sources.house.base_url", "clerk.house.gov", "https://HOST"),
        ("sources.house.base_url", ANOTHER_COMPUTER, "only for this machine"),
        ("sources.house.base_url", "https://clerk.house.gov/?a=1", "https://HOST"),
        ("sources.house.base_url", "https://clerk.house.gov:99999", "https://HOST"),
        ("channels.telegram.base_url", "https://", "https://HOST"),
        ("channels.discord.gateway_url", "https://discord.com", "wss://HOST"),
        ("channels.console.enabled", "sometimes", "auto, true or false"),
        ("web.host", "example.org", "an address of this machine"),
        ("web.port", "65536", "from 0 to 65535"),
    ],
)
def test_an_impossible_value_is_named_with_what_is_allowed(
    loaded: Load, key: str, given: str, allowed: str
) -> None:
    variable = variable_of(key).removeprefix(PREFIX)
    said = refusal(loaded, **{variable: given})
    assert f"HILLTAPE_{variable}: " in said
    assert "was given" in said
    assert allowed in said


def test_all_problems_are_told_at_once(loaded: Load) -> None:
    said = refusal(loaded, "contact: 5\nlog: {level: loud}", SOURCES__HOUSE__EVERY="0s", SOURCS="x")
    assert said.count("\n- ") == 4


def test_a_wrong_value_of_a_variable_is_told_by_the_variables_name(loaded: Load) -> None:
    assert "HILLTAPE_LOG__LEVEL: " in refusal(loaded, LOG__LEVEL="loud")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("log: {levl: info}", "log.levl: there is no such key; did you mean log.level?"),
        ("datbase: x", "did you mean database?"),
        ("nonsense: 1", "known are database, contact, sources, channels, web, log"),
        ("log: {zzz: 1}", "known are log.level, log.format"),
        ("1: 2", "1: there is no such key"),
        ("sources: 3", "sources: 3 was given; allowed is a section with house"),
        ("telegram_tokn: '123:abc'", "did you mean HILLTAPE_TELEGRAM_TOKEN?"),
    ],
)
def test_an_unknown_key_is_told_the_nearest_one(loaded: Load, text: str, said: str) -> None:
    assert said in refusal(loaded, text)


@pytest.mark.parametrize(
    ("variable", "meant"),
    [
        ("SOURCES__HOUSE__EVRY", "HILLTAPE_SOURCES__HOUSE__EVERY"),
        ("SOURCS__HOUSE__EVERY", "HILLTAPE_SOURCES__HOUSE__EVERY"),
        ("SOURCES_HOUSE_EVERY", "HILLTAPE_SOURCES__HOUSE__EVERY"),
        ("TELEGRAM_TOKN", "HILLTAPE_TELEGRAM_TOKEN"),
    ],
)
def test_an_unknown_variable_is_not_ignored(loaded: Load, variable: str, meant: str) -> None:
    said = refusal(loaded, **{variable: "5m"})
    assert f"HILLTAPE_{variable}: there is no such key; did you mean {meant}?" in said


@pytest.mark.parametrize("text", ["telegram_token: '{}'", "channels: {{telegram: {{token: '{}'}}}}"])
def test_a_token_in_the_file_is_refused_without_showing_it(loaded: Load, text: str) -> None:
    said = refusal(loaded, text.format("123:geheim"))
    assert "secrets come only from the environment" in said
    assert "set HILLTAPE_TELEGRAM_TOKEN" in said
    assert "geheim" not in said


def test_where_the_operator_is_told_is_a_secret_and_has_no_place_in_the_file(loaded: Load) -> None:
    said = refusal(loaded, "operator_urls: json://me:geheim@host")
    assert "set HILLTAPE_OPERATOR_URLS" in said
    assert "geheim" not in said


def test_a_password_in_the_file_is_refused_without_showing_it(loaded: Load) -> None:
    said = refusal(loaded, "database: postgresql://me:geheim@host/hilltape")
    assert "set HILLTAPE_DATABASE" in said
    assert "geheim" not in said


@pytest.mark.parametrize(
    ("variable", "given"),
    [
        ("TELEGRAM_TOKEN", "geheim geheim"),
        ("DATABASE", "mysql://me:geheim@host/hilltape"),
        ("DATABASE", "postgresql://me:geheim/geheim@host/hilltape"),
        ("DATABASE", "postgresql://me:12/geheim@host/hilltape"),
        ("DATABASE", "postgresql://host/hilltape?password=geheim"),
        ("SOURCES__HOUSE__BASE_URL", "https://me:geheim@host"),
    ],
)
def test_no_error_shows_a_secret(loaded: Load, variable: str, given: str) -> None:
    said = refusal(loaded, **{variable: given})
    assert f"HILLTAPE_{variable}: " in said
    assert "geheim" not in said


def test_no_representation_shows_a_secret_but_all_are_known(loaded: Load) -> None:
    settings = loaded(
        TELEGRAM_TOKEN="1:geheim",
        DISCORD_TOKEN="geheim2",
        DATABASE="postgresql://me:geheim%40@host/db",
        OPERATOR_URLS=" json://geheim3  json://geheim4",
    )
    assert "geheim" not in f"{settings!r}{settings}"
    assert settings.secrets == (
        "1:geheim",
        "geheim2",
        "geheim%40",
        "geheim@",
        "json://geheim3",
        "json://geheim4",
    )


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"database: x\nlog: [1", "line 2: expected"),
        (b"a: 1\na: 2", "line 2: a stands twice"),
        (b"a: b: c", "line 1: mapping values are not allowed here"),
        (b"- database", "holds no keys"),
        (b"a: \x07", "signs that YAML does not allow"),
        (b"a: \xff", "not text in UTF-8"),
    ],
)
def test_a_file_that_is_no_yaml_is_told_where(tmp_path: Path, content: bytes, said: str) -> None:
    file = tmp_path / "config.yaml"
    file.write_bytes(content)
    with pytest.raises(ConfigError, match=said):
        load(file, {})


def test_a_file_asked_for_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"nowhere\.yaml cannot be read: No such file"):
        load(tmp_path / "nowhere.yaml", {})


def test_the_file_in_the_current_folder_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("config.yaml").write_text("contact: here@example.org", encoding="utf-8")
    assert load(None, {}).contact == "here@example.org"


def test_without_one_the_shipped_file_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert load(None, {}) == Settings()


def test_the_console_is_on_when_nothing_else_is(loaded: Load) -> None:
    assert loaded().console_wanted
    assert not loaded(TELEGRAM_TOKEN="1:x").console_wanted
    assert loaded(TELEGRAM_TOKEN="1:x", CHANNELS__CONSOLE__ENABLED="true").console_wanted
    assert not loaded("channels: {console: {enabled: false}}").console_wanted


def test_sites_are_told_who_asks(loaded: Load) -> None:
    assert loaded().user_agent == "Hilltape/0.1.0 (+https://github.com/hilltape/hilltape)"
    assert loaded(CONTACT="me@example.org").user_agent.endswith("hilltape; me@example.org)")


def test_refreshed_facts_lie_beside_the_database(loaded: Load) -> None:
    assert loaded(DATABASE="sqlite:////srv/trades.db").data_folder == Path("/srv/trades.data")
    assert loaded(DATABASE="postgresql://me@host/db").data_folder == Path("hilltape.data")


MAIL = "channels: {email: {host: smtp.example.org, sender: 'Hilltape <a@example.org>'}}"
PAGES = "web: {public_url: 'https://hilltape.example.org'}"


def test_a_mail_server_with_all_that_it_needs_is_taken(loaded: Load) -> None:
    settings = loaded(f"{MAIL}\n{PAGES}", EMAIL_PASSWORD="hush-of-a-server")
    assert "hush-of-a-server" in settings.secrets
    assert "hush-of-a-server" not in repr(settings)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (MAIL, "web.public_url: channels.email.host needs it"),
        ("channels: {email: {host: smtp.example.org}}", "channels.email.sender: a host needs one"),
        (MAIL.replace("host:", "security: none, host:"), "channels.email.security: none is only for"),
        (f"{MAIL}\nweb: {{public_url: 'http://example.org'}}", "web.public_url"),
        ("channels: {email: {password: hush}}", "HILLTAPE_EMAIL_PASSWORD"),
    ],
)
def test_a_mail_server_that_lacks_something_says_what(loaded: Load, text: str, said: str) -> None:
    assert said in refusal(loaded, text)
    assert "hush" not in refusal(loaded, text)
