#!/usr/bin/env bash
# Guess: the opening price of a candle is that of its first trade, between its lowest and its highest price.
# Seen with candlestick-convert 7.0.0 (npm): from the second candle on batchTicksToCandle opens at the last price before it, but leaves
# that out of low and high. After trades at 100 a minute of trades at 110 to 112 opens at 100 and has a low of 110. The first candle is right.
set -eu
cd "$(dirname "$0")/.."
. tests/campaigns/npm_folder.sh
npm_folder candlestick-convert@7.0.0
cat >candles.cjs <<'END'
const { batchTicksToCandle } = require("candlestick-convert")
const day = Date.UTC(2024, 0, 1)
const trades = [[0, 101], [59, 100], [60, 110], [90, 112], [119, 111], [180, 120], [240, 120]].map(([second, price]) =>
  ({ time: day + 1000 * second, price, quantity: 1 }))
const candles = batchTicksToCandle(trades, 60)
console.log("candlestick-convert", require("candlestick-convert/package.json").version)
const shape = candles.map(({ time, open, high, low, close, volume }) => [(time - day) / 1000, open, high, low, close, volume].join())
console.log("second, open, high, low, close, volume:", ...shape)
process.exit(shape.join(" ") === "0,101,101,100,100,2 60,100,112,110,111,3 180,111,120,120,120,1" ? 0 : 1)
END
node candles.cjs
