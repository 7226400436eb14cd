#include "core/data/recognise.hpp"

#include <gtest/gtest.h>

#include "tests/core/data/expect_error.hpp"

namespace polesweep::data::test_recognise {
namespace {

using Kind = Format::Kind;

/// What is said of bytes that are read as `kind`; "" where nothing is.
std::string said(const std::string& bytes, Kind kind, const char* name) {
  Format format;
  format.kind = kind;
  format.name = name;
  try {
    refuse_another_format("a", bytes, format);
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

struct Sample {
  std::string bytes;
  Kind own;
  std::string what;
};

const std::string zeros(600, '\0');

std::vector<Sample> samples() {
  std::string matlab5 = "MATLAB 5.0 MAT-file, Platform: GLNXA64";
  matlab5.resize(124, ' ');
  matlab5 += std::string("\x00\x01IM", 4) + zeros;
  std::string matlab73 = "MATLAB 7.3 MAT-file, Platform: GLNXA64";
  matlab73.resize(512, ' ');
  matlab73 += "\x89HDF\r\n\x1a\n" + zeros;
  return {{"\x93NUMPY" + zeros, Kind::npy, "a numpy file (.npy)"},
          {"\x89HDF\r\n\x1a\n" + zeros, Kind::hdf5, "an HDF5 file"},
          {std::string(1024, 'u') + "\x89HDF\r\n\x1a\n" + zeros, Kind::hdf5, "an HDF5 file"},
          {matlab5, Kind::matlab, "a MATLAB file (v5)"},
          {matlab73, Kind::matlab, "a MATLAB file (v7.3)"},
          {"{\"global\": {\"core:datatype\": \"cf32_le\"},\n \"captures\": []}", Kind::sigmf, "the metadata of a SigMF recording"},
          {"1.5,2.5\n3.5,4.5\n5.5,6.5\n", Kind::csv, "a text"}};
}

const std::vector<std::pair<Kind, const char*>> kinds{{Kind::csv, "csv"},       {Kind::npy, "npy"},     {Kind::hdf5, "hdf5"},
                                                      {Kind::matlab, "matlab"}, {Kind::sigmf, "sigmf"}, {Kind::raw, "float32"}};

TEST(Recognise, every_kind_is_refused_by_name_as_any_other) {
  for (const Sample& sample : samples()) {
    for (const auto& [kind, name] : kinds) {
      const std::string text = said(sample.bytes, kind, name);
      // HDF5 holds files of MATLAB as well; what a recording's metadata must be is for its reader to say.
      const bool reads = kind == sample.own || (kind == Kind::matlab && sample.own == Kind::hdf5) ||
                         (kind == Kind::hdf5 && sample.what == "a MATLAB file (v7.3)") || (kind == Kind::sigmf && sample.own == Kind::csv);
      if (reads)
        EXPECT_EQ(text, "") << sample.what << " as " << name;
      else
        EXPECT_TRUE(text.starts_with("a: is " + sample.what + " (the format is " + name + "). "))
            << sample.what << " as " << name << ": " << text;
    }
  }
}

TEST(Recognise, says_what_to_do) {
  EXPECT_EQ(said("\x93NUMPY" + zeros, Kind::raw, "float32"), "a: is a numpy file (.npy) (the format is float32). Set format = \"npy\"?");
  EXPECT_EQ(said("PK\x03\x04" + zeros, Kind::csv, "csv"), "a: is a zip archive, such as .npz or .xlsx (the format is csv). Unpack it?");
}

TEST(Recognise, containers_that_nothing_reads) {
  for (const std::string& begin :
       {std::string("PK\x03\x04"), std::string("PAR1"), std::string("ARROW1"), std::string("BZh91AY&SY"), std::string("\xfd\x37zXZ"),
        std::string("\x28\xb5\x2f\xfd"), std::string("CDF\x01"), std::string("RIFF____WAVE")})
    for (const auto& [kind, name] : kinds) EXPECT_NE(said(begin + zeros, kind, name), "") << begin << " as " << name;
  std::string tar(zeros);
  tar.replace(257, 5, "ustar");
  EXPECT_TRUE(said(tar, Kind::raw, "float32").starts_with("a: is a tar archive"));
}

TEST(Recognise, a_file_may_end_within_a_mark) {
  for (const std::string whole : {"RIFF____WAVE", "BZh91AY&SY", "\x93NUMPY", "PK\x03\x04", "CDF\x01", "ARROW1"})
    for (std::size_t size = 0; size < whole.size(); ++size) EXPECT_NO_THROW(said(whole.substr(0, size), Kind::raw, "uint8")) << whole;
}

TEST(Recognise, what_is_no_text) {
  EXPECT_EQ(said(std::string("1,2\n\0", 5), Kind::csv, "csv"),
            "a: is not text: it holds zero bytes (the format is csv). Set the format of its numbers?");
  EXPECT_EQ(said("\xff\xfe"
                 "1,2",
                 Kind::csv, "csv"),
            "a: is a text in UTF-16 (the format is csv). Convert it to UTF-8?");
}

TEST(Recognise, raw_numbers_have_no_mark) {
  EXPECT_EQ(said(zeros, Kind::raw, "float32"), "");
  EXPECT_EQ(said("\x01\x02\n", Kind::raw, "uint8"), "");
  EXPECT_EQ(said("1\n2\n", Kind::raw, "uint8"), "");  // too short to tell
  EXPECT_EQ(said(zeros, Kind::npy, "npy"), "a: is not a numpy file (.npy) (the format is npy). Set another format?");
  EXPECT_EQ(said(zeros, Kind::hdf5, "hdf5"), "a: is no HDF5 file (the format is hdf5). Set another format?");
  EXPECT_EQ(said(zeros, Kind::matlab, "matlab"), "a: is not a MATLAB file of v5 to v7.3 (the format is matlab). Save it by save -v7?");
}

}  // namespace
}  // namespace polesweep::data::test_recognise
