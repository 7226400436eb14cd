#!/usr/bin/env bash
# Guess: an order whose size is lowered keeps its place in the queue, as on exchanges; only a raised one goes to its end.
# Seen with nodejs-order-book 10.1.1 and hft-limit-order-book 7.0.2 (npm): it goes to the end in both cases. Of two equal orders the first
# is lowered from 5 to 3; a market order over 3 is then filled by the second one.
set -eu
cd "$(dirname "$0")/.."
. tests/campaigns/npm_folder.sh
npm_folder nodejs-order-book@10.1.1 hft-limit-order-book@7.0.2
cat >book.cjs <<'END'
const first = (book, limit, market, size) => {
  limit(book, "early"), limit(book, "late")
  if (size !== 5) book.modify("early", { side: "sell", size, price: 100 })
  const result = market(book, 3)
  return [...result.done, result.partial].filter(Boolean).map(order => (typeof order === "string" ? JSON.parse(order) : order).id).join()
}
const packages = {
  "nodejs-order-book": [
    (book, id) => book.limit({ id, side: "sell", size: 5, price: 100 }),
    (book, size) => book.market({ side: "buy", size }),
  ],
  "hft-limit-order-book": [(book, id) => book.limit("sell", id, 5, 100), (book, size) => book.market("buy", size)],
}
let strange = true
for (const [name, [limit, market]] of Object.entries(packages)) {
  const { OrderBook } = require(name)
  const found = [5, 3, 10].map(size => first(new OrderBook(), limit, market, size))
  console.log(name, require(name + "/package.json").version, "filled: unchanged", found[0], "lowered", found[1], "raised", found[2])
  strange = strange && found.join() === "early,late,late"
}
process.exit(strange ? 0 : 1)
END
node book.cjs
