#!/usr/bin/env bash
# Guess: back-propagation uses the slope of the activation function.
# Seen with neataptic 1.4.7 (npm): not for SOFTSIGN, x / (1 + |x|). Its slope is 1 / (1 + |x|)^2, neataptic takes x times that: negative for
# negative inputs, and 0 at 0, where it is steepest. A neuron at -0.7 that should go up goes down. Of the other activations the slopes are
# right.
set -eu
cd "$(dirname "$0")/.."
. tests/campaigns/npm_folder.sh
npm_folder neataptic@1.4.7
cat >slopes.cjs <<'END'
const { methods, architect } = require("neataptic")
const step = 1e-6
const off = Object.entries(methods.activation).filter(([, activate]) => typeof activate === "function").flatMap(([name, activate]) => {
  const wrong = [-2, -0.7, 0.3, 0.7, 2].filter((x) => {
    const measured = (activate(x + step) - activate(x - step)) / (2 * step)
    return Math.abs(activate(x, true) - measured) > 1e-6 && Math.abs(x) !== 1
  })
  return wrong.length ? [name] : []
})
const train = (name) => {  // one input, one output, a bias of -0.7; the target is above
  const network = new architect.Perceptron(1, 1, 1)
  const [input, hidden, output] = network.nodes
  hidden.squash = methods.activation[name]
  hidden.bias = -0.7
  input.connections.out[0].weight = 0
  hidden.connections.out[0].weight = 1
  output.squash = methods.activation.IDENTITY
  output.bias = 0
  const before = network.activate([1])[0]
  network.propagate(0.1, 0, true, [1])
  return hidden.bias > -0.7 ? "up" : "down"
}
const softsign = methods.activation.SOFTSIGN
console.log("neataptic", require("neataptic/package.json").version, "activations with a wrong slope:", off.join())
console.log("softsign at -0.7:", softsign(-0.7), "slope", softsign(-0.7, true), "where", 1 / 1.7 ** 2, "is right; at 0:", softsign(0, true))
console.log("the bias goes", train("SOFTSIGN"), "with softsign and", train("TANH"), "with tanh")
process.exit(off.join() === "SOFTSIGN" && train("SOFTSIGN") === "down" && train("TANH") === "up" ? 0 : 1)
END
node slopes.cjs
