/* Loaded before the C library: makes one kind of call on files of a results folder fail, from its Nth use on or only then.
 *
 * FAIL_CALL=write|fsync|fdatasync|close|rename, FAIL_AT=N (from 1), FAIL_ERRNO=number, FAIL_PATH=part of the path,
 * FAIL_NOT=part that the path has not, FAIL_ONCE=1; FAIL_MARK=file that is made where one has failed. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static atomic_int uses;

static int fails(const char* call, const char* path) {
  const char* wanted = getenv("FAIL_CALL");
  if (!wanted || strcmp(wanted, call) != 0 || !path || !strstr(path, getenv("FAIL_PATH")) || strstr(path, getenv("FAIL_NOT"))) return 0;
  const int use = atomic_fetch_add(&uses, 1) + 1;
  const int at = atoi(getenv("FAIL_AT"));
  if (use < at || (use > at && getenv("FAIL_ONCE"))) return 0;
  /* Without a file to close: that would be one more call that can fail. */
  syscall(SYS_mknod, getenv("FAIL_MARK"), S_IFREG | 0600, 0);
  errno = atoi(getenv("FAIL_ERRNO"));
  return 1;
}

static int fails_on_file(const char* call, int file) {
  char link[64];
  char path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  const ssize_t size = readlink(link, path, sizeof path - 1);
  if (size < 0) return 0;
  path[size] = '\0';
  return fails(call, path);
}

#define REAL(type, name) ((type)dlsym(RTLD_NEXT, name))

ssize_t write(int file, const void* bytes, size_t size) {
  if (!fails_on_file("write", file)) return REAL(ssize_t(*)(int, const void*, size_t), "write")(file, bytes, size);
  /* A disk that fills up takes the first half. */
  const int error = errno;
  if (size > 1) REAL(ssize_t(*)(int, const void*, size_t), "write")(file, bytes, size / 2);
  errno = error;
  return -1;
}

int fsync(int file) { return fails_on_file("fsync", file) ? -1 : REAL(int (*)(int), "fsync")(file); }

int fdatasync(int file) { return fails_on_file("fdatasync", file) ? -1 : REAL(int (*)(int), "fdatasync")(file); }

int close(int file) {
  const int failed = fails_on_file("close", file);
  const int error = errno;
  const int result = REAL(int (*)(int), "close")(file);
  if (!failed) return result;
  errno = error;
  return -1;
}

int rename(const char* from, const char* to) {
  return fails("rename", to) ? -1 : REAL(int (*)(const char*, const char*), "rename")(from, to);
}
