#!/usr/bin/env bash
# Guess: an index makes a query faster, and changes none of its rows.
# Seen with PyTables 3.10.2 (Debian 13): of 200000 losses of which a tenth is nan, "loss > 0.5" finds 55650 rows without an index, as numpy
# does, and 12382 with one. So it is with "loss >= 0" and with ranges; "loss < 1" is right, and so are all without nan. No warning: a
# search by halves goes astray among the nan of a chunk.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "python3-tables=3.10.2-2 python3-numpy=1:2.2.4+ds-1" '
  cat >query.py <<END
import sys

import numpy
import tables

random = numpy.random.default_rng(0)
rows = numpy.zeros(200000, [("loss", "f8")])
rows["loss"] = random.normal(size=rows.size)
whole = rows.copy()
rows["loss"][random.random(rows.size) < 0.1] = numpy.nan
queries = {"loss < 1": lambda loss: loss < 1, "loss > 0.5": lambda loss: loss > 0.5, "loss >= 0": lambda loss: loss >= 0,
           "(loss > -1) & (loss < 1)": lambda loss: (loss > -1) & (loss < 1)}
print("PyTables", tables.__version__, "HDF5", tables.hdf5_version, "numpy", numpy.__version__)
counts = {}
with tables.open_file("losses.h5", "w") as file:
    for name, data in (("whole", whole), ("nan", rows)):
        table = file.create_table("/", name, data)
        plain = [len(table.get_where_list(query)) for query in queries]
        table.cols.loss.create_index()
        indexed = [len(table.get_where_list(query)) for query in queries]
        counts[name] = [[int(right(data["loss"]).sum()) for right in queries.values()], plain, indexed]
        print(name, *queries, *(f"\n  {kind}: {found}" for kind, found in zip(("numpy", "no index", "index"), counts[name])), sep="; ")
right, plain, indexed = counts["nan"]
same = all(found == counts["whole"][0] for found in counts["whole"]) and plain == right
missed = indexed[0] == right[0] and all(found < 0.5 * expected for found, expected in zip(indexed[1:], right[1:]))
sys.exit(0 if same and missed else 1)
END
  python3 query.py'
