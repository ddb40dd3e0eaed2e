/* Loaded with LD_PRELOAD into the program and every git it starts: counts the calls that change files, over all
   processes, in FAULT_FILE. Call number FAULT_AT kills the process group, or is refused, once, where FAULT_REFUSE is
   set. Linux with glibc. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static atomic_long *count;
static long at = -1;
static int refuse;

static void __attribute__((constructor)) init(void) {
  const char *file = getenv("FAULT_FILE"), *number = getenv("FAULT_AT");
  if (!file) return;
  int fd = syscall(SYS_openat, AT_FDCWD, file, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (fd < 0 || syscall(SYS_ftruncate, fd, 4096) < 0) return;
  void *shared = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  close(fd);
  if (shared == MAP_FAILED) return;
  if (number) at = atol(number);
  refuse = getenv("FAULT_REFUSE") != 0;
  count = shared;
}

/* 1 where the call must fail, with errno set */
static int call(void) {
  if (!count || atomic_fetch_add(count, 1) + 1 != at) return 0;
  errno = EACCES;
  if (refuse) return 1;
  for (kill(0, SIGKILL);;) pause();
}

static int writes(int flags) { return (flags & O_ACCMODE) != O_RDONLY || (flags & (O_CREAT | O_TRUNC)); }
static int is_file(int fd) { struct stat s; return count && fd > 2 && !fstat(fd, &s) && S_ISREG(s.st_mode); }

#define REAL(name) static __typeof__(name) *real; if (!real) real = (__typeof__(name) *)dlsym(RTLD_NEXT, #name);
#define WRAP(type, name, args, values) type name args { REAL(name) if (call()) return -1; return real values; }
#define OPEN(name, args, values) int name args { mode_t m = 0; \
  if (flags & (O_CREAT | O_TMPFILE)) { va_list v; va_start(v, flags); m = va_arg(v, mode_t); va_end(v); } \
  REAL(name) if (writes(flags) && call()) return -1; return real values; }
OPEN(open, (const char *p, int flags, ...), (p, flags, m))
OPEN(open64, (const char *p, int flags, ...), (p, flags, m))
OPEN(openat, (int d, const char *p, int flags, ...), (d, p, flags, m))
OPEN(openat64, (int d, const char *p, int flags, ...), (d, p, flags, m))
WRAP(int, rename, (const char *a, const char *b), (a, b))
WRAP(int, renameat, (int x, const char *a, int y, const char *b), (x, a, y, b))
WRAP(int, link, (const char *a, const char *b), (a, b))
WRAP(int, unlink, (const char *p), (p))
WRAP(int, unlinkat, (int d, const char *p, int f), (d, p, f))
WRAP(int, rmdir, (const char *p), (p))
WRAP(int, mkdir, (const char *p, mode_t m), (p, m))
WRAP(int, chmod, (const char *p, mode_t m), (p, m))
WRAP(int, fsync, (int d), (d))
ssize_t write(int d, const void *b, size_t n) { REAL(write) if (is_file(d) && call()) return -1; return real(d, b, n); }
