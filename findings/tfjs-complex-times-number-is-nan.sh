#!/usr/bin/env bash
# Guess: TensorFlow.js multiplies complex numbers by a number, or refuses, as it refuses to add up or to square complex numbers.
# Seen with TensorFlow.js 4.22.0 (npm) on its CPU backend: twice (1 + i, 2 - i, 3) is (2 + 2i, nan + nan i, 6). So it is with sums and
# differences, and wherever a scalar or a row is repeated along the other operand. Real numbers, and complex ones of equal shapes, are
# right.
set -eu -o pipefail
cd "$(dirname "$0")/.."
. tests/campaigns/npm_folder.sh
npm_folder @tensorflow/tfjs@4.22.0
cat >twice.cjs <<'END'
const tf = require("@tensorflow/tfjs")
const run = async () => {
  await tf.setBackend("cpu")
  const states = tf.complex([1, 2, 3], [1, -1, 0])
  const found = {
    "times 2": tf.mul(states, 2),
    "plus 1": tf.add(states, 1),
    "times a complex 2": tf.mul(states, tf.complex(2, 0)),
    "times three complex 2": tf.mul(states, tf.complex([2, 2, 2], [0, 0, 0])),
    "real numbers times 2": tf.mul(tf.tensor1d([1, 2, 3]), 2),
  }
  console.log("TensorFlow.js", tf.version.tfjs, "real and imaginary parts in turn")
  const texts = Object.entries(found).map(([name, tensor]) => {
    const text = Array.from(tensor.dataSync()).join(" ")
    console.log(name + ":", text)
    return text
  })
  const right = ["2 2 NaN NaN 6 0", "2 1 NaN NaN 4 0", "2 2 NaN NaN 6 0", "2 2 4 -2 6 0", "2 4 6"]
  process.exit(texts.join() === right.join() ? 0 : 1)
}
run()
END
node twice.cjs 2>/dev/null | grep -v "^$\|^=\|Hi, looks"
