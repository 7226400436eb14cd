#!/usr/bin/env bash
# Guess: the millionth element of a range or a linspace in single precision is right to single precision, 1e-7.
# Seen with TensorFlow.js 4.22.0 (npm): each element is the one before plus a rounded step, and errors add up. linspace(0, 1, 1000001) ends
# at 1.009, and at 1.065 with ten million; range(0, 10000, 0.1) ends at 9998.46 instead of 9999.9, and its middle is at 5002.5.
set -eu -o pipefail
cd "$(dirname "$0")/.."
. tests/campaigns/npm_folder.sh
npm_folder @tensorflow/tfjs@4.22.0
cat >times.cjs <<'END'
const tf = require("@tensorflow/tfjs")
const run = async () => {
  await tf.setBackend("cpu")
  console.log("TensorFlow.js", tf.version.tfjs)
  const ends = [11, 1001, 1000001, 10000001].map((count) => {
    const times = tf.linspace(0, 1, count).dataSync()
    console.log(`linspace(0, 1, ${count}): middle ${times[(count - 1) / 2]}, end ${times[count - 1]}`)
    return times[count - 1]
  })
  const range = tf.range(0, 10000, 0.1).dataSync()
  console.log(`range(0, 10000, 0.1): ${range.length} elements, the middle one ${range[50000]}, the last one ${range[99999]}`)
  const off = [Math.abs(ends[2] - 1), Math.abs(ends[3] - 1), Math.abs(range[50000] - 5000), Math.abs(range[99999] - 9999.9)]
  process.exit(Math.abs(ends[0] - 1) < 1e-6 && off[0] > 5e-3 && off[1] > 5e-2 && off[2] > 1 && off[3] > 1 ? 0 : 1)
}
run()
END
node times.cjs 2>/dev/null | grep -v "^$\|^=\|Hi, looks"
