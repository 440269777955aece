"""What a person may set: `config.yaml`, then HILLTAPE_ variables; secrets come only from the environment."""

from collections.abc import Mapping
from datetime import timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal
from urllib.parse import unquote, urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, model_validator

from bot.config_problems import ConfigError, message, problems_of
from bot.config_sources import put, read_file, read_variables, take_secrets
from bot.config_values import (
    CONTACT,
    GATEWAY,
    HOST,
    ON_OFF,
    OPERATOR_URLS,
    PORT,
    Contact,
    DatabaseUrl,
    Duration,
    GatewayUrl,
    Host,
    Port,
    SiteUrl,
    Token,
    is_loopback,
)

HOME = "https://github.com/hilltape/hilltape"
FILE = Path("config.yaml")
SHIPPED = Path(__file__).parent.parent / FILE

__all__ = ["ConfigError", "Settings", "find_file", "load"]


class Section(BaseModel):
    """Keys that stand together; an empty section means the usual values."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    @model_validator(mode="before")
    @classmethod
    def _empty(cls, given: Any) -> Any:
        return {} if given is None else given


class HouseSettings(Section):
    enabled: bool = Field(default=True, description=ON_OFF)
    every: Duration = timedelta(seconds=60)
    base_url: SiteUrl = "https://disclosures-clerk.house.gov"


class SenateSettings(Section):
    """Off until its terms of use are accepted: 5 U.S.C. 13107(c) says what the reports may be used for."""

    accept_terms: bool = Field(default=False, description=ON_OFF)
    every: Duration = timedelta(minutes=5)
    base_url: SiteUrl = "https://efdsearch.senate.gov"
    media_url: SiteUrl = "https://efd-media-public.senate.gov"


class OgeSettings(Section):
    enabled: bool = Field(default=True, description=ON_OFF)
    every: Duration = timedelta(minutes=15)
    base_url: SiteUrl = "https://extapps2.oge.gov"


class Sources(Section):
    house: HouseSettings = HouseSettings()
    senate: SenateSettings = SenateSettings()
    oge: OgeSettings = OgeSettings()


class TelegramSettings(Section):
    base_url: SiteUrl = "https://api.telegram.org"


class DiscordSettings(Section):
    base_url: SiteUrl = "https://discord.com/api/v10"
    gateway_url: GatewayUrl | None = Field(default=None, description=GATEWAY)


class ConsoleSettings(Section):
    enabled: Literal["auto"] | bool = Field(default="auto", description=f"auto, {ON_OFF}")


class WebhookSettings(Section):
    enabled: bool = Field(default=False, description=ON_OFF)
    allow_private: bool = Field(default=False, description=ON_OFF)


class EmailSettings(Section):
    host: str = Field(default="", description="a mail server's name; empty: no e-mail")
    port: Port = Field(default=587, description=PORT)
    security: Literal["starttls", "tls", "none"] = Field(
        default="starttls", description="starttls, tls, or none on this machine itself"
    )
    user: str = ""
    sender: str = Field(default="", description="what From says, like Hilltape <alerts@example.org>")


class Channels(Section):
    telegram: TelegramSettings = TelegramSettings()
    discord: DiscordSettings = DiscordSettings()
    console: ConsoleSettings = ConsoleSettings()
    email: EmailSettings = EmailSettings()
    webhook: WebhookSettings = WebhookSettings()


class WebSettings(Section):
    host: Host = Field(default="127.0.0.1", description=HOST)
    port: Port = Field(default=8080, description=PORT)
    public_url: SiteUrl | None = Field(default=None, description="https://…, where people reach these pages")


class LogSettings(Section):
    level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="debug, info, warning or error"
    )
    format: Literal["auto", "text", "json"] = Field(default="auto", description="auto, text or json")


class Settings(Section):
    """All of it. Made directly (as the demo does), it reads neither a file nor the environment."""

    database: DatabaseUrl = "sqlite:///hilltape.db"
    contact: Contact | None = Field(default=None, description=CONTACT)
    sources: Sources = Sources()
    channels: Channels = Channels()
    web: WebSettings = WebSettings()
    log: LogSettings = LogSettings()
    telegram_token: Token | None = Field(default=None, description="the token as @BotFather gave it")
    discord_token: Token | None = Field(
        default=None, description="the token as Discord's developer portal gave it"
    )
    email_password: SecretStr | None = Field(default=None, description="the mail server's password")
    operator_urls: SecretStr | None = Field(default=None, description=OPERATOR_URLS)

    @property
    def console_wanted(self) -> bool:
        """Whether the terminal is a channel: as set, or when there is no other."""
        enabled = self.channels.console.enabled
        return not (self.telegram_token or self.discord_token) if enabled == "auto" else enabled

    @property
    def user_agent(self) -> str:
        """What we tell the sites we are."""
        about = f"+{HOME}; {self.contact}" if self.contact else f"+{HOME}"
        return f"Hilltape/{version('hilltape')} ({about})"

    @property
    def data_folder(self) -> Path:
        """Where refreshed reference facts lie: beside the SQLite file, else in the current folder."""
        name = self.database.removeprefix("sqlite:///") if self.database.startswith("sqlite") else "hilltape"
        return Path(name).with_suffix(".data")

    @property
    def secrets(self) -> tuple[str, ...]:
        """Every secret, for what must never show one; a database's password as written and as meant."""
        tokens = [token.get_secret_value() for token in (self.telegram_token, self.discord_token) if token]
        password = urlsplit(self.database).password
        passwords = [password, unquote(password)] if password else []
        if self.email_password:
            passwords.append(self.email_password.get_secret_value())
        return (*tokens, *passwords, *self.told_at)

    @property
    def told_at(self) -> tuple[str, ...]:
        """The addresses at which the operator hears of trouble; each is a secret."""
        return tuple(self.operator_urls.get_secret_value().split()) if self.operator_urls else ()


def find_file(path: Path | None) -> Path | None:
    """The configuration file: the one asked for, else the one here, else the one that came with Hilltape."""
    if path is not None:
        return path
    return next((file for file in (FILE, SHIPPED) if file.exists()), None)


def load(path: Path | None, environment: Mapping[str, str]) -> Settings:
    """The settings of that file (see `find_file`) under those variables. Raises ConfigError."""
    file = find_file(path)
    values = read_file(file) if file else {}
    problems = take_secrets(values)
    variables = read_variables(environment)
    for key, value in variables.items():
        put(values, key, value)
    settings, invalid = _validated(values, {".".join(key) for key in variables})
    problems += invalid
    problems += lacking(settings) if settings else []
    if settings is None or problems:
        raise ConfigError(message(file, problems))
    return settings


def lacking(settings: Settings) -> list[str]:
    """What else has to be set with what is."""
    mail = settings.channels.email
    if not mail.host:
        return []
    needed = {
        "channels.email.sender": "@" in mail.sender,
        "web.public_url": settings.web.public_url is not None,
        "channels.email.security": mail.security != "none" or is_loopback(mail.host),
    }
    return [LACKING[key] for key, well in needed.items() if not well]


LACKING = {
    "channels.email.sender": "channels.email.sender: a host needs one, like Hilltape <alerts@example.org>",
    "web.public_url": "web.public_url: channels.email.host needs it, for the link that ends e-mails",
    "channels.email.security": "channels.email.security: none is only for a server on this machine itself",
}


def _validated(values: Mapping[str, Any], overridden: set[str]) -> tuple[Settings | None, list[str]]:
    try:
        return Settings.model_validate(values), []
    except ValidationError as error:
        return None, problems_of(error, _keys(Settings), overridden)


def _keys(section: type[Section], prefix: str = "") -> dict[str, str]:
    """Every key and section by its dotted name, and what is allowed there."""
    keys: dict[str, str] = {}
    for name, field in section.model_fields.items():
        key = f"{prefix}{name}"
        keys[key] = field.description or ""
        if isinstance(field.annotation, type) and issubclass(field.annotation, Section):
            keys[key] = f"a section with {', '.join(field.annotation.model_fields)}"
            keys |= _keys(field.annotation, f"{key}.")
    return keys
