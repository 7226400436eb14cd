#!/usr/bin/env bash
# Guess: the powers of a pole are its memory, so that a pole at zero has none: its square is 0, as that of the real number.
# Seen with Apache Commons Math 3.6.1 (Debian 12): Complex.ZERO.pow(2) is NaN, as all its powers are, for powers go through the logarithm; 0
# times 0 is 0. Of a pole at 0.5 the powers are right.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian bookworm "openjdk-17-jdk-headless libcommons-math3-java=3.6.1-3" '
  cat >Poles.java <<END
import org.apache.commons.math3.complex.Complex;
public class Poles {
  public static void main(String[] none) {
    Complex square = Complex.ZERO.pow(2), cube = Complex.ZERO.pow(new Complex(3, 0)), product = Complex.ZERO.multiply(Complex.ZERO);
    Complex half = new Complex(0.5, 0).pow(2);
    System.out.println("Commons Math 3.6.1: 0^2 " + square + ", 0^3 " + cube + ", 0 times 0 " + product + ", 0.5^2 " + half);
    boolean right = product.equals(Complex.ZERO) && half.subtract(0.25).abs() < 1e-15;
    System.exit(square.isNaN() && cube.isNaN() && right ? 0 : 1);
  }
}
END
  java -cp /usr/share/java/commons-math3-3.6.1.jar Poles.java'
