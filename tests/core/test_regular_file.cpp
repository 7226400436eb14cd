#include "core/regular_file.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cerrno>
#include <fstream>

#include "tests/temporary_folder.hpp"

namespace polesweep {
namespace {

TEST(RegularFile, is_read_also_through_a_link) {
  const TemporaryFolder folder;
  std::ofstream(folder / "a") << "text";
  std::filesystem::create_symlink("a", folder / "b");
  for (const char* name : {"a", "b"}) {
    const OpenFile file = open_regular(folder / name);
    ASSERT_NE(file, nullptr);
    EXPECT_EQ(std::fgetc(file.get()), 't');
  }
}

TEST(RegularFile, of_what_is_none_the_reason_is_told) {
  const TemporaryFolder folder;
  errno = 1;
  EXPECT_EQ(open_regular(folder / "none"), nullptr);
  EXPECT_EQ(errno, ENOENT);
  ASSERT_EQ(mkfifo((folder / "pipe").c_str(), 0600), 0);
  for (const std::filesystem::path& path : {folder / "pipe", std::filesystem::path("/dev/zero")}) {
    errno = 1;
    EXPECT_EQ(open_regular(path), nullptr);
    EXPECT_EQ(errno, 0) << path;
  }
}

}  // namespace
}  // namespace polesweep
