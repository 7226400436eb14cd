#!/usr/bin/env bash
# Guess: row_number() over (order by loss) numbers the runs from the smallest loss on.
# Seen with alasql 4.19.1 (npm): it numbers them as they come out of the query and ignores the order, also a descending one, so that the
# best run of the list is the first one. An order by behind the query gives the numbers that are meant. Nothing warns.
set -eu
cd "$(dirname "$0")/.."
. tests/campaigns/npm_folder.sh
npm_folder alasql@4.19.1
cat >rank.cjs <<'END'
const { readFileSync } = require("node:fs")
const alasql = require("alasql")
const runs = [{ run: "a", loss: 10 }, { run: "b", loss: 3 }, { run: "c", loss: 9 }]
const places = query => {
  const found = alasql(query, [runs]).map(({ run, place }) => run + place).join()
  console.log(found, "by", query)
  return found
}
console.log("alasql", JSON.parse(readFileSync("node_modules/alasql/package.json")).version)
const inside = places("select run, loss, row_number() over (order by loss) as place from ?")
const falling = places("select run, loss, row_number() over (order by loss desc) as place from ?")
const behind = places("select run, loss, row_number() over (order by loss) as place from ? order by loss")
const best = places("select * from (select run, loss, row_number() over (order by loss) as place from ?) where place = 1")
process.exit([inside, falling, behind, best].join(" ") === "a1,b2,c3 a1,b2,c3 b1,c2,a3 a1" ? 0 : 1)
END
node rank.cjs
