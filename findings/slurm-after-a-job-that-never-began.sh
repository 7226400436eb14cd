#!/usr/bin/env bash
# Guess: a job with --dependency=after:JOB waits until that job has begun.
# Seen with Slurm 24.11.5 (Debian 13): it also begins as soon as that job is cancelled, having never run: a helper that waits for a server
# is started without one. (afterok of the same job never begins.)
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
  cat >after.py <<END
import os
import sys
import time

import private_slurm

slurm = private_slurm.PrivateSlurm()
slurm.start()


def submit(*words):
    return slurm.ask("sbatch", "--parsable", "--output=/dev/null", *words).strip()


def ran(name):
    return os.path.exists(name)


try:
    print(slurm.ask("sbatch", "--version").strip())
    first = submit("--hold", "--wrap=touch first")
    for kind in ("after", "afterok"):
        submit(f"--dependency={kind}:{first}", f"--wrap=touch {kind}")
    time.sleep(5)
    before = ran("after")
    slurm.ask("scancel", first)
    end = time.monotonic() + 30
    while not ran("after") and time.monotonic() < end:
        time.sleep(0.2)
    time.sleep(5)
    found = {name: ran(name) for name in ("first", "after", "afterok")}
    print("after ran before the cancelling:", before, "ran in the end:", found)
finally:
    slurm.stop()
sys.exit(0 if not before and found == {"first": False, "after": True, "afterok": False} else 1)
END
  python3 after.py'
