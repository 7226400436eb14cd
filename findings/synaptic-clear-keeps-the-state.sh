#!/usr/bin/env bash
# Guess: a recurrent network that has been cleared starts as a new one does.
# Seen with synaptic 1.1.4 (npm): clear() of a network deletes traces and errors, and keeps the states of its neurons. A leaky integrator
# that got a pulse and was cleared gives 1.81 at the next pulse where a new one gives 1: sequences run into each other.
set -eu
cd "$(dirname "$0")/.."
. tests/campaigns/npm_folder.sh
npm_folder synaptic@1.1.4
cat >cleared.cjs <<'END'
const { Neuron, Layer, Network } = require("synaptic")
const [input, leaky, output] = [new Layer(1), new Layer(1), new Layer(1)]
const set = (connections, weight) => connections.forEach(connection => { connection.weight = weight })
set(input.project(leaky).list, 1)
set(leaky.project(output).list, 1)
set(leaky.project(leaky, Layer.connectionType.ONE_TO_ONE).list, 0.9)
for (const { list } of [leaky, output]) Object.assign(list[0], { squash: Neuron.squash.IDENTITY, bias: 0 })
const network = new Network({ input, hidden: [leaky], output })
const sequence = () => [1, 0].map(x => network.activate([x])[0].toFixed(3)).join()
const first = sequence()
network.clear()
const second = sequence()
console.log("synaptic", require("synaptic/package.json").version, "a pulse:", first, "the same after clear():", second)
process.exit(first === "1.000,0.900" && second === "1.810,1.629" ? 0 : 1)
END
node cleared.cjs
