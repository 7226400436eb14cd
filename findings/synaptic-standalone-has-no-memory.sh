#!/usr/bin/env bash
# Guess: the function that a recurrent network is exported to gives what the network gives.
# Seen with synaptic 1.1.4 (npm): standalone() makes one that begins each call with the state at the time of the export. The first output is
# right; a leaky integrator, which falls to 0.9 and 0.81 after a pulse, is at 0 then, and an LSTM gives the same for an input whatever came
# before.
set -eu
cd "$(dirname "$0")/.."
. tests/campaigns/npm_folder.sh
npm_folder synaptic@1.1.4
cat >exported.cjs <<'END'
const { Architect, Neuron, Layer, Network } = require("synaptic")
const [input, leaky, output] = [new Layer(1), new Layer(1), new Layer(1)]
const set = (connections, weight) => connections.forEach(connection => { connection.weight = weight })
set(input.project(leaky).list, 1)
set(leaky.project(output).list, 1)
set(leaky.project(leaky, Layer.connectionType.ONE_TO_ONE).list, 0.9)
for (const { list } of [leaky, output]) Object.assign(list[0], { squash: Neuron.squash.IDENTITY, bias: 0 })
const network = new Network({ input, hidden: [leaky], output })
const exported = network.standalone()
const memory = new Architect.LSTM(1, 4, 1)
const exportedMemory = memory.standalone()
const after = (activate, inputs) => inputs.map(x => activate([x])[0])
const found = [x => network.activate(x), exported].map(each => after(each, [1, 0, 0]).map(y => y.toFixed(3)).join())
console.log("synaptic", require("synaptic/package.json").version, "after a pulse: network", found[0], "exported", found[1])
const lstm = [x => memory.activate(x), exportedMemory].map(each => after(each, [0.5, 2, 0.5]))
console.log("LSTM for 0.5, 2, 0.5: network", ...lstm[0], "exported", ...lstm[1])
const forgets = lstm[1][0] === lstm[1][2] && lstm[0][0] !== lstm[0][2] && lstm[0][0] === lstm[1][0]
process.exit(found[0] === "1.000,0.900,0.810" && found[1] === "1.000,0.000,0.000" && forgets ? 0 : 1)
END
node exported.cjs
