#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "core/error.hpp"
#include "core/members.hpp"
#include "driver/commands.hpp"
#include "driver/execute/run_sweep.hpp"

namespace polesweep {
namespace {

/// What the families are called on the command line.
constexpr std::pair<const char*, Family> families[] = {{"tasks", Family::task},       {"networks", Family::network},
                                                       {"poles", Family::poles},      {"recurrent", Family::recurrent},
                                                       {"readouts", Family::readout}, {"measures", Family::measure}};

std::string fallback_text(const FieldSpec& spec) {
  if (!spec.follows.empty()) return "default " + spec.follows;
  if (!spec.fallback) return "required";
  const std::string text = canonical(*spec.fallback);
  return "default " + (text.empty() ? std::string("none") : text);
}

void print_text(const std::vector<std::pair<const char*, Family>>& chosen) {
  for (const auto& [name, family] : chosen) {
    fmt::print("{}\n", name);
    for (const MemberInfo& info : members(family)) {
      fmt::print("  {:<16} {}\n", info.name, info.summary);
      for (const FieldSpec& spec : info.fields)
        fmt::print("    {:<18} {}; {}; {}{}\n", spec.name, spec.help, fallback_text(spec), allowed(spec),
                   spec.unit.empty() || spec.unit == "1" ? "" : "; in " + spec.unit);
    }
  }
}

void print_json(const std::vector<std::pair<const char*, Family>>& chosen) {
  nlohmann::ordered_json out;
  for (const auto& [name, family] : chosen)
    for (const MemberInfo& info : members(family)) {
      nlohmann::ordered_json fields = nlohmann::ordered_json::array();
      for (const FieldSpec& spec : info.fields)
        fields.push_back({{"name", spec.name},
                          {"help", spec.help},
                          {"type", type_name(spec.type)},
                          {"allowed", allowed(spec)},
                          {"unit", spec.unit},
                          {"default", !spec.follows.empty() ? nlohmann::ordered_json(spec.follows)
                                      : spec.fallback       ? nlohmann::ordered_json(canonical(*spec.fallback))
                                                            : nlohmann::ordered_json(nullptr)}});
      out[name].push_back({{"name", info.name}, {"summary", info.summary}, {"version", info.version}, {"fields", std::move(fields)}});
    }
  fmt::print("{}\n", out.dump(2));
}

}  // namespace

void add_list(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("list", "list tasks, networks, pole settings, rules and measures with their fields");
  auto family = std::make_shared<std::string>();
  auto as_json = std::make_shared<bool>(false);
  command->add_option("family", *family, "tasks, networks, poles, recurrent, readouts or measures; all if left out");
  command->add_flag("--json", *as_json, "print JSON");
  command->callback([family, as_json, &exit_code] {
    std::vector<std::pair<const char*, Family>> chosen;
    for (const auto& entry : families)
      if (family->empty() || *family == entry.first) chosen.push_back(entry);
    if (chosen.empty())
      throw Error(fmt::format("list: got '{}' (must be one of tasks, networks, poles, recurrent, readouts, measures)", *family));
    if (*as_json)
      print_json(chosen);
    else
      print_text(chosen);
    exit_code = execute::ExitCode::complete;
  });
}

}  // namespace polesweep
