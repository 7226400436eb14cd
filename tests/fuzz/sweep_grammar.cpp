#include "tests/fuzz/sweep_grammar.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "core/theory/formulas.hpp"

namespace polesweep::fuzz {
namespace {

constexpr Family families[] = {Family::task,    Family::network,   Family::poles,  Family::recurrent,
                               Family::readout, Family::optimizer, Family::regime, Family::formula};

const std::vector<MemberInfo>& members_of(Family family) { return family == Family::formula ? theory::formula_members() : members(family); }

/// The text cut before every line that begins with [.
std::vector<std::string> tables_of(std::string_view text) {
  std::vector<std::string> tables;
  while (!text.empty()) {
    const std::size_t end = text.find("\n[");
    const std::size_t size = end == std::string_view::npos ? text.size() : end + 1;
    tables.emplace_back(text.substr(0, size));
    text.remove_prefix(size);
  }
  return tables;
}

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return lines;
}

TableKind kind_of(std::string_view header) {
  for (const TableKind kind : {TableKind::task, TableKind::poles, TableKind::theory})
    if (header.find(table_name(kind)) != std::string_view::npos) return kind;
  return TableKind::learner;
}

}  // namespace

std::string SweepGrammar::number(const Range& range, bool whole) {
  constexpr double others[] = {0, 1, -1, 2, 3, 0.5, -0.5, 1e-9, 1e9, 9223372036854775807.0};
  double low = std::isfinite(range.low) ? range.low : -2, high = std::isfinite(range.high) ? range.high : low + 4;
  if (whole) high = std::min(high, low + 8);  // larger ones take long, as they are meant to
  const double number = once_in(8) ? of(others) : low + (high - low) * static_cast<double>(below(9)) / 8;
  return whole ? fmt::format("{:.0f}", std::floor(number)) : fmt::format("{:.6f}", number);
}

std::string SweepGrammar::one_value(const FieldSpec& spec) {
  const auto list = [&](const auto& entry) {
    std::vector<std::string> entries;
    for (std::size_t i = below(4) + (once_in(8) ? 0 : 1); i > 0; --i) entries.push_back(entry());
    return fmt::format("[{}]", fmt::join(entries, ", "));
  };
  const auto real = [&] { return number(spec.range, false); };
  const auto complex = [&] { return once_in(2) ? real() : fmt::format("\"{}{:+.3f}j\"", real(), 0.25 * static_cast<double>(below(4))); };
  switch (spec.type) {
    case FieldType::boolean: return once_in(2) ? "true" : "false";
    case FieldType::integer: return number(spec.range, true);
    case FieldType::real: return real();
    case FieldType::complex: return complex();
    case FieldType::reals: return list(real);
    case FieldType::complexes: return list(complex);
    case FieldType::texts: return list([] { return std::string("\"poles.count\""); });
    case FieldType::text: break;
  }
  return fmt::format("\"{}\"", spec.choices.empty() ? "text" : of(spec.choices));
}

/// One value, or an axis of some.
std::string SweepGrammar::value(const FieldSpec& spec) {
  if (once_in(24)) return of(std::vector<std::string>{"{ from = 1, to = 3 }", "{ linspace = [0.1, 0.9], count = 3 }", "\"\"", "[]", "nan"});
  const bool is_list = spec.type == FieldType::reals || spec.type == FieldType::complexes || spec.type == FieldType::texts;
  if (!is_list && !once_in(4)) return one_value(spec);
  std::vector<std::string> values;
  for (std::size_t i = below(3) + 1; i > 0; --i) values.push_back(one_value(spec));
  return fmt::format("[{}]", fmt::join(values, ", "));
}

std::string SweepGrammar::table(TableKind kind) {
  std::string text = fmt::format("[[{}]]\n", table_name(kind));
  for (const Family family : families) {
    const PointPart& part = part_of(family);
    if (part.table != kind || (part.kind_if_absent != nullptr && once_in(2))) continue;
    const MemberInfo& member = of(members_of(family));
    const std::string_view path = part.path;
    const std::size_t dot = path.find('.');
    const std::string prefix = dot == std::string_view::npos ? "" : std::string(path.substr(dot + 1)) + ".";
    text += fmt::format("{}{} = \"{}\"\n", prefix, part.kind_key, member.name);
    for (const FieldSpec& spec : member.fields)
      if (spec.required() || once_in(4)) text += fmt::format("{}{} = {}\n", prefix, spec.name, value(spec));
  }
  return text;
}

/// A field of any member that the table may have.
std::string SweepGrammar::line(TableKind kind) {
  std::vector<Family> own;
  for (const Family family : families)
    if (part_of(family).table == kind) own.push_back(family);
  const Family family = of(own);
  const MemberInfo& member = of(members_of(family));
  const std::string path = field_path(family, member.fields.empty() ? "kind" : of(member.fields).name);
  const std::string key = path.substr(path.find('.') + 1);
  for (const FieldSpec& spec : member.fields)
    if (path.ends_with("." + spec.name)) return fmt::format("{} = {}", key, value(spec));
  return fmt::format("{} = \"{}\"", key, member.name);
}

std::string SweepGrammar::question() {
  const std::string measure = of(members(Family::measure)).name;
  switch (below(5)) {
    case 0: return fmt::format("[measure]\nmetrics = [\"{}\"]\n", measure);
    case 1: return "[[exclude]]\npoles.count = [1, 2]\n";
    case 2: return fmt::format("[[compare]]\nbetween = \"learner\"\nquantity = \"{}\"\n", measure);
    case 3: return fmt::format("[evaluation]\nkind = \"prequential\"\nsamples = {}\n", below(100));
    default: return fmt::format("[[claim]]\nstatement = \"a claim\"\nkind = \"bound\"\nquantity = \"{}\"\nat_most = 1.0\n", measure);
  }
}

std::string SweepGrammar::sweep() {
  std::string text = fmt::format("seeds = {}\n", 1 + below(4));
  if (!once_in(6)) text += "lengths = [10, 20]\n";
  if (!once_in(3)) text += "iterations = [1, 4]\n";
  if (once_in(8)) return text + table(TableKind::theory);
  for (const TableKind kind : {TableKind::task, TableKind::poles, TableKind::learner})
    for (std::size_t i = once_in(4) ? 2 : 1; i > 0; --i) text += table(kind);
  return once_in(2) ? text + question() : text;
}

std::string SweepGrammar::changed(std::string_view text) {
  std::vector<std::string> tables = tables_of(text);
  if (tables.empty() || once_in(32)) return sweep();
  std::string& table_text = tables[below(tables.size())];
  const TableKind kind = kind_of(table_text.substr(0, table_text.find('\n')));
  switch (below(10)) {
    case 0: tables.push_back("\n" + table(kind)); break;
    case 1: tables.push_back("\n" + question()); break;
    case 2: table_text.clear(); break;
    case 3: tables.push_back(table_text); break;
    case 4: table_text = table(kind); break;
    default: {
      std::vector<std::string> lines = lines_of(table_text);
      if (lines.empty()) break;
      std::string& old = lines[below(lines.size())];
      switch (below(4)) {
        case 0: old.clear(); break;
        case 1: old += "\n" + line(kind); break;
        case 2: std::swap(old, lines[below(lines.size())]); break;
        default: {  // the same key, another value
          const std::string other = line(kind);
          if (const std::size_t equals = old.find('='); equals != std::string::npos)
            old = old.substr(0, equals) + other.substr(other.find('='));
        }
      }
      table_text = fmt::format("{}\n", fmt::join(lines, "\n"));
    }
  }
  return fmt::format("{}", fmt::join(tables, ""));
}

std::string SweepGrammar::crossed(std::string_view one, std::string_view other) {
  std::vector<std::string> tables = tables_of(one);
  for (std::string& table_text : tables_of(other))
    if (once_in(2)) tables.push_back("\n" + table_text);
  std::erase_if(tables, [&](const std::string&) { return once_in(4); });
  return fmt::format("{}", fmt::join(tables, ""));
}

}  // namespace polesweep::fuzz
