#include "driver/sweep/questions.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "driver/sweep/document.hpp"
#include "driver/sweep/question_reader.hpp"

namespace polesweep::sweep {
namespace {

using analysis::ClaimKind;

/// Returns the tables of a name. Reports a problem if it is written in another way.
NodeList tables_of(const Node& document, const std::string& name, Problems& problems) {
  const Node* node = document.find(name);
  if (!node) return {};
  if (node->is_list() && std::all_of(node->list().begin(), node->list().end(), [](const Node& table) { return table.is_table(); }))
    return node->list();
  problems.add(node->where, name, fmt::format("got {} (must be written [[{}]])", short_literal(*node), name));
  return {};
}

const ClaimKind* read_kind(const Node& node, Problems& problems) {
  std::vector<std::string> names;
  for (const ClaimKind& kind : analysis::claim_kinds()) names.emplace_back(kind.name);
  const Node* name = node.find("kind");
  if (!name || !name->text()) {
    problems.add(name ? name->where : node.where, "claim.kind",
                 name ? fmt::format("got {} (must be one of {})", short_literal(*name), fmt::join(names, ", "))
                      : fmt::format("missing (one of {})", fmt::join(names, ", ")));
    return nullptr;
  }
  const ClaimKind* kind = analysis::find_claim_kind(*name->text());
  if (!kind)
    problems.add(name->where, "claim.kind", fmt::format("unknown '{}'", *name->text()) + known_names(*name->text(), "one of", names));
  return kind;
}

/// What is written as a claim on formulas: `theory`, or two tables of them.
bool is_on_formulas(const Node& node, const ClaimKind& kind) {
  const Node* between = node.find("between");
  return kind.on_formulas && (node.find("theory") || (kind.compares && between && between->text() && *between->text() == "theory"));
}

/// A side with conditions of its own.
Node side_node(const std::vector<Condition>& conditions) {
  NodeTable entries;
  for (const Condition& condition : conditions) entries.push_back({condition.path, {}, list_node(condition.values)});
  return {{}, std::move(entries)};
}

std::string table_text(const AskedTable& asked, const char* name) {
  std::string text = fmt::format("\n[[{}]]\n", name);
  if (!asked.question.kind.empty()) text += fmt::format("kind = {}\n", quoted(asked.question.kind));
  for (const auto& [key, value] : asked.question.fields)
    text += fmt::format("{} = {}\n", key, literal(asked.sides.contains(key) ? side_node(asked.sides.at(key)) : node_of(value)));
  if (!asked.question.parameters.empty()) {
    NodeTable parameters;
    for (const auto& [key, value] : asked.question.parameters) parameters.push_back({key, {}, node_of(value)});
    text += fmt::format("parameters = {}\n", literal({{}, std::move(parameters)}));
  }
  for (const Condition& condition : asked.conditions)
    text += fmt::format("{} = {}\n", condition.path, literal(list_node(condition.values)));
  return text;
}

}  // namespace

void read_questions(const Node& document, Sweep& sweep, Problems& problems) {
  for (const Node& node : tables_of(document, "compare", problems)) sweep.comparisons.push_back(read_comparison(node, sweep, problems));
  for (const Node& node : tables_of(document, "mark", problems))
    if (auto mark = read_mark(node, sweep, problems)) sweep.marks.push_back(*std::move(mark));
  for (const Node& node : tables_of(document, "claim", problems)) {
    const ClaimKind* kind = read_kind(node, problems);
    if (!kind) continue;
    if (is_on_formulas(node, *kind))
      sweep.claims.push_back(read_formula_claim(node, *kind, sweep, problems));
    else if (sweep.theory_only() && !document.find("learner"))
      problems.add(node.where, "claim", "is about runs, and all tables of the sweep are [[theory]]. Name one as theory = \"...\"?");
    else
      sweep.claims.push_back(read_run_claim(node, *kind, sweep, problems));
  }
}

std::string questions_text(const Sweep& sweep) {
  std::string text;
  for (const AskedTable& asked : sweep.comparisons) text += table_text(asked, "compare");
  for (const AskedTable& asked : sweep.claims) text += table_text(asked, "claim");
  for (const AskedTable& asked : sweep.marks) text += table_text(asked, "mark");
  return text;
}

}  // namespace polesweep::sweep
