#!/usr/bin/env bash
# Runs one fuzz target on its corpora and seeds: tests/fuzz/one.sh PROGRAM FOLDER OPTION ... FOLDER/seeds may be missing; FOLDER/corpus is added
# to, and what is found goes to FOLDER/finds. Prints executions; fails if something was found.
set -u
here=$(dirname "$0")
program=$1 folder=$2
shift 2
target=${program##*/fuzz_}
case $target in
  sweep_files) length=4000 ;;
  record_logs | saved_states | data_files) length=1500 ;;
  messages | set_options) length=1000 ;;
  *) length=300 ;;
esac
mkdir -p "$folder/corpus/$target" "$folder/finds"
inputs=("$folder/corpus/$target")
for more in "$folder/seeds/$target" "$here/corpus/$target" "$here/finds/$target"; do
  [ -d "$more" ] && inputs+=("$more")
done
case $target in sweep_files | set_options) [ -e "$folder/seeds/sweeps.dict" ] && set -- "$@" -dict="$folder/seeds/sweeps.dict" ;; esac
# Leaks are looked for by the unit tests; a short memory of freed bytes doubles the speed.
export ASAN_OPTIONS=detect_leaks=0:quarantine_size_mb=16:malloc_context_size=3
said=ends
"$program" -max_len=$length -rss_limit_mb=3000 -malloc_limit_mb=1500 -print_final_stats=1 "$@" -artifact_prefix="$folder/finds/$target-" \
  "${inputs[@]}" >"$folder/$target.log" 2>&1 || said=FIND
printf '%-14s %10s executions  %s\n' "$target" "$(sed -n 's/^stat::number_of_executed_units: *//p' "$folder/$target.log")" "$said"
[ $said = ends ] || {
  tail -n 40 "$folder/$target.log"
  exit 1
}
