#!/usr/bin/env bash
# Guess: what Octave saves in one of its formats it saves in the others as well, HDF5 included.
# Seen with Octave 7.3.0 (Debian 12): a matrix of complex numbers in single precision, as samples of radios are, cannot be saved as HDF5 ("error
# while writing"), although one number of that type can, and matrices that are complex or single alone. -v7 and -binary take it.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian bookworm "octave=7.3.0-2" '
  cat >formats.m <<END
x.double_complex_matrix = [1+2i, 3-4i];
x.single_real_matrix = single([1, 2]);
x.single_complex_number = single(1+2i);
x.single_complex_matrix = single([1+2i, 3-4i]);
printf("Octave %s\n", version());
names = fieldnames(x);
for i = 1:numel(names)
  value = x.(names{i});
  for format = {"-hdf5", "-v7", "-binary"}
    outcome = "saved";
    try
      save(format{1}, tempname(), "value");
    catch problem
      outcome = problem.message;
    end
    printf("%s %s: %s\n", names{i}, format{1}, outcome);
  end
end
END
  octave-cli --no-gui formats.m 2>/dev/null | tee said
  [ "$(grep -vc ": saved" said)" = 2 ] && grep -q "^single_complex_matrix -hdf5: save: error while writing" said'
