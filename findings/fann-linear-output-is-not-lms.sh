#!/usr/bin/env bash
# Guess: training of one linear neuron, sample by sample, is the LMS rule: the weight moves by rate times error times input.
# Seen with FANN 2.2.0 (Debian 13): with an error of 0.8, rate 0.1 and input 1 by 0.110. Unless told otherwise the error is first turned
# into log((1 + e) / (1 - e)) = 2.197, whatever the activation, and a linear neuron has slope 0.5. Errors beyond 1 count as a step of 17.
# FANN_ERRORFUNC_LINEAR and steepness 1 give 0.080.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "libfann-dev=2.2.0+ds-8+b3 gcc libc6-dev" '
  cat >step.c <<END
#include <fann.h>
#include <math.h>
#include <stdio.h>

double moved(int plain, fann_type target) {
  struct fann *neuron = fann_create_standard(2, 1, 1);
  struct fann_connection weights[2];
  fann_type input = 1;
  fann_set_activation_function_output(neuron, FANN_LINEAR);
  fann_set_training_algorithm(neuron, FANN_TRAIN_INCREMENTAL);
  fann_set_learning_rate(neuron, 0.1f);
  if (plain) {
    fann_set_train_error_function(neuron, FANN_ERRORFUNC_LINEAR);
    fann_set_activation_steepness_output(neuron, 1);
  }
  fann_get_connection_array(neuron, weights);
  weights[0].weight = weights[1].weight = 0;
  fann_set_weight_array(neuron, weights, 2);
  fann_train(neuron, &input, &target);
  fann_get_connection_array(neuron, weights);
  fann_destroy(neuron);
  return weights[0].weight;
}

int main(void) {
  for (int k = 0; k < 4; k++) {
    const double error = (double[]){0.1, 0.8, 0.99, 2}[k];
    printf("error %g: FANN moves the weight by %.4f, LMS by %.4f, FANN with the plain error and slope by %.4f\n", error, moved(0, error), 0.1 * error, moved(1, error));
  }
  return fabs(moved(0, 0.8f) - 0.05 * log(9)) < 1e-4 && fabs(moved(1, 0.8f) - 0.08) < 1e-6 && fabs(moved(1, 2) - 0.2) < 1e-6 ? 0 : 1;
}
END
  gcc -O2 step.c -o step -lfann -lm && ./step'
