#pragma once

namespace polesweep::analysis {

/// The style sheet of the page: light and dark by the reader's setting, readable on a phone and in print.
inline constexpr const char* page_style = R"css(
:root { color-scheme: light dark; --ink: #1b1f24; --soft: #59636e; --paper: #ffffff; --card: #f6f8fa; --line: #d1d9e0;
        --good: #1a7f37; --warn: #9a6700; --bad: #b3261e; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6edf3; --soft: #9aa4af; --paper: #0f1317; --card: #181d23; --line: #343b44; --good: #4ac26b; --warn: #e0a526; --bad: #ff7b72; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
main { max-width: 76rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.7rem; line-height: 1.2; margin: 0.5rem 0; }
h2 { font-size: 1.3rem; margin: 2.2rem 0 0.6rem; }
h3 { font-size: 1.05rem; margin: 0 0 0.4rem; }
p { margin: 0.4rem 0; max-width: 60rem; }
.soft { color: var(--soft); font-size: 0.9rem; }
.card { background: var(--card); border: 1px solid var(--line); border-left-width: 5px; border-radius: 6px; padding: 0.8rem 1rem; margin: 0.8rem 0; }
.winner { border-left-color: var(--good); }
.undecided { border-left-color: var(--warn); }
.alarm { border-left-color: var(--bad); }
.counts { display: flex; flex-wrap: wrap; gap: 0.4rem 1.6rem; margin: 0.6rem 0; padding: 0; list-style: none; }
.counts b { font-size: 1.3rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.15rem 0.9rem; margin: 0.4rem 0; max-width: 62rem; }
dt { color: var(--soft); } dd { margin: 0; }
ul { padding-left: 1.2rem; margin: 0.4rem 0; }
.good { color: var(--good); }
.bad { color: var(--bad); font-weight: 600; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-size: 0.88rem; margin: 0.5rem 0; }
th, td { text-align: left; vertical-align: top; padding: 0.25rem 0.7rem 0.25rem 0; border-bottom: 1px solid var(--line); overflow-wrap: normal; }
td { min-width: 3.5rem; }
td.name { min-width: 9rem; max-width: 24rem; overflow-wrap: anywhere; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
td.number small { display: block; color: var(--soft); white-space: nowrap; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 30rem), 1fr)); gap: 1rem; }
figure { margin: 0; border: 1px solid var(--line); border-radius: 6px; padding: 0.8rem; break-inside: avoid; content-visibility: auto; contain-intrinsic-size: auto 32rem; }
figure svg { width: 100%; height: auto; max-width: 40rem; display: block; }
figure svg text { fill: var(--ink); }
figure svg [stroke="black"], figure svg [stroke="rgb(  0,   0,   0)"] { stroke: var(--ink); }
figcaption { font-size: 0.88rem; color: var(--soft); }
pre { white-space: pre-wrap; font-size: 0.82rem; background: var(--card); border: 1px solid var(--line); border-radius: 6px; padding: 0.8rem; }
summary { cursor: pointer; }
@media (max-width: 36rem) {
  main { padding: 0.6rem; } .card { padding: 0.6rem 0.7rem; } figure { padding: 0.4rem; }
  dl { grid-template-columns: 1fr; gap: 0; } dd { margin-bottom: 0.4rem; } td.name { min-width: 7rem; } }
@media print {
  :root { color-scheme: light; --ink: #000; --soft: #444; --paper: #fff; --card: #fff; --line: #aaa; }
  body { font-size: 10pt; } .card, figure, tr { break-inside: avoid; } .wide { overflow: visible; } main { max-width: none; padding: 0; }
}
)css";

}  // namespace polesweep::analysis
