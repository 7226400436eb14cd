#!/bin/sh
# A rule, a task or a pole setting says everything about itself in its own file and its row of the family's table: elsewhere its name stands
# only where this list says so, and the list may only shrink. What asks for more of a member by its name wants a trait in its row. (What
# `polesweep init` chooses where nobody says what stands in driver/guide: a member that is new needs no line there, unless it has a list
# without default.)
cd "$(dirname "$0")/.." || exit 1
bad=0
used=
# Fields, choices and variables that happen to be called like a member of a family.
other='
core/tasks/channel.cpp delay
core/tasks/file.cpp delay
core/tasks/ofdm.cpp delay
core/tasks/haykin.cpp delay
core/tasks/jaeger_haas.cpp delay
core/tasks/data_aligned.cpp orthogonal
core/networks/dense.cpp orthogonal
core/measures/mode_path.cpp orthogonal aligned
core/learners/recurrent/local.cpp random
driver/guide_commands.cpp file
'
allowed='
core/run/fingerprint.cpp fixed rtrl bptt tbptt rflo gauss_newton lms nlms rls ridge gradient sgd adam
core/run/fingerprint.cpp linear_teacher ring random
driver/execute/probe.cpp fixed rls linear_teacher ring
driver/conventions.cpp gradient rls ridge
core/measures/mode_path.cpp sgd
driver/guide/init.cpp fixed rtrl lms rls gradient adam ring random
driver/guide/init_questions.cpp linear_teacher
driver/guide/suggestions.cpp gauss_newton kalman leaky_lms nlms affine_projection rls sliding_window_rls ridge momentum nesterov linear_teacher mixture
driver/guide/suggestions.cpp leaky_memory delay delays impulse_response pole_pair data_aligned channel ofdm drift sines cluster teacher
driver/guide/suggestions.cpp aligned from_channel annulus laguerre kautz
'
members() {  # members TABLE FUNCTION: each name of the table is looked for outside the table and the file that defines FUNCTION of it
  table=$1
  function=$2
  names=$(sed -nE 's/^ *\{?\{"([a-z0-9_]+)",.*/\1/p' "$table")
  [ -n "$names" ] || { echo "$table: no rows found"; bad=1; }
  for name in $names; do
    own=$(grep -lE "^[^;]*\b${function}_${name}(_task)?\(" "$(dirname "$table")"/*.cpp | grep -vx "$table")
    [ -n "$own" ] || [ "$name" = fixed ] || { echo "$table: no file defines ${function}_$name"; bad=1; }
    [ -z "$own" ] || grep -qE "^[^ ].*\b${function}_${name}(_task)?\(.*;" "$table" || { echo "$table does not declare ${function}_$name itself"; bad=1; }
    for file in $(git grep -lwF "\"$name\"" -- core analysis driver ':!core/theory'); do
      [ "$file" = "$table" ] && continue
      echo "$own" | grep -qx "$file" && continue
      if echo "$other$allowed" | grep -qE "^$file( .*)? $name( |\$)"; then
        used="$used
$file $name"
      else
        echo "$file names $name of $table"
        bad=1
      fi
    done
  done
}
# What is behind a row costs two lines: the table declares it and lists it. It is defined in one other file, and no third place, header or list
# of sources knows of either.
two_lines() {  # two_lines TABLE OWN PATTERN [BEFORE]: the sed PATTERN finds what all rows but OWN have declared; BEFORE stands before its uses
  table=$1
  before=${4:-'\b'}
  declared=$(sed -nE "$3" "$table")
  rows=$(grep -cE '^    (\{\{?(\.name = )?"|&measures::)' "$table")
  [ "$(echo "$declared" | grep -c .)" = $((rows - $2)) ] || { echo "$table declares other than its $rows rows need"; bad=1; }
  for maker in $declared; do
    [ "$(grep -cE "(^|[^A-Za-z0-9_.])$maker\b" "$table")" = 2 ] || { echo "$table names $maker in other lines than its declaration and its row"; bad=1; }
    found=$(grep -rlE "$before$maker\b" core analysis driver --include='*.cpp' --include='*.hpp' | grep -vx "$table")
    [ "$(echo "$found" | grep -c .)" = 1 ] || { echo "$maker of $table stands in other files than one:" $found; bad=1; }
    for file in $found; do
      lists=$(git grep -lF "$(basename "$(dirname "$file")")/$(basename "$file")" -- '*CMakeLists.txt' .ci tests/audit.sh)
      [ -z "$lists" ] || { echo "$file is listed by hand:" $lists; bad=1; }
    done
  done
}
two_lines core/learners/recurrent/table.cpp 1 's/^RecurrentRule\* (\w+)\(Fields.*;$/\1/p'
two_lines core/learners/readouts/table.cpp 0 's/^LearningRule\* (\w+)\(Fields.*;$/\1/p'
two_lines core/learners/optimizers/table.cpp 0 's/^Optimizer\* (\w+)\(Fields.*;$/\1/p'
two_lines core/tasks/task.cpp 0 's/^std::unique_ptr<Task> (\w+)\(Fields.*;$/\1/p'
two_lines core/poles/poles.cpp 0 's/^std::unique_ptr<PoleSetting> (\w+)\(Fields.*;$/\1/p'
two_lines core/networks/network.cpp 0 's/^std::unique_ptr<NetworkKind> (\w+)\(Fields.*;$/\1/p'
two_lines core/measures/table.cpp 0 '/ risk;$/d; s/^extern const Measure (\w+);$/\1/p' '(Measure |measures::)'
two_lines analysis/claims/table.cpp 0 's/^Judgement (\w+)\(Fields.*;$/\1/p'
two_lines analysis/figures/table.cpp 3 's/^Figures (\w+)\(const FigureSource& source\);$/\1/p' '^Figures '
members core/learners/recurrent/table.cpp read
members core/learners/readouts/table.cpp make
members core/learners/optimizers/table.cpp make
members core/tasks/task.cpp make
members core/poles/poles.cpp make
for exception in $(echo "$other$allowed" | awk '{for (i = 2; i <= NF; ++i) print $1 ":" $i}'); do
  echo "$used" | grep -qx "$(echo "$exception" | tr ':' ' ')" || { echo "no exception any more: $exception. Take it off the list?"; bad=1; }
done
exit $bad
