"""A Slurm of its own on this machine, without systemd: munged, slurmctld and slurmd, listening on 127.0.0.1 only."""
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import time

SETTINGS = """
ClusterName=polesweep
SlurmctldHost={host}(127.0.0.1)
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket={folder}/munge/munge.socket,cred_expire=5
CredType=cred/munge
SlurmctldPort={port}
SlurmdPort={node_port}
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerParameters=sched_interval=1,bf_interval=1,batch_sched_delay=0,sched_min_interval=0
ReturnToService=2
SlurmdTimeout=10
KillWait=3
JobRequeue=1
PreemptType=preempt/partition_prio
PreemptMode=REQUEUE
SwitchType=switch/none
CommunicationParameters=NoInAddrAny,NoCtldInAddrAny
SlurmdParameters=config_overrides
NodeName={host} NodeAddr=127.0.0.1 CPUs=2 RealMemory=4000 State=UNKNOWN
PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP PriorityTier=1 PreemptMode=REQUEUE
PartitionName=high Nodes=ALL Default=NO MaxTime=INFINITE State=UP PriorityTier=10 PreemptMode=OFF
"""


def free_port():
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return asked.getsockname()[1]


class PrivateSlurm:
    """Needs root. `start` raises RuntimeError with the words of what is wrong, and leaves nothing behind."""

    PROGRAMS = ("/usr/sbin/slurmctld", "/usr/sbin/slurmd", "/usr/sbin/munged", "/usr/bin/sbatch")

    @classmethod
    def missing(cls):
        """What this machine lacks; empty: nothing."""
        if os.geteuid() != 0:
            return "root, to start Slurm"
        return ", ".join(program for program in cls.PROGRAMS if not os.path.exists(program))

    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="polesweep-slurm-"))
        self.environment = {"SLURM_CONF": str(self.folder / "slurm.conf")}

    def _daemon(self, *words):
        done = subprocess.run(words, capture_output=True, text=True, timeout=30, check=False)
        if done.returncode != 0:
            raise RuntimeError(f"{words[0]}: {done.stderr}")

    def start(self):
        self.folder.chmod(0o755)
        munge = self.folder / "munge"
        for name in (munge, self.folder / "state", self.folder / "spool"):
            name.mkdir()
        (munge / "munge.key").write_bytes(os.urandom(128))
        for path in (munge, munge / "munge.key"):
            shutil.chown(path, "munge", "munge")
        (munge / "munge.key").chmod(0o600)
        (self.folder / "slurm.conf").write_text(SETTINGS.format(host=socket.gethostname().split(".")[0], folder=self.folder, port=free_port(),
                                                                node_port=free_port()))
        try:
            self._daemon("setpriv", "--reuid=munge", "--regid=munge", "--clear-groups", "/usr/sbin/munged", f"--key-file={munge}/munge.key",
                         f"--socket={munge}/munge.socket", f"--pid-file={munge}/munged.pid", f"--log-file={munge}/munged.log",
                         f"--seed-file={munge}/munged.seed")
            self._daemon("/usr/sbin/slurmctld", "-f", self.folder / "slurm.conf", "-c")
            self._daemon("/usr/sbin/slurmd", "-f", self.folder / "slurm.conf")
            end = time.monotonic() + 20
            while self.ask("sinfo", "-h", "-o", "%T").strip() != "idle":
                if time.monotonic() > end:
                    raise RuntimeError("the node does not become idle: " + (self.folder / "slurmd.log").read_text()[-2000:])
                time.sleep(0.1)
        except Exception:
            self.stop()
            raise

    def ask(self, *words):
        return subprocess.run(words, env={**os.environ, **self.environment}, capture_output=True, text=True, timeout=30, check=False).stdout

    def state(self, job):
        """The state of a job and its exit code, as in ("COMPLETED", "0:0")."""
        text = self.ask("scontrol", "-o", "show", "job", str(job))
        fields = dict(word.split("=", 1) for word in text.split() if "=" in word)
        return fields.get("JobState"), fields.get("ExitCode"), int(fields.get("Restarts", 0))

    def stop(self):
        self.ask("scancel", "--quiet", "-u", "root")
        time.sleep(0.5)
        for file in (self.folder / "slurmd.pid", self.folder / "slurmctld.pid", self.folder / "munge/munged.pid"):
            try:
                os.kill(int(file.read_text()), signal.SIGTERM)
            except (FileNotFoundError, ProcessLookupError, ValueError):
                continue
        time.sleep(1)
        shutil.rmtree(self.folder, ignore_errors=True)
