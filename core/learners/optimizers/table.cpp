#include "core/learners/optimizers/optimizer.hpp"

namespace polesweep::POLESWEEP_KERNELS {

Optimizer* make_sgd(Fields& fields, const ParameterLayout& layout);
Optimizer* make_momentum(Fields& fields, const ParameterLayout& layout);
Optimizer* make_nesterov(Fields& fields, const ParameterLayout& layout);
Optimizer* make_rmsprop(Fields& fields, const ParameterLayout& layout);
Optimizer* make_adam(Fields& fields, const ParameterLayout& layout);
Optimizer* make_adamw(Fields& fields, const ParameterLayout& layout);

const OptimizerEntry optimizers[] = {
    {{"sgd", "stochastic gradient descent: a step against the gradient", 1, "z <- z - eta g", "2 per parameter; no memory",
      "Robbins and Monro 1951"},
     make_sgd},
    {{"momentum", "gradient descent with momentum (heavy ball)", 1, "u <- beta u + g, z <- z - eta u", "4 per parameter; 1 number each",
      "Polyak 1964"},
     make_momentum},
    {{"nesterov", "gradient descent with Nesterov's momentum", 1, "u <- beta u + g, z <- z - eta (g + beta u)",
      "6 per parameter; 1 number each", "Nesterov 1983"},
     make_nesterov},
    {{"rmsprop", "the gradient divided by the root of its running second moment", 1,
      "v <- rho v + (1 - rho) |g|^2, z <- z - eta g / (sqrt(v) + epsilon)", "8 per parameter; 1 number each", "Tieleman and Hinton 2012"},
     make_rmsprop},
    {{"adam", "running first moment divided by the root of the second, both without start-up bias", 1,
      "m <- b1 m + (1 - b1) g, v <- b2 v + (1 - b2) |g|^2, z <- z - eta (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + epsilon)",
      "12 per parameter; 2 numbers each", "Kingma and Ba 2015"},
     make_adam},
    {{"adamw", "Adam with weight decay apart from the gradient", 1, "z <- (1 - eta decay) z before the step of adam; poles do not decay",
      "13 per parameter; 2 numbers each", "Loshchilov and Hutter 2019"},
     make_adamw},
    {{nullptr, nullptr, 0, nullptr, nullptr, nullptr}, nullptr},
};

}  // namespace polesweep::POLESWEEP_KERNELS
