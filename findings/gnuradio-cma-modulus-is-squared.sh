#!/usr/bin/env bash
# Guess: the constant-modulus equaliser with modulus m gives signals of modulus m.
# Seen with GNU Radio 3.10.5.1 (Debian 12): of modulus sqrt(m). Its "modulus" is the mean square that the output is driven to.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian bookworm "gnuradio=3.10.5.1-3" '
  python3 - <<END
import cmath
import random
from gnuradio import blocks, digital, gr
print("GNU Radio", gr.version())
draws = random.Random(1)
symbols = [cmath.rect(1, cmath.pi / 4 + cmath.pi / 2 * draws.randrange(4)) for _ in range(20000)]
for modulus in (1, 2, 4):
    cma = digital.adaptive_algorithm_cma(digital.constellation_8psk().base(), 0.001, modulus)
    flow, source, sink = gr.top_block(), blocks.vector_source_c(symbols), blocks.vector_sink_c()
    flow.connect(source, digital.linear_equalizer(5, 1, cma, True, [], ""), sink)
    flow.run()
    last = [abs(each) for each in sink.data()[-1000:]]
    print("modulus asked for", modulus, "modulus of the output", round(sum(last) / len(last), 3))
    assert abs(sum(last) / len(last) - modulus ** 0.5) < 0.01
END'
