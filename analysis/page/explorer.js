"use strict";
/* global Sweep, Plot, GLYPHS, COLOURS, Chart */
/* The explorer's controls: what is drawn, filters, selected points and their commands. All texts of the sweep go through textContent. */

(() => {
  const MOST_FILTERED = 24; // distinct values that are listed one by one
  const MOST_LISTED = 200;  // rows of the table, and selected points with commands
  const element = (id) => document.getElementById(`explorer-${id}`);
  const sweep = new Sweep(JSON.parse(element("data").textContent));
  const counted = (count, what) => `${count.toLocaleString("en")} ${what}${count === 1 ? "" : "s"}`;

  /** A new element with properties, and children or texts in it. */
  function make(tag, properties = {}, ...children) {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...children);
    return made;
  }

  const columns = new Map(sweep.columns.map((column) => [column.path, column]));
  const quantities = new Map(sweep.quantities.map((quantity) => [quantity.name, quantity]));
  const colourable = sweep.varying.filter((column) => column.texts.length <= MOST_FILTERED);
  if (!colourable.includes(sweep.columns[0])) colourable.unshift(sweep.columns[0]);
  const state = { y: sweep.quantities[0].name, at: null, x: "", colour: "label", logX: false, logY: false, intervals: false, lines: sweep.points <= 3000 };
  const hidden = new Map(sweep.varying.map((column) => [column.path, new Set()])); // positions of values; -1 for points without one
  hidden.set("label", hidden.get("label") ?? new Set());
  const ranges = new Map(); // by path: [low, high]
  const selected = new Set();

  const yOf = () => quantities.get(state.y);
  const isPlace = () => state.x === "place";
  const across = () => state.x.startsWith("value:") ? quantities.get(state.x.slice(6)) : null;

  /** "N = 1000", "500 updates", "nmse ≤ 0.1". */
  function placeText(dimension, place) {
    return { length: `N = ${place}`, iteration: `${place} updates`, threshold: `nmse ≤ ${place}` }[dimension] ?? "";
  }
  const placeName = { length: "training samples N", iteration: "updates", threshold: "threshold of the nmse" };

  /** Where a quantity has the place that another is shown at; its own last one if it has no such place. */
  function placeIn(quantity, dimension, value) {
    const found = quantity.dimension === dimension ? quantity.places.indexOf(value) : -1;
    return found >= 0 ? found : quantity.places.length - 1;
  }

  function passes(point) {
    for (const [path, positions] of hidden)
      if (positions.size > 0 && positions.has(sweep.position(columns.get(path), point))) return false;
    for (const [path, [low, high]] of ranges) {
      const number = Number(sweep.text(columns.get(path), point) || NaN);
      if (!(number >= low && number <= high)) return false;
    }
    return true;
  }

  /** Where a point stands on the axis; NaN if nowhere. */
  function xOf(point, place) {
    const y = yOf();
    if (isPlace()) return y.places[place];
    if (across()) return sweep.estimate(across(), point, placeIn(across(), y.dimension, y.places[place])).value;
    const column = columns.get(state.x);
    const position = sweep.position(column, point);
    if (position < 0) return NaN;
    return column.numeric ? Number(column.texts[position]) : position;
  }

  /** Points that agree in all but the axis are joined by a line; of a curve, the values of a point. */
  function lineOf(point) {
    if (isPlace()) return String(point);
    return sweep.varying.filter((column) => column.path !== state.x).map((column) => sweep.position(column, point)).join(" ");
  }

  /** Series of data, and why values are not among them. */
  function collect() {
    const y = yOf(), colour = columns.get(state.colour);
    const places = isPlace() ? y.places.map((_, i) => i) : [placeIn(y, y.dimension, state.at)];
    const lines = new Map();
    const not = { infinite: 0, negative: 0, nowhere: 0 };
    const points = new Set();
    let shown = 0;
    for (let point = 0; point < sweep.points; ++point) {
      if (!passes(point)) continue;
      for (const place of places) {
        const estimate = sweep.estimate(y, point, place), x = xOf(point, place);
        if (Number.isNaN(estimate.value)) continue;
        if (Number.isNaN(x)) { ++not.nowhere; continue; }
        if (!Number.isFinite(estimate.value) || !Number.isFinite(x)) { ++not.infinite; continue; }
        if ((state.logY && estimate.value <= 0) || (state.logX && x <= 0)) { ++not.negative; continue; }
        const look = sweep.position(colour, point);
        const key = state.lines && !across() ? `${look} ${lineOf(point)}` : `${look}`;
        if (!lines.has(key)) lines.set(key, { look, data: [] });
        lines.get(key).data.push({ x, y: estimate.value, low: estimate.low, high: estimate.high, point, place });
        points.add(point);
        ++shown;
      }
    }
    const series = new Map();
    for (const { look, data } of lines.values()) {
      if (!series.has(look)) series.set(look, { name: colour.texts[look] ?? "none", look: Math.max(0, look), data: [] });
      const all = series.get(look).data;
      if (all.length > 0) all.push(null);
      for (const datum of data.sort((a, b) => a.x - b.x)) all.push(datum);
    }
    return { series: [...series.entries()].sort(([a], [b]) => a - b).map(([, one]) => one), not, points: points.size, shown };
  }

  function bound(value) { return Number.isFinite(value) ? String(value) : "open"; }

  function intervalText(datum) {
    if (Number.isNaN(datum.low) || Number.isNaN(datum.high)) return "";
    // An interval that begins at infinity ends there.
    return datum.low === Infinity ? "[infinite, infinite]" : `[${bound(datum.low)}, ${bound(datum.high)}]`;
  }

  function textOf(datum) {
    const y = yOf();
    const unit = y.unit && y.unit !== "1" ? ` ${y.unit}` : "";
    const lines = [sweep.description(datum.point), `${y.label}: ${datum.y}${unit}`];
    if (intervalText(datum)) lines.push(`${100 * sweep.confidence} % interval: ${intervalText(datum)}`);
    if (across()) lines.push(`${across().label}: ${datum.x}`);
    if (y.dimension) lines.push(`at ${placeText(y.dimension, y.places[y.places.length === 1 ? 0 : datum.place])}`);
    const { finite } = sweep.estimate(y, datum.point, datum.place);
    lines.push(`point ${sweep.ids[datum.point]}, ${counted(sweep.runs[datum.point], "run")}${finite === null ? "" : `, ${finite} of them finite here`}`);
    return lines.join("\n");
  }

  const plot = new Plot(element("plot"), element("canvas"), element("hover"), textOf, {
    focus: (datum, text, said) => { if (said) element("said").textContent = text; },
    toggle: (datum) => select([datum.point], !selected.has(datum.point)),
    box: (data) => select(data.map((datum) => datum.point), true),
  });

  function axisLabel() {
    if (isPlace()) return placeName[yOf().dimension];
    if (across()) return across().label;
    const column = columns.get(state.x);
    return column.unit ? `${column.name} (${column.unit})` : column.name;
  }

  function draw() {
    const y = yOf();
    const { series, not, points, shown } = collect();
    const column = columns.get(state.x);
    const where = !isPlace() && y.dimension ? ` at ${placeText(y.dimension, y.places[placeIn(y, y.dimension, state.at)])}` : "";
    const unit = y.unit && y.unit !== "1" ? ` (${y.unit})` : "";
    plot.draw({
      series, lines: state.lines && !across(), intervals: state.intervals && y.interval,
      x: { label: axisLabel(), log: state.logX, categories: column && !column.numeric ? column.texts : null },
      y: { label: y.label + unit + where, log: state.logY },
    });
    const words = [`${counted(shown, "value")} of ${counted(points, "point")} drawn.`];
    if (state.intervals && y.interval) words.push(`Bars are ${100 * sweep.confidence} % intervals.`);
    if (not.infinite > 0) words.push(`${counted(not.infinite, "value")} infinite (diverged, or never reached) and not drawn.`);
    if (not.negative > 0) words.push(`${counted(not.negative, "value")} not above 0, which a logarithmic axis cannot show.`);
    if (not.nowhere > 0) words.push(`${counted(not.nowhere, "value")} of points without ${axisLabel()}.`);
    element("drawn").textContent = words.join(" ");
    element("plot").setAttribute("aria-label", `Chart of ${y.label}${where} over ${axisLabel()}`);
    element("filtered").textContent = ranges.size > 0 || [...hidden.values()].some((positions) => positions.size > 0) ? `(${counted(points, "point")} of ${sweep.points.toLocaleString("en")} drawn)` : "";
    if (element("table").open) fillTable();
    remember();
  }

  /** One check box for each value of a column; those of the colours have their signs. */
  function boxes(column, signs) {
    const values = column.texts.map((text, i) => [text, i]);
    if (column.index?.includes(-1)) values.push(["none", -1]);
    return values.map(([text, i]) => {
      const box = make("input", { type: "checkbox", checked: !hidden.get(column.path).has(i) });
      box.addEventListener("change", () => {
        if (box.checked) hidden.get(column.path).delete(i);
        else hidden.get(column.path).add(i);
        draw();
      });
      const label = make("label", {}, box);
      if (signs) {
        const sign = make("span", { textContent: GLYPHS[Math.max(0, i) % GLYPHS.length] });
        sign.style.color = `var(--series-${Math.max(0, i) % COLOURS})`;
        sign.setAttribute("aria-hidden", "true");
        label.append(sign);
      }
      label.append(make("span", { textContent: text === "" ? "(empty)" : text }));
      return label;
    });
  }

  function rangeInputs(column) {
    const numbers = column.texts.map(Number);
    return ["from", "to"].map((word, end) => {
      const input = make("input", { type: "number", step: "any", placeholder: String(end ? numbers.at(-1) : numbers[0]) });
      if (ranges.has(column.path) && Number.isFinite(ranges.get(column.path)[end])) input.value = ranges.get(column.path)[end];
      input.addEventListener("input", () => {
        const range = ranges.get(column.path) ?? [-Infinity, Infinity];
        range[end] = input.value === "" ? (end ? Infinity : -Infinity) : Number(input.value);
        if (range.every((one) => !Number.isFinite(one))) ranges.delete(column.path);
        else ranges.set(column.path, range);
        draw();
      });
      return make("label", {}, make("span", { textContent: word }), input);
    });
  }

  function showFilters() {
    const legend = element("legend");
    const colour = columns.get(state.colour);
    const signs = boxes(colour, true);
    legend.replaceChildren(...signs);
    legend.setAttribute("role", "group");
    legend.setAttribute("aria-label", `Shown: ${colour.name}`);
    const others = sweep.varying.filter((column) => column !== colour && (column.numeric || column.texts.length <= MOST_FILTERED));
    element("filters").hidden = others.length === 0;
    element("filters").querySelector("div").replaceChildren(...others.map((column) => make("fieldset", {},
      make("legend", { textContent: column.name }), ...(column.texts.length <= MOST_FILTERED ? boxes(column, false) : rangeInputs(column)))));
  }

  function options(select, groups, chosen) {
    select.replaceChildren(...groups.filter(([, list]) => list.length > 0).map(([label, list]) =>
      make("optgroup", { label }, ...list.map(([value, textContent]) => make("option", { value, textContent, selected: value === chosen })))));
  }

  /** Wide ranges of positive numbers are drawn on logarithmic scales unless the reader wants them otherwise. */
  function wide(numbers, factor) {
    const positive = numbers.filter((number) => Number.isFinite(number) && number !== 0);
    let low = Infinity, high = -Infinity;
    for (const number of positive) {
      low = Math.min(low, number);
      high = Math.max(high, number);
    }
    return positive.length > 1 && low > 0 && high / low >= factor;
  }
  function chooseScales(which) {
    const y = yOf();
    const places = isPlace() ? y.places.map((_, i) => i) : [placeIn(y, y.dimension, state.at)];
    const all = [...Array(sweep.points).keys()];
    const column = columns.get(state.x);
    if (which !== "x") state.logY = wide(all.flatMap((point) => places.map((place) => sweep.estimate(y, point, place).value)), 10);
    if (which !== "y") state.logX = (!column || column.numeric) && wide(all.flatMap((point) => places.map((place) => xOf(point, place))), 30);
    if (which !== "x") state.intervals = y.interval && sweep.points * places.length <= 400;
  }

  function showControls() {
    const y = yOf();
    const group = (test) => sweep.quantities.filter(test).map((quantity) => [quantity.name, quantity.label]);
    options(element("y"), [["by training samples", group((one) => one.dimension === "length")], ["by updates", group((one) => one.dimension === "iteration")],
      ["by threshold", group((one) => one.dimension === "threshold")], ["of a point", group((one) => one.dimension === "")]], state.y);
    const places = y.places.length > 1 ? [["place", placeName[y.dimension]]] : [];
    const named = (one) => [one.path, one.name];
    options(element("x"), [["along the runs", places], ["settings", sweep.varying.filter((one) => one.path !== "label").map(named)],
      ["learners", [["label", "learner"]]], ["against another value", sweep.quantities.filter((one) => one !== y).map((one) => [`value:${one.name}`, one.label])]], state.x);
    element("at").replaceChildren(...y.places.map((place) => make("option", { value: String(place), textContent: placeText(y.dimension, place), selected: place === state.at })));
    element("at-label").hidden = isPlace() || y.dimension === "";
    element("colour").replaceChildren(...colourable.map((one) => make("option", { value: one.path, textContent: one.name, selected: one.path === state.colour })));
    for (const [id, key] of [["log-x", "logX"], ["log-y", "logY"], ["intervals", "intervals"], ["lines", "lines"]]) element(id).checked = state[key];
    element("log-x").disabled = columns.has(state.x) && !columns.get(state.x).numeric;
    element("intervals").disabled = !y.interval;
    element("lines").disabled = across() !== null;
  }

  /** The setting that is an axis if none is chosen: of those with several numbers the one that most points have. */
  function setting() {
    const lacking = (column) => column.index ? column.index.filter((position) => position < 0).length : 0;
    return sweep.varying.filter((column) => column.numeric && column.texts.length > 1).sort((a, b) => lacking(a) - lacking(b))[0];
  }

  /** Brings a state in order whose parts may not go together, and shows it. */
  function settle() {
    const y = yOf();
    if (!y.places.includes(state.at)) state.at = y.places.at(-1);
    if (isPlace() ? y.places.length < 2 : across() === null && !columns.has(state.x))
      state.x = (y.places.length > 1 && y.places.length * sweep.points <= 6000 && "place") || setting()?.path || "label";
  }

  function select(points, chosen) {
    for (const point of points) {
      if (chosen) selected.add(point);
      else selected.delete(point);
    }
    if (points.length > 0 && chosen) element("selection").open = true;
    showSelection();
  }

  function showSelection() {
    const y = yOf(), place = placeIn(y, y.dimension, state.at);
    const points = [...selected], listed = points.slice(0, MOST_LISTED);
    const left = points.length - listed.length;
    element("selected").textContent = points.length === 0 ? "none" : points.length.toLocaleString("en");
    element("list").replaceChildren(...listed.map((point) => {
      const estimate = sweep.estimate(y, point, place);
      const interval = intervalText(estimate);
      const where = y.dimension ? ` at ${placeText(y.dimension, y.places[place])}` : "";
      const drop = make("button", { type: "button", textContent: "Remove", onclick: () => select([point], false) });
      drop.setAttribute("aria-label", `Remove ${sweep.description(point)}`);
      return make("li", {}, `${sweep.description(point)} — ${y.label}${where}: ${estimate.value}${interval && ` ${interval}`} `, drop);
    }), ...(left > 0 ? [make("li", { textContent: `and ${counted(left, "point")} more, without commands` })] : []));
    const replays = document.querySelector("input[name=explorer-command]:checked").value === "replay";
    element("sweep-label").hidden = replays;
    element("results-label").hidden = element("seed-label").hidden = !replays;
    element("commands").value = listed.map((point) => replays
      ? sweep.replayCommand(point, element("results").value, element("seed").value.trim() || sweep.seed)
      : sweep.runCommand(point, element("sweep").value)).join("\n");
    element("copied").textContent = "";
    plot.marked = selected;
    plot.chart.draw();
  }

  async function copy() {
    const commands = element("commands");
    // Nothing is no reason to lose what the clipboard holds.
    let done = commands.value !== "";
    if (done) {
      try {
        await navigator.clipboard.writeText(commands.value);
      } catch {
        // A page opened from a file may have no clipboard of the new kind.
        commands.select();
        done = document.execCommand("Copy");
      }
    }
    element("copied").textContent = done ? "Copied." : commands.value === "" ? "No point is selected." : "Not allowed to copy: select the text and copy it.";
  }

  function fillTable() {
    const y = yOf();
    const data = plot.drawing.series.flatMap((one) => one.data.filter(Boolean));
    const heads = ["point", axisLabel(), y.label, ...(y.interval ? ["interval"] : [])];
    const rows = data.slice(0, MOST_LISTED).map((datum) => {
      const column = columns.get(state.x);
      const x = column && !column.numeric ? column.texts[datum.x] : String(datum.x);
      return [sweep.description(datum.point), x, String(datum.y), ...(y.interval ? [intervalText(datum)] : [])];
    });
    const row = (cells, tag) => make("tr", {}, ...cells.map((textContent) => make(tag, { textContent })));
    const place = element("table").querySelector("div");
    place.replaceChildren(make("table", {}, make("thead", {}, row(heads, "th")), make("tbody", {}, ...rows.map((cells) => row(cells, "td")))));
    if (data.length > MOST_LISTED) place.append(make("p", { textContent: `${counted(data.length - MOST_LISTED, "value")} not shown: filter points to see them.` }));
  }

  /** The state as the fragment of the page's address. */
  function remember() {
    const parts = new URLSearchParams({ y: state.y, at: String(state.at), x: state.x, colour: state.colour });
    parts.set("show", ["logX", "logY", "intervals", "lines"].filter((key) => state[key]).join(" "));
    for (const [path, positions] of hidden) if (positions.size > 0) parts.set(`hide.${path}`, [...positions].join(" "));
    for (const [path, range] of ranges) parts.set(`range.${path}`, range.join(" "));
    if (`#${parts}` !== location.hash) history.replaceState(null, "", `#${parts}`);
  }

  /** Returns whether the address held a state. What does not fit this sweep is passed over. */
  function recall() {
    const parts = new URLSearchParams(location.hash.slice(1));
    if (!quantities.has(parts.get("y"))) return false;
    state.y = parts.get("y");
    state.at = Number(parts.get("at"));
    const x = parts.get("x") ?? "";
    state.x = x === "place" || columns.has(x) || (x.startsWith("value:") && quantities.has(x.slice(6))) ? x : "";
    state.colour = colourable.some((column) => column.path === parts.get("colour")) ? parts.get("colour") : "label";
    for (const key of ["logX", "logY", "intervals", "lines"]) state[key] = (parts.get("show") ?? "").split(" ").includes(key);
    for (const path of hidden.keys()) hidden.set(path, new Set((parts.get(`hide.${path}`) ?? "").split(" ").filter(Boolean).map(Number)));
    ranges.clear();
    for (const { path } of sweep.varying) if (parts.has(`range.${path}`)) ranges.set(path, parts.get(`range.${path}`).split(" ").map(Number));
    settle();
    return true;
  }

  function show() {
    showControls();
    showFilters();
    draw();
    showSelection();
  }

  function listen() {
    const change = (id, apply) => element(id).addEventListener("change", (event) => { apply(event.target); show(); });
    change("y", ({ value }) => { state.y = value; settle(); chooseScales(); });
    change("x", ({ value }) => { state.x = value; settle(); chooseScales(); });
    change("at", ({ value }) => { state.at = Number(value); chooseScales("y"); });
    change("colour", ({ value }) => { state.colour = value; });
    for (const [id, key] of [["log-x", "logX"], ["log-y", "logY"], ["intervals", "intervals"], ["lines", "lines"]])
      element(id).addEventListener("change", (event) => { state[key] = event.target.checked; draw(); });
    element("zoom-in").addEventListener("click", () => plot.zoom(0.7));
    element("zoom-out").addEventListener("click", () => plot.zoom(1 / 0.7));
    element("whole").addEventListener("click", () => plot.whole());
    element("take").addEventListener("click", () => select(plot.inView().map((datum) => datum.point), true));
    element("clear").addEventListener("click", () => select([...selected], false));
    element("to-clipboard").addEventListener("click", copy);
    element("table").addEventListener("toggle", () => { if (element("table").open) fillTable(); });
    for (const id of ["sweep", "results", "seed"]) element(id).addEventListener("input", showSelection);
    for (const radio of document.querySelectorAll("input[name=explorer-command]")) radio.addEventListener("change", showSelection);
    for (const radio of document.querySelectorAll("input[name=explorer-drag]"))
      radio.addEventListener("change", () => { plot.dragSelects = radio.value === "select" && radio.checked; });
    window.addEventListener("hashchange", () => { if (recall()) show(); });
    for (const query of ["(prefers-color-scheme: dark)", "print"]) matchMedia(query).addEventListener("change", () => plot.recolour());
    for (const moment of ["beforeprint", "afterprint"]) window.addEventListener(moment, () => plot.recolour());
  }

  element("seed").value = sweep.seed;
  element("library").textContent = `Chart.js ${Chart.version}`;
  document.getElementById("explorer").hidden = false;
  if (!recall()) {
    settle();
    chooseScales();
  }
  listen();
  show();
})();
