#!/usr/bin/env bash
# Guess: a price of 1.15 that is written to a column of decimals with two digits is 1.15 when it is read again.
# Seen with @dsnp/parquetjs 1.8.8 (npm): it is 1.14. The writer cuts 114.99999999999999, the product with 100, where it should round. Of the
# prices from 0.01 to 10.00 69 lose a cent, without a warning.
set -eu
cd "$(dirname "$0")/.."
. tests/campaigns/npm_folder.sh
npm_folder @dsnp/parquetjs@1.8.8
cat >prices.cjs <<'END'
const { ParquetSchema, ParquetWriter, ParquetReader } = require("@dsnp/parquetjs")
const run = async () => {
  const prices = Array.from({ length: 1000 }, (_, i) => Number(((i + 1) / 100).toFixed(2)))
  const writer = await ParquetWriter.openFile(new ParquetSchema({ price: { type: "DECIMAL", precision: 10, scale: 2 } }), "prices.parquet")
  for (const price of prices) await writer.appendRow({ price })
  await writer.close()
  const reader = await ParquetReader.openFile("prices.parquet")
  const cursor = reader.getCursor()
  const read = []
  for (let row = await cursor.next(); row; row = await cursor.next()) read.push(row.price)
  await reader.close()
  const smaller = prices.filter((price, i) => Math.abs(price - read[i] - 0.01) < 1e-9)
  const same = prices.filter((price, i) => Math.abs(price - read[i]) < 1e-9)
  console.log("@dsnp/parquetjs", JSON.parse(require("node:fs").readFileSync("node_modules/@dsnp/parquetjs/package.json")).version)
  console.log("1.15 is read as", read[114], "prices that are a cent smaller:", smaller.length, smaller.slice(0, 8).join(), "the same:", same.length)
  return smaller.length === 69 && same.length === 1000 - 69 && read[114] === 1.14
}
run().then(strange => process.exit(strange ? 0 : 1))
END
node prices.cjs
