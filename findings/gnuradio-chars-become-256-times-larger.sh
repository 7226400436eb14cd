#!/usr/bin/env bash
# Guess: a block that converts a stream of chars to shorts keeps the numbers, as one to floats does.
# Seen with GNU Radio 3.10.12 (Debian 13): char_to_short makes 256 of 1 and -25600 of -100; short_to_char divides by 256, so that 100
# becomes 0. char_to_float and short_to_float keep the numbers, so that samples of 8 bits are 48 dB stronger by way of shorts than without
# it.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "gnuradio=3.10.12.0-1" '
  cat >chars.py <<END
from gnuradio import blocks, gr


def samples(*chain):
    top = gr.top_block()
    top.connect(*chain)
    top.run()
    return list(chain[-1].data())


chars = blocks.vector_source_b([1, 100, 156])  # 156 is -100
direct = samples(chars, blocks.char_to_float(), blocks.vector_sink_f())
chars.rewind()
shorts = samples(chars, blocks.char_to_short(), blocks.vector_sink_s())
chars.rewind()
by_shorts = samples(chars, blocks.char_to_short(), blocks.short_to_float(), blocks.vector_sink_f())
back = samples(blocks.vector_source_s([100, 255, -100, 256]), blocks.short_to_char(), blocks.vector_sink_b())
print("GNU Radio", gr.version(), "char_to_float", direct, "char_to_short", shorts, "and short_to_float", by_shorts)
print("short_to_char of 100, 255, -100, 256:", back)
strange = shorts == [256, 25600, -25600] and by_shorts == shorts and back == [0, 0, 255, 1]
raise SystemExit(0 if strange and direct == [1, 100, -100] else 1)
END
  python3 -W ignore chars.py 2>/dev/null'
