#!/usr/bin/env bash
# Guess: a job that is requeued goes on writing behind what it had written.
# Seen with Slurm 24.11.5 (Debian 13): its output begins anew, and the results that the job had printed before it was requeued are gone; of
# ten runs that go on from a list of finished ones the last five are in the file. With --open-mode=append all ten are.
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
  cat >job.sh <<"END"
#!/bin/sh
for run in 1 2 3 4 5 6 7 8 9 10; do
  [ -e "$1-$run" ] && continue
  echo "run $run"
  touch "$1-$run"
  if [ $run = 5 ]; then scontrol requeue $SLURM_JOB_ID && sleep 100; fi
done
END
  cat >requeue.py <<END
import os
import sys
import time

import private_slurm

slurm = private_slurm.PrivateSlurm()
slurm.start()


def written(name, *words):
    job = slurm.ask("sbatch", "--parsable", "--requeue", f"--output={name}.out", *words, "job.sh", name).strip()
    end = time.monotonic() + 200
    while slurm.state(job)[0] != "COMPLETED" and time.monotonic() < end:
        time.sleep(0.5)
    with open(f"{name}.out") as said:
        return [slurm.state(job), [int(line.split()[1]) for line in said if line.startswith("run")]]


try:
    print(slurm.ask("sbatch", "--version").strip())
    found = [written("plain"), written("append", "--open-mode=append")]
    print("state, code and restarts, runs in the file:", *found)
finally:
    slurm.stop()
ended = ("COMPLETED", "0:0", 1)
sys.exit(0 if found == [[ended, [6, 7, 8, 9, 10]], [ended, list(range(1, 11))]] else 1)
END
  python3 requeue.py'
