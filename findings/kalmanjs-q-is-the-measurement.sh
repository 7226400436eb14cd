#!/usr/bin/env bash
# Guess: Q is the noise of the process and R that of the measurement, as books on Kalman filters name them.
# Seen with kalmanjs 1.1.0 (npm): the other way round. For a state that hardly moves (1e-4) and is measured badly (1) the gain settles at
# 0.01, but { Q: 1e-4, R: 1 } has a gain of 0.9999: it believes every measurement.
set -eu
cd "$(dirname "$0")/.."
. tests/campaigns/npm_folder.sh
npm_folder kalmanjs@1.1.0
cat >gain.cjs <<'END'
const loaded = require("kalmanjs"), Filter = loaded.default || loaded
const gain = options => {
  const filter = new Filter(options)
  for (let i = 0; i < 10000; i++) filter.filter(0)
  return filter.filter(1)
}
const process_noise = 1e-4, measurement_noise = 1
const prior = (process_noise + Math.sqrt(process_noise ** 2 + 4 * process_noise * measurement_noise)) / 2
const right = prior / (prior + measurement_noise)
const books = gain({ Q: process_noise, R: measurement_noise }), swapped = gain({ R: process_noise, Q: measurement_noise })
console.log("kalmanjs", require("kalmanjs/package.json").version)
console.log("steady gain: right", right, "Q 1e-4, R 1:", books, "R 1e-4, Q 1:", swapped)
process.exit(books > 0.99 && Math.abs(swapped - right) < 1e-6 ? 0 : 1)
END
node gain.cjs
