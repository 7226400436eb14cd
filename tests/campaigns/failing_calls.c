/* Loaded before the C library: makes one kind of call on files of a results folder fail, from its Nth use on or only then.
 *
 * FAIL_CALL=write|writev|pwrite|read|pread|fread|fsync|fdatasync|close|rename|link|open|stat|fstat|statvfs|mkdir|unlink|opendir|readdir|
 * ftruncate|lseek|flock|fcntl|mmap|access|sendfile|readlink|
 * malloc
 * FAIL_AT=N (from 1), FAIL_ONCE=1, FAIL_ERRNO=number, FAIL_PATH=part of the path, FAIL_NOT=part that the path has not
 * FAIL_SHORT=1: reads and writes take fewer bytes, without an error
 * FAIL_ALSO=call that fails whenever it is used on such a file
 * FAIL_SIZE=bytes: allocations that are smaller do not count
 * FAIL_MARK=file that is made where one has failed, with the path in it
 * FAIL_PROGRAM=name: programs of other names, which it may start, are left alone
 * FAIL_SERVER="A B": before its first call on such files the program waits for lines on the open file A. Each has settings as above and
 * SAID=file, with tabs between them, and makes a copy of the process that goes on with them; its exit status is written to B
 * FAIL_PID=number: the process says that it has this one
 * FAIL_COUNT=file: nothing fails; how often each call was used on such files is added to the file at the end
 *
 * Other names of a call count as that call: openat, creat and fopen as open, fclose as close, fseek as lseek, fdopendir as opendir, calloc
 * as malloc, the 64-bit ones as those without. A path beside an open folder counts as a path in it. */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

static atomic_int uses;

static struct {
  _Atomic(const char*) call;
  atomic_int uses;
} counts[64];

static void count(const char* call) {
  for (int i = 0; i < 64; ++i) {
    const char* known = NULL;
    if (atomic_compare_exchange_strong(&counts[i].call, &known, call) || strcmp(known, call) == 0) {
      atomic_fetch_add(&counts[i].uses, 1);
      return;
    }
  }
}

__attribute__((destructor)) static void tell_counts(void) {
  const char* file = getenv("FAIL_COUNT");
  if (!file) return;
  const long out = syscall(SYS_openat, AT_FDCWD, file, O_WRONLY | O_CREAT | O_APPEND, 0600);
  for (int i = 0; i < 64 && counts[i].call; ++i) {
    char line[64];
    const int size = snprintf(line, sizeof line, "%s %d\n", counts[i].call, counts[i].uses);
    syscall(SYS_write, out, line, (size_t)size);
  }
  syscall(SYS_close, out);
}

static void take_settings(char* line) {
  for (char *rest = NULL, *setting = strtok_r(line, "\t\n", &rest); setting; setting = strtok_r(NULL, "\t\n", &rest)) {
    char* value = strchr(setting, '=');
    if (!value) continue;
    *value++ = '\0';
    if (strcmp(setting, "SAID") == 0) {
      const long said = syscall(SYS_openat, AT_FDCWD, value, O_WRONLY | O_CREAT | O_TRUNC, 0600);
      syscall(SYS_dup2, said, 1);
      syscall(SYS_dup2, said, 2);
      syscall(SYS_close, said);
    } else if (*value) {
      setenv(setting, value, 1);
    } else {
      unsetenv(setting);
    }
  }
}

/* Returns in the copies alone. What the program does before is done once for all of them. */
static void serve(const char* files) {
  char line[4096];
  int in = -1;
  int out = -1;
  sscanf(files, "%d %d", &in, &out);
  unsetenv("FAIL_SERVER");
  syscall(SYS_write, out, "ready\n", 6);
  for (;;) {
    size_t size = 0;
    while (size < sizeof line - 1 && syscall(SYS_read, in, line + size, 1) == 1 && line[size] != '\n') ++size;
    if (size == 0) _exit(0);
    line[size] = '\0';
    const pid_t copy = fork();
    if (copy == 0) {
      syscall(SYS_close, in);
      syscall(SYS_close, out);
      take_settings(line);
      return;
    }
    int status = 0;
    waitpid(copy, &status, 0);
    char answer[32];
    syscall(SYS_write, out, answer, (size_t)snprintf(answer, sizeof answer, "%d\n", status));
  }
}

pid_t getpid(void) {
  const char* pid = getenv("FAIL_PID");
  return pid ? atoi(pid) : (pid_t)syscall(SYS_getpid);
}

static int fails(const char* call, const char* path) {
  const char* server = getenv("FAIL_SERVER");
  if (server && path && strstr(path, getenv("FAIL_PATH"))) serve(server);
  const char* program = getenv("FAIL_PROGRAM");
  if (program && strcmp(program, program_invocation_short_name) != 0) return 0;
  if (getenv("FAIL_COUNT")) {
    if (path && strstr(path, getenv("FAIL_PATH")) && !strstr(path, getenv("FAIL_NOT"))) count(call);
    return 0;
  }
  const char* wanted = getenv("FAIL_CALL");
  const char* also = getenv("FAIL_ALSO");
  const int always = also && strcmp(also, call) == 0;
  if (!wanted || (strcmp(wanted, call) != 0 && !always)) return 0;
  if (!path || !strstr(path, getenv("FAIL_PATH")) || strstr(path, getenv("FAIL_NOT"))) return 0;
  if (always) {
    errno = EPERM;
    return 1;
  }
  const int use = atomic_fetch_add(&uses, 1) + 1;
  const int at = atoi(getenv("FAIL_AT"));
  if (use < at || (use > at && getenv("FAIL_ONCE"))) return 0;
  /* By the kernel alone: a call of the library would be one more that can fail. */
  const long mark = syscall(SYS_openat, AT_FDCWD, getenv("FAIL_MARK"), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  if (mark >= 0) {
    syscall(SYS_write, mark, path, strlen(path));
    syscall(SYS_close, mark);
  }
  errno = atoi(getenv("FAIL_ERRNO"));
  return 1;
}

static int fails_on_file(const char* call, int file) {
  char link[64];
  char path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  const ssize_t size = syscall(SYS_readlink, link, path, sizeof path - 1);
  if (size < 0) return 0;
  path[size] = '\0';
  return fails(call, path);
}

static int fails_in_folder(const char* call, int folder, const char* path) {
  char link[64];
  char whole[4096];
  if (folder == AT_FDCWD || (path && path[0] == '/')) return fails(call, path);
  snprintf(link, sizeof link, "/proc/self/fd/%d", folder);
  const ssize_t size = syscall(SYS_readlink, link, whole, sizeof whole - 1);
  if (size < 0) return 0;
  snprintf(whole + size, sizeof whole - (size_t)size, "/%s", path);
  return fails(call, whole);
}

#define REAL(type, name) ((type)dlsym(RTLD_NEXT, name))

/* Half of what was asked for, but something. */
static size_t some_of(size_t size) { return size > 1 ? size / 2 : size; }

ssize_t write(int file, const void* bytes, size_t size) {
  if (!fails_on_file("write", file)) return REAL(ssize_t(*)(int, const void*, size_t), "write")(file, bytes, size);
  if (getenv("FAIL_SHORT")) return REAL(ssize_t(*)(int, const void*, size_t), "write")(file, bytes, some_of(size));
  /* A disk that fills up takes the first half. What a signal interrupts has taken nothing. */
  const int error = errno;
  if (size > 1 && error != EINTR) REAL(ssize_t(*)(int, const void*, size_t), "write")(file, bytes, size / 2);
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

/* What was not written before is written; then the close fails, as on a network file system. */
int fclose(FILE* file) {
  const int number = fileno(file);
  const int failed = number >= 0 && fails_on_file("close", number);
  const int error = errno;
  const int result = REAL(int (*)(FILE*), "fclose")(file);
  if (!failed) return result;
  errno = error;
  return EOF;
}

int rename(const char* from, const char* to) {
  return fails("rename", to) ? -1 : REAL(int (*)(const char*, const char*), "rename")(from, to);
}

ssize_t read(int file, void* bytes, size_t size) {
  ssize_t (*real)(int, void*, size_t) = REAL(ssize_t(*)(int, void*, size_t), "read");
  if (!fails_on_file("read", file)) return real(file, bytes, size);
  return getenv("FAIL_SHORT") ? real(file, bytes, some_of(size)) : -1;
}

/* The error flag is glibc's own: nothing else sets it from outside. */
size_t fread(void* bytes, size_t size, size_t count, FILE* file) {
  if (!fails_on_file("fread", fileno(file))) return REAL(size_t(*)(void*, size_t, size_t, FILE*), "fread")(bytes, size, count, file);
  file->_flags |= 0x20;
  return 0;
}

#define AT_OFFSET(name, call, bytes_type)                                                                       \
  ssize_t name(int file, bytes_type bytes, size_t size, off_t offset) {                                         \
    ssize_t (*real)(int, bytes_type, size_t, off_t) = REAL(ssize_t(*)(int, bytes_type, size_t, off_t), #name);  \
    if (!fails_on_file(call, file)) return real(file, bytes, size, offset);                                     \
    return getenv("FAIL_SHORT") ? real(file, bytes, some_of(size), offset) : -1;                                \
  }
AT_OFFSET(pread, "pread", void*)
AT_OFFSET(pread64, "pread", void*)
AT_OFFSET(pwrite, "pwrite", const void*)
AT_OFFSET(pwrite64, "pwrite", const void*)

#define OPENS(name)                                                                 \
  int name(const char* path, int flags, ...) {                                      \
    va_list more;                                                                   \
    va_start(more, flags);                                                          \
    const mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(more, mode_t) : 0;   \
    va_end(more);                                                                   \
    return fails("open", path) ? -1 : REAL(int (*)(const char*, int, mode_t), #name)(path, flags, mode); \
  }
OPENS(open)
OPENS(open64)

#define OPENS_AT(name)                                                              \
  int name(int folder, const char* path, int flags, ...) {                          \
    va_list more;                                                                   \
    va_start(more, flags);                                                          \
    const mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(more, mode_t) : 0;   \
    va_end(more);                                                                   \
    return fails_in_folder("open", folder, path) ? -1 : REAL(int (*)(int, const char*, int, mode_t), #name)(folder, path, flags, mode); \
  }
OPENS_AT(openat)
OPENS_AT(openat64)

#define ON_PATH(result, name, call, refused, arguments, types, names) \
  result name arguments { return fails(call, path) ? refused : REAL(result(*) types, #name) names; }
#define IN_FOLDER(result, name, call, refused, arguments, types, names) \
  result name arguments { return fails_in_folder(call, folder, path) ? refused : REAL(result(*) types, #name) names; }
#define ON_FILE(result, name, call, refused, arguments, types, names) \
  result name arguments { return fails_on_file(call, file) ? refused : REAL(result(*) types, #name) names; }

ON_PATH(int, creat, "open", -1, (const char* path, mode_t mode), (const char*, mode_t), (path, mode))
ON_PATH(FILE*, fopen, "open", NULL, (const char* path, const char* mode), (const char*, const char*), (path, mode))
ON_PATH(FILE*, fopen64, "open", NULL, (const char* path, const char* mode), (const char*, const char*), (path, mode))
ON_PATH(int, stat, "stat", -1, (const char* path, struct stat* out), (const char*, struct stat*), (path, out))
ON_PATH(int, stat64, "stat", -1, (const char* path, struct stat64* out), (const char*, struct stat64*), (path, out))
ON_PATH(int, lstat, "stat", -1, (const char* path, struct stat* out), (const char*, struct stat*), (path, out))
ON_PATH(int, statvfs, "statvfs", -1, (const char* path, struct statvfs* out), (const char*, struct statvfs*), (path, out))
ON_PATH(int, statvfs64, "statvfs", -1, (const char* path, struct statvfs64* out), (const char*, struct statvfs64*), (path, out))
ON_PATH(int, mkdir, "mkdir", -1, (const char* path, mode_t mode), (const char*, mode_t), (path, mode))
ON_PATH(int, unlink, "unlink", -1, (const char* path), (const char*), (path))
ON_PATH(int, remove, "unlink", -1, (const char* path), (const char*), (path))
IN_FOLDER(int, unlinkat, "unlink", -1, (int folder, const char* path, int flags), (int, const char*, int), (folder, path, flags))
ON_PATH(int, access, "access", -1, (const char* path, int mode), (const char*, int), (path, mode))
ON_PATH(int, rmdir, "unlink", -1, (const char* path), (const char*), (path))
ON_PATH(int, truncate, "ftruncate", -1, (const char* path, off_t size), (const char*, off_t), (path, size))
ON_PATH(int, link, "link", -1, (const char* from, const char* path), (const char*, const char*), (from, path))
IN_FOLDER(int, fstatat, "stat", -1, (int folder, const char* path, struct stat* out, int flags), (int, const char*, struct stat*, int),
          (folder, path, out, flags))
IN_FOLDER(int, fstatat64, "stat", -1, (int folder, const char* path, struct stat64* out, int flags),
          (int, const char*, struct stat64*, int), (folder, path, out, flags))
IN_FOLDER(int, faccessat, "access", -1, (int folder, const char* path, int mode, int flags), (int, const char*, int, int),
          (folder, path, mode, flags))
IN_FOLDER(int, mkdirat, "mkdir", -1, (int folder, const char* path, mode_t mode), (int, const char*, mode_t), (folder, path, mode))
ON_PATH(ssize_t, readlink, "readlink", -1, (const char* path, char* out, size_t size), (const char*, char*, size_t), (path, out, size))
ON_PATH(DIR*, opendir, "opendir", NULL, (const char* path), (const char*), (path))

ON_FILE(int, fstat, "fstat", -1, (int file, struct stat* out), (int, struct stat*), (file, out))
ON_FILE(int, fstat64, "fstat", -1, (int file, struct stat64* out), (int, struct stat64*), (file, out))
ON_FILE(int, ftruncate, "ftruncate", -1, (int file, off_t size), (int, off_t), (file, size))
ON_FILE(int, ftruncate64, "ftruncate", -1, (int file, off_t size), (int, off_t), (file, size))
ON_FILE(off_t, lseek, "lseek", -1, (int file, off_t offset, int from), (int, off_t, int), (file, offset, from))
ON_FILE(off_t, lseek64, "lseek", -1, (int file, off_t offset, int from), (int, off_t, int), (file, offset, from))
int fseek(FILE* file, long offset, int from) {
  return fails_on_file("lseek", fileno(file)) ? -1 : REAL(int (*)(FILE*, long, int), "fseek")(file, offset, from);
}
ON_FILE(DIR*, fdopendir, "opendir", NULL, (int file), (int), (file))
ON_FILE(ssize_t, sendfile, "sendfile", -1, (int file, int from, off_t* offset, size_t size), (int, int, off_t*, size_t),
        (file, from, offset, size))
ON_FILE(int, flock, "flock", -1, (int file, int operation), (int, int), (file, operation))
ON_FILE(void*, mmap, "mmap", MAP_FAILED, (void* at, size_t size, int may, int flags, int file, off_t offset),
        (void*, size_t, int, int, int, off_t), (at, size, may, flags, file, offset))

struct dirent* readdir(DIR* folder) {
  return fails_on_file("readdir", dirfd(folder)) ? NULL : REAL(struct dirent * (*)(DIR*), "readdir")(folder);
}
struct dirent64* readdir64(DIR* folder) {
  return fails_on_file("readdir", dirfd(folder)) ? NULL : REAL(struct dirent64 * (*)(DIR*), "readdir64")(folder);
}

ssize_t writev(int file, const struct iovec* parts, int count) {
  if (!fails_on_file("writev", file)) return REAL(ssize_t(*)(int, const struct iovec*, int), "writev")(file, parts, count);
  if (!getenv("FAIL_SHORT")) return -1;
  for (int part = 0; part < count; ++part)
    if (parts[part].iov_len > 0)
      return REAL(ssize_t(*)(int, const void*, size_t), "write")(file, parts[part].iov_base, some_of(parts[part].iov_len));
  return 0;
}

/* Whatever its third argument is, it fits into a pointer. */
#define CONTROLS(name)                                                                               \
  int name(int file, int command, ...) {                                                             \
    va_list more;                                                                                    \
    va_start(more, command);                                                                         \
    void* argument = va_arg(more, void*);                                                            \
    va_end(more);                                                                                    \
    return fails_on_file("fcntl", file) ? -1 : REAL(int (*)(int, int, void*), #name)(file, command, argument); \
  }
CONTROLS(fcntl)
CONTROLS(fcntl64)

/* The library's own names: dlsym allocates. */
void* __libc_malloc(size_t size);
void* __libc_calloc(size_t count, size_t size);
void* __libc_realloc(void* old, size_t size);
void* __libc_memalign(size_t alignment, size_t size);

static int is_refused(size_t size) {
  const char* least = getenv("FAIL_SIZE");
  if (!least || size < (size_t)atol(least)) return 0;
  return fails("malloc", getenv("FAIL_PATH"));
}

void* malloc(size_t size) { return is_refused(size) ? NULL : __libc_malloc(size); }
void* calloc(size_t count, size_t size) { return is_refused(count * size) ? NULL : __libc_calloc(count, size); }
void* realloc(void* old, size_t size) { return is_refused(size) ? NULL : __libc_realloc(old, size); }
void* aligned_alloc(size_t alignment, size_t size) { return is_refused(size) ? NULL : __libc_memalign(alignment, size); }
int posix_memalign(void** out, size_t alignment, size_t size) {
  *out = is_refused(size) ? NULL : __libc_memalign(alignment, size);
  return *out ? 0 : ENOMEM;
}
