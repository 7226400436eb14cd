#include <mpi.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <exception>

#include "core/error.hpp"
#include "driver/execute/communicator.hpp"
#include "driver/execute/launch.hpp"

namespace polesweep::execute {
namespace {

constexpr int message_tag = 1;
constexpr std::size_t broadcast_piece = std::size_t{1} << 28;  // MPI counts are ints

/// Waits for a request in sleeps that grow from 20 microseconds to a millisecond: MPI_Wait would hold a core at 100 %.
void sleep_until_done(MPI_Request& request) {
  useconds_t pause = 20;
  for (int done = 0; MPI_Test(&request, &done, MPI_STATUS_IGNORE), !done; pause = std::min<useconds_t>(pause * 3 / 2, 1000)) usleep(pause);
}

class MpiCommunicator final : public Communicator {
 public:
  MpiCommunicator() : exceptions_(std::uncaught_exceptions()) {
    int provided = 0;
    MPI_Init_thread(nullptr, nullptr, MPI_THREAD_FUNNELED, &provided);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank_);
    MPI_Comm_size(MPI_COMM_WORLD, &size_);
  }
  ~MpiCommunicator() override {
    // MPI_Finalize waits for all ranks; one that leaves by an exception will abort the job instead.
    if (std::uncaught_exceptions() == exceptions_) MPI_Finalize();
  }

  int rank() const override { return rank_; }
  int size() const override { return size_; }

  void broadcast(std::string& bytes) override {
    unsigned long long size = bytes.size();
    broadcast_part(&size, sizeof size);
    bytes.resize(size);
    for (std::size_t begin = 0; begin < size; begin += broadcast_piece)
      broadcast_part(bytes.data() + begin, std::min(broadcast_piece, static_cast<std::size_t>(size) - begin));
  }

  std::vector<std::string> gather(const std::string& text) override {
    // Plain messages: the texts are short and this happens once or twice in a run.
    if (rank_ != 0) {
      send(0, text);
      return {};
    }
    std::vector<std::string> texts(static_cast<std::size_t>(size_));
    texts[0] = text;
    for (int missing = size_ - 1; missing > 0;) {
      if (auto message = poll()) {
        texts[static_cast<std::size_t>(message->first)] = std::move(message->second);
        --missing;
      } else {
        usleep(100);
      }
    }
    return texts;
  }

  void wait_for_all() override {
    MPI_Request request = MPI_REQUEST_NULL;
    MPI_Ibarrier(MPI_COMM_WORLD, &request);
    sleep_until_done(request);
  }

  void send(int to, const std::string& bytes) override {
    MPI_Request request = MPI_REQUEST_NULL;
    MPI_Isend(bytes.data(), static_cast<int>(bytes.size()), MPI_BYTE, to, message_tag, MPI_COMM_WORLD, &request);
    sleep_until_done(request);
  }

  std::optional<std::pair<int, std::string>> poll() override {
    int arrived = 0;
    MPI_Message message = MPI_MESSAGE_NULL;
    MPI_Status status;
    MPI_Improbe(MPI_ANY_SOURCE, message_tag, MPI_COMM_WORLD, &arrived, &message, &status);
    if (!arrived) return std::nullopt;
    int size = 0;
    MPI_Get_count(&status, MPI_BYTE, &size);
    std::string bytes(static_cast<std::size_t>(size), '\0');
    MPI_Request request = MPI_REQUEST_NULL;
    MPI_Imrecv(bytes.data(), size, MPI_BYTE, &message, &request);
    sleep_until_done(request);
    return std::pair{status.MPI_SOURCE, std::move(bytes)};
  }

  [[noreturn]] void abort(int code) override {
    MPI_Abort(MPI_COMM_WORLD, code);
    std::_Exit(code);
  }

 private:
  static void broadcast_part(void* data, std::size_t size) {
    MPI_Request request = MPI_REQUEST_NULL;
    MPI_Ibcast(data, static_cast<int>(size), MPI_BYTE, 0, MPI_COMM_WORLD, &request);
    sleep_until_done(request);
  }

  int exceptions_;
  int rank_ = 0;
  int size_ = 1;
};

}  // namespace

std::unique_ptr<Communicator> open_communicator() {
  // Messages below the eager limit leave at once; above it they wait for the other side to look.
  setenv("OMPI_MCA_btl_tcp_eager_limit", "1048576", 0);
  setenv("OMPI_MCA_btl_tcp_rndv_eager_limit", "1048576", 0);
  const int expected = launched_processes();
  const bool first = is_first_process();
  auto communicator = std::make_unique<MpiCommunicator>();
  if (communicator->size() == 1 && expected > 1) {
    std::array<char, MPI_MAX_LIBRARY_VERSION_STRING> library{};
    int length = 0;
    MPI_Get_library_version(library.data(), &length);
    throw Error("launcher: started " + std::to_string(expected) +
                " processes that do not see each other (the launcher belongs to another MPI than this program)." +
                (first ? how_to_launch(library.data()) : ""));
  }
  return communicator;
}

}  // namespace polesweep::execute
