#include "driver/sweep/tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <span>

#include "driver/sweep/choices.hpp"
#include "driver/sweep/learner_keys.hpp"
#include "driver/sweep/listing.hpp"
#include "driver/sweep/ranges.hpp"
#include "driver/sweep/theory_keys.hpp"
#include "driver/sweep/values.hpp"
#include "driver/sweep/zip.hpp"

namespace polesweep::sweep {
namespace {

/// One combination of kinds of one table of the file.
class TableReader {
 public:
  TableReader(const Node& node, TableKind kind, std::vector<Choice> choices, const DataSearch& search, Problems& problems)
      : node_(node), name_(table_name(kind)), choices_(std::move(choices)), search_(search), problems_(problems) {
    table_.kind = kind;
    table_.where = node.where;
    for (const Choice& choice : choices_)
      if (choice.info) table_.members.push_back({choice.family, choice.info});
  }

  /// Returns nothing if a member of the table is not known, after checking the other members as well.
  std::optional<Table> read() {
    read_draws();
    for (const Choice& choice : choices_) read_fields(choice);
    const bool complete = choices_.size() == families_of(table_.kind).size();
    check_all_keys(complete);
    if (!complete) return std::nullopt;
    if (table_.kind == TableKind::learner) {
      table_.label = learner_label(node_, table_, problems_);
      check_optimizer(node_, table_, problems_);
    }
    std::sort(table_.fields.begin(), table_.fields.end(), [](const FieldAxis& a, const FieldAxis& b) { return a.path() < b.path(); });
    make_axes();
    if (table_.kind == TableKind::theory) {
      table_.label = formula_label(node_, table_, problems_);
      table_.beside = figure_beside(node_, table_, problems_);
    }
    return std::move(table_);
  }

  /// Paths of fields with reported problems.
  const std::vector<std::string>& spoiled() const { return spoiled_; }

 private:
  void read_draws() {
    const Node* node = node_.find("draws");
    if (!node) return;
    const std::string path = name_ + ".draws";
    if (!node->is_table()) return problems_.add(node->where, path, "must be { count = ..., seed = ... }");
    check_keys(*node, path, "draws reads:", {"count", "seed"}, problems_);
    const Node* count = node->find("count");
    const Node* seed = node->find("seed");
    if (!count || !seed) return problems_.add(node->where, path, "needs both count and seed");
    const auto count_value = read_value(*count, {draws_fields().front(), path + ".count", problems_});
    const auto seed_value = read_value(*seed, {draws_fields().back(), path + ".seed", problems_});
    if (count_value && seed_value) draws_ = {std::get<std::int64_t>(*count_value), std::get<std::int64_t>(*seed_value)};
  }

  void read_fields(const Choice& choice) {
    if (!choice.info) return;
    for (const FieldSpec& spec : choice.info->fields) {
      const std::string path = field_path(choice.family, spec.name);
      const Node* node = choice.fields ? choice.fields->find(spec.name) : nullptr;
      if (node) {
        read_field(*node, choice.family, spec, path);
      } else if (spec.required()) {
        problems_.add(choice.fields ? choice.fields->where : choice.where, path,
                      fmt::format("missing ({} needs it: {})", choice.info->name, type_name(spec.type)));
      }
    }
  }

  void read_field(const Node& node, Family family, const FieldSpec& spec, const std::string& path) {
    const bool drawn = is_draw(node);
    // Draws that could not be read have been complained of; without them every drawn field would be complained of as well.
    if (drawn && !draws_ && node_.find("draws")) {
      drawn_paths_.push_back(path);
      spoiled_.push_back(path);
      return;
    }
    std::vector<Value> values = read_axis(node, {spec, path, problems_}, draws_ ? &*draws_ : nullptr);
    if (spec.data_file)
      for (const Value& value : values)
        if (value != spec.fallback) load_data(std::get<std::string>(value), node.where, path, search_, problems_);
    if (drawn) drawn_paths_.push_back(path);
    if (values.empty())
      spoiled_.push_back(path);
    else
      table_.fields.push_back({family, &spec, node.where, std::move(values), node.is_list() || is_range(node)});
  }

  /// The keys of a table hold the fields of all members that live in it.
  void check_all_keys(bool complete) {
    std::vector<std::string> fields;
    std::string reader;
    for (const Choice& choice : choices_) {
      if (!choice.info) continue;
      std::vector<std::string> names;
      for (const FieldSpec& spec : choice.info->fields) names.push_back(spec.name);
      if (choice.fields == &node_) {
        reader += (reader.empty() ? "" : " with ") + choice.info->name;
        fields.insert(fields.end(), names.begin(), names.end());
      } else if (choice.fields) {
        names.insert(names.begin(), "kind");
        const std::string path = kind_path(choice.family);
        check_keys(*choice.fields, path.substr(0, path.rfind('.')), choice.info->name + " reads:", names, problems_,
                   listing_of(choice.family, choice.info->name));
      }
    }
    // A key of a task or network may belong to the member that is not known.
    if (!complete && table_.kind != TableKind::learner) return;
    const std::vector<std::string> own = own_keys(table_.kind);
    fields.insert(fields.end(), own.begin(), own.end());
    check_keys(node_, name_, (reader.empty() ? name_ : reader) + " reads:", fields, problems_,
               reader.empty() ? "" : listing_of(table_.members));
  }

  void make_axes() {
    std::vector<std::vector<std::size_t>> groups = read_zip(node_, table_, spoiled_, problems_);
    std::vector<std::size_t> drawn;
    for (std::size_t i = 0; i < table_.fields.size(); ++i)
      if (std::find(drawn_paths_.begin(), drawn_paths_.end(), table_.fields[i].path()) != drawn_paths_.end()) drawn.push_back(i);
    const Node* draws = node_.find("draws");
    if (draws && drawn_paths_.empty())
      problems_.add(draws->where, name_ + ".draws",
                    "no field of this table is drawn (written { uniform = [a, b] } or { loguniform = [a, b] })");
    for (const std::size_t field : drawn)
      for (const auto& group : groups)
        if (std::find(group.begin(), group.end(), field) != group.end())
          problems_.add(table_.fields[field].where, table_.fields[field].path(),
                        "is both drawn and zipped (drawn fields already step together)");
    if (!drawn.empty()) groups.push_back(drawn);
    for (std::size_t i = 0; i < table_.fields.size(); ++i) {
      const auto holds = [i](const std::vector<std::size_t>& group) { return std::find(group.begin(), group.end(), i) != group.end(); };
      if (std::none_of(groups.begin(), groups.end(), holds)) groups.push_back({i});
    }
    std::sort(groups.begin(), groups.end());
    table_.axes = std::move(groups);
  }

  const Node& node_;
  std::string name_;
  std::vector<Choice> choices_;
  const DataSearch& search_;
  Problems& problems_;
  Table table_;
  std::optional<Draws> draws_;
  std::vector<std::string> drawn_paths_;
  std::vector<std::string> spoiled_;
};

void read_table(const Node& node, TableKind kind, const DataSearch& search, Problems& problems, std::vector<Table>& tables) {
  const std::size_t problems_before = problems.count();
  std::vector<std::vector<Choice>> combinations{{}};
  for (const Family family : families_of(kind)) {
    std::vector<std::vector<Choice>> longer;
    for (const Choice& choice : choices_of(node, family, problems))
      for (std::vector<Choice> combination : combinations) {
        combination.push_back(choice);
        longer.push_back(std::move(combination));
      }
    if (!longer.empty()) combinations = std::move(longer);
  }
  const bool all_known = problems.count() == problems_before;
  const std::size_t first = tables.size();
  std::vector<std::string> spoiled;
  for (auto& combination : combinations) {
    TableReader reader(node, kind, std::move(combination), search, problems);
    if (auto table = reader.read()) tables.push_back(*std::move(table));
    spoiled.insert(spoiled.end(), reader.spoiled().begin(), reader.spoiled().end());
  }
  const std::span<Table> made(tables.begin() + static_cast<std::ptrdiff_t>(first), tables.end());
  if (kind == TableKind::learner) read_tune(node, made, spoiled, all_known, problems);
}

}  // namespace

std::vector<Family> families_of(TableKind kind) {
  if (kind == TableKind::theory) return {Family::formula};
  std::vector<Family> families;
  for (const PointPart& part : point_parts())
    if (part.table == kind) families.push_back(part.family);
  return families;
}

std::vector<std::string> own_keys(TableKind kind) {
  std::vector<std::string> keys;
  if (kind == TableKind::learner) keys.emplace_back("label");
  for (const Family family : families_of(kind)) keys.emplace_back(part_of(family).table_key());
  if (kind == TableKind::theory) keys.insert(keys.end(), {"label", "beside"});
  if (kind == TableKind::learner) keys.emplace_back("tune");
  keys.insert(keys.end(), {"zip", "draws"});
  return keys;
}

const std::vector<FieldSpec>& draws_fields() {
  static const std::vector<FieldSpec> fields{{.name = "count",
                                              .type = FieldType::integer,
                                              .help = "random settings that are drawn",
                                              .unit = "",
                                              .fallback = {},
                                              .range = {.low = 1, .high = 1e7},
                                              .choices = {}},
                                             {.name = "seed",
                                              .type = FieldType::integer,
                                              .help = "the same seed draws the same settings",
                                              .unit = "",
                                              .fallback = {},
                                              .range = non_negative,
                                              .choices = {}}};
  return fields;
}

std::vector<Table> read_tables(const Node& document, TableKind kind, bool required, const DataSearch& search, Problems& problems) {
  std::vector<Table> tables;
  const std::string name(table_name(kind));
  const Node* node = document.find(name);
  if (!node && !required) return tables;
  if (!node || (node->is_list() && node->list().empty())) {
    problems.add({}, name, fmt::format("missing (a sweep needs at least one [[{}]] table)", name));
    return tables;
  }
  if (!node->is_list()) {
    problems.add(node->where, name, fmt::format("got {} (must be written [[{}]])", short_literal(*node), name));
    return tables;
  }
  for (const Node& element : node->list()) {
    if (element.is_table())
      read_table(element, kind, search, problems, tables);
    else
      problems.add(element.where, name, fmt::format("got {} (must be a table)", short_literal(element)));
  }
  return tables;
}

}  // namespace polesweep::sweep
