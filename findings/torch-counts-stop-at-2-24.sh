#!/usr/bin/env bash
# Guess: a histogram of 25 million values counts 25 million.
# Seen with PyTorch 2.6.0 (Debian 13), on one thread: torch.histc and torch.histogram count in the precision of the values. In single
# precision a bin that has 2^24 stays there, as 2^24 + 1 is no single: of 2^24 + 2^23 zeros 16777216 are counted, and an error rate made of
# it is a third too small. In double precision all are. More threads count shares of their own, and lose less.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "python3-torch=2.6.0+dfsg-7" '
  cat >count.py <<END
import sys

import torch

torch.set_num_threads(1)
errors = torch.zeros(2**24 + 2**23)
errors[:100] = 1
found = {"histc": torch.histc(errors, 2, 0, 1), "histogram": torch.histogram(errors, 2, range=(0.0, 1.0)).hist,
         "histc, doubles": torch.histc(errors.double(), 2, 0, 1)}
print("PyTorch", torch.__version__, "of", errors.numel(), "values", 100, "are 1")
for name, counts in found.items():
    print(name, [int(count) for count in counts], "sum", int(counts.double().sum()))
stops = [found[name].tolist() == [2**24, 100] for name in ("histc", "histogram")]
sys.exit(0 if all(stops) and found["histc, doubles"].tolist() == [errors.numel() - 100, 100] else 1)
END
  python3 count.py'
