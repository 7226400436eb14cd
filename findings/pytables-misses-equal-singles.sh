#!/usr/bin/env bash
# Guess: table.where("rate == 0.1") finds the rows that mask = rows["rate"] == 0.1 finds.
# Seen with PyTables 3.10.2 and numpy 2.2.4 (Debian 13): of two rows with the rate 0.1 in single precision it finds none, and "rate <= 0.1"
# leaves both out. A condition is computed in double precision, where the nearest single is above 0.1; numpy takes the constant for a
# single. With numpy.float32(0.1) as a variable of the condition both are found. A rate of 0.5 or 0.7, whose single is below, differs: 0.5
# is exact, and "rate >= 0.7" misses 0.7.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "python3-tables=3.10.2-2" '
  cat >where.py <<END
import numpy
import tables

print("PyTables", tables.__version__, "numpy", numpy.__version__)
rows = numpy.zeros(6, dtype=[("rate", "f4"), ("run", "i4")])
rows["rate"] = [0.1, 0.1, 0.5, 0.5, 0.7, 0.7]
counts = {}
with tables.open_file("sweep.h5", "w") as file:
    table = file.create_table("/", "runs", rows)
    for condition in ["rate == 0.1", "rate <= 0.1", "rate == 0.5", "rate >= 0.7"]:
        by_numpy = int(eval(condition, {"rate": rows["rate"]}).sum())
        counts[condition] = len(table.get_where_list(condition)), by_numpy
        print(condition, "where:", counts[condition][0], "numpy:", by_numpy)
    single = len(table.get_where_list("rate == wanted", {"wanted": numpy.float32(0.1)}))
    print("rate == numpy.float32(0.1) where:", single)
right = {"rate == 0.1": (0, 2), "rate <= 0.1": (0, 2), "rate == 0.5": (2, 2), "rate >= 0.7": (0, 2)}
raise SystemExit(0 if counts == right and single == 2 else 1)
END
  python3 where.py'
