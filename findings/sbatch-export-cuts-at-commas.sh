#!/usr/bin/env bash
# Guess: sbatch --export=ALL,RATES=0.1,0.2,0.4 hands a list of three rates to the job, or is refused.
# Seen with Slurm 24.11.5 (Debian 13): the job has RATES=0.1 and runs a third of the sweep, without a word. What follows the comma counts as
# names of further variables, and names that do not exist are left out. Exported by the shell before sbatch, the list arrives whole.
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
  cat >export.py <<END
import os
import subprocess
import sys

import private_slurm

slurm = private_slurm.PrivateSlurm()
slurm.start()


def sweep(*words, **variables):
    command = ["sbatch", "--wait", "--output=said", *words, "--wrap=echo rates \$RATES"]
    done = subprocess.run(command, env={**os.environ, **slurm.environment, **variables}, capture_output=True, text=True, check=False)
    with open("said") as said:
        return done.returncode, done.stderr, said.read().strip()


try:
    print(slurm.ask("sbatch", "--version").strip())
    cut = sweep("--export=ALL,RATES=0.1,0.2,0.4")
    whole = sweep(RATES="0.1,0.2,0.4")
    print("by --export:", cut, "by the shell:", whole)
finally:
    slurm.stop()
sys.exit(0 if cut == (0, "", "rates 0.1") and whole == (0, "", "rates 0.1,0.2,0.4") else 1)
END
  python3 export.py'
