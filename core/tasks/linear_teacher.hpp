#pragma once

#include "core/tasks/task.hpp"

namespace polesweep {

std::unique_ptr<Task> make_linear_teacher_task(Fields& fields, const data::DataFiles& files);

}  // namespace polesweep
