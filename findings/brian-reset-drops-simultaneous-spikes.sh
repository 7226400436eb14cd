#!/usr/bin/env bash
# Guess: a spike that arrives at a neuron in the step in which that neuron itself spikes is not lost: the neuron starts again from what it
# got.
# Seen with Brian 2.8.0.4 (Debian 13): it is lost. Synapses work before resets, so that v = 0 wipes out what has just arrived. Two equal
# neurons, of which one excites the other by 0.25, spike together, as if there was no synapse. With a delay of one step, or the reset v -=
# 1, the second one is ahead from the first spike on. The documentation has the order, which can be changed.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "python3-brian=2.8.0.4-1" '
  cat >spikes.py <<END
import brian2
from brian2 import NeuronGroup, SpikeMonitor, Synapses, ms

brian2.prefs.codegen.target = "numpy"


def second(reset, delay=0, weight=0.25):
    neurons = NeuronGroup(2, "dv/dt = 1/ms : 1", threshold="v >= 1", reset=reset, method="euler")
    synapses = Synapses(neurons, neurons, on_pre=f"v_post += {weight}", delay=delay * ms)
    synapses.connect(i=0, j=1)
    spikes = SpikeMonitor(neurons)
    network = brian2.Network(neurons, synapses, spikes)
    network.run(5 * ms)
    return [round(float(time / ms), 1) for time in spikes.spike_trains()[1]]


found = second("v = 0"), second("v = 0", weight=0), second("v = 0", delay=0.1), second("v -= 1")
print("Brian", brian2.__version__)
for name, times in zip(("reset v = 0", "no synapse", "delay of a step", "reset v -= 1"), found):
    print(f"{name}: second neuron spikes at", times)
raise SystemExit(0 if found[0] == found[1] and found[2][1] < found[0][1] > found[3][1] else 1)
END
  python3 -W ignore spikes.py'
