"use strict";
/* global Chart */
/* The chart: draws series by Chart.js, and turns pointer and keys into zoom, the value in focus and boxes. It knows of no sweep. */

const SHAPES = ["circle", "rect", "triangle", "rectRot", "crossRot", "star"];
const GLYPHS = ["●", "■", "▲", "◆", "✕", "✳"];
const COLOURS = 8;
// Beyond these a scale has no numbers left for its ends and divisions.
const SMALLEST = 1e-300;
const LARGEST = 1e300;

/** A number for an axis; exact texts are made by String. */
function shortNumber(value) {
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size >= 1e6 || size < 1e-3) return value.toExponential(2).replace(/\.?0+e/, "e").replace("e+", "e");
  return String(Number(value.toPrecision(4)));
}

/** Powers of ten, fewer if there are many; within two decades twos and fives as well. Empty if a linear division does better. */
function logarithmicTicks(low, high) {
  const decades = Math.log10(high) - Math.log10(low);
  if (decades < 0.7) return [];
  const every = Math.max(1, Math.ceil(decades / 8));
  const ticks = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); ++power)
    for (const factor of decades < 2.3 ? [1, 2, 5] : [1]) {
      const tick = Number(`${factor}e${power}`);
      if (power % every === 0 && tick >= low * (1 - 1e-9) && tick <= high * (1 + 1e-9)) ticks.push(tick);
    }
  return ticks;
}

/** Five or so round numbers in a range. */
function linearTicks(low, high) {
  const rough = (high - low) / 5;
  const unit = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * unit).find((size) => size >= rough * 0.999);
  if (!step) return [low, high];
  const first = Math.ceil(low / step - 1e-9) * step, count = Math.min(12, Math.floor((high - first) / step + 1e-9) + 1);
  return Array.from({ length: Math.max(0, count) }, (_, i) => Number((first + i * step).toPrecision(12)));
}

/** The range of some numbers with a margin; of none, 0 to 1. */
function rangeOf(numbers, log) {
  let low = Infinity, high = -Infinity;
  for (const number of numbers) {
    if (!Number.isFinite(number) || (log && number <= 0)) continue;
    low = Math.min(low, number);
    high = Math.max(high, number);
  }
  if (low > high) return log ? [0.1, 1] : [0, 1];
  if (log) {
    const margin = 10 ** Math.max(0.04 * (Math.log10(high) - Math.log10(low)), 0.01);
    return [Math.max(low / margin, SMALLEST), Math.min(high * margin, LARGEST)];
  }
  // What differs in last bits alone is one value to the eye, and to the divisions of an axis.
  const differ = high - low > 1e-9 * Math.max(Math.abs(low), Math.abs(high));
  const margin = differ ? 0.04 * (high - low) : Math.abs(high) * 0.1 || 1;
  return [Math.max(low - margin, -LARGEST), Math.min(high + margin, LARGEST)];
}

class Plot {
  /** `on` has focus(datum), toggle(datum) and box([datum]); `textOf` says a datum in words. */
  constructor(frame, canvas, hover, textOf, on) {
    Object.assign(this, { frame, canvas, hover, textOf, on });
    this.marked = new Set();
    this.drawing = { series: [], x: {}, y: {} };
    this.drag = null;
    this.dragSelects = false;
    this.at = null; // position of the datum in focus: series and index
    this.chart = new Chart(canvas, {
      type: "scatter",
      data: { datasets: [] },
      options: {
        animation: false, responsive: true, maintainAspectRatio: false,
        interaction: { mode: "nearest", intersect: true },
        plugins: { legend: { display: false }, tooltip: { enabled: false, external: (context) => this.pointedAt(context.tooltip) } },
      },
      plugins: [{ id: "explorer", afterDatasetsDraw: () => this.drawOver() }],
    });
    this.listen();
  }

  /** `drawing`: series (name, look, data), axes x and y (label, log, categories), lines, intervals. A datum has x, y, low, high, point,
      place; null in the list ends a line. */
  draw(drawing) {
    this.drawing = drawing;
    this.at = null;
    this.hover.hidden = true;
    this.whole();
  }

  whole() {
    const { series, x, y, intervals } = this.drawing;
    const data = series.flatMap((one) => one.data.filter(Boolean));
    const heights = data.map((datum) => datum.y);
    if (intervals) for (const datum of data) heights.push(datum.low, datum.high);
    const [left, right] = x.categories ? [-0.5, x.categories.length - 0.5] : rangeOf(data.map((datum) => datum.x), x.log);
    const [bottom, top] = rangeOf(heights, y.log);
    this.view = { x: [left, right], y: [bottom, top] };
    this.update();
  }

  colour(name) { return getComputedStyle(this.frame).getPropertyValue(name).trim(); }

  axis(which) {
    const axis = this.drawing[which];
    const [low, high] = this.view[which];
    const ink = this.colour("--ink"), line = this.colour("--line");
    const ticks = axis.categories
      ? linearTicks(Math.max(0, low), Math.min(axis.categories.length - 1, high)).filter(Number.isInteger)
      : (axis.log && logarithmicTicks(low, high).length > 1 ? logarithmicTicks(low, high) : linearTicks(low, high));
    const shown = axis.categories && high - low < 25 ? axis.categories.map((_, i) => i).filter((i) => i >= low && i <= high) : ticks;
    const word = (value) => axis.categories ? (axis.categories[value] ?? "").slice(0, 24) : shortNumber(value);
    return {
      type: axis.log ? "logarithmic" : "linear", min: low, max: high, axis: which, position: which === "x" ? "bottom" : "left",
      title: { display: true, text: axis.label, color: ink, font: { size: 13 } },
      afterBuildTicks: (scale) => { scale.ticks = shown.map((value) => ({ value })); },
      ticks: { color: ink, callback: word, maxRotation: 50, autoSkip: true },
      grid: { color: line, borderColor: line }, border: { color: line },
    };
  }

  update() {
    const { series, lines } = this.drawing;
    const count = series.reduce((sum, one) => sum + one.data.length, 0), many = count > 3000, some = count > 500;
    this.chart.data.datasets = series.map((one) => {
      const colour = this.colour(`--series-${one.look % COLOURS}`);
      const crossed = ["crossRot", "star"].includes(SHAPES[one.look % SHAPES.length]);
      return {
        data: one.data.map((datum) => datum ?? { x: NaN, y: NaN }), label: one.name, showLine: lines,
        borderColor: colour + (lines ? "b0" : ""), borderWidth: lines ? 1.2 : crossed ? 1.5 : 0, backgroundColor: colour, pointBorderColor: colour,
        pointBackgroundColor: colour, pointBorderWidth: crossed ? 1.5 : 0, pointStyle: SHAPES[one.look % SHAPES.length],
        pointRadius: many ? 2.5 : some ? 3 : 4, pointHoverRadius: 7, pointHitRadius: 6, tension: 0,
      };
    });
    this.chart.options.scales = { x: this.axis("x"), y: this.axis("y") };
    this.chart.update("none");
  }

  /** Light and dark, screen and paper. */
  recolour() { if (this.view) this.update(); }

  datum({ series, index }) { return this.drawing.series[series]?.data[index] ?? null; }

  /** Within the area of the plot: intervals, rings round selected points, the box that is being drawn. */
  drawOver() {
    const { ctx, chartArea: area, scales: { x, y } } = this.chart;
    ctx.save();
    ctx.beginPath();
    ctx.rect(area.left, area.top, area.width, area.height);
    ctx.clip();
    if (this.drawing.intervals) this.drawIntervals(ctx, area, x, y);
    ctx.strokeStyle = this.colour("--ink");
    ctx.lineWidth = 2;
    for (const one of this.drawing.series)
      for (const datum of one.data) {
        if (!datum || !this.marked.has(datum.point)) continue;
        ctx.beginPath();
        ctx.arc(x.getPixelForValue(datum.x), y.getPixelForValue(datum.y), 8, 0, 2 * Math.PI);
        ctx.stroke();
      }
    const focused = this.hover.hidden ? null : this.at && this.datum(this.at);
    if (focused) {
      ctx.lineWidth = 1;
      ctx.beginPath();
      ctx.arc(x.getPixelForValue(focused.x), y.getPixelForValue(focused.y), 11, 0, 2 * Math.PI);
      ctx.stroke();
    }
    if (this.drag?.moved) {
      ctx.setLineDash([4, 3]);
      ctx.lineWidth = 1;
      ctx.strokeRect(this.drag.x, this.drag.y, this.drag.toX - this.drag.x, this.drag.toY - this.drag.y);
    }
    ctx.restore();
  }

  drawIntervals(ctx, area, x, y) {
    const pixel = (value) => {
      if (value === Infinity) return area.top;
      return value <= (y.type === "logarithmic" ? 0 : -Infinity) ? area.bottom : y.getPixelForValue(value);
    };
    for (const one of this.drawing.series) {
      ctx.strokeStyle = this.colour(`--series-${one.look % COLOURS}`);
      ctx.globalAlpha = 0.5;
      ctx.beginPath();
      for (const datum of one.data) {
        if (!datum || Number.isNaN(datum.low) || Number.isNaN(datum.high)) continue;
        const across = x.getPixelForValue(datum.x);
        ctx.moveTo(across, pixel(datum.low));
        ctx.lineTo(across, pixel(datum.high));
      }
      ctx.stroke();
    }
    ctx.globalAlpha = 1;
  }

  /** Called by Chart.js with what the pointer is over. */
  pointedAt(tooltip) {
    const found = tooltip.opacity === 0 ? [] : tooltip.dataPoints ?? [];
    if (found.length === 0) {
      this.hover.hidden = true;
      return;
    }
    this.focus({ series: found[0].datasetIndex, index: found[0].dataIndex }, found.length - 1, false);
  }

  /** Shows what is said of a datum. `said`: to readers of the screen as well. */
  focus(at, others, said) {
    const datum = this.datum(at);
    if (!datum) return;
    this.at = at;
    const text = this.textOf(datum) + (others > 0 ? `\nand ${others} more at the same place` : "");
    this.hover.textContent = text;
    this.hover.hidden = false;
    const { x, y } = this.chart.scales;
    const left = x.getPixelForValue(datum.x), top = y.getPixelForValue(datum.y);
    const { offsetWidth: width, offsetHeight: height } = this.hover;
    this.hover.style.left = `${Math.max(0, Math.min(left + 12, this.frame.clientWidth - width))}px`;
    this.hover.style.top = `${top > height + 14 ? top - height - 12 : top + 14}px`;
    if (said) this.chart.draw();
    this.on.focus(datum, text, said);
  }

  zoom(factor, centre) {
    const { chartArea: area, scales } = this.chart;
    const middle = centre ?? { x: (area.left + area.right) / 2, y: (area.top + area.bottom) / 2 };
    const along = (scale, from, to, at) => [at + (from - at) * factor, at + (to - at) * factor].map((pixel) => scale.getValueForPixel(pixel));
    this.look({ x: along(scales.x, area.left, area.right, middle.x), y: along(scales.y, area.bottom, area.top, middle.y) });
  }

  /** Another view, unless numbers have no digits for one so close or so far. */
  look(view) {
    for (const which of ["x", "y"]) {
      const [low, high] = view[which], size = Math.max(Math.abs(low), Math.abs(high));
      if (!(size <= LARGEST && high - low > 1e-10 * size) || (this.drawing[which].log && low < SMALLEST)) return;
    }
    this.view = view;
    this.update();
  }

  /** What lies within the view, or within a box of pixels. */
  within(left, right, top, bottom) {
    const { x, y } = this.chart.scales;
    return this.drawing.series.flatMap((one) => one.data.filter((datum) => {
      if (!datum) return false;
      const across = x.getPixelForValue(datum.x), down = y.getPixelForValue(datum.y);
      return across >= left && across <= right && down >= top && down <= bottom;
    }));
  }
  inView() {
    const { left, right, top, bottom } = this.chart.chartArea;
    return this.within(left, right, top, bottom);
  }

  endDrag() {
    const { x, y, toX, toY } = this.drag;
    const [left, right, top, bottom] = [Math.min(x, toX), Math.max(x, toX), Math.min(y, toY), Math.max(y, toY)];
    this.drag = null;
    if (right - left < 6 || bottom - top < 6) return this.chart.draw();
    if (this.dragSelects) return this.on.box(this.within(left, right, top, bottom));
    const { x: across, y: up } = this.chart.scales;
    this.look({ x: [left, right].map((pixel) => across.getValueForPixel(pixel)), y: [bottom, top].map((pixel) => up.getValueForPixel(pixel)) });
  }

  listen() {
    const place = (event) => {
      const box = this.canvas.getBoundingClientRect();
      return { x: event.clientX - box.left, y: event.clientY - box.top };
    };
    this.canvas.addEventListener("pointerdown", (event) => {
      if (event.button !== 0 || event.pointerType === "touch") return;
      const { x, y } = place(event);
      this.drag = { x, y, toX: x, toY: y, moved: false };
      this.canvas.setPointerCapture(event.pointerId);
    });
    this.canvas.addEventListener("pointermove", (event) => {
      if (!this.drag) return;
      const { x, y } = place(event);
      Object.assign(this.drag, { toX: x, toY: y });
      this.drag.moved ||= Math.hypot(x - this.drag.x, y - this.drag.y) > 5;
      if (this.drag.moved) this.chart.draw();
    });
    this.canvas.addEventListener("pointerup", () => {
      this.wasDrag = this.drag?.moved ?? false;
      if (this.wasDrag) this.endDrag();
      this.drag = null;
    });
    this.canvas.addEventListener("pointercancel", () => { this.drag = null; });
    this.canvas.addEventListener("click", (event) => {
      if (this.wasDrag) return;
      const [hit] = this.chart.getElementsAtEventForMode(event, "nearest", { intersect: true }, false);
      const datum = hit && this.datum({ series: hit.datasetIndex, index: hit.index });
      if (datum) this.on.toggle(datum);
    });
    this.frame.addEventListener("keydown", (event) => this.key(event));
    this.frame.addEventListener("blur", () => { this.hover.hidden = true; this.chart.draw(); });
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const steps = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0] };
    const datum = this.at && this.datum(this.at);
    if (steps[event.key]) this.step(...steps[event.key]);
    else if ((event.key === "Enter" || event.key === " ") && datum) this.on.toggle(datum);
    else if (event.key === "+" || event.key === "=") this.zoom(0.7, this.pixelOf(datum));
    else if (event.key === "-") this.zoom(1 / 0.7, this.pixelOf(datum));
    else if (event.key === "0") this.whole();
    else if (event.key === "Escape") this.hover.hidden = true;
    else return;
    event.preventDefault();
    if (datum && this.at && "+=-0".includes(event.key)) this.focus(this.at, 0, false);
  }

  pixelOf(datum) {
    return datum ? { x: this.chart.scales.x.getPixelForValue(datum.x), y: this.chart.scales.y.getPixelForValue(datum.y) } : undefined;
  }

  /** To the next datum of a series, or to the one of the next series whose x is nearest. */
  step(seriesStep, indexStep) {
    const series = this.drawing.series;
    const filled = series.map((_, i) => i).filter((i) => series[i].data.some(Boolean));
    if (filled.length === 0) return;
    let at = this.at && { ...this.at };
    if (!at) {
      at = { series: filled[0], index: series[filled[0]].data.findIndex(Boolean) };
    } else if (seriesStep) {
      const across = this.datum(at)?.x ?? 0;
      at.series = filled[(filled.indexOf(at.series) + seriesStep + filled.length) % filled.length];
      const data = series[at.series].data;
      at.index = data.reduce((best, datum, i) => datum && (best < 0 || Math.abs(datum.x - across) < Math.abs(data[best].x - across)) ? i : best, -1);
    } else {
      const data = series[at.series].data;
      do at.index = (at.index + indexStep + data.length) % data.length; while (!data[at.index]);
    }
    this.bringIntoView(this.datum(at));
    this.focus(at, 0, true);
  }

  /** Moves the view without changing its size on the screen. */
  bringIntoView(datum) {
    const { chartArea: area, scales } = this.chart;
    const { x, y } = this.pixelOf(datum);
    const shift = (value, low, high) => value < low ? value - low - 20 : value > high ? value - high + 20 : 0;
    const across = shift(x, area.left, area.right), down = shift(y, area.top, area.bottom);
    if (across === 0 && down === 0) return;
    this.look({
      x: [area.left, area.right].map((pixel) => scales.x.getValueForPixel(pixel + across)),
      y: [area.bottom, area.top].map((pixel) => scales.y.getValueForPixel(pixel + down)),
    });
  }
}
