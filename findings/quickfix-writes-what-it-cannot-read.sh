#!/usr/bin/env bash
# Guess: a quantity that QuickFIX puts into a message, it reads from the message.
# Seen with QuickFIX 1.15.1 (Debian 13): quantities from 1e15 on are written with an exponent, as 38=1e15, which FIX does not have and
# QuickFIX itself refuses to read; 999999999999999 is read. Small prices keep fifteen decimals only: 1.2345678901e-8 is written as
# 0.000000012345679.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "libquickfix-dev=1.15.1+dfsg-4.3 g++=4:14.2.0-1" '
  cat >quantity.cpp <<END
#include <cstdio>
#include <quickfix/Message.h>
#include <quickfix/fix44/NewOrderSingle.h>

// What is read from the text of an order, or -1 if it is refused.
double written_and_read(double quantity, double price) {
  FIX44::NewOrderSingle order;
  order.set(FIX::OrderQty(quantity));
  order.set(FIX::Price(price));
  std::string text = order.toString();
  FIX::Message received(text, false);
  FIX::OrderQty found_quantity;
  FIX::Price found_price;
  received.getField(found_price);
  std::printf("quantity %.17g price %.17g: 38=%s 44=%s price read %.17g", quantity, price, received.getField(38).c_str(),
              received.getField(44).c_str(), found_price.getValue());
  try {
    received.getField(found_quantity);
    std::printf(" quantity read %.17g\n", found_quantity.getValue());
    return found_price.getValue() == price ? found_quantity.getValue() : -2;
  } catch (const std::exception& refused) {
    std::printf(" quantity refused: %s\n", refused.what());
    return -1;
  }
}

int main() {
  const bool small = written_and_read(999999999999999, 0.25) == 999999999999999;
  const bool large = written_and_read(1e15, 0.25) == -1 && written_and_read(2.5e16, 0.25) == -1;
  return small && large && written_and_read(100, 1.2345678901e-8) == -2 ? 0 : 1;
}
END
  g++ -std=c++14 -w quantity.cpp -o quantity -lquickfix && ./quantity'
