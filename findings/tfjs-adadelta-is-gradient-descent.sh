#!/usr/bin/env bash
# Guess: Adadelta divides each step by the size of the gradients, so that their unit does not matter.
# Seen with TensorFlow.js 4.22.0 (npm): it is plain gradient descent, bit by bit, in a thousand steps along random gradients of all sizes.
# Its two averages enter a step before the new gradient is in them; both begin at 0, their ratio is 1, and 1 it stays. The published rule
# leads to -2.2, tf.train.adadelta(1) and tf.train.sgd(1) both to -5181.8.
set -eu -o pipefail
cd "$(dirname "$0")/.."
. tests/campaigns/npm_folder.sh
npm_folder @tensorflow/tfjs@4.22.0
cat >adadelta.cjs <<'END'
const tf = require("@tensorflow/tfjs")
let state = 1
const uniform = () => (state = (state * 16807) % 2147483647) / 2147483647 - 0.5
const gradients = Array.from({ length: 1000 }, (_, step) => uniform() * 10 ** (step / 300))
const path = (optimizer) => {
  const place = tf.variable(tf.scalar(0))
  return gradients.map((gradient) => {
    optimizer.minimize(() => place.mul(gradient))
    return place.dataSync()[0]
  })
}
// Zeiler's rule: the average of squared gradients first, then the step.
const published = (rho, epsilon) => {
  let place = 0, squares = 0, steps = 0
  for (const gradient of gradients) {
    squares = rho * squares + (1 - rho) * gradient ** 2
    const step = Math.sqrt((steps + epsilon) / (squares + epsilon)) * gradient
    steps = rho * steps + (1 - rho) * step ** 2
    place -= step
  }
  return place
}
const run = async () => {
  await tf.setBackend("cpu")
  const adadelta = path(tf.train.adadelta(1, 0.95, 1e-7)), descent = path(tf.train.sgd(1)), adagrad = path(tf.train.adagrad(1))
  const differing = adadelta.filter((place, step) => place !== descent[step]).length
  const rule = published(0.95, 1e-7)
  console.log("TensorFlow.js", tf.version.tfjs, "ends: adadelta", adadelta[999], "sgd", descent[999], "adagrad", adagrad[999])
  console.log("published rule", rule, "steps in which adadelta and sgd differ:", differing)
  process.exit(differing === 0 && Math.abs(rule) < 10 && Math.abs(adadelta[999]) > 1000 ? 0 : 1)
}
run()
END
node adadelta.cjs 2>/dev/null | grep -v "^$\|^=\|Hi, looks"
