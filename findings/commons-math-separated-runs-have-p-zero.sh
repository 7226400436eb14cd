#!/usr/bin/env bash
# Guess: two samples of three losses each, all of one below all of the other, have p = 0.1 in the test of Kolmogorov and Smirnov: two of the
# twenty ways to deal six losses to two samples are as far apart.
# Seen with Apache Commons Math 3.6.1 (Debian 12): p = 0, also of two against two. Unless told otherwise it counts what is farther apart than
# the samples are, which nothing can be; with strict = false p is 0.1.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian bookworm "openjdk-17-jdk-headless libcommons-math3-java=3.6.1-3" '
  cat >Losses.java <<END
import org.apache.commons.math3.stat.inference.KolmogorovSmirnovTest;
public class Losses {
  public static void main(String[] none) {
    KolmogorovSmirnovTest test = new KolmogorovSmirnovTest();
    double[] low = {1, 2, 3}, high = {4, 5, 6}, two = {1, 2}, others = {3, 4};
    double three = test.kolmogorovSmirnovTest(low, high), pairs = test.kolmogorovSmirnovTest(two, others);
    double told = test.kolmogorovSmirnovTest(low, high, false);
    System.out.println("Commons Math 3.6.1: p of three and three " + three + ", of two and two " + pairs + ", with strict = false " + told);
    System.exit(three == 0 && pairs == 0 && Math.abs(told - 0.1) < 1e-12 ? 0 : 1);
  }
}
END
  java -cp /usr/share/java/commons-math3-3.6.1.jar Losses.java'
