"""Two hosts on one machine: network namespaces with names and shared memory of their own, and a network that can be cut. The folder of results
is shared, as on a cluster. POLESWEEP_CAMPAIGN=long adds the cut, which takes Open MPI ten seconds to notice even when told to hurry."""
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "end_to_end"))
from sweeps import LAUNCH, LONG, PROGRAM, SMALL, SweepTest, environment, module  # noqa: E402

LONG_FORM = os.environ.get("POLESWEEP_CAMPAIGN") == "long"
HOSTS = ("pswa", "pswb")
ON_HOST = """#!/bin/sh
# on-host NAME words...: runs them as if on that host. As an agent of mpirun it gets its words as one text for a shell.
host=$1
shift
exec nsenter --net=/run/netns/$host unshare -u -m --propagation private sh -c '
  hostname "$1"; mount -t tmpfs tmpfs /dev/shm; mount --bind "$2" /etc/hosts; shift 2; exec sh -c "$*"' _ "$host" {folder}/hosts "$@"
"""
HURRY = ("--mca", "oob_tcp_keepalive_time", "3", "--mca", "oob_tcp_keepalive_intvl", "1", "--mca", "oob_tcp_keepalive_probes", "3")


def ip(*words):
    done = subprocess.run(["ip", *words], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"ip {' '.join(words)}: {done.stderr}")
    return done.stdout


class Nodes(SweepTest):
    def setUp(self):
        super().setUp()
        self.need_mpi()
        if os.geteuid() != 0 or not shutil.which("ip") or not shutil.which("nsenter"):
            self.skipTest("needs root, ip (iproute2) and nsenter (util-linux)")
        self.addCleanup(self.take_down)
        try:
            self.set_up_network()
        except RuntimeError as error:
            self.skipTest(f"no network namespaces here: {error}")

    def set_up_network(self):
        for name in HOSTS:
            ip("netns", "add", name)
            ip("-n", name, "link", "set", "lo", "up")
        ip("link", "add", "wire", "netns", HOSTS[0], "type", "veth", "peer", "name", "wire", "netns", HOSTS[1])
        for number, name in enumerate(HOSTS, 1):
            ip("-n", name, "addr", "add", f"10.77.9.{number}/24", "dev", "wire")
            ip("-n", name, "link", "set", "wire", "up")
        self.write("hosts", "127.0.0.1 localhost\n" + "".join(f"10.77.9.{number} {name}\n" for number, name in enumerate(HOSTS, 1)))
        self.agent = self.folder / "on-host"
        self.agent.write_text(ON_HOST.format(folder=self.folder))
        self.agent.chmod(0o755)

    def take_down(self):
        for name in HOSTS:
            for process in subprocess.run(["ip", "netns", "pids", name], capture_output=True, text=True, check=False).stdout.split():
                os.kill(int(process), signal.SIGKILL)
            subprocess.run(["ip", "netns", "del", name], capture_output=True, check=False)

    def start_on_both(self, sweep, results):
        launcher = subprocess.run([LAUNCH, "--words"], env=environment(), capture_output=True, text=True, check=True).stdout.split()
        words = [*launcher, "--mca", "plm_rsh_agent", str(self.agent), *HURRY, "--host", ",".join(f"{name}:1" for name in HOSTS), "-n", "2",
                 PROGRAM, "run", sweep, "-o", results, "--no-report", "--checkpoint", "0.2"]
        self.said = self.folder / "said"
        with open(self.said, "w", encoding="utf-8") as said:
            process = subprocess.Popen([self.agent, HOSTS[0], *words], cwd=self.folder, env=environment(), stdout=said, stderr=said)
        self.addCleanup(lambda: process.poll() is None and process.kill())
        return process

    def on_second_host(self):
        """The ranks there, as process ids."""
        found = []
        for process in ip("netns", "pids", HOSTS[1]).split():
            try:
                if os.path.samefile(f"/proc/{process}/exe", PROGRAM):  # it has a name of its own where that host mounts
                    found.append(int(process))
            except OSError:
                continue
        return found

    def wait_for_records(self, results):
        self.wait_until(lambda: all(any(log.stat().st_size > 5000 for log in self.folder.glob(f"{results}.parts/*-{rank}.log"))
                                    for rank in (0, 1)), "no records of both ranks")

    def test_both_hosts_compute(self):
        self.write("s.toml", SMALL)
        process = self.start_on_both("s.toml", "r.h5")
        self.assertEqual(process.wait(60), 0, self.said.read_text())
        with module("h5py").File(self.folder / "r.h5") as file:
            self.assertEqual([name.decode() for name in file["provenance/hosts"][()]], [",".join(HOSTS)])
        self.run_sweep("s.toml", "local.h5")
        self.assert_equal_data("local.h5", "r.h5")

    def test_rank_dies_on_the_other_host(self):
        self.write("s.toml", LONG)
        process = self.start_on_both("s.toml", "r.h5")
        self.wait_for_records("r.h5")
        os.kill(self.on_second_host()[0], signal.SIGKILL)
        self.assertNotEqual(process.wait(20), 0)
        self.assertEqual(self.start_on_both("s.toml", "r.h5").wait(60), 0, self.said.read_text())
        self.assertRegex(self.said.read_text(), r"found [1-9]\d* of 4760 runs already computed")
        self.run_sweep("s.toml", "local.h5", limit=120)
        self.assert_equal_data("local.h5", "r.h5")

    @unittest.skipUnless(LONG_FORM, "takes a minute: POLESWEEP_CAMPAIGN=long")
    def test_host_is_cut_off_and_computes_on(self):
        self.write("s.toml", LONG.replace("200_000]", "1_000_000]"))
        process = self.start_on_both("s.toml", "r.h5")
        self.wait_for_records("r.h5")
        ip("-n", HOSTS[1], "link", "set", "wire", "down")
        cut = time.monotonic()
        # The sweep goes on elsewhere, as after a requeue, while the host that was cut off still computes and writes.
        self.assertTrue(self.on_second_host())
        again = self.run_sweep("s.toml", "r.h5", limit=300)
        self.assertRegex(again.stderr, r"found [1-9]\d* of 4760 runs already computed")
        self.assertIn("another session", again.stderr)
        code = process.wait(60)
        print(f"mpirun ended with code {code}, at most {time.monotonic() - cut:.0f} s after the cut")
        self.assertNotEqual(code, 0)
        self.run_sweep("s.toml", "local.h5", limit=300)
        self.assert_equal_data("local.h5", "r.h5")


if __name__ == "__main__":
    unittest.main()
