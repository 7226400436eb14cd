#pragma once

#include <httplib.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <functional>
#include <string>

namespace polesweep::analysis {

/// One request on a connection and its answer: the other end may send as much and take as long as it is let, and no more. Members that the
/// library asks for in some of its versions alone stand here too, so that none says `override`.
class BoundedStream : public httplib::Stream {
 public:
  static constexpr std::size_t most_bytes = 65'536;
  static constexpr std::chrono::seconds most_wait{5};

  explicit BoundedStream(socket_t socket) : socket_(socket) {}

  bool is_readable() const { return next_ < held_ || (left_ > 0 && is_ready(POLLIN, until())); }
  bool is_writable() const { return is_ready(POLLOUT, most_wait); }
  bool wait_readable() const { return is_readable(); }
  bool wait_writable() const { return is_writable(); }
  ssize_t read(char* bytes, size_t size) {
    if (next_ == held_ && !fill()) return -1;
    const std::size_t taken = std::min(size, held_ - next_);
    std::copy_n(buffer_.data() + next_, taken, bytes);
    next_ += taken;
    return static_cast<ssize_t>(taken);
  }
  ssize_t write(const char* bytes, size_t size) { return is_writable() ? ::send(socket_, bytes, size, MSG_NOSIGNAL) : -1; }
  void get_remote_ip_and_port(std::string& address, int& port) const { here(address, port); }
  void get_local_ip_and_port(std::string& address, int& port) const { here(address, port); }
  socket_t socket() const { return socket_; }
  time_t duration() const { return 0; }

 private:
  using Clock = std::chrono::steady_clock;

  /// Neither is asked for by anybody.
  static void here(std::string& address, int& port) {
    address = "127.0.0.1";
    port = 0;
  }
  std::chrono::milliseconds until() const {
    return std::max(std::chrono::milliseconds(0), std::chrono::duration_cast<std::chrono::milliseconds>(start_ + most_wait - Clock::now()));
  }
  bool is_ready(short event, std::chrono::milliseconds wait) const {
    pollfd asked{socket_, event, 0};
    return ::poll(&asked, 1, static_cast<int>(wait.count())) > 0;
  }
  bool fill() {
    if (left_ == 0 || !is_ready(POLLIN, until())) return false;
    const ssize_t got = ::recv(socket_, buffer_.data(), std::min(buffer_.size(), left_), 0);
    if (got <= 0) return false;
    next_ = 0;
    held_ = static_cast<std::size_t>(got);
    left_ -= held_;
    return true;
  }

  socket_t socket_;
  Clock::time_point start_ = Clock::now();
  std::size_t left_ = most_bytes;
  std::array<char, 4096> buffer_ = {};
  std::size_t next_ = 0;
  std::size_t held_ = 0;
};

/// The library reads lines and headers to their end, however far that is. This takes its connections out of its hands, and gives it the
/// bytes that a request may have. A template, so that what another version of the library does not have is not asked of it.
template <class Server>
class BoundedServer : public Server {
 private:
  bool process_and_close_socket(socket_t socket) {  // virtual
    BoundedStream stream(socket);
    const bool answered = answer(stream);
    ::shutdown(socket, SHUT_RDWR);
    ::close(socket);
    return answered;
  }

  template <class Stream>
  bool answer(Stream& stream) {
    bool closed = false;
    const std::function<void(httplib::Request&)> as_it_is;
    const std::string here = "127.0.0.1";
    if constexpr (requires { this->process_request(stream, true, closed, as_it_is); })
      return this->process_request(stream, true, closed, as_it_is);
    else
      return this->process_request(stream, here, 0, here, 0, true, closed, as_it_is);
  }
};

}  // namespace polesweep::analysis
