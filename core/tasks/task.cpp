#include "core/tasks/task.hpp"

#include "core/members/family_table.hpp"

namespace polesweep {

std::unique_ptr<Task> make_linear_teacher_task(Fields& fields, const data::DataFiles& files);
std::unique_ptr<Task> make_mixture_task(Fields& fields, const data::DataFiles& files);
std::unique_ptr<Task> make_leaky_memory_task(Fields& fields, const data::DataFiles& files);
std::unique_ptr<Task> make_delay_task(Fields& fields, const data::DataFiles& files);
std::unique_ptr<Task> make_delays_task(Fields& fields, const data::DataFiles& files);
std::unique_ptr<Task> make_impulse_response_task(Fields& fields, const data::DataFiles& files);
std::unique_ptr<Task> make_pole_pair_task(Fields& fields, const data::DataFiles& files);
std::unique_ptr<Task> make_data_aligned_task(Fields& fields, const data::DataFiles& files);
std::unique_ptr<Task> make_channel_task(Fields& fields, const data::DataFiles& files);
std::unique_ptr<Task> make_ofdm_task(Fields& fields, const data::DataFiles& files);
std::unique_ptr<Task> make_narma_task(Fields& fields, const data::DataFiles& files);
std::unique_ptr<Task> make_mackey_glass_task(Fields& fields, const data::DataFiles& files);
std::unique_ptr<Task> make_henon_task(Fields& fields, const data::DataFiles& files);
std::unique_ptr<Task> make_lorenz_task(Fields& fields, const data::DataFiles& files);
std::unique_ptr<Task> make_jaeger_haas_task(Fields& fields, const data::DataFiles& files);
std::unique_ptr<Task> make_haykin_task(Fields& fields, const data::DataFiles& files);
std::unique_ptr<Task> make_drift_task(Fields& fields, const data::DataFiles& files);
std::unique_ptr<Task> make_tanh_teacher_task(Fields& fields, const data::DataFiles& files);
std::unique_ptr<Task> make_logistic_teacher_task(Fields& fields, const data::DataFiles& files);
std::unique_ptr<Task> make_sines_task(Fields& fields, const data::DataFiles& files);
std::unique_ptr<Task> make_copy_task(Fields& fields, const data::DataFiles& files);
std::unique_ptr<Task> make_adding_task(Fields& fields, const data::DataFiles& files);
std::unique_ptr<Task> make_counting_task(Fields& fields, const data::DataFiles& files);
std::unique_ptr<Task> make_file_task(Fields& fields, const data::DataFiles& files);
std::unique_ptr<Task> make_order_book_task(Fields& fields, const data::DataFiles& files);
std::unique_ptr<Task> make_simulated_book_task(Fields& fields, const data::DataFiles& files);

namespace {

using Entry = FamilyEntry<Task, const data::DataFiles&>;

const Entry entries[] = {
    {"linear_teacher", "white input through a sum of exponentials; the risk is known exactly", 1, make_linear_teacher_task},
    {"mixture", "white input through two or more real exponentials, for students with fewer poles; the risk is known exactly", 1,
     make_mixture_task},
    {"leaky_memory", "white input, and its leaky integral as the target; the risk of linear networks is known exactly", 1,
     make_leaky_memory_task},
    {"delay", "white input, and the input some samples back as the target; the risk of linear networks is known exactly", 1,
     make_delay_task},
    {"delays", "white input, and the inputs of many lags as targets, for memory capacity; the risk of linear networks is known exactly", 1,
     make_delays_task},
    {"impulse_response", "white input through a finite impulse response; the risk of linear networks is known exactly", 1,
     make_impulse_response_task},
    {"pole_pair", "white input through two poles given by centre and separation; the risk is known exactly", 1, make_pole_pair_task},
    {"data_aligned", "white inputs through a linear recurrent network given by its modes; the risk is known exactly", 1,
     make_data_aligned_task},
    {"channel", "symbols through a channel with echoes and noise, to be detected; the best linear risk is known exactly", 1,
     make_channel_task},
    {"ofdm",
     "many symbols at once on subcarriers, of one antenna or several, to be detected in the time domain; what is learnt from are pilots, whole OFDM symbols that the receiver knows",
     1, make_ofdm_task},
    {"drift", "white input through real poles whose values or gains drift or jump", 1, make_drift_task},
    {"tanh_teacher", "white input through a random recurrent network of tanh units", 1, make_tanh_teacher_task},
    {"logistic_teacher", "a Markov chain through a random recurrent network of logistic units", 1, make_logistic_teacher_task},
    {"narma",
     "uniform input through a nonlinear moving average, NARMA-10 unless other weights are given; inputs by which outputs would run away are drawn again",
     2, make_narma_task},
    {"mackey_glass", "the Mackey-Glass equation, to be foretold", 1, make_mackey_glass_task},
    {"henon", "the map of Henon, to be foretold", 1, make_henon_task},
    {"lorenz", "the system of Lorenz, to be foretold or observed", 1, make_lorenz_task},
    {"sines", "a sum of sines in noise, to be foretold", 1, make_sines_task},
    {"copy", "symbols to be repeated after a pause, as a stream of trials", 1, make_copy_task},
    {"adding", "the sum of two marked values, as a stream of trials", 1, make_adding_task},
    {"counting", "words of equally many a and b, whose ends are to be foretold", 1, make_counting_task},
    {"jaeger_haas", "four-level symbols through Jaeger and Haas' nonlinear channel, to be detected", 1, make_jaeger_haas_task},
    {"haykin", "binary symbols through Haykin's raised-cosine channel, to be detected; the best linear risk is known exactly", 1,
     make_haykin_task},
    {"file", "recorded inputs and targets: columns of files", 1, make_file_task},
    {"order_book", "mid-price move of a recorded limit order book", 2, make_order_book_task},
    {"simulated_book", "mid-price move of a limit order book whose orders come at random", 1, make_simulated_book_task},
};

}  // namespace

void Stream::archive(RunArchive& archive) { archive.refuse(); }

void Stream::restart() { throw std::logic_error("a task without fresh sequences was asked for one"); }

std::vector<Complex> Task::equaliser_poles(int) const { throw std::logic_error("no channel was asked for its equaliser"); }

LinearTeacher Task::teacher(std::uint64_t) const { return facts().teacher.value(); }

std::unique_ptr<Task> make_task(const Member& member, const data::DataFiles& files) { return make_member(entries, member, files); }

const std::vector<MemberInfo>& task_members() {
  static const std::vector<MemberInfo> infos = describe_entries(entries, data::DataFiles());
  return infos;
}

}  // namespace polesweep
