"""SIGKILL of mpirun, of the coordinator and of a worker at random moments of small sweeps: while they start, compute, merge logs and build the
results. After it the same command has to give the data of an uninterrupted run, with no help. POLESWEEP_KILLS sets the number of kills."""
import collections
import os
import pathlib
import random
import signal
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "end_to_end"))
from sweeps import TASKS, SweepTest  # noqa: E402
from test_kills import is_gone, ranks_of  # noqa: E402

KILLS = int(os.environ.get("POLESWEEP_KILLS", 4))
SEED = int(os.environ.get("POLESWEEP_SEED", 20261124))
# Half a second of work for two ranks.
STORM = 'name = "storm"\nseeds = 40\nlengths = [100, 5000]\n' + TASKS


class Storm(SweepTest):
    def setUp(self):
        super().setUp()
        self.need_mpi()
        self.write("s.toml", STORM)
        self.run_sweep("s.toml", "whole.h5", ranks=2)

    def phase(self):
        if any(self.folder.glob("r.h5.*.tmp")):
            return "final build"
        if any(self.folder.glob("r.h5.parts/*.log.*.tmp")):
            return "compaction"
        if (self.folder / "r.h5").exists():
            return "after the build"
        return "computing" if any(self.folder.glob("r.h5.parts/*.log")) else "start"

    def strike(self, moments):
        """Starts the sweep and kills one of its processes. Answers whom and in which phase, or None where it was over before."""
        interrupted = any(self.folder.glob("r.h5.parts/*.log"))
        process = self.start("run", "s.toml", "-o", "r.h5", "--no-report", "--checkpoint", "0.1", ranks=2)
        # Logs are merged only where an earlier session was killed.
        aim = moments.choice(["any moment", "final build", "compaction" if interrupted else "any moment"])
        end = time.monotonic() + (moments.uniform(0.2, 1.4) if aim == "any moment" else 5)
        while time.monotonic() < end and process.poll() is None and (aim == "any moment" or self.phase() != aim):
            time.sleep(0.0002)
        ranks = ranks_of(process.pid) if process.poll() is None else {}
        target, pid = moments.choice([("mpirun", process.pid), ("coordinator", ranks.get(0)), ("worker", ranks.get(1))])
        struck = None
        if process.poll() is None and pid:
            struck = (target, self.phase())
            os.kill(pid, signal.SIGKILL)
        process.wait(30)
        self.wait_until(lambda: all(map(is_gone, ranks.values())), "ranks outlive mpirun")
        return struck

    def test_nothing_is_lost(self):
        moments = random.Random(SEED)
        kills, compared = collections.Counter(), 0
        while kills.total() < KILLS:
            if struck := self.strike(moments):
                kills[struck] += 1
                if kills.total() % 20 == 0:
                    print(f"{kills.total()} kills, {compared} sweeps compared", flush=True)
            if struck and moments.random() < 0.5:
                continue  # the next session is struck as well
            self.run_sweep("s.toml", "r.h5", ranks=2)
            self.assert_equal_data("whole.h5", "r.h5")
            compared += 1
            left = sorted(path.name for path in self.folder.iterdir() if path.name.removesuffix(".states") not in ("s.toml", "whole.h5", "r.h5", "said"))
            self.assertEqual(left, [])
            for path in self.folder.glob("r.h5*"):
                path.unlink()
        self.run_sweep("s.toml", "r.h5", ranks=2)
        self.assert_equal_data("whole.h5", "r.h5")
        print(f"{kills.total()} kills, {compared + 1} sweeps compared bit for bit with an uninterrupted one, seed {SEED}")
        for by in (0, 1):
            print(dict(collections.Counter(key[by] for key in kills.elements())))


if __name__ == "__main__":
    unittest.main()
