#!/usr/bin/env bash
# Guess: Octave reads complex numbers that h5py wrote, or says that it cannot, as it does for other records.
# Seen with Octave 9.4.0, h5py 3.13.0 and HDF5 1.14.5 (Debian 13): 1+2i, 3+4i, 5 are three zeros, without a warning. h5py names the
# two parts r and i, Octave real and imag, and HDF5 fills members of other names with nothing. Named as Octave names them they are read.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "octave=9.4.0-1 python3-h5py=3.13.0-1 python3-numpy=1:2.2.4+ds-1" '
  cat >write.py <<END
import h5py
import numpy

states = numpy.array([1 + 2j, 3 + 4j, 5])
with h5py.File("states.h5", "w") as file:
    file["states"] = states
    file["singles"] = states.astype("complex64")
    file["renamed"] = states.view([("real", "f8"), ("imag", "f8")])
print("h5py", h5py.__version__, "reads", h5py.File("states.h5")["states"][:])
END
  python3 write.py
  cat >read.m <<END
file = load("-hdf5", "states.h5");
printf("Octave %s\n", version);
for name = {"states", "singles", "renamed"}
  found = file.(name{1});
  printf("%s: %s\n", name{1}, num2str(found));
end
said = lastwarn;
zero = isequal(file.states, zeros(1, 3)) && isequal(file.singles, zeros(1, 3));
exit(! (zero && isempty(said) && isequal(file.renamed, [1+2i, 3+4i, 5])));
END
  octave-cli -q read.m'
