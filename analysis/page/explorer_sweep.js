"use strict";
/* What the explorer draws: the sweep's points, their fields and numbers, and the commands that make them again. Nothing here knows of the
   page. The data are those of explorer_fields.hpp and explorer_values.hpp. */

/** Bytes of base64, aligned for typed arrays. Doubles are little-endian, as on every machine that has a browser. */
function bytesOf(base64) {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; ++i) bytes[i] = text.charCodeAt(i);
  return bytes.buffer;
}

/** A word of a shell command. */
function shellWord(text) {
  return /^[A-Za-z0-9_./:=@%+-]+$/.test(text) ? text : "'" + text.replaceAll("'", "'\\''") + "'";
}

/** A text in TOML. JSON lets the character 127 stand as it is. */
function tomlText(text) {
  return JSON.stringify(text).replaceAll("\u007f", "\\u007f");
}

class Sweep {
  constructor(data) {
    this.ids = data.ids;
    this.runs = Array.isArray(data.runs) ? data.runs : Array(data.ids.length).fill(data.runs);
    this.settings = data.settings;
    this.regimesOfUpdates = new Set(data.regimes_of_updates);
    this.confidence = data.confidence;
    this.seed = data.seed ?? "0";
    this.columns = data.columns.map((column) => ({ ...column, literals: column.literals ?? column.texts }));
    this.varying = this.columns.filter((column) => column.texts.length > 1);
    this.quantities = data.quantities.map((quantity) => ({
      ...quantity,
      width: quantity.interval ? 3 : 1,
      data: new Float64Array(bytesOf(quantity.data)),
      finite: quantity.finite ? new Int32Array(bytesOf(quantity.finite)) : null,
    }));
  }

  get points() { return this.ids.length; }

  /** Position of a point's value among the column's; -1 if it has none. */
  position(column, point) { return column.index ? column.index[point] : 0; }

  /** "" if the point has no such field. */
  text(column, point) {
    const position = this.position(column, point);
    return position < 0 ? "" : column.texts[position];
  }

  /** A place is a position among quantity.places. What has one value for each point has it at every place. */
  estimate(quantity, point, place) {
    const cell = point * quantity.places.length + (quantity.places.length === 1 ? 0 : place);
    const at = cell * quantity.width;
    return {
      value: quantity.data[at],
      low: quantity.interval ? quantity.data[at + 1] : NaN,
      high: quantity.interval ? quantity.data[at + 2] : NaN,
      finite: quantity.finite ? quantity.finite[cell] : null,
    };
  }

  /** "fixed, RLS, poles count 8, task noise 0.1": the label, and what differs among points. */
  description(point) {
    const parts = [this.text(this.columns[0], point)];
    for (const column of this.varying.slice(1)) {
      const text = this.text(column, point);
      if (text !== "") parts.push(`${column.name} ${text}`);
    }
    return parts.join(", ");
  }

  /** The point's three tables in TOML, each as the value of a key. */
  tables(point) {
    const tables = { task: [], poles: [], learner: [] };
    const parts = {};
    for (const column of this.columns) {
      const position = this.position(column, point);
      const literal = position < 0 ? "" : column.literals[position];
      const [table, ...rest] = column.path.split(".");
      if (column.path === "label") {
        tables.learner.push(`label = ${tomlText(column.texts[position])}`);
      } else if (literal !== "" && rest.length === 1) {
        tables[table].push(`${rest[0]} = ${literal}`);
      } else if (literal !== "" && rest.length === 2) {
        (parts[rest[0]] ??= []).push(`${rest[1]} = ${literal}`);
      }
    }
    // Fields of a part whose kind is not said are those of none.
    for (const [part, fields] of Object.entries(parts))
      if (fields.some((field) => field.startsWith("kind = "))) tables.learner.push(`${part} = { ${fields.join(", ")} }`);
    return Object.entries(tables).map(([table, fields]) => `${table} = [{ ${fields.join(", ")} }]`);
  }

  /** The command that computes a point alone, with all of its seeds. It has the same id there, and hence the same numbers. */
  runCommand(point, file) {
    const regime = this.columns.find((column) => column.path === "learner.regime.kind");
    const updates = regime !== undefined && this.regimesOfUpdates.has(this.text(regime, point));
    const settings = this.settings.filter((setting) => updates || !setting.startsWith("iterations = "));
    const words = [...this.tables(point), ...settings].map((setting) => `--set ${shellWord(setting)}`);
    const command = ["polesweep run", shellWord(file), `-o ${shellWord(`point-${this.ids[point]}.h5`)}`, ...words].join(" ");
    // No --set takes a key away, and a sweep that does not use this one is refused.
    return settings.length === this.settings.length ? command : `# First take iterations out of the sweep file: this point has none.\n${command}`;
  }

  /** The command that computes one stored run again and compares the bits. */
  replayCommand(point, file, seed) {
    return `polesweep replay ${shellWord(file)} ${this.ids[point]} ${shellWord(seed)}`;
  }
}
