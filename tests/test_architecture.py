"""The shape of the code, as DESIGN and STYLE have it: who may import whom, and how long things may be."""

import ast
import re
from collections.abc import Iterator
from fnmatch import fnmatch
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("bot", "ingest", "storage")
OURS = (*PACKAGES, "replica", "benchmarks", "chaos", "gallery")

LOWER = {"bot": {"ingest", "storage"}, "ingest": {"storage"}, "storage": set[str]()}

DOORS = {
    "PIL": (
        "ingest/first_page.py",
        "ingest/row_picture.py",
        "ingest/upright.py",
        "replica/printer_scan.py",
        "replica/telegram_photo.py",
    ),
    "aiohttp": ("bot/channels/discord/*", "bot/channels/webhook/*", "replica/*"),
    "aiosmtplib": ("bot/channels/email/*",),
    "alembic": ("storage/*",),
    "apprise": ("bot/operator.py",),
    "apscheduler": ("bot/schedule.py",),
    "discord": ("bot/channels/discord/*",),
    "filelock": ("storage/lock.py",),
    "fastapi": ("bot/web/*",),
    "httpx": ("bot/channels/telegram/*",),
    "matplotlib": ("bot/chart.py",),
    "lxml": ("ingest/html.py", "ingest/sources/house_index.py"),
    "pdfplumber": ("ingest/pdf/*",),
    "prompt_toolkit": ("bot/channels/console*.py",),
    "prometheus_client": ("bot/counting.py", "bot/web/*"),
    "psycopg": ("storage/*",),
    "pydantic": ("bot/config*.py",),
    "pypdfium2": ("ingest/pdf/pdfium.py", "ingest/pdf/drawing.py"),
    "requests": ("ingest/fetch_call.py",),
    "sqlalchemy": ("storage/*",),
    "standardwebhooks": ("bot/channels/webhook/*", "replica/webhook.py"),
    "telegram": ("bot/channels/telegram/*",),
    "typer": ("bot/cli*.py",),
    "uvicorn": ("bot/web/server.py",),
    "urllib3": ("ingest/fetch.py", "ingest/fetch_call.py"),
    "yaml": ("bot/config*.py",),
}

PURE = (
    "storage/trade.py",
    "storage/model.py",
    "storage/query.py",
    "storage/query_errors.py",
    "storage/parse.py",
    "storage/term_reading.py",
    "storage/terms.py",
    "storage/vocabulary.py",
    "storage/facts.py",
    "storage/due.py",
    "storage/kinds.py",
    "storage/hours.py",
    "storage/names.py",
    "storage/seats.py",
    "storage/symbols.py",
)
SOURCE_MAY_IMPORT = {
    *("ingest.source", "ingest.fetch", "ingest.pdf", "ingest.html"),
    *("ingest.fields", "ingest.doubts", "ingest.errors", "ingest.looks"),
    "storage.model",
}
CHANNEL_MAY_IMPORT = {"bot.channel", "bot.channels", "bot.errors", "bot.message", "storage.model"}

CLOCKS = {"datetime": {"now", "utcnow", "today"}, "date": {"today"}, "time": {"time", "time_ns"}}
# bot/schedule.py: APScheduler reads it by itself, and what it does with a clock set back is mended there
READ_THE_TIME = (
    *("bot/app.py", "bot/cli.py", "bot/demo.py", "bot/schedule.py"),
    *("replica/*", "benchmarks/*", "chaos/*"),
)

BROAD = {
    ("ingest/poll.py", "poll"),  # one poll
    ("ingest/poll.py", "take"),  # one document
    ("ingest/match.py", "_advance"),  # one fan-out
    ("bot/deliver.py", "_send"),  # one delivery: sending it
    ("bot/deliver.py", "_told"),  # one delivery: putting it into words
    ("bot/answer.py", "__call__"),  # one answer
    ("bot/supervise.py", "supervise"),  # one supervised client
}

LONGEST_MODULE = 300
LONGEST_FUNCTION = 50
FREE_OF_LENGTH = "storage/upgrades/*"


@cache
def modules(*packages: str) -> dict[str, ast.Module]:
    """Every module of these packages by its path, `ingest/poll.py`."""
    files = [file for package in packages for file in sorted((ROOT / package).rglob("*.py"))]
    return {file.relative_to(ROOT).as_posix(): ast.parse(file.read_text(encoding="utf-8")) for file in files}


def imports(tree: ast.AST) -> Iterator[str]:
    """Every name imported anywhere in it, dotted: `ingest.poll`, `ingest.poll.poll`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def within(name: str, allowed: set[str]) -> bool:
    return any(name == prefix or name.startswith(f"{prefix}.") for prefix in allowed)


def is_ours(name: str) -> bool:
    return name.partition(".")[0] in OURS


def matches(path: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatch(path, pattern) for pattern in patterns)


def test_every_import_is_absolute() -> None:
    relative = [
        path
        for path, tree in modules(*OURS).items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.level
    ]
    assert relative == []


@pytest.mark.parametrize("package", PACKAGES)
def test_imports_go_down_the_alphabet(package: str) -> None:
    upwards = [
        (path, name)
        for path, tree in modules(package).items()
        for name in imports(tree)
        if name.partition(".")[0] in set(PACKAGES) - LOWER[package] - {package}
    ]
    assert upwards == []


def test_only_the_demo_imports_replicas() -> None:
    importing = {
        path
        for path, tree in modules(*PACKAGES).items()
        if any(within(name, {"replica", "benchmarks", "chaos", "gallery", "tests"}) for name in imports(tree))
    }
    assert importing <= {"bot/demo.py"}


@pytest.mark.parametrize("library", DOORS)
def test_each_outside_library_has_one_door(library: str) -> None:
    elsewhere = [
        path
        for path, tree in modules(*PACKAGES, "replica").items()
        if any(within(name, {library}) for name in imports(tree)) and not matches(path, DOORS[library])
    ]
    assert elsewhere == []


@pytest.mark.parametrize("path", PURE)
def test_what_things_are_depends_on_nothing_else_of_ours(path: str) -> None:
    allowed = {file.removesuffix(".py").replace("/", ".") for file in PURE}
    others = [name for name in imports(modules("storage")[path]) if is_ours(name)]
    assert [name for name in others if not within(name, allowed)] == []


def test_a_source_knows_no_database_and_no_other_source() -> None:
    known = []
    for path, tree in modules("ingest/sources").items():
        own = f"ingest.sources.{re.split('[/._]', path.removeprefix('ingest/sources/'))[0]}"
        for name in imports(tree):
            helper = name.startswith(f"{own}_") or name.startswith(f"{own}.")
            if is_ours(name) and not within(name, SOURCE_MAY_IMPORT) and not helper:
                known.append((path, name))
    assert [(path, name) for path, name in known if not path.endswith("/__init__.py")] == []


def test_a_channel_knows_no_command_no_wording_and_no_database() -> None:
    known = [
        (path, name)
        for path, tree in modules("bot/channels").items()
        for name in imports(tree)
        if is_ours(name) and not within(name, CHANNEL_MAY_IMPORT)
    ]
    assert known == []


def test_nothing_reads_the_time_by_itself() -> None:
    reading = [
        (path, node.lineno)
        for path, tree in modules(*OURS).items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and node.attr in CLOCKS.get(ast.unparse(node.value).rpartition(".")[2], set())
        and not matches(path, READ_THE_TIME)
    ]
    assert reading == []


def module_of(name: str, paths: dict[str, str]) -> str:
    """The path of the module an imported name is, or is defined in; `""` when it is not ours."""
    return paths.get(name) or paths.get(name.rpartition(".")[0], "")


def test_no_imports_go_in_a_circle() -> None:
    trees = modules(*OURS)
    paths = {path.removesuffix(".py").removesuffix("/__init__").replace("/", "."): path for path in trees}
    graph = {
        path: {module_of(name, paths) for name in imports(tree)} - {path, ""} for path, tree in trees.items()
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(f"in a circle: {error.args[1]}")


def broad_handlers(tree: ast.AST) -> Iterator[str]:
    """The function of each handler that takes any exception and does not let it go on."""
    functions = (n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef))
    for function in functions:
        for node in ast.walk(function):
            if isinstance(node, ast.ExceptHandler) and is_broad(node.type) and not goes_on(node):
                yield function.name


def is_broad(kind: ast.expr | None) -> bool:
    kinds = kind.elts if isinstance(kind, ast.Tuple) else [kind]
    return any(one is None or ast.unparse(one) in ("Exception", "BaseException") for one in kinds)


def goes_on(handler: ast.ExceptHandler) -> bool:
    return isinstance(handler.body[-1], ast.Raise) and handler.body[-1].exc is None


def test_any_exception_is_caught_in_six_places_only() -> None:
    found = [(path, name) for path, tree in modules(*OURS).items() for name in broad_handlers(tree)]
    assert sorted(found) == sorted(BROAD)


def test_no_module_is_long() -> None:
    lengths = {
        path: len((ROOT / path).read_text(encoding="utf-8").splitlines())
        for path in modules(*OURS)
        if not fnmatch(path, FREE_OF_LENGTH)
    }
    assert {path: length for path, length in lengths.items() if length > LONGEST_MODULE} == {}


def test_no_function_is_long() -> None:
    long = [
        (path, node.name, length)
        for path, tree in modules(*OURS, "tests").items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := (node.end_lineno or 0) - node.lineno + 1) > LONGEST_FUNCTION
        and not fnmatch(path, FREE_OF_LENGTH)
    ]
    assert long == []


def test_every_module_opens_with_a_sentence() -> None:
    without = [
        path
        for path, tree in modules(*OURS).items()
        if tree.body and not (ast.get_docstring(tree) or "").strip()
    ]
    assert [path for path in without if not fnmatch(path, FREE_OF_LENGTH)] == []


@pytest.mark.parametrize(
    "code",
    [
        "def f():\n try: pass\n except Exception: pass",
        "def f():\n try: pass\n except: pass",
        "def f():\n try: pass\n except (OSError, BaseException): pass",
    ],
)
def test_a_broad_handler_is_recognised(code: str) -> None:
    assert list(broad_handlers(ast.parse(code))) == ["f"]
