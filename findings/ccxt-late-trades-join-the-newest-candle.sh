#!/usr/bin/env bash
# Guess: candles of one minute are made of the trades of that minute, in whatever order they arrive, or late trades are refused.
# Seen with ccxt 4.5.84 (npm): buildOHLCVC adds a trade that is older than the newest candle to that candle. A trade of the first minute
# that arrives in the fourth sets the high and the close of the fourth. Trades in the order newest first are all one candle. Nothing warns.
set -eu
cd "$(dirname "$0")/.."
. tests/campaigns/npm_folder.sh
npm_folder ccxt@4.5.84
cat >candles.mjs <<'END'
import { readFileSync } from "node:fs"
import ccxt from "ccxt"

const exchange = new ccxt.Exchange()
const trade = (second, price) => ({ timestamp: second * 1000, price, amount: 1 })
const sorted = [trade(0, 10), trade(30, 50), trade(70, 11), trade(190, 12)]
const candles = (order, trades) => {
  // Minute, open, high, low, close, volume, number of trades.
  const found = exchange.buildOHLCVC(trades, "1m", 0, 100).map(([time, ...rest]) => [time / 60000, ...rest].join(" ")).join("; ")
  console.log(order + ":", found)
  return found
}
console.log("ccxt", JSON.parse(readFileSync("node_modules/ccxt/package.json")).version)
const right = candles("sorted", sorted) === "0 10 50 10 50 2 2; 1 11 11 11 11 1 1; 3 12 12 12 12 1 1"
const [first, late, ...others] = sorted
const joined = candles("late", [first, ...others, late]) === "0 10 10 10 10 1 1; 1 11 11 11 11 1 1; 3 12 50 12 50 2 2"
const newest = candles("newest first", [...sorted].reverse())
process.exit(right && joined && newest === "3 12 50 10 10 4 4" ? 0 : 1)
END
node candles.mjs
