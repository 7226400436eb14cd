#!/usr/bin/env python3
"""Instructions of small sweeps against those on record: a change that makes the program do more work is seen on any machine, however busy.

  tests/bench/instructions.py build/release/polesweep            compares; fails where a sweep takes 5 % more
  tests/bench/instructions.py build/release/polesweep --record   writes down what this program takes

Cachegrind of valgrind counts, with the kernels of the instruction set that all x86-64 processors since 2013 have. Compilers and their
libraries differ by more than what is looked for, so counts are kept by compiler (instructions/record.json); where there are none yet,
nothing is compared.
Exit code: 0, 1 for more instructions than on record or a sweep that fails, 77 where nothing can be compared.
"""
import argparse
import json
import os
import pathlib
import platform
import re
import shutil
import subprocess
import sys
import tempfile

folder = pathlib.Path(__file__).resolve().parent / "instructions"
sweeps = folder.parents[2] / "jobs"
record_file = folder / "record.json"
allowed = 0.05
# Every run begins with it: the numerics' fingerprint. It is a case of its own and taken off the others.
start = "fingerprint"
cases = {
    "quickstart": [sweeps / "sweeps/quickstart.toml", "seeds=8", "lengths=[30, 100]"],
    "study": [sweeps / "studies/local-rules/smoke.toml", "seeds=2", "iterations=[1, 30]", "claim=[]", "compare=[]"],
    "dense": [folder / "dense.toml"],
    "many": [folder / "many.toml"],
}


def compiler_of(program):
    """As in "GNU 12", without which counts mean nothing."""
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
    found = re.search(r"\((?:.*, )?(\w+) (\d+)[\d.]*, (\w+)\)", said)
    if not found or found[3] != "Release":
        return None
    return f"{found[1]} {found[2]}"


def count(name, command, scratch):
    counts = scratch / f"{name}.counts"
    command = ["valgrind", "--tool=cachegrind", "--cache-sim=no", f"--cachegrind-out-file={counts}", *command]
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "POLESWEEP_KERNELS": "v3"})
    if done.returncode != 0:
        sys.exit(f"{name}: exit code {done.returncode}\n{done.stdout[-2000:]}{done.stderr[-4000:]}")
    return int(re.search(r"^summary:\s+(\d+)", counts.read_text(), re.MULTILINE)[1])


def command_of(program, name, scratch):
    if name == start:
        return [program, "--version"]
    sweep, *settings = cases[name]
    command = [program, "run", "--serial", "--no-report", "--checkpoint", "100000", "-o", scratch / f"{name}.h5", sweep]
    for setting in settings:
        command += ["--set", setting]
    return command


def judged(name, now, before):
    change = now / before - 1
    print(f"{name:<12} {now / 1e6:10.1f} million instructions, {100 * change:+6.1f} % of {before / 1e6:.1f}", end="")
    if change > allowed:
        print(f": more than {100 * allowed:.0f} % (if the work is worth it, record it with --record)")
    elif change < -allowed:
        print(": the record may be lowered with --record")
    else:
        print()
    return change <= allowed


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("program")
    options.add_argument("--record", action="store_true", help="write the counts down")
    options.add_argument("--only", choices=cases, action="append", help="leave the other sweeps out")
    options.add_argument("--short", action="store_const", dest="only", const=["quickstart", "dense", "many"], help="leave the longest out")
    given = options.parse_args()
    compiler = compiler_of(given.program)
    record = json.loads(record_file.read_text()) if record_file.exists() else {}
    before = record.get(compiler, {})
    obstacles = {
        "valgrind is not installed": not shutil.which("valgrind"),
        "counts are kept for x86-64": platform.machine() != "x86_64",
        "not a release build": compiler is None,
        f"no counts on record for {compiler}": not before and not given.record,
    }
    for obstacle, stands in obstacles.items():
        if stands:
            print(f"skipped: {obstacle}")
            return 77
    good = True
    with tempfile.TemporaryDirectory() as scratch:
        before_any = 0
        for name in [start, *(given.only or cases)]:
            now = count(name, command_of(given.program, name, pathlib.Path(scratch)), pathlib.Path(scratch)) - before_any
            if name == start:
                before_any = now
            if given.record:
                print(f"{name:<12} {now / 1e6:10.1f} million instructions")
                record.setdefault(compiler, {})[name] = now
            elif name not in before:
                print(f"{name}: not on record for {compiler}. Write it down with --record?")
                good = False
            else:
                good = judged(name, now, before[name]) and good
    if given.record:
        record_file.write_text(json.dumps(record, indent=2, sort_keys=True) + "\n")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
