#!/usr/bin/env bash
# Guess: a program that a job script starts by srun has the variables that the script exports.
# Seen with Slurm 24.11.5 (Debian 13): not if the job was submitted with --export=SEED=3 or --export=NONE. sbatch leaves its own --export in
# SLURM_EXPORT_ENV, which srun obeys once more: of RATE=0.1 and OMP_NUM_THREADS=1 in the script nothing arrives, and a program with
# defaults runs with those. Started without srun, or by srun --export=ALL, or with sbatch --export=ALL,SEED=3, it has them.
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
export RATE=0.1 OMP_NUM_THREADS=1
PROGRAM="echo \${SEED-none} \${RATE-none} \${OMP_NUM_THREADS-none}"
srun "$@" /bin/sh -c "$PROGRAM"
/bin/sh -c "$PROGRAM"
END
  cat >forgets.py <<END
import os
import subprocess
import sys

import private_slurm

slurm = private_slurm.PrivateSlurm()
slurm.start()


def seen(export, *words):
    command = ["sbatch", "--wait", "--output=said", export, "job.sh", *words]
    done = subprocess.run(command, env={**os.environ, **slurm.environment}, stdout=subprocess.DEVNULL, check=False)
    with open("said") as said:
        return [done.returncode, *said.read().splitlines()]


try:
    print(slurm.ask("sbatch", "--version").strip())
    found = [seen("--export=SEED=3"), seen("--export=NONE"), seen("--export=SEED=3", "--export=ALL"), seen("--export=ALL,SEED=3")]
    print("seed, rate and threads by srun, without srun:", found)
finally:
    slurm.stop()
whole = [0, "3 0.1 1", "3 0.1 1"]
sys.exit(0 if found == [[0, "3 none none", "3 0.1 1"], [0, "none none none", "none 0.1 1"], whole, whole] else 1)
END
  python3 forgets.py'
