"""What drawing imports, and when: each in a process of its own, where nothing is imported yet."""

import subprocess
import sys

import pytest

DRAW = """
import sys
from datetime import date
from bot.chart import Chart, Month, draw, prepare
from storage.model import AmountRange

prepare(lambda: {stopping})
before = set(sys.modules)
draw(Chart("A", [Month(date(2026, 6, 1), AmountRange(100, 200), AmountRange(100, None))], "B"))
print(len({{name for name in set(sys.modules) - before if name.startswith(("matplotlib", "numpy"))}}))
"""


@pytest.mark.parametrize(("stopping", "imported"), [(False, False), (True, True)])
def test_the_first_chart_imports_only_what_a_stop_has_left_out(stopping: bool, imported: bool) -> None:
    code = DRAW.format(stopping=stopping)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.stderr == ""
    assert (int(done.stdout) > 0) is imported
