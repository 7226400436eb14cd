#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <chrono>
#include <functional>
#include <thread>

#include "core/results/netcdf.hpp"
#include "core/results/netcdf_image.hpp"
#include "samples.hpp"

namespace polesweep::results {
namespace {

Group one_variable(Values values, std::size_t size) {
  Group root;
  root.dimensions = {{"x", size}};
  root.variables = {{.name = "v", .dimensions = {"x"}, .values = std::move(values)}};
  return root;
}

std::string image_of(const Group& root) {
  TemporaryFolder folder;
  NewFile file(folder / "r.h5");
  write_netcdf_image(root, file, "");
  return bytes_of(file.temporary());
}

TEST(Netcdf, what_is_written_is_read) {
  TemporaryFolder folder;
  write_netcdf(folder / "r.h5", sample_group());

  EXPECT_TRUE(same_data(read_netcdf(folder / "r.h5"), sample_group()));
  EXPECT_EQ(folder.files(), 1u);
}

TEST(Netcdf, an_empty_group_is_a_file) {
  TemporaryFolder folder;
  write_netcdf(folder / "r.h5", Group{});

  EXPECT_TRUE(same_data(read_netcdf(folder / "r.h5"), Group{}));
}

TEST(Netcdf, dimensions_and_variables_keep_their_order_whatever_it_is) {
  TemporaryFolder folder;
  Group root;
  root.dimensions = {{"b", 1}, {"z", 2}, {"a", 3}, {"m", 4}};
  root.variables = {{.name = "second", .dimensions = {"a", "z"}, .values = std::vector<double>(6)},
                    {.name = "m", .dimensions = {"m"}, .values = std::vector<double>(4)},
                    {.name = "first", .dimensions = {"b"}, .values = std::vector<double>(1)},
                    {.name = "b", .dimensions = {"b"}, .values = std::vector<double>(1)}};
  write_netcdf(folder / "r.h5", root);

  EXPECT_TRUE(same_data(read_netcdf(folder / "r.h5"), root));
}

TEST(Netcdf, all_numbers_keep_their_bits) {
  TemporaryFolder folder;
  using Doubles = std::numeric_limits<double>;
  const double odd_nan = std::bit_cast<double>(std::uint64_t{0xfff8000000000abc});
  const Group root = one_variable(std::vector<double>{Doubles::max(), Doubles::denorm_min(), -0.0, odd_nan, -Doubles::infinity()}, 5);
  write_netcdf(folder / "r.h5", root);

  EXPECT_TRUE(same_data(read_netcdf(folder / "r.h5"), root));
}

// What is absent everywhere, or 0 where nothing can be, takes no place; another NaN or a negative zero is a number.
TEST(Netcdf, large_variables_of_their_fill_value_keep_their_bits_and_take_no_place) {
  TemporaryFolder folder;
  constexpr std::size_t size = 100'000;
  const double odd_nan = std::bit_cast<double>(std::uint64_t{0xfff8000000000abc});
  const double absent = std::numeric_limits<double>::quiet_NaN();
  std::vector<double> one_number(size, absent);
  one_number[size - 1] = 1;
  Group coordinate = one_variable(std::vector<double>(size), size);
  coordinate.variables.front().name = "x";
  Group absent_status = one_variable(std::vector<std::int32_t>(size, -1), size);
  absent_status.variables.front().can_be_absent = true;
  const auto written = [&](const Group& root) {
    write_netcdf(folder / "r.h5", root);
    EXPECT_TRUE(same_data(read_netcdf(folder / "r.h5"), root));
    return std::filesystem::file_size(folder / "r.h5");
  };
  const auto bare = written(one_variable(std::vector<double>{}, 0));
  EXPECT_LT(written(one_variable(std::vector<double>(size, absent), size)), bare + 500);
  EXPECT_LT(written(one_variable(std::vector<std::int64_t>(size), size)), bare + 500);
  EXPECT_LT(written(one_variable(std::vector<std::int32_t>(size), size)), bare + 500);
  EXPECT_LT(written(absent_status), bare + 500);
  EXPECT_LT(written(coordinate), bare + 500);
  for (const Group& full : {one_variable(std::vector<double>(size, odd_nan), size), one_variable(std::vector<double>(size, -0.0), size),
                            one_variable(std::vector<double>(size), size), one_variable(std::vector<std::int32_t>(size, -1), size),
                            one_variable(std::move(one_number), size)})
    written(full);
}

TEST(Netcdf, all_texts_without_nul_keep_their_bytes) {
  TemporaryFolder folder;
  std::string all;
  for (int byte = 1; byte < 256; ++byte) all.push_back(static_cast<char>(byte));
  Group root = one_variable(std::vector<std::string>{all, "", " blanks ", std::string(200000, 'x')}, 4);
  root.attributes = {{"all", all},
                     {"blank", " "},
                     {"limit", std::string(65535, 'y')},
                     {"over", std::string(65536, 'y')},
                     {"long", std::string(300000, 'z')}};
  write_netcdf(folder / "r.h5", root);

  EXPECT_TRUE(same_data(read_netcdf(folder / "r.h5"), root));
}

TEST(Netcdf, a_nul_byte_is_an_error_because_readers_would_cut_the_text_there) {
  TemporaryFolder folder;
  Group root = one_variable(std::vector<std::string>{std::string("a\0b", 3)}, 1);

  EXPECT_EQ(error_of([&] { write_netcdf(folder / "r.h5", root); }),
            (folder / "r.h5").string() + ": a text of 'v' holds a NUL byte (texts end there)");
  root.variables.clear();
  root.attributes = {{"k", std::string("\0", 1)}};
  EXPECT_EQ(error_of([&] { write_netcdf(folder / "r.h5", root); }),
            (folder / "r.h5").string() + ": a text of 'k' holds a NUL byte (texts end there)");
  EXPECT_EQ(folder.files(), 0u);
}

TEST(Netcdf, many_variables_and_chunks_of_every_shape) {
  TemporaryFolder folder;
  Group root;
  root.dimensions = {{"long", 400000}, {"outer", 7}, {"inner", 30011}, {"one", 1}};
  std::vector<double> ramp(400000);
  for (std::size_t i = 0; i < ramp.size(); ++i) ramp[i] = static_cast<double>(i);
  root.variables = {
      {.name = "l", .dimensions = {"long"}, .values = ramp},
      {.name = "m", .dimensions = {"one", "outer", "inner"}, .values = std::vector<double>(ramp.begin(), ramp.begin() + 7 * 30011)}};
  for (int i = 0; i < 300; ++i) {
    root.variables.push_back({.name = fmt::format("v{}", i), .dimensions = {"outer"}, .values = std::vector<std::int64_t>(7, i)});
  }
  write_netcdf(folder / "r.h5", root);

  EXPECT_TRUE(same_data(read_netcdf(folder / "r.h5"), root));
  EXPECT_LT(std::filesystem::file_size(folder / "r.h5"), 3'000'000u);
}

TEST(Netcdf, the_same_group_gives_the_same_bytes_at_any_time) {
  const std::string image = image_of(sample_group());
  std::this_thread::sleep_for(std::chrono::milliseconds(1100));

  EXPECT_TRUE(image_of(sample_group()) == image);
}

TEST(Netcdf, a_contradictory_group_is_our_own_fault_and_writes_nothing) {
  TemporaryFolder folder;
  Group root = sample_group();
  root.dimensions[0].size = 5;

  EXPECT_THROW(write_netcdf(folder / "r.h5", root), std::invalid_argument);
  EXPECT_EQ(folder.files(), 0u);
}

TEST(Netcdf, a_full_disk_leaves_the_old_file_at_every_size) {
  TemporaryFolder folder;
  Group old;
  old.attributes = {{"title", "old"}};
  write_netcdf(folder / "r.h5", old);
  const std::size_t whole = image_of(sample_group()).size();
  for (std::size_t room = 0; room < whole; room += whole / 13) {
    FileSizeLimit limit(room);
    EXPECT_EQ(error_of([&] { write_netcdf(folder / "r.h5", sample_group()); }),
              (folder / "r.h5").string() + ": cannot write (File too large)");
    EXPECT_TRUE(same_data(read_netcdf(folder / "r.h5"), old));
    EXPECT_EQ(folder.files(), 1u);
  }
  write_netcdf(folder / "r.h5", sample_group());

  EXPECT_TRUE(same_data(read_netcdf(folder / "r.h5"), sample_group()));
}

TEST(Netcdf, unusable_folders_are_errors) {
  TemporaryFolder folder;
  write_bytes(folder / "f", "");

  EXPECT_EQ(error_of([&] { write_netcdf(folder / "no" / "r.h5", Group{}); }),
            (folder / "no/r.h5").string() + ": cannot create a file beside it (No such file or directory)");
  EXPECT_EQ(error_of([&] { write_netcdf(folder / "f" / "r.h5", Group{}); }),
            (folder / "f/r.h5").string() + ": cannot create a file beside it (Not a directory)");
}

TEST(Netcdf, what_reads_back_differently_never_replaces_the_old_file) {
  TemporaryFolder folder;
  write_netcdf(folder / "r.h5", sample_group());
  const std::string path = (folder / "r.h5").string();
  const auto publish = [&](const std::string& bytes, const Group& root) {
    publish_netcdf(
        path,
        [&bytes](NewFile& file) {
          file.write(bytes);
          return Digests{};
        },
        root);
  };
  const std::vector<std::function<void(Group&)>> changes{
      [](Group& root) { root = Group{}; },
      [](Group& root) { std::get<std::vector<double>>(root.variables.front().values).back() = 0.5; },
      [](Group& root) { root.variables.front().long_name = "another"; },
      [](Group& root) { root.variables.pop_back(); },
      [](Group& root) {
        root.dimensions.push_back({"another", 2});
      },
      [](Group& root) { root.attributes.front().second = "another"; },
      [](Group& root) {
        root.groups.front().attributes.push_back({"another", ""});
      },
      [](Group& root) { root.groups.front().name = "another"; },
      [](Group& root) { root.groups.clear(); },
  };
  for (const auto& change : changes) {
    Group changed = sample_group();
    change(changed);
    EXPECT_EQ(error_of([&] { publish(image_of(changed), sample_group()); }),
              path + ": reads back differently from what was written (a faulty disk?)");
  }
  const std::string image = image_of(sample_group());
  EXPECT_NE(error_of([&] { publish(image.substr(0, image.size() / 2), sample_group()); }), "no error");
  EXPECT_TRUE(same_data(read_netcdf(path), sample_group()));
  EXPECT_EQ(folder.files(), 1u);
}

/// Values that are made when they are written, in place of those that are there.
Group made_when_written(Group group) {
  for (Variable& variable : group.variables) {
    Values values = variable.values;
    std::visit([](auto& list) { list.clear(); }, variable.values);
    variable.make = [values] { return values; };
  }
  for (Group& inner : group.groups) inner = made_when_written(std::move(inner));
  return group;
}

TEST(Netcdf, values_made_when_they_are_written_give_the_same_bytes) {
  TemporaryFolder folder;
  EXPECT_EQ(image_of(made_when_written(sample_group())), image_of(sample_group()));
  write_netcdf(folder / "r.h5", made_when_written(sample_group()));
  EXPECT_TRUE(same_data(read_netcdf(folder / "r.h5"), sample_group()));
  Group made = made_when_written(sample_group());
  make_all(made);
  EXPECT_TRUE(same_data(made, sample_group()));
}

TEST(Netcdf, values_that_were_made_are_compared_with_what_is_read_back) {
  TemporaryFolder folder;
  const std::string path = (folder / "r.h5").string();
  const auto publish = [&](const Group& written, const Group& root) {
    publish_netcdf(
        path,
        [&](NewFile& file) {
          Digests digests = write_netcdf_image(root, file, path).digests;
          const std::string image = image_of(written);
          file.resize(image.size());
          file.write_at(0, image);
          return digests;
        },
        root);
  };
  publish(sample_group(), made_when_written(sample_group()));
  const std::vector<std::function<void(Group&)>> changes{
      [](Group& root) { std::get<std::vector<double>>(root.variables.front().values).back() = 0.5; },
      [](Group& root) { root.variables.front().units = "another"; },
      [](Group& root) { root.variables.front().values = std::vector<std::int64_t>(count(root.variables.front().values)); },
  };
  for (const auto& change : changes) {
    Group changed = sample_group();
    change(changed);
    EXPECT_EQ(error_of([&] { publish(changed, made_when_written(sample_group())); }),
              path + ": reads back differently from what was written (a faulty disk?)");
  }
  EXPECT_TRUE(same_data(read_netcdf(path), sample_group()));
}

/// Values that are made in pieces of so many.
template <class T>
Group made_in_pieces(std::vector<Dimension> dimensions, const std::vector<T>& all, std::size_t size) {
  Group root{.name = "", .attributes = {}, .dimensions = std::move(dimensions), .variables = {}, .groups = {}};
  Variable variable{.name = "a", .dimensions = {"x", "y"}, .values = std::vector<T>()};
  variable.make = [all, size, first = std::size_t{0}]() mutable {
    const std::size_t begin = first;
    first = std::min(first + size, all.size());
    return Values(std::vector<T>(all.begin() + static_cast<std::ptrdiff_t>(begin), all.begin() + static_cast<std::ptrdiff_t>(first)));
  };
  root.variables.push_back(std::move(variable));
  return root;
}

TEST(Netcdf, values_made_in_pieces_of_whole_rows_are_the_variable) {
  TemporaryFolder folder;
  for (const std::size_t rows : {6u, 700'000u}) {  // the second is read back in pieces, too
    std::vector<double> all(rows * 2);
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = i % 5 == 0 ? std::numeric_limits<double>::quiet_NaN() : static_cast<double>(i);
    const auto group = [&](std::size_t size) { return made_in_pieces<double>({{"x", rows}, {"y", 2}}, all, size); };
    Group whole = group(all.size());
    make_all(whole);
    for (const std::size_t size : {rows / 3 * 2, rows / 2 * 2, rows * 2 - 2}) {
      write_netcdf(folder / "r.h5", group(size));
      EXPECT_TRUE(same_data(read_netcdf(folder / "r.h5"), whole)) << rows << ", " << size;
      Group made = group(size);
      make_all(made);
      EXPECT_TRUE(same_data(made, whole)) << rows << ", " << size;
    }
  }
}

TEST(Netcdf, pieces_are_of_whole_rows_and_texts_come_at_once) {
  const std::vector<Dimension> dimensions{{"x", 2}, {"y", 2}};
  image_of(made_in_pieces<double>(dimensions, {1, 2, 3, 4}, 2));
  EXPECT_THROW(image_of(made_in_pieces<double>(dimensions, {1, 2, 3, 4}, 3)), std::logic_error);
  EXPECT_THROW(image_of(made_in_pieces<double>(dimensions, {1, 2}, 2)), std::logic_error);
  EXPECT_THROW(image_of(made_in_pieces<double>(dimensions, {1, 2, 3, 4, 5, 6}, 6)), std::logic_error);
  image_of(made_in_pieces<std::string>(dimensions, {"a", "b", "c", "d"}, 4));
  EXPECT_THROW(image_of(made_in_pieces<std::string>(dimensions, {"a", "b", "c", "d"}, 2)), std::logic_error);
}

TEST(Netcdf, what_is_made_is_of_the_type_and_number_that_the_variable_says) {
  const auto makes = [](Values values) {
    return Group{.name = "",
                 .attributes = {},
                 .dimensions = {{"x", 2}},
                 .variables = {{.name = "a", .dimensions = {"x"}, .values = std::vector<double>{}, .make = [values] { return values; }}},
                 .groups = {}};
  };
  image_of(makes(std::vector<double>{1, 2}));
  EXPECT_THROW(image_of(makes(std::vector<double>{})), std::logic_error);
  EXPECT_THROW(image_of(makes(std::vector<double>{1, 2, 3})), std::logic_error);
  EXPECT_THROW(image_of(makes(std::vector<std::int64_t>{1, 2})), std::logic_error);
}

TEST(Netcdf, reads_the_variables_that_are_wanted) {
  TemporaryFolder folder;
  const Group inner{.name = "in",
                    .attributes = {},
                    .dimensions = {{"x", 1}},
                    .variables = {{.name = "a", .dimensions = {"x"}, .values = std::vector<double>{3}}},
                    .groups = {}};
  Group middle{.name = "mid", .attributes = {}, .dimensions = {}, .variables = {}, .groups = {inner}};
  Group root{.name = "",
             .attributes = {},
             .dimensions = {{"x", 1}},
             .variables = {{.name = "a", .dimensions = {"x"}, .values = std::vector<double>{1}},
                           {.name = "b", .dimensions = {"x"}, .values = std::vector<double>{2}}},
             .groups = {middle}};
  write_netcdf(folder / "r.h5", root);
  const Group read = read_netcdf(folder / "r.h5", [](std::string_view group, std::string_view variable) {
    return group == "mid/in" || (group.empty() && variable == "b");
  });
  root.variables.erase(root.variables.begin());
  EXPECT_TRUE(same_data(read, root));
}

TEST(Netcdf, files_that_are_none_of_ours_are_errors_with_path_and_reason) {
  TemporaryFolder folder;
  const std::string path = (folder / "r.h5").string();

  EXPECT_EQ(error_of([&] { read_netcdf(path); }), path + ": no such file");
  EXPECT_EQ(error_of([&] { read_netcdf(folder.path()); }), folder.path().string() + ": a folder (must be a file)");
  write_bytes(path, "");
  EXPECT_EQ(error_of([&] { read_netcdf(path); }), path + ": cannot read (file signature not found)");
  write_bytes(path, "name = 'a sweep'\n");
  EXPECT_EQ(error_of([&] { read_netcdf(path); }), path + ": cannot read (file signature not found)");
}

TEST(Netcdf, a_file_cut_at_any_place_is_an_error) {
  TemporaryFolder folder;
  const std::string path = (folder / "r.h5").string();
  const std::string image = image_of(sample_group());
  for (std::size_t size = 0; size < image.size(); size += 97) {
    write_bytes(path, image.substr(0, size));
    ASSERT_EQ(error_of([&] { read_netcdf(path); }).substr(0, path.size() + 2), path + ": ") << size;
  }
}

TEST(Netcdf, a_flipped_bit_is_an_error_before_hdf5_sees_it) {
  TemporaryFolder folder;
  const std::string path = (folder / "r.h5").string();
  write_netcdf(path, sample_group());
  const std::string good = bytes_of(path);
  const std::size_t magic = good.size() - 16;
  for (std::size_t at = 0; at < magic; at += 61) {
    std::string damaged = good;
    damaged[at] = static_cast<char>(damaged[at] ^ (1 << at % 8));
    write_bytes(path, damaged);
    ASSERT_EQ(error_of([&] { read_netcdf(path); }), path + ": damaged (its bytes do not fit their checksum)") << at;
  }
}

}  // namespace
}  // namespace polesweep::results
