"""The sweeps that test_kill_storm.py strikes, one of each kind, with half a second of work or more for two ranks."""
import dataclasses
import pathlib
import random
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "end_to_end"))
from sweeps import TASKS  # noqa: E402
from test_races import RACE  # noqa: E402
from test_seeds_until import UNTIL  # noqa: E402

TEACHER = """
[[task]]
kind = "linear_teacher"
poles = [[0.75, 0.8]]
gains = [[1.0, 1.0]]
noise = 0.1
"""
POLES = """
[[poles]]
network = "diagonal"
kind = "ring"
count = [4, 6]
radius = 0.8

[[poles]]
network = "dense"
kind = "random"
count = 5
radius = 0.8
"""

FIXED = 'name = "fixed"\nseeds = 40\nlengths = [100, 5000]\n' + TASKS

LEARNED = 'name = "learned"\nseeds = 10\nlengths = [10, 77, 1000]\n' + TEACHER + POLES + """
[[learner]]
recurrent = ["rtrl", "snap1", "rflo"]
readout = "gradient"
optimizer = { kind = ["sgd", "adam"], step_size = [0.001, 0.003, 30.0] }

[[learner]]
recurrent = { kind = "tbptt", truncation = 4 }
readout = { kind = "rls", forgetting = 0.99 }
optimizer = { kind = "sgd", step_size = 0.001 }

[measure]
metrics = ["alignment", "averaged_risk", "gradient_norm", "spectrum"]
shadows = ["immediate"]
"""

EPISODES = 'name = "episodes"\nseeds = 10\nlengths = [10, 40]\niterations = [1, 4, 40]\n' + TEACHER + POLES + """
[[learner]]
recurrent = ["rtrl", "bptt"]
readout = "gradient"
optimizer = { kind = ["sgd", "adam"], step_size = [0.001, 0.01] }
regime = { kind = "repeat", passes = 40 }

[[learner]]
recurrent = ["snap1", "rtrl"]
readout = "gradient"
optimizer = { kind = "sgd", step_size = [0.001, 0.01] }
regime = { kind = "episodes", batch = 2, length = 30 }
"""

RECORDED = """name = "recorded"
seeds = 10
lengths = [50, 1000, 4000]
[[task]]
kind = "file"
path = "r.csv"
inputs = [["x"]]
targets = [["y"]]
windows = 8
window_length = 4500
standardise = 50
""" + POLES + """
[[learner]]
recurrent = "fixed"
readout = ["rls", { kind = "lms", step_size = [0.001, 0.01] }]

[[learner]]
recurrent = "rtrl"
readout = "gradient"
optimizer = { kind = "adam", step_size = [0.001, 0.003] }

[evaluation]
kind = "holdout"
samples = 400
"""

THEORY = """name = "theory"
[[theory]]
formula = "p1.f"
x = { linspace = [0.0, 0.95], count = 100 }
y = { linspace = [0.0, 0.95], count = 100 }
c = 0.75
d = 0.8

[[theory]]
formula = "p2.flow_time"
algorithm = ["bptt", "rflo"]
theta0 = [[1.0, 1.0, 0.6]]
teacher = [[1.0, 1.0, 0.8]]
eps = { logspace = [1e-6, 1e-2], count = 40 }
ahat = -1.0
what = 0.5
"""


def recording():
    """A series that answers its input with two poles and noise."""
    draw = random.Random(7)
    rows, a, b = ["x,y"], 0.0, 0.0
    for _ in range(20_000):
        x = draw.gauss(0, 1)
        a, b = 0.75 * a + x, 0.8 * b + x
        rows.append(f"{x:.6f},{a + b + draw.gauss(0, 0.1):.6f}")
    return "\n".join(rows) + "\n"


@dataclasses.dataclass(frozen=True)
class Kind:
    sweep: str
    files: tuple = ()
    # The words of the sessions that work at the same time; all of them together complete the sweep.
    sessions: tuple = ((),)


KINDS = {
    "fixed": Kind(FIXED),
    "learned": Kind(LEARNED),
    "episodes": Kind(EPISODES),
    "recorded": Kind(RECORDED, (("r.csv", recording),)),
    "theory": Kind(THEORY),
    "race": Kind(RACE.replace("6400]", "12800]").replace("count = 7", "count = 8")),
    "seeds_until": Kind(UNTIL),
    "shards": Kind(FIXED, sessions=(("--shard", "0/2"), ("--shard", "1/2"))),
    "two_at_once": Kind(FIXED, sessions=((), ())),
}
