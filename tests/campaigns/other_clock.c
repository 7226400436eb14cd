/* Loaded before the C library: the clock of the day is ahead by as many seconds as the file $CLOCK_FILE says, and the host has the name
 * that $HOST_FILE holds. Both may be written while the program runs; a file that is not there changes nothing. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

static long text_of(const char* variable, char* text, size_t size) {
  const char* name = getenv(variable);
  const long file = name ? syscall(SYS_openat, AT_FDCWD, name, O_RDONLY) : -1;
  if (file < 0) return 0;
  const long read = syscall(SYS_read, file, text, size - 1);
  syscall(SYS_close, file);
  if (read <= 0) return 0;
  text[read] = '\0';
  text[strcspn(text, "\n")] = '\0';
  return read;
}

static long ahead(void) {
  char text[64];
  return text_of("CLOCK_FILE", text, sizeof text) ? atol(text) : 0;
}

int clock_gettime(clockid_t clock, struct timespec* out) {
  const long result = syscall(SYS_clock_gettime, clock, out);
  if (result == 0 && clock == CLOCK_REALTIME) out->tv_sec += ahead();
  return (int)result;
}

int gettimeofday(struct timeval* restrict out, void* restrict zone) {
  const long result = syscall(SYS_gettimeofday, out, zone);
  if (result == 0) out->tv_sec += ahead();
  return (int)result;
}

time_t time(time_t* out) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  if (out) *out = now.tv_sec;
  return now.tv_sec;
}

int uname(struct utsname* out) {
  const int result = ((int (*)(struct utsname*))dlsym(RTLD_NEXT, "uname"))(out);
  char name[64];
  if (result == 0 && text_of("HOST_FILE", name, sizeof name)) strncpy(out->nodename, name, sizeof out->nodename - 1);
  return result;
}

int gethostname(char* name, size_t size) {
  char other[64];
  if (!text_of("HOST_FILE", other, sizeof other)) return ((int (*)(char*, size_t))dlsym(RTLD_NEXT, "gethostname"))(name, size);
  strncpy(name, other, size);
  return 0;
}
