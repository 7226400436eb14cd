#!/usr/bin/env bash
# Guess: ASOF JOIN takes the last of several quotes with the same time, as pandas and Polars do, or at least always the same one.
# Seen with DuckDB 1.5.6 (npm): with three quotes for each time, in order, ten trades get the first of each three, and ten thousand trades
# get the last. It depends on the number of trades, for few and many are joined in two ways. With quotes stored in reverse order the many
# get any of the three.
set -eu
cd "$(dirname "$0")/.."
. tests/campaigns/npm_folder.sh
npm_folder @duckdb/node-api@1.5.6-r.1
cat >join.mjs <<'END'
import { DuckDBInstance } from "@duckdb/node-api"
const connection = await (await DuckDBInstance.create(":memory:")).connect()
const rows = async text => (await connection.runAndReadAll(text)).getRowsJson()
await connection.run("create table quotes as select i // 3 as time, i % 3 as place from range(30000) numbers(i)")
await connection.run("create table reversed as from quotes order by time desc, place desc")
const places = async (trades, table) => {
  const found = [0, 0, 0]
  const join = `select place from range(${trades}) trades(time) asof join ${table} quotes on trades.time >= quotes.time`
  for (const [place, count] of await rows(`select place, count(*) from (${join}) group by place`)) found[place] = Number(count)
  return found
}
const few = await places(10, "quotes"), many = await places(10000, "quotes"), backwards = await places(10000, "reversed")
console.log("DuckDB", (await rows("select version()"))[0][0], "first, second, third of three: 10 trades", few, "10000 trades", many)
console.log("10000 trades, quotes in reverse order", backwards)
process.exit(few[0] === 10 && many[2] === 10000 && backwards.every(count => count > 0) ? 0 : 1)
END
node join.mjs
