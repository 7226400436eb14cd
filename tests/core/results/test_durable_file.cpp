#include <gtest/gtest.h>

#include <fcntl.h>
#include <unistd.h>

#include <thread>

#include "core/results/durable_file.hpp"
#include "core/results/seal.hpp"
#include "samples.hpp"

namespace polesweep::results {
namespace {

TEST(NewFile, replaces_the_old_file_at_commit_and_not_before) {
  TemporaryFolder folder;
  write_bytes(folder / "f", "old");
  NewFile file(folder / "f");
  file.write("ne");
  file.write("w");

  EXPECT_EQ(bytes_of(folder / "f"), "old");
  EXPECT_EQ(bytes_of(file.temporary()), "new");
  file.commit();
  EXPECT_EQ(bytes_of(folder / "f"), "new");
  EXPECT_EQ(folder.files(), 1u);
}

TEST(NewFile, leaves_nothing_without_a_commit) {
  TemporaryFolder folder;
  { NewFile(folder / "f").write("new"); }

  EXPECT_EQ(folder.files(), 0u);
}

TEST(NewFile, two_of_one_name_do_not_meet) {
  TemporaryFolder folder;
  NewFile a(folder / "f");
  NewFile b(folder / "f");
  a.write("a");
  b.write("b");
  b.commit();
  a.commit();

  EXPECT_EQ(bytes_of(folder / "f"), "a");
}

TEST(NewFile, a_full_disk_is_an_error_that_names_the_final_path) {
  TemporaryFolder folder;
  write_bytes(folder / "f", "old");
  {
    FileSizeLimit limit(10);
    NewFile file(folder / "f");
    EXPECT_EQ(error_of([&] { file.write(std::string(11, 'x')); }), (folder / "f").string() + ": cannot write (File too large)");
    EXPECT_EQ(std::filesystem::file_size(file.temporary()), 10u);
  }

  EXPECT_EQ(bytes_of(folder / "f"), "old");
  EXPECT_EQ(folder.files(), 1u);
}

TEST(NewFile, a_folder_in_its_place_is_an_error) {
  TemporaryFolder folder;
  std::filesystem::create_directory(folder / "f");
  write_bytes(folder / "f" / "inside", "");
  NewFile file(folder / "f");

  EXPECT_EQ(error_of([&] { file.commit(); }), (folder / "f").string() + ": cannot rename a file to this name (Is a directory)");
}

TEST(NewFile, unusable_folders_are_named_with_the_reason) {
  TemporaryFolder folder;
  write_bytes(folder / "f", "");

  EXPECT_EQ(error_of([&] { NewFile(folder / "missing" / "x"); }),
            (folder / "missing/x").string() + ": cannot create a file beside it (No such file or directory)");
  EXPECT_EQ(error_of([&] { NewFile(folder / "f" / "x"); }),
            (folder / "f/x").string() + ": cannot create a file beside it (Not a directory)");
}

TEST(WriteAll, goes_on_after_short_writes) {
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  ASSERT_GE(::fcntl(ends[1], F_SETPIPE_SZ, 4096), 4096);
  const std::string bytes(1 << 20, 'x');
  std::string received;
  std::thread reader([&] {
    char piece[1000];
    for (ssize_t size = 1; size > 0;) {
      size = ::read(ends[0], piece, sizeof piece);
      if (size > 0) received.append(piece, static_cast<std::size_t>(size));
    }
  });
  write_all(ends[1], bytes, "pipe");
  ::close(ends[1]);
  reader.join();
  ::close(ends[0]);

  EXPECT_TRUE(received == bytes);
}

TEST(SyncFolder, a_relative_name_without_folder_means_the_working_folder) {
  EXPECT_EQ(error_of([] { sync_folder(""); }), "no error");
  EXPECT_EQ(error_of([] { sync_folder("/nowhere"); }), "/nowhere: cannot open the folder (No such file or directory)");
}

TEST(RandomDigits, are_sixteen_and_new_every_time) {
  const std::string digits = random_digits();

  EXPECT_EQ(digits.size(), 16u);
  EXPECT_EQ(digits.find_first_not_of("0123456789abcdef"), std::string::npos);
  EXPECT_NE(digits, random_digits());
}

TEST(Folder, is_listed_whole_or_not_at_all) {
  TemporaryFolder folder;
  write_bytes(folder / "b", "");
  write_bytes(folder / "a", "");

  EXPECT_EQ(list_folder(folder.path()), (std::vector<std::filesystem::path>{folder / "a", folder / "b"}));
  EXPECT_TRUE(list_folder(folder / "missing").empty());
  EXPECT_THROW(list_folder(folder / "a"), SystemError);
}

TEST(Folder, is_made_with_those_above_it_or_an_error_says_why_not) {
  TemporaryFolder folder;
  EXPECT_TRUE(make_folder(folder / "a" / "b" / "c"));
  EXPECT_TRUE(std::filesystem::is_directory(folder / "a" / "b" / "c"));
  EXPECT_FALSE(make_folder(folder / "a" / "b"));
  EXPECT_FALSE(make_folder(folder.path().string() + "/a/b/"));
  write_bytes(folder / "f", "");
  EXPECT_EQ(error_of([&] { make_folder(folder / "f"); }), (folder / "f").string() + ": cannot create the folder (File exists)");
  EXPECT_EQ(error_of([&] { make_folder(folder / "f" / "x"); }), (folder / "f/x").string() + ": cannot create the folder (Not a directory)");
}

TEST(Folder, what_cannot_be_looked_for_is_not_missing) {
  TemporaryFolder folder;
  write_bytes(folder / "a", "");

  EXPECT_TRUE(results::exists(folder / "a"));
  EXPECT_FALSE(results::exists(folder / "b"));
  EXPECT_THROW(results::exists(folder / std::string(300, 'b')), SystemError);
}

TEST(ReadBytes, are_all_of_a_file_or_an_error) {
  const TemporaryFolder folder;
  std::string bytes(200'000, '\0');
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>(i % 251);
  write_bytes(folder / "many", bytes);
  write_bytes(folder / "none", "");
  EXPECT_EQ(read_bytes(folder / "many"), bytes);
  EXPECT_EQ(read_bytes(folder / "none"), "");
  EXPECT_EQ(error_of([&] { read_bytes(folder / "missing"); }), (folder / "missing").string() + ": cannot read (No such file or directory)");
  EXPECT_EQ(error_of([&] { read_bytes(folder.path()); }), folder.path().string() + ": cannot read (Is a directory)");
}

TEST(Seal, tells_intact_files_from_damaged_ones) {
  TemporaryFolder folder;
  const std::string image = "what was written";
  write_bytes(folder / "none", image);
  const std::string seal = seal_of(folder / "none");
  write_bytes(folder / "fits", image + seal);
  write_bytes(folder / "broken", "What was written" + seal);

  EXPECT_EQ(look_at_seal(folder / "none"), Seal::none);
  EXPECT_EQ(look_at_seal(folder / "fits"), Seal::fits);
  EXPECT_EQ(look_at_seal(folder / "broken"), Seal::broken);
}

TEST(Seal, of_a_file_that_the_system_does_not_give_is_not_broken) {
  TemporaryFolder folder;

  EXPECT_THROW(look_at_seal(folder.path()), SystemError);
}

}  // namespace
}  // namespace polesweep::results
