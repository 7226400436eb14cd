#!/usr/bin/env bash
# Guess: iir_filter_ffd(b, a) is the filter that scipy and MATLAB know by these coefficients: y[t] = 0.9 y[t-1] + x[t] for b = [1], a = [1,
# -0.9].
# Seen with GNU Radio 3.10.12 (Debian 13): y[t] = -0.9 y[t-1] + x[t]. Unless a third argument, oldstyle, is false, feedback is added and not
# subtracted, so that the pole is at -0.9 and a low-pass filter passes high frequencies; a Butterworth filter of order 2 even grows without
# bound.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "gnuradio=3.10.12.0-1 python3-scipy=1.15.3-1" '
  cat >iir.py <<END
import numpy
import scipy.signal
from gnuradio import blocks, filter, gr

print("GNU Radio", gr.version())


def response(*arguments, samples=40):
    top, sink = gr.top_block(), blocks.vector_sink_f()
    top.connect(blocks.vector_source_f([1.0] + [0.0] * (samples - 1)), filter.iir_filter_ffd(*arguments), sink)
    top.run()
    return numpy.array(sink.data())


impulse = numpy.eye(1, 40)[0]
strange = True
for name, (b, a) in (("one pole", ([1.0], [1.0, -0.9])), ("Butterworth", scipy.signal.butter(2, 0.1))):
    right, default, newstyle = scipy.signal.lfilter(b, a, impulse), response(list(b), list(a)), response(list(b), list(a), False)
    print(f"{name}: scipy {right[:4].round(3)}, GNU Radio {default[:4].round(3)}, oldstyle=False {newstyle[:4].round(3)}, largest", abs(default).max())
    strange = strange and abs(newstyle - right).max() < 1e-5 and numpy.allclose(default, scipy.signal.lfilter(b, [a[0], *(-numpy.array(a[1:]))], impulse), rtol=1e-4)
raise SystemExit(0 if strange and abs(default).max() > 1e6 else 1)
END
  python3 -W ignore iir.py 2>/dev/null'
