#!/bin/sh
# A measure says everything about itself in its own file: elsewhere its name stands in figures that draw it alone. What asks for more of a
# measure by its name is named and fails. A trait in core/measures/measure.hpp?
cd "$(dirname "$0")/.." || exit 1
bad=0
others() {  # files that mean something else by the name of a measure, or that know it whether or not it is asked for
  case $1 in
    loss) echo 'regime.cpp trace_entries.cpp formulas_p2.cpp conventions.cpp' ;;
    gradient_norm) echo 'trace_entries.cpp' ;;
    nmse) echo 'question.hpp conventions.cpp' ;;
  esac
}
names=$(sed -n 's/.*\.name = "\([a-z_]*\)".*/\1/p' core/measures/*.cpp | grep -vx risk)
[ "$(echo "$names" | wc -w)" = "$(grep -c '&measures::[a-z_]*,' core/measures/table.cpp)" ] || { echo "core/measures/table.cpp lists other measures than there are files of"; bad=1; }
for name in $names; do
  own=$(grep -l "\.name = \"$name\"" core/measures/*.cpp)
  found=$(grep -rlE "\"${name}(_re|_im)?\"" core analysis driver --include='*.cpp' --include='*.hpp' | grep -vx "$own" | grep -v '^analysis/figures/')
  for file in $(others "$name"); do found=$(echo "$found" | grep -v "/$file\$"); done
  [ -z "$found" ] || { echo "only $own and figures may name the measure \"$name\":"; echo "$found"; bad=1; }
done
exit $bad
