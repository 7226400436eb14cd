#!/usr/bin/env bash
# Guess: a network that is saved as JSON and loaded again has the same weights.
# Seen with synaptic 1.1.4 (npm): not those of a neuron to itself. They are in the JSON, but are 1 in the network that fromJSON makes, and in
# a clone: a leaky integrator, which falls to 0.9, 0.81, 0.729 after a pulse, stays at 1 for ever. Weights between two neurons are right.
set -eu
cd "$(dirname "$0")/.."
. tests/campaigns/npm_folder.sh
npm_folder synaptic@1.1.4
cat >loaded.cjs <<'END'
const { Neuron, Layer, Network } = require("synaptic")
const [input, leaky, output] = [new Layer(1), new Layer(1), new Layer(1)]
const set = (connections, weight) => connections.forEach(connection => { connection.weight = weight })
set(input.project(leaky).list, 1)
set(leaky.project(output).list, 0.5)
set(leaky.project(leaky, Layer.connectionType.ONE_TO_ONE).list, 0.9)
for (const { list } of [leaky, output]) Object.assign(list[0], { squash: Neuron.squash.IDENTITY, bias: 0 })
const network = new Network({ input, hidden: [leaky], output })
const text = JSON.stringify(network.toJSON())
const after = each => [1, 0, 0, 0].map(x => each.activate([x])[0].toFixed(4)).join()
const found = [network.clone(), Network.fromJSON(JSON.parse(text)), network].map(after)
console.log("synaptic", require("synaptic/package.json").version, "connections saved", text.match(/"connections":.*/)[0])
console.log("after a pulse: network", found[2], "clone", found[0], "loaded", found[1])
const constant = "0.5000,0.5000,0.5000,0.5000"
process.exit(found[2] === "0.5000,0.4500,0.4050,0.3645" && found[0] === constant && found[1] === constant && text.includes("0.9") ? 0 : 1)
END
node loaded.cjs
