"""What drawing imports, and when, in a process where nothing is imported yet; and what it leaves."""

import gc
import subprocess
import sys
from datetime import date

import pytest

from bot import chart
from bot.chart import Chart, Month, draw
from storage.model import AmountRange

JPEG = b"\xff\xd8"

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


def test_a_chart_leaves_nothing_behind() -> None:
    month = Month(date(2026, 6, 1), AmountRange(100, 200), AmountRange(100, None))
    for number in range(3):
        assert draw(Chart(str(number), [month], "official reports")).startswith(JPEG)
    chart._DRAWING.submit(int).result()  # after all that was to be done
    assert not [one for one in gc.get_objects() if type(one).__module__ == "matplotlib.figure"]
