#pragma once

#include "core/tasks/task.hpp"

namespace polesweep {

std::unique_ptr<Task> make_data_aligned_task(Fields& fields, const data::DataFiles& files);

}  // namespace polesweep
