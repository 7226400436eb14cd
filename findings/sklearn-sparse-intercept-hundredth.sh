#!/usr/bin/env bash
# Guess: SGDRegressor is the LMS filter with an intercept, and gives the same weights for the same rows, whether they are stored dense or sparse.
# Seen with scikit-learn 1.4.2 (Debian 13; 1.2.1 does the same): of rows in a sparse matrix the intercept's step is a hundredth of the others',
# and so are those of SGDClassifier and PassiveAggressiveRegressor. After 300 rows of y = x w + 3 the intercept is 2.99 of a dense matrix and
# 0.17 of a sparse one, and the other weights make up for it: 0.34 where 1 is right. The mean square errors are 0.0002 and 8.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "python3-sklearn=1.4.2+dfsg-8" '
  cat >rows.py <<END
import numpy
import scipy.sparse
import sklearn
from sklearn.linear_model import SGDRegressor

print("scikit-learn", sklearn.__version__)
random = numpy.random.default_rng(0)
rows = random.normal(size=(300, 3))
targets = rows @ [1, -2, 0.5] + 3
intercepts = []
for name, stored in (("dense", rows), ("sparse", scipy.sparse.csr_matrix(rows))):
    lms = SGDRegressor(penalty=None, learning_rate="constant", eta0=0.02, shuffle=False, max_iter=1, tol=None).fit(stored, targets)
    error = numpy.mean((lms.predict(stored) - targets) ** 2)
    print(f"{name}: weights {lms.coef_.round(3)}, intercept {lms.intercept_.round(3)}, mean square error {error:.3g}")
    intercepts.append(lms.intercept_[0])
raise SystemExit(0 if intercepts[0] > 2.9 and intercepts[1] < 0.3 else 1)
END
  python3 -W ignore rows.py'
