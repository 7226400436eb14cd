#pragma once

#include <complex>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

/// Fields: the named settings of a member of a family (a task, a pole setting, a readout rule, ...).
///
/// A member's constructor declares each of its fields once by reading it from a `Fields`. Read from an empty `Fields`, the same constructor
/// lists its fields; that list serves the check for unknown keys, the canonical text, the columns of the results and `polesweep list`.
/// A constructor therefore reads all of its fields first and checks how they go together afterwards.
namespace polesweep {

using Complex = std::complex<double>;

/// The value of one field. Lists are never axes here: an axis has been resolved to one of its values before.
using Value =
    std::variant<bool, std::int64_t, double, Complex, std::string, std::vector<double>, std::vector<Complex>, std::vector<std::string>>;

using FieldValues = std::map<std::string, Value, std::less<>>;

/// In the order of the alternatives of `Value`.
enum class FieldType { boolean, integer, real, complex, text, reals, complexes, texts };

struct Range {
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
  bool low_allowed = true;
  bool high_allowed = true;
};

constexpr Range any_number{};
constexpr Range positive{.low = 0, .low_allowed = false};
constexpr Range non_negative{.low = 0};

/// What one field is: the one declaration behind checks, help and columns.
struct FieldSpec {
  std::string name;
  FieldType type = FieldType::real;
  std::string help;
  std::string unit;                  ///< "1" for a pure number, "" if a unit makes no sense
  std::optional<Value> fallback;     ///< none: the field must be given, or stands for another one
  Range range;                       ///< of numbers, and of each number of a list
  std::vector<std::string> choices;  ///< of a text; empty: any text
  bool data_file = false;            ///< a text that names a data file, which enters a point's identity by the hash of its bytes
  std::string follows = {};          ///< what the value is if none is given: another field's name or a formula of such; "" for none

  bool required() const { return !fallback && follows.empty(); }
};

/// Declarations that can be written as one aggregate. They hold no memory, so block code may use them as well.
constexpr double required = std::numeric_limits<double>::quiet_NaN();
constexpr std::int64_t required_integer = std::numeric_limits<std::int64_t>::min();

struct RealField {
  const char* name;
  const char* help;
  const char* unit = "1";
  double fallback = required;
  Range range = {};
  const char* follows = nullptr;  ///< what stands in if the field is not given; it then reads as NaN
};
struct IntegerField {
  const char* name;
  const char* help;
  const char* unit = "1";
  std::int64_t fallback = required_integer;
  Range range = {};
};
struct BooleanField {
  const char* name;
  const char* help;
  bool fallback = false;
};
/// A text out of a closed set, written "first|second|third".
struct ChoiceField {
  const char* name;
  const char* help;
  const char* choices;
  const char* fallback = nullptr;  ///< nullptr: the field must be given
};
struct TextField {
  const char* name;
  const char* help;
  const char* fallback = nullptr;
  bool data_file = false;
};
/// A list of numbers or texts. A list field with `may_be_absent` defaults to the empty list.
struct ListField {
  const char* name;
  const char* help;
  const char* unit = "1";
  bool may_be_absent = false;
  Range range = {};
};

class Fields {
 public:
  /// Lists what is read. Every read returns the fallback, or some value in range if there is none.
  Fields();
  explicit Fields(const FieldValues& values);
  /// Values of the runs of a block; fields that are not read by lane must agree among them.
  explicit Fields(std::vector<const FieldValues*> lanes);

  /// Throws std::logic_error if the runs of a block differ in it: points that differ in real numbers alone share a block.
  double real(const RealField& field);
  /// The field's value for each of `count` lanes; lanes beyond the known ones repeat the last.
  void real_by_lane(const RealField& field, double* out, int count);
  std::int64_t integer(const IntegerField& field);
  bool boolean(const BooleanField& field);
  int choice(const ChoiceField& field);  ///< position among the choices
  std::string text(const TextField& field);
  std::vector<double> reals(const ListField& field);
  std::vector<Complex> complexes(const ListField& field);
  std::vector<std::string> texts(const ListField& field);

  bool describing() const { return lanes_.empty(); }
  const std::vector<FieldSpec>& declared() const { return declared_; }  ///< what was read while `describing`; else nothing

 private:
  const Value* find(const char* name, std::size_t lane = 0) const;
  template <class T, class Field>
  std::vector<T> list(const Field& field, FieldType type);

  std::vector<const FieldValues*> lanes_;
  std::vector<FieldSpec> declared_;
};

/// Returns why `value` is not allowed for the field, as in "got -0.1 (must be > 0)", or nothing if it is. The text reads as the rest of a
/// sentence that starts with the field's name.
std::optional<std::string> problem_with(const FieldSpec& spec, const Value& value);

/// What a field takes, for messages and help: "> 0", "in [0, 1)", "one of zero, gaussian".
std::string allowed(const FieldSpec& spec);
std::string_view type_name(FieldType type);

/// The text of a value in a point's identity: integers as digits, reals as shortest round trip, complex as re+imi (a zero imaginary part
/// is left out), lists bracketed with commas and no spaces.
std::string canonical(const Value& value);
std::string canonical(double value);

/// The text of a value in columns, questions and legends: a text as it is, any other value canonical.
std::string plain_text(const Value& value);
/// The value behind a plain text. Returns nothing if the text is no value of the type.
std::optional<Value> parse_plain_text(FieldType type, std::string_view text);

/// "0.5-0.3i", "0.5", "0.3i", "-i"; spaces are ignored. Returns nothing for any other text.
std::optional<Complex> parse_complex(std::string_view text);

}  // namespace polesweep
