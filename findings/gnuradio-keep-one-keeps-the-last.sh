#!/usr/bin/env bash
# Guess: blocks that keep one of four samples keep the same one.
# Seen with GNU Radio 3.10.12 (Debian 13): keep_one_in_n keeps the last of each four, 3, 7, 11. keep_m_in_n, stream_to_streams and a
# decimating filter with the single tap 1 keep the first, 0, 4, 8. A reference and a signal that are decimated in these two ways are three
# samples apart.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "gnuradio=3.10.12.0-1" '
  cat >keep.py <<END
from gnuradio import blocks, filter, gr

found = {}
for name, block in (
    ("keep_one_in_n", blocks.keep_one_in_n(gr.sizeof_float, 4)),
    ("keep_m_in_n", blocks.keep_m_in_n(gr.sizeof_float, 1, 4, 0)),
    ("fir_filter_fff", filter.fir_filter_fff(4, [1.0])),
    ("stream_to_streams", blocks.stream_to_streams(gr.sizeof_float, 4)),
):
    top, sink = gr.top_block(), blocks.vector_sink_f()
    top.connect(blocks.vector_source_f(range(16)), block)
    top.connect((block, 0), sink)
    for output in range(1, 4 if name == "stream_to_streams" else 1):
        top.connect((block, output), blocks.null_sink(gr.sizeof_float))
    top.run()
    found[name] = list(sink.data())
    print("GNU Radio", gr.version(), name, found[name])
last = found.pop("keep_one_in_n") == [3, 7, 11, 15]
raise SystemExit(0 if last and all(kept == [0, 4, 8, 12] for kept in found.values()) else 1)
END
  python3 -W ignore keep.py 2>/dev/null'
