#!/usr/bin/env bash
# Guess: sbatch --wait returns 0 only if the job has run and returned 0.
# Seen with Slurm 24.11.5 (Debian 13): it also returns 0 for a job that is cancelled before it begins, so that what stands after
# "sbatch --wait sweep.sh &&" evaluates a sweep that never ran. A job that returns 3 makes 3, one that is cancelled while it runs 1.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "slurm-wlm=24.11.5-4+deb13u1 munge=0.5.16-1.1~deb13u1 python3=3.13.5-1" "
cat >private_slurm.py <<'END'
$(cat tests/campaigns/private_slurm.py)
END
"'
  cat >wait.py <<END
import os
import subprocess
import sys
import time

import private_slurm

slurm = private_slurm.PrivateSlurm()
slurm.start()


def submit(*words):
    return subprocess.Popen(["sbatch", "--wait", "--output=/dev/null", *words], env={**os.environ, **slurm.environment},
                            stdout=subprocess.DEVNULL)


def cancelled(reached, *words):
    waiting = submit(*words)
    end = time.monotonic() + 60
    while not reached() and time.monotonic() < end:
        time.sleep(0.2)
    time.sleep(1)
    slurm.ask("scancel", "-u", "root")
    return waiting.wait(60)


try:
    print(slurm.ask("sbatch", "--version").strip())
    codes = {"ran": submit("--wrap=touch ran").wait(60), "returned 3": submit("--wrap=exit 3").wait(60),
             "cancelled while it ran": cancelled(lambda: os.path.exists("runs"), "--wrap=touch runs; sleep 100"),
             "cancelled before it began": cancelled(lambda: "PENDING" in slurm.ask("squeue", "-h", "-o", "%T"), "--hold",
                                                    "--wrap=touch began")}
    print(codes, "began:", os.path.exists("began"))
finally:
    slurm.stop()
sys.exit(0 if list(codes.values()) == [0, 3, 1, 0] and os.path.exists("ran") and not os.path.exists("began") else 1)
END
  python3 wait.py'
