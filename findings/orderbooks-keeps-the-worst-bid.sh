#!/usr/bin/env bash
# Guess: an order book of limited depth drops the levels that are farthest from the middle.
# Seen with orderbooks 1.1.14 (npm): of the bids it drops the last but one, and keeps the worst for ever. With room for four on each side
# bids from 100 to 91 leave 100, 99, 98 and 91; once the price has risen to 105, the book has three bids and a stale one. Asks are right.
set -eu
cd "$(dirname "$0")/.."
. tests/campaigns/npm_folder.sh
npm_folder orderbooks@1.1.14
cat >depth.cjs <<'END'
const { OrderBook } = require("orderbooks")
const book = new OrderBook("X", { maxDepth: 8 })
const level = (price, side) => ["X", price, side, 1]
const found = side => book.getBookState().filter(each => each[2] === side).map(each => each[1]).join()
const steps = Array.from({ length: 10 }, (_, i) => i)
book.handleSnapshot(steps.flatMap(i => [level(100 - i, "Buy"), level(201 + i, "Sell")]))
const first = [found("Buy"), found("Sell")]
for (let price = 101; price <= 105; price++) book.handleDelta([], [level(price, "Buy")], [])
const later = found("Buy")
console.log("orderbooks", require("orderbooks/package.json").version, "bids", first[0], "asks", first[1], "bids at 105", later)
process.exit(first.join(" ") === "100,99,98,91 204,203,202,201" && later === "105,104,103,91" ? 0 : 1)
END
node depth.cjs
