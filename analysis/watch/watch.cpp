#include "analysis/watch/watch.hpp"

#include <fmt/format.h>
#include <httplib.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <mutex>
#include <thread>

#include "analysis/page/explorer.hpp"
#include "analysis/text/escape.hpp"
#include "analysis/watch/bounded_server.hpp"
#include "core/error.hpp"
#include "core/results/durable_file.hpp"
#include "core/scratch_folder.hpp"

namespace polesweep::analysis {
namespace {

namespace fs = std::filesystem;

/// The report, which is made when somebody asks for it and the results have changed since.
class LiveReport {
 public:
  LiveReport(fs::path results, std::function<void(const fs::path&, const fs::path&)> write)
      : results_(std::move(results)), write_(std::move(write)) {}

  /// What changes with the file; "" without it.
  std::string state() const {
    std::error_code missing;
    const auto time = fs::last_write_time(results_, missing);
    const auto size = missing ? 0 : fs::file_size(results_, missing);
    return missing ? "" : fmt::format("{}-{}", time.time_since_epoch().count(), size);
  }

  std::string page() {
    const std::lock_guard lock(one_at_a_time_);
    // Read before the results are: what changes meanwhile is made again.
    const std::string now = state();
    if (now.empty()) return live_page(waiting("there is no such file yet"), now);
    if (now != made_) {
      try {
        write_(results_, folder_.path());
        page_ = results::read_bytes(folder_.path() / "index.html");
      } catch (const Error& error) {
        page_ = waiting(error.what());
      }
      made_ = now;
    }
    return live_page(page_, now);
  }

  /// A file of the report; nothing if it has none of that name.
  std::optional<std::string> file(const std::string& name) {
    const std::lock_guard lock(one_at_a_time_);
    std::error_code problem;
    for (const auto& entry : fs::recursive_directory_iterator(folder_.path(), problem))
      if (entry.is_regular_file() && fs::relative(entry.path(), folder_.path()).generic_string() == name)
        return results::read_bytes(entry.path());
    return std::nullopt;
  }

 private:
  std::string waiting(const std::string& why) const {
    return fmt::format(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"{0}\">\n"
        "<link rel=\"icon\" href=\"data:,\">\n<title>{1}</title>\n</head>\n<body><main>\n<h1>{1}</h1>\n<p>{2}</p>\n</main>\n</body>\n</html>\n",
        content_security_policy(false), html(results_.string()), html(why));
  }

  fs::path results_;
  std::function<void(const fs::path&, const fs::path&)> write_;
  ScratchFolder folder_{"watch", "for the page"};
  std::mutex one_at_a_time_;
  std::string made_;
  std::string page_;
};

const char* type_of(const std::string& name) {
  if (name.ends_with(".svg")) return "image/svg+xml";
  if (name.ends_with(".csv")) return "text/csv; charset=utf-8";
  if (name.ends_with(".pdf")) return "application/pdf";
  return "application/octet-stream";
}

/// A page of another site may have its name point here; it then asks for that name.
bool is_own_name(const std::string& host, int port) {
  return host == fmt::format("127.0.0.1:{}", port) || host == fmt::format("localhost:{}", port);
}

void refuse(httplib::Response& response, int status, const char* why) {
  response.status = status;
  response.set_content(std::string(why) + "\n", "text/plain");
}

void set_up(httplib::Server& server) {
  server.new_task_queue = [] { return new httplib::ThreadPool(4); };
  // By itself the library shares its port with whoever asks for it.
  server.set_socket_options([](socket_t socket) {
    const int yes = 1;
    setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  });
  server.set_default_headers({{"X-Content-Type-Options", "nosniff"},
                              {"Cache-Control", "no-store"},
                              {"Cross-Origin-Resource-Policy", "same-origin"},
                              {"Referrer-Policy", "no-referrer"},
                              {"X-Frame-Options", "DENY"}});
}

/// Answers all requests before the library looks for a handler: its patterns take stack for every character of a path.
void serve(httplib::Server& server, int port, LiveReport& report) {
  using Asked = const httplib::Request&;
  const auto answer = [&report, port](Asked request, httplib::Response& response) {
    if (!is_own_name(request.get_header_value("Host"), port)) return refuse(response, 403, "not the name of this server");
    if (request.method != "GET" && request.method != "HEAD") {
      response.set_header("Allow", "GET, HEAD");
      return refuse(response, 405, "reads alone");
    }
    // The library would put together as many copies as are asked for.
    if (request.ranges.size() > 1) return refuse(response, 416, "one range alone");
    if (request.path == "/" || request.path == "/index.html") return response.set_content(report.page(), "text/html; charset=utf-8");
    if (request.path == "/state") return response.set_content(report.state(), "text/plain");
    const std::string name = request.path.substr(std::min<std::size_t>(1, request.path.size()));
    if (const auto text = report.file(name)) return response.set_content(*text, type_of(name));
    refuse(response, 404, "no file of the report");
  };
  server.set_pre_routing_handler([answer](Asked request, httplib::Response& response) {
    answer(request, response);
    return httplib::Server::HandlerResponse::Handled;
  });
}

}  // namespace

void watch(const fs::path& results, int port, const std::function<void(const fs::path&, const fs::path&)>& write,
           const std::function<void(const std::string&)>& started) {
  // Signals go to one thread that waits for them: all threads of the server inherit the mask.
  sigset_t ends;
  sigemptyset(&ends);
  for (const int signal : {SIGINT, SIGTERM, SIGUSR2}) sigaddset(&ends, signal);
  pthread_sigmask(SIG_BLOCK, &ends, nullptr);

  LiveReport report(results, write);
  BoundedServer<httplib::Server> server;
  set_up(server);
  const int bound = port == 0 ? server.bind_to_any_port("127.0.0.1") : (server.bind_to_port("127.0.0.1", port) ? port : -1);
  if (bound <= 0) throw Error(fmt::format("--port: {} cannot be had (another program has it?). Leave it out to take any?", port));
  serve(server, bound, report);

  std::atomic<bool> ended = false;
  std::thread ending([&] {
    int signal = 0;
    sigwait(&ends, &signal);
    // A signal may come before the server listens, which then does not know that it was stopped.
    while (!ended) {
      server.stop();
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
  });
  started(fmt::format("http://127.0.0.1:{}/", bound));
  server.listen_after_bind();
  ended = true;
  pthread_kill(ending.native_handle(), SIGUSR2);
  ending.join();
}

}  // namespace polesweep::analysis
