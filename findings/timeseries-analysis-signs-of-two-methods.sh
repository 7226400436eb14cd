#!/usr/bin/env bash
# Guess: two methods of one package that return autoregressive coefficients return them with the same sign.
# Seen with timeseries-analysis 1.0.12 (npm): for a process with a pole at 0.9 ARLeastSquare returns 0.90, ARMaxEntropy -0.90. The forecast
# of its manual, which subtracts, has with ARLeastSquare 3.4 times the squared error of no forecast at all, with ARMaxEntropy 0.2
# times. The package itself adds for one method and subtracts for the other.
set -eu
cd "$(dirname "$0")/.."
. tests/campaigns/npm_folder.sh
npm_folder timeseries-analysis@1.0.12
cat >signs.cjs <<'END'
const analysis = require("timeseries-analysis")
let seed = 1
const uniform = () => (seed = (seed * 48271) % 2147483647) / 2147483647 - 0.5
const values = [0]
for (let i = 1; i < 4000; i++) values.push(0.9 * values[i - 1] + uniform())
const series = new analysis.main(analysis.adapter.fromArray(values))
console.log("timeseries-analysis", require("timeseries-analysis/package.json").version)
const found = ["ARMaxEntropy", "ARLeastSquare"].map(method => {
  const [pole] = series[method]({ data: series.data, degree: 1 })
  let error = 0, power = 0
  for (let i = 1; i < values.length; i++) {
    error += (values[i] + pole * values[i - 1]) ** 2
    power += values[i] ** 2
  }
  console.log(method, "coefficient", pole, "squared error of the manual's forecast over that of none", error / power)
  return [pole, error / power]
})
const [[entropy, good], [squares, bad]] = found
process.exit(Math.abs(entropy + 0.9) < 0.05 && Math.abs(squares - 0.9) < 0.05 && good < 0.3 && bad > 3 ? 0 : 1)
END
node signs.cjs
