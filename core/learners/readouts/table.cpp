#include "core/learners/readouts/table.hpp"

namespace polesweep::POLESWEEP_KERNELS {

Readout* make_lms(Fields& fields, const ReadoutShape& shape);
Readout* make_nlms(Fields& fields, const ReadoutShape& shape);
Readout* make_rls(Fields& fields, const ReadoutShape& shape);
Readout* make_ridge(Fields& fields, const ReadoutShape& shape);

const ReadoutEntry readouts[] = {
    {"lms", "least mean squares: a step along the error times the regressors", 1, make_lms},
    {"nlms", "normalised least mean squares: the LMS step divided by the regressors' power", 1, make_nlms},
    {"rls", "recursive least squares: exact least squares with a forgetting factor", 1, make_rls},
    {"ridge", "ridge regression: least squares with a penalty, solved when measured", 1, make_ridge},
    {nullptr, nullptr, 0, nullptr},
};

}  // namespace polesweep::POLESWEEP_KERNELS
