#!/usr/bin/env bash
# Guess: the normal quantile undoes the distribution function as far as doubles go: that of 1e-20 is -9.26.
# Seen with Apache Commons Math 3.6.1 (Debian 12): -Infinity, as of all p below 2.7e-17, though its distribution function is right there
# (7.6e-24 at -10). The quantile is taken of 2 p - 1, which is -1; so p = 1e-16 has -8.2095, not -8.2221.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian bookworm "openjdk-17-jdk-headless libcommons-math3-java=3.6.1-3" '
  cat >Quantiles.java <<END
import org.apache.commons.math3.distribution.NormalDistribution;
public class Quantiles {
  public static void main(String[] none) {
    NormalDistribution normal = new NormalDistribution();
    double at10 = normal.cumulativeProbability(-10), back = normal.inverseCumulativeProbability(at10);
    double small = normal.inverseCumulativeProbability(1e-20), edge = normal.inverseCumulativeProbability(1e-16);
    System.out.println("Commons Math 3.6.1: P(-10) " + at10 + ", its quantile " + back + ", of 1e-20 " + small + ", of 1e-16 " + edge);
    boolean right = Math.abs(at10 / 7.61985302416e-24 - 1) < 1e-9;
    System.exit(right && back == Double.NEGATIVE_INFINITY && small == back && Math.abs(edge + 8.2221) > 0.005 ? 0 : 1);
  }
}
END
  java -cp /usr/share/java/commons-math3-3.6.1.jar Quantiles.java'
