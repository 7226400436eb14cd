#!/usr/bin/env bash
# Guess: fann_get_MSE is the mean of the squared errors.
# Seen with FANN 2.2.0 (Debian 13): of networks whose output is FANN_SIGMOID_SYMMETRIC (tanh) it is a quarter of it: their range is twice
# that of the logistic function, and their errors are halved before they are squared. Of linear and logistic outputs it is the mean.
# Compared by their MSE, a tanh output wins by 6 dB.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "libfann-dev=2.2.0+ds-8+b3 gcc libc6-dev" '
  cat >error.c <<END
#include <fann.h>
#include <math.h>
#include <stdio.h>

int main(void) {
  const enum fann_activationfunc_enum functions[] = {FANN_LINEAR, FANN_SIGMOID, FANN_SIGMOID_SYMMETRIC};
  const char *names[] = {"linear", "logistic", "tanh"};
  fann_type inputs[4][2] = {{1, 0}, {0, 1}, {0.5f, -0.5f}, {0.2f, 0.3f}}, targets[4] = {0.5f, 0.1f, 0.25f, 0.7f};
  int strange = 1;
  for (int k = 0; k < 3; k++) {
    struct fann *network = fann_create_standard(2, 2, 1);
    fann_set_activation_function_output(network, functions[k]);
    double mean = 0;
    for (int i = 0; i < 4; i++) mean += pow(fann_run(network, inputs[i])[0] - targets[i], 2) / 4;
    fann_reset_MSE(network);
    for (int i = 0; i < 4; i++) fann_test(network, inputs[i], &targets[i]);
    const double ratio = fann_get_MSE(network) / mean;
    printf("%s output: mean of squared errors %.6f, fann_get_MSE %.6f, ratio %.4f\n", names[k], mean, fann_get_MSE(network), ratio);
    strange = strange && fabs(ratio - (k == 2 ? 0.25 : 1)) < 1e-3;
    fann_destroy(network);
  }
  return !strange;
}
END
  gcc -O2 error.c -o error -lfann -lm && ./error'
