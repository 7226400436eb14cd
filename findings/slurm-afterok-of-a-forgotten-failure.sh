#!/usr/bin/env bash
# Guess: a job that depends on another by afterok never starts if that one has failed.
# Seen with Slurm 22.05.8 (Debian 12): not if it is submitted while the failure is known; it then waits for ever. Once Slurm has forgotten
# the failed job (MinJobAge, five minutes unless set otherwise; here two seconds), afterok and afternotok are both met, and the evaluation
# of a sweep that failed begins without a word. 24.11.5 (Debian 13) refuses both.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian bookworm "slurm-wlm=22.05.8-4+deb12u3 munge=0.5.15-2+deb12u1 python3=3.11.2-1+b1" "
cat >private_slurm.py <<'END'
$(cat tests/campaigns/private_slurm.py)
END
"'
  cat >depend.py <<END
import os
import sys
import time

import private_slurm

private_slurm.SETTINGS += "MinJobAge=2\n"
slurm = private_slurm.PrivateSlurm()
slurm.start()


def submit(*words):
    return slurm.ask("sbatch", "--parsable", "--output=/dev/null", *words).strip()


def wait(met, seconds):
    end = time.monotonic() + seconds
    while not met() and time.monotonic() < end:
        time.sleep(0.2)


def after_failure(kind):
    job = submit(f"--dependency={kind}:{failed}", f"--wrap=touch {kind}-ran")
    wait(lambda: os.path.exists(f"{kind}-ran"), 20)
    return os.path.exists(f"{kind}-ran")


try:
    print(slurm.ask("sbatch", "--version").strip())
    failed = submit("--wrap=exit 3")
    wait(lambda: slurm.state(failed)[0] == "FAILED", 30)
    print("failed job:", *slurm.state(failed)[:2])
    held = slurm.ask("scontrol", "-o", "show", "job", submit(f"--dependency=afterok:{failed}", "--wrap=true"))
    known = dict(word.split("=", 1) for word in held.split() if "=" in word)
    print("afterok while it is known:", known["JobState"], known["Reason"], known["Dependency"])
    wait(lambda: slurm.state(failed)[0] is None, 200)
    print("known after its time:", slurm.state(failed)[0])
    later = {kind: after_failure(kind) for kind in ("afterok", "afternotok")}
    print("submitted once it is forgotten, ran:", later)
finally:
    slurm.stop()
right = known["JobState"] == "PENDING"
sys.exit(0 if right and all(later.values()) else 1)
END
  python3 depend.py'
