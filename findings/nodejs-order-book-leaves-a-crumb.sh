#!/usr/bin/env bash
# Guess: a buyer of 0.3 takes a level of 0.1 and 0.2, and the best offer is the next level.
# Seen with nodejs-order-book 10.1.1 and hft-limit-order-book 7.0.2 (npm): sizes are subtracted as floating-point numbers and compared with 0.
# The second order is not done, and its rest keeps the best offer at 100 with a size of 6e-17. With sizes 1, 2 and 3 all is right.
set -eu
cd "$(dirname "$0")/.."
. tests/campaigns/npm_folder.sh
npm_folder nodejs-order-book@10.1.1 hft-limit-order-book@7.0.2
cat >crumbs.mjs <<'END'
import { readFileSync } from "node:fs"

let strange = true
for (const name of ["nodejs-order-book", "hft-limit-order-book"]) {
  const { OrderBook } = await import(name)
  console.log(name, JSON.parse(readFileSync(`node_modules/${name}/package.json`)).version)
  for (const unit of [1, 0.1]) {
    const size = { 1: [1, 2, 3], 0.1: [0.1, 0.2, 0.3] }[unit]
    const book = new OrderBook()
    book.limit({ id: "first", side: "sell", size: size[0], price: 100 })
    book.limit({ id: "second", side: "sell", size: size[1], price: 100 })
    book.limit({ id: "third", side: "sell", size: size[2], price: 101 })
    const { done } = book.market({ side: "buy", size: size[2] })
    const [[price, left]] = book.depth()[0]
    console.log(`sizes ${size}: done ${done.map(order => order.id)}, best offer ${left} at ${price}`)
    strange &&= unit === 1 ? done.length === 2 && price === 101 : done.length === 1 && price === 100 && left < 1e-15
  }
}
process.exit(strange ? 0 : 1)
END
node crumbs.mjs
