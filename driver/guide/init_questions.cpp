#include <fmt/format.h>

#include <charconv>
#include <exception>
#include <istream>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "core/error.hpp"
#include "driver/guide/init.hpp"

namespace polesweep::guide {
namespace {

using Words = std::vector<std::string>;

/// The answer to a question; empty: the default.
std::string ask(std::istream& answers, std::ostream& questions, const std::string& question, const std::string& fallback) {
  questions << fmt::format("{} [{}]: ", question, fallback) << std::flush;
  std::string answer;
  std::getline(answers, answer);
  const std::size_t first = answer.find_first_not_of(" \t\r");
  return first == std::string::npos ? "" : answer.substr(first, answer.find_last_not_of(" \t\r") - first + 1);
}

template <class Number>
Number number_in(const std::string& answer, const char* what) {
  Number number{};
  const auto [end, error] = std::from_chars(answer.data(), answer.data() + answer.size(), number);
  if (error != std::errc() || end != answer.data() + answer.size())
    throw Error(fmt::format("{}: got '{}' (must be a number)", what, answer));
  return number;
}

Words words_in(const std::string& answer) {
  Words words;
  std::string word;
  for (const char c : answer + " ") {
    if (c != ' ' && c != ',')
      word += c;
    else if (!word.empty())
      words.push_back(std::exchange(word, {}));
  }
  return words;
}

}  // namespace

void ask_for_the_rest(InitRequest& request, std::istream& answers, std::ostream& questions) {
  const auto ask_until = [&](const std::string& question, const std::string& fallback, const auto& take) {
    for (std::exception_ptr wrong;;) {
      const std::string answer = ask(answers, questions, question, fallback);
      if (wrong && !answers) std::rethrow_exception(wrong);
      InitRequest with = request;
      try {
        if (!answer.empty()) take(with, answer);
        check_request(with);
        request = std::move(with);
        return;
      } catch (const Error& error) {
        questions << error.what() << '\n';
        wrong = std::current_exception();
      }
    }
  };
  // What was given is no answer: asking again would not mend it. Data wait for their task.
  InitRequest given = request;
  if (!given.task) given.data.clear();
  check_request(given);
  if (!request.task)
    ask_until("Task (polesweep list tasks)", "linear_teacher", [](InitRequest& with, const std::string& answer) { with.task = answer; });
  if (request.learners.empty())
    ask_until("Learners (polesweep list recurrent readouts)", "rls rtrl",
              [](InitRequest& with, const std::string& answer) { with.learners = words_in(answer); });
  if (!request.seeds)
    ask_until("Seeds", std::to_string(usual_seeds),
              [](InitRequest& with, const std::string& answer) { with.seeds = number_in<std::int64_t>(answer, "Seeds"); });
  if (!request.budget)
    ask_until("Core-hours it may take", fmt::format("{:g}", usual_budget),
              [](InitRequest& with, const std::string& answer) { with.budget = number_in<double>(answer, "Core-hours"); });
}

}  // namespace polesweep::guide
