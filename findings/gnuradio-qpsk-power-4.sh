#!/usr/bin/env bash
# Guess: the ready-made constellations of one library have one mean power, 1, so that a step size or a noise level means the same for each.
# Seen with GNU Radio 3.10.5.1 (Debian 12): BPSK, 8-PSK and 16-QAM have power 1, QPSK has 4: its points are (+-1.41, +-1.41) instead of
# (+-0.71, +-0.71). A decision-directed equaliser told to use it doubles a signal of unit power, and its error on the very same signal is 1.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian bookworm "gnuradio=3.10.5.1-3" '
  python3 - <<END
from gnuradio import digital, gr
print("GNU Radio", gr.version())
power = {}
for name in ("bpsk", "qpsk", "8psk", "16qam"):
    points = getattr(digital, "constellation_" + name)().base().points()
    power[name] = sum(abs(point) ** 2 for point in points) / len(points)
    print(name, "mean power", round(power[name], 4))
qpsk = digital.constellation_qpsk().base()
lms = digital.adaptive_algorithm_lms(qpsk, 0.01)
signal = complex(2 ** -0.5, 2 ** -0.5)  # a point of QPSK with unit power
error = abs(lms.error_dd(signal, qpsk.map_to_points_v(qpsk.decision_maker_v([signal]))[0]))
print("error on a point of unit power", round(error, 4))
assert [round(each, 4) for each in power.values()] == [1, 4, 1, 1] and round(error, 4) == 1, power
END'
