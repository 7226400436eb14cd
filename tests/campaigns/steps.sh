# Sourced by campaigns that go in steps. The table of all steps is in the caller's folder `work`.
passed=0
failed=0
skipped=0

# step NAME COMMAND...: runs it, says how long it took, and returns whether it passed.
step() {
  local name=$1 start=$SECONDS status=passed
  shift
  echo "=== $name"
  "$@" || status=FAILED
  [ "$status" = passed ] && passed=$((passed + 1)) || failed=$((failed + 1))
  echo "--- $name: $status after $((SECONDS - start)) s"
  printf '%6d s  %-6s  %s\n' $((SECONDS - start)) "$status" "$name" >>"$work/table"
  [ "$status" = passed ]
}

# Prints the table and the counts, and returns whether no step failed.
finish_steps() {
  [ ! -e "$work/table" ] || cat "$work/table"
  echo "$passed passed, $failed failed, $skipped skipped"
  [ "$failed" = 0 ]
}
