#!/usr/bin/env bash
# Guess: two noise sources, or the channels of two antennas, to which no seed was given are independent.
# Seen with GNU Radio 3.10.12 (Debian 13): both give the same samples, in every run, and so do two channel_model blocks and a noise source
# of real numbers. Adding two branches of equal signals in such noise gains 0 dB where 3 dB are right. Different seeds make them
# independent.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "gnuradio=3.10.12.0-1" '
  cat >noise.py <<END
import numpy
from gnuradio import analog, blocks, channels, gr

print("GNU Radio", gr.version())


def samples(*chain):
    top, sink = gr.top_block(), blocks.vector_sink_c()
    top.connect(*chain, blocks.head(gr.sizeof_gr_complex, 20000), sink)
    top.run()
    return numpy.array(sink.data())


def antenna(*seed):
    return samples(blocks.vector_source_c([1] * 20000), channels.channel_model(1.0, 0.0, 1.0, [1.0], *seed)) - 1


def source(*seed):
    return samples(analog.noise_source_c(analog.GR_GAUSSIAN, 1.0, *seed))


strange = True
for name, noise in (("noise_source_c", source), ("channel_model", antenna)):
    for seeds in ((), ()), ((1,), (2,)):
        one, other = noise(*seeds[0]), noise(*seeds[1])
        gain = 10 * numpy.log10(4 / (numpy.mean(abs(one + other) ** 2) / numpy.mean(abs(one) ** 2)))
        print(f"{name}, seeds {seeds}: equal {numpy.array_equal(one, other)}, gain of the sum {gain:.2f} dB")
        strange = strange and abs(gain - (3 if seeds[0] else 0)) < 0.2
raise SystemExit(0 if strange else 1)
END
  python3 -W ignore noise.py 2>/dev/null'
