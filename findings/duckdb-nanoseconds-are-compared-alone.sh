#!/usr/bin/env bash
# Guess: what has the type TIMESTAMP_NS is computed with to the nanosecond.
# Seen with DuckDB 1.5.6 (npm): it is compared and sorted so, but differences and sums are cut to microseconds. Two events 800 ns apart are
# 0 apart. A time plus an interval of 0 is another time. As-of join with quotes that count only after a latency of 0 seconds gives a trade
# at 100 ns the quote of 900 ns, which is the future; without the latency it gives none. Differences of epoch_ns are right.
set -eu
cd "$(dirname "$0")/.."
. tests/campaigns/npm_folder.sh
npm_folder @duckdb/node-api@1.5.6-r.1
cat >times.mjs <<'END'
import { DuckDBInstance } from "@duckdb/node-api"
const connection = await (await DuckDBInstance.create(":memory:")).connect()
const rows = async text => (await connection.runAndReadAll(text)).getRowsJson()
await connection.run("create table trades as select timestamp_ns '2012-06-21 09:30:00.000000100' as time")
await connection.run("create table quotes as select timestamp_ns '2012-06-21 09:30:00.000000900' as time, 7 as price")
await connection.run("create table gaps as select trades.time as early, quotes.time as late from trades, quotes")
const [[apart]] = await rows("select epoch_us(timestamp '1970-01-01' + (max(late) - min(early))) from gaps")
const columns = "late > early, late + interval '0 seconds' = late, epoch_ns(late) - epoch_ns(early)"
const [[sorted, same, exact]] = await rows(`select ${columns} from gaps`)
const joined = async latency => (await rows(`select price from trades asof join quotes on trades.time >= quotes.time ${latency}`)).length
const late = await joined("+ interval '0 seconds'"), plain = await joined("")
console.log("DuckDB", (await rows("select version()"))[0][0], "difference", apart, "us, by epoch_ns", exact, "ns")
console.log("later is larger:", sorted, "a time plus 0 is the same:", same)
console.log("quotes joined: with a latency of 0", late, "without", plain)
process.exit(Number(apart) === 0 && Number(exact) === 800 && sorted && !same && late === 1 && plain === 0 ? 0 : 1)
END
node times.mjs
