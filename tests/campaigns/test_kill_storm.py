"""SIGKILL of mpirun, of the coordinator and of a worker at random moments of small sweeps of every kind: while they start, compute, merge
logs and build the results. After it the same command has to give the data of an uninterrupted run, with no help, and to find all that an
earlier session has found.

POLESWEEP_KILLS sets the number of kills, POLESWEEP_SEED what is drawn, POLESWEEP_STORM_KINDS="race theory" some of the kinds alone."""
import collections
import os
import pathlib
import random
import re
import signal
import subprocess
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "end_to_end"))
from storm_kinds import KINDS  # noqa: E402
from sweeps import PROGRAM, SweepTest, environment, launcher  # noqa: E402
from test_kills import is_gone, ranks_of  # noqa: E402

KILLS = int(os.environ.get("POLESWEEP_KILLS", 4))
SEED = int(os.environ.get("POLESWEEP_SEED", 20261124))
CHOSEN = os.environ.get("POLESWEEP_STORM_KINDS", " ".join(KINDS)).split()


class Storm(SweepTest):
    def setUp(self):
        super().setUp()
        self.need_mpi()
        self.moments = random.Random(SEED)
        self.seconds = {}  # of an uninterrupted session, by kind
        self.kills = collections.Counter()  # by kind, phase, whom and how
        self.compared = collections.Counter()  # by kind
        self.different = collections.Counter()
        self.stored = 0  # of the sweep that is being struck, the most that a session has found
        self.addCleanup(self.print_tables)

    def print_tables(self):
        print(f"{self.kills.total()} kills, {self.compared.total()} sweeps compared bit for bit with uninterrupted ones, seed {SEED}")
        print("| kind | kills | sweeps compared | different |\n|---|---|---|---|")
        for kind in CHOSEN:
            of_kind = sum(number for key, number in self.kills.items() if key[0] == kind)
            print(f"| {kind} | {of_kind} | {self.compared[kind]} | {self.different[kind]} |")
        for place, what in enumerate(("phase", "whom", "how"), 1):
            counts = collections.Counter(key[place] for key in self.kills.elements())
            print(f"| {what} | kills |\n|---|---|", *(f"| {name} | {number} |" for name, number in sorted(counts.items())), sep="\n")

    def prepare(self, kind):
        """Writes the sweep, and computes it without interruption where that has not been done yet."""
        self.stored = 0
        self.write("s.toml", KINDS[kind].sweep)
        for name, text in KINDS[kind].files:
            if not (self.folder / name).exists():
                self.write(name, text())
        if kind not in self.seconds:
            start = time.monotonic()
            self.run_sweep("s.toml", f"{kind}.whole", ranks=2)
            self.seconds[kind] = time.monotonic() - start

    def phase(self):
        if any(self.folder.glob("r.h5.*.tmp")):
            return "final build"
        if any(self.folder.glob("r.h5.parts/*.log.*.tmp")):
            return "compaction"
        if (self.folder / "r.h5").exists():
            return "after the build"
        return "computing" if any(self.folder.glob("r.h5.parts/*.log")) else "start"

    def start_session(self, number, words):
        with open(self.folder / f"said{number}", "w", encoding="utf-8") as said:
            process = subprocess.Popen([*launcher(2), PROGRAM, "run", "s.toml", "-o", "r.h5", "--no-report", "--checkpoint", "0.1", *words],
                                       cwd=self.folder, env=environment(), stdout=said, stderr=said)
        self.addCleanup(lambda: process.poll() is None and process.kill())
        return process

    def check_what_was_found(self, said):
        """Nothing that a session has found is missing to a later one."""
        if found := re.search(r"found (\d+) of \d+ (?:runs|values of formulas) already computed", said):
            self.assertGreaterEqual(int(found[1]), self.stored, said)
            self.stored = int(found[1])

    def strike(self, kind):
        """Starts the sessions of a sweep and kills a process of one. Answers in which phase, whom and how; None if all was over."""
        interrupted = any(self.folder.glob("r.h5.parts/*.log"))
        sessions = [self.start_session(*numbered) for numbered in enumerate(KINDS[kind].sessions)]
        process = self.moments.choice(sessions)
        # Logs are merged only where an earlier session was killed.
        aim = self.moments.choice(["any moment", "computing", "computing", "final build", "compaction" if interrupted else "any moment"])
        seconds = self.moments.uniform(0.1, self.seconds[kind])
        end = time.monotonic() + (seconds if aim == "any moment" else 5)
        while time.monotonic() < end and process.poll() is None and self.phase() != aim:
            time.sleep(0.0002)
        if aim == "computing":
            time.sleep(seconds / 3)
        ranks = ranks_of(process.pid) if process.poll() is None else {}
        whom, pid = self.moments.choice([("mpirun", process.pid), ("coordinator", ranks.get(0)), ("worker", ranks.get(1))])
        how, pause = self.moments.choice([("killed", 0)] * 4 + [("stopped, then killed", 0.2)])
        struck = None
        if process.poll() is None and pid:
            struck = (self.phase(), whom, how)
            if pause:
                os.kill(pid, signal.SIGSTOP)
                time.sleep(pause)
            os.kill(pid, signal.SIGKILL)
        for number, session in enumerate(sessions):
            session.wait(60)
            said = (self.folder / f"said{number}").read_text()
            if session != process or not struck:
                self.assertIn(session.returncode, (0, 75), said)
        self.wait_until(lambda: all(map(is_gone, ranks.values())), "ranks outlive mpirun")
        if len(sessions) == 1:
            self.check_what_was_found((self.folder / "said0").read_text())
        return struck

    def compare(self, kind):
        for words in KINDS[kind].sessions:
            self.check_what_was_found(self.run_sweep("s.toml", "r.h5", *words, ranks=2).stderr)
        self.compared[kind] += 1
        try:
            self.assert_equal_data(f"{kind}.whole", "r.h5")
            kept = {"s.toml", "r.h5", "r.h5.states", "r.csv"}
            names = {path.name for path in self.folder.iterdir() if not path.name.startswith("said") and ".whole" not in path.name}
            self.assertEqual(names - kept, set())
        except AssertionError:
            self.different[kind] += 1
            raise
        for path in self.folder.glob("r.h5*"):
            path.unlink()

    def test_nothing_is_lost(self):
        due = []
        while self.kills.total() < KILLS:
            if not due:
                due = self.moments.sample(CHOSEN, len(CHOSEN))
            kind = due.pop()
            self.prepare(kind)
            goes_on = True
            while goes_on:
                struck = self.strike(kind)
                goes_on = False
                if struck:
                    self.kills[(kind, *struck)] += 1
                    if self.kills.total() % 20 == 0:
                        print(f"{self.kills.total()} kills, {self.compared.total()} sweeps compared", flush=True)
                    goes_on = self.kills.total() < KILLS and self.moments.random() < 0.7  # the next session is struck as well
            self.compare(kind)


if __name__ == "__main__":
    unittest.main()
