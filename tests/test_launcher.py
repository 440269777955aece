"""The shell script at the root, run with a Python that only pretends to install anything."""

import shutil
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TOOLS = ("cat", "chmod", "cksum", "cp", "dirname", "id", "mkdir", "sh")
SHELLS = [shell for shell in ("sh", "dash", "bash", "busybox") if shutil.which(shell)]

# What stands for Python: it makes a .venv whose programs note how they were called.
PYTHON = f"""#!/bin/sh
case "$1 $2" in
    "-c "*) exec {sys.executable} "$@" ;;
    "-m venv")
        echo "noise of venv"
        [ -e "$here/no-venv" ] && exit 1
        mkdir -p "$4/bin" && cp "$here/program" "$4/bin/python" && cp "$here/program" "$4/bin/hilltape"
        for tool in ruff mypy; do cp "$here/program" "$4/bin/$tool"; done ;;
esac
"""
PROGRAM = """#!/bin/sh
for word in "${0##*/}" "$@"; do printf '<%s>' "$word"; done >>"$here/calls"
echo >>"$here/calls"
case "$2" in pip) echo "noise of pip" ;; *) echo "${0##*/} says hello"; exit "${CODE:-0}" ;; esac
"""


class Machine:
    """A folder with Hilltape's script and a PATH of its own; `tools` is that path."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "hill tape"
        self.tools = folder / "tools"
        self.here = folder
        for made in (self.folder, self.tools):
            made.mkdir()
        for name in ("hilltape", "pyproject.toml", "constraints.txt"):
            shutil.copy(ROOT / name, self.folder)
        for tool in TOOLS:
            (self.tools / tool).symlink_to(shutil.which(tool) or "")
        self.program("program", PROGRAM, folder)

    def program(self, name: str, text: str, folder: Path | None = None) -> None:
        file = (folder or self.tools) / name
        file.write_text(text, encoding="utf-8")
        file.chmod(file.stat().st_mode | stat.S_IXUSR)

    def run(self, *words: str, shell: str = "sh", **variables: str) -> subprocess.CompletedProcess[str]:
        environment = {"PATH": str(self.tools), "here": str(self.here), **variables}
        command = [shutil.which(shell) or shell, *(["sh"] if shell == "busybox" else [])]
        script = str(self.folder / "hilltape")
        return subprocess.run([*command, script, *words], env=environment, capture_output=True, text=True)

    @property
    def calls(self) -> list[str]:
        """What the installed programs were called with, in order."""
        file = self.here / "calls"
        return file.read_text(encoding="utf-8").splitlines() if file.exists() else []


@pytest.fixture
def bare(tmp_path: Path) -> Machine:
    """A machine without Python."""
    return Machine(tmp_path)


@pytest.fixture
def machine(bare: Machine) -> Machine:
    bare.program("python3.11", PYTHON)
    return bare


@pytest.mark.parametrize("shell", SHELLS)
def test_every_shell_understands_it(shell: str) -> None:
    command = [shell, "sh"] if shell == "busybox" else [shell]
    assert subprocess.run([*command, "-n", str(ROOT / "hilltape")], check=False).returncode == 0


def test_it_can_be_started_as_it_is() -> None:
    assert (ROOT / "hilltape").stat().st_mode & stat.S_IXUSR


@pytest.mark.parametrize("shell", SHELLS)
def test_it_sets_up_once_and_runs(machine: Machine, shell: str) -> None:
    first = machine.run("read", "house", "a b.pdf", "$x", shell=shell)
    second = machine.run("doctor", shell=shell)
    assert (first.returncode, first.stdout) == (0, "hilltape says hello\n")
    assert "Setting up .venv" in first.stderr
    assert (second.stdout, second.stderr) == ("hilltape says hello\n", "")
    assert machine.calls[-2:] == ["<hilltape><read><house><a b.pdf><$x>", "<hilltape><doctor>"]
    assert sum("<pip><install>" in call for call in machine.calls) == 1


def test_what_setting_up_says_never_mixes_with_what_a_command_prints(machine: Machine) -> None:
    result = machine.run("read", "house", "1.pdf")
    assert "noise" not in result.stdout
    assert "noise of venv\nnoise of pip" in result.stderr


def test_the_exit_code_is_the_commands(machine: Machine) -> None:
    assert machine.run("doctor", CODE="3").returncode == 3


def test_help_lists_the_development_commands(machine: Machine) -> None:
    said = machine.run("help").stdout
    assert [name for name in ("test [ARGS]", "lint", "bench [NAME]") if name not in said] == []
    assert machine.run().stdout == said


def test_without_python_it_names_the_line_to_type(bare: Machine) -> None:
    result = bare.run("doctor")
    assert (result.returncode, result.stdout) == (1, "")
    assert "Hilltape needs Python 3.11 or newer." in result.stderr
    assert "apt install python3 python3-venv" in result.stderr


def test_an_old_python_does_not_do(bare: Machine) -> None:
    bare.program("python3", "#!/bin/sh\nexit 1\n")
    assert "needs Python 3.11" in bare.run("doctor").stderr


def test_a_python_without_venv_names_the_line_to_type(machine: Machine) -> None:
    (machine.here / "no-venv").touch()
    result = machine.run("doctor")
    version = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    assert (result.returncode, result.stdout) == (1, "")
    assert f"This Python has no venv. On Debian or Ubuntu: apt install {version}, then" in result.stderr


def test_after_that_line_it_works(machine: Machine) -> None:
    (machine.here / "no-venv").touch()
    machine.run("doctor")
    (machine.here / "no-venv").unlink()
    assert machine.run("doctor").stdout == "hilltape says hello\n"


def moved(machine: Machine) -> None:
    machine.folder = machine.folder.rename(machine.here / "elsewhere")


def newer(machine: Machine) -> None:
    with (machine.folder / "constraints.txt").open("a", encoding="utf-8") as constraints:
        constraints.write("another==1.0\n")


def damaged(machine: Machine) -> None:
    (machine.folder / ".venv" / "bin" / "python").unlink()


@pytest.mark.parametrize("change", [moved, newer, damaged])
def test_it_sets_up_again_when_something_changed(machine: Machine, change: Callable[[Machine], None]) -> None:
    machine.run("doctor")
    change(machine)
    result = machine.run("doctor")
    assert (result.returncode, "Setting up .venv" in result.stderr) == (0, True)
    assert machine.run("doctor").stderr == ""


def test_testing_installs_what_tests_need_and_hands_on_arguments(machine: Machine) -> None:
    machine.program("initdb", "#!/bin/sh\n")
    machine.run("doctor")
    machine.run("test", "-k", "a b")
    assert any(call.endswith("hill tape[dev]>") for call in machine.calls)
    assert machine.calls[-1] == "<python><-m><pytest><-k><a b>"


def test_what_tests_need_serves_everything_else_too(machine: Machine) -> None:
    machine.run("lint")
    assert machine.run("doctor").stderr == ""


def test_one_more_test_runs_at_a_time_than_there_are_cores(machine: Machine) -> None:
    machine.program("getconf", "#!/bin/sh\n[ $1 = _NPROCESSORS_ONLN ] && echo 4\n")
    machine.program("initdb", "#!/bin/sh\n")
    machine.run("test")
    assert machine.calls[-1] == "<python><-m><pytest><-n><5><--dist><worksteal>"


NO_SERVER = pytest.mark.skipif(
    any(Path("/usr/lib/postgresql").glob("*/bin/initdb")), reason="PostgreSQL is installed here"
)


@NO_SERVER
def test_without_postgresql_it_names_the_line_to_type(machine: Machine) -> None:
    assert "apt install postgresql" in machine.run("test").stderr


def test_lint_runs_style_format_and_types(machine: Machine) -> None:
    assert machine.run("lint").returncode == 0
    assert machine.calls[-3:] == ["<ruff><check><.>", "<ruff><format><--check><.>", "<mypy>"]
