#!/usr/bin/env python3
"""Names of the standard library whose header neither the file nor any header of ours that it includes asks for. Such a file is built by one
version of the library and not by the next, which includes less for its own use. Containers, <cstddef> and <utility> come with everything."""
import pathlib
import re
import sys

NAMES = {
    "algorithm": "adjacent_find all_of any_of binary_search clamp copy copy_if copy_n count count_if equal equal_range fill fill_n find find_if "
                 "find_if_not for_each for_each_n generate is_sorted lexicographical_compare lower_bound max max_element merge min min_element "
                 "minmax minmax_element mismatch next_permutation none_of nth_element partial_sort partition remove_if replace reverse rotate "
                 "search set_difference set_intersection set_union shuffle sort stable_partition stable_sort swap_ranges transform unique "
                 "upper_bound",
    "array": "array to_array",
    "atomic": "atomic atomic_bool atomic_int",
    "bit": "bit_cast bit_ceil bit_width countl_zero countr_zero endian has_single_bit popcount",
    "cctype": "isalnum isalpha isdigit isspace tolower toupper",
    "charconv": "from_chars to_chars",
    "chrono": "chrono",
    "cmath": "acos asin atan atan2 cbrt ceil copysign cos cosh erf erfc exp expm1 fabs floor fma fmod frexp hypot ilogb isfinite isinf isnan ldexp "
             "lgamma llround log log10 log1p log2 lround nan nearbyint nextafter pow round signbit sin sinh sqrt tan tanh tgamma trunc",
    "complex": "complex conj polar",
    "cstdint": "int16_t int32_t int64_t int8_t uint16_t uint32_t uint64_t uint8_t uintptr_t",
    "cstdio": "FILE fclose fflush fgetc fopen fprintf fputs fread fwrite printf puts snprintf",
    "cstdlib": "abort atexit exit free getenv malloc quick_exit strtod strtol strtoll system",
    "cstring": "memcmp memcpy memmove memset strcmp strerror strlen strstr",
    "ctime": "gmtime localtime strftime time_t",
    "exception": "current_exception exception exception_ptr rethrow_exception terminate uncaught_exceptions",
    "filesystem": "filesystem",
    "fstream": "fstream ifstream ofstream",
    "functional": "bind cref divides function greater hash minus multiplies plus ref reference_wrapper",
    "iterator": "back_inserter inserter istream_iterator istreambuf_iterator make_move_iterator ostream_iterator ostreambuf_iterator",
    "limits": "numeric_limits",
    "memory": "make_shared make_unique shared_ptr unique_ptr weak_ptr",
    "mutex": "call_once lock_guard mutex once_flag scoped_lock unique_lock",
    "new": "bad_alloc",
    "numbers": "numbers",
    "numeric": "accumulate adjacent_difference gcd inner_product iota lcm midpoint partial_sum reduce transform_reduce",
    "optional": "make_optional nullopt optional",
    "random": "mt19937 mt19937_64 normal_distribution random_device uniform_int_distribution uniform_real_distribution",
    "regex": "regex regex_match regex_replace regex_search smatch sregex_iterator",
    "span": "span",
    "sstream": "istringstream ostringstream stringstream",
    "stdexcept": "domain_error invalid_argument logic_error out_of_range runtime_error",
    "thread": "jthread this_thread thread",
    "tuple": "apply forward_as_tuple make_tuple tie tuple",
    "type_traits": "conditional_t decay_t is_floating_point_v is_same is_same_v remove_cvref_t",
    "variant": "get_if holds_alternative monostate variant visit",
    "vector": "vector",
}
ROOT = pathlib.Path(__file__).resolve().parents[1]


def included(name, texts, seen):
    """The headers in angle brackets that a file asks for, by itself and through ours."""
    seen.add(name)
    found = set()
    for bracket, header in re.findall(r'^\s*#\s*include\s*([<"])([^>"]+)', texts[name], re.MULTILINE):
        if bracket == "<":
            found.add(header)
            continue
        for path in (header, str(pathlib.PurePath(name).parent / header)):
            if path in texts and path not in seen:
                found |= included(path, texts, seen)
    return found


def lacking(texts):
    for name, text in texts.items():
        headers = included(name, texts, set())
        used = set(re.findall(r"\bstd::(?:ranges::)?(\w+)", text))
        for header, names in NAMES.items():
            if header not in headers and (words := sorted(used & set(names.split()))):
                yield f"{name} uses {', '.join(words)} without <{header}>"


files = [file for folder in ("core", "analysis", "driver", "tests") for file in sorted((ROOT / folder).rglob("*.[ch]pp"))]
problems = list(lacking({str(file.relative_to(ROOT)): re.sub(r"//.*", "", file.read_text(encoding="utf-8")) for file in files}))
print("\n".join(problems) or f"{len(files)} files")
sys.exit(bool(problems) or not files)
