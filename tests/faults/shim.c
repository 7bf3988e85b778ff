/* Preloaded into a process: counts its calls on files below a folder, spoils a chosen one, records them, bends the clock.
   See shim.py. Every call goes straight to the kernel, so nothing here is caught by itself; a descriptor's path is asked
   of /proc each time, so nothing needs to be remembered. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

/* Several processes count together: this is a file, laid out as shim.py writes it. */
struct shared { int64_t calls, room, shift_ms; };

static struct shared *shared;
static const char *root;
static char what;            /* k kill before, h kill amid, a kill after, f fail, n nothing */
static char classes[16];     /* of calls that count: w write, s sync, d directory, o open to write, r read */
static long first, times;    /* which of them are spoilt; times < 0: all from the first on */
static int error, full;      /* errno of a call that fails, and of a write without room */
static int log_fd = -1;
static int leads;            /* this is the first process: what it says counts */
static pid_t group;          /* whom to kill: all that the first process has started, and what this one has */

struct head { int64_t kind, node, at, size, second; };

__attribute__((constructor)) static void begin(void) {
    const char *plan = getenv("FAULT_PLAN"), *log = getenv("FAULT_LOG"), *path = getenv("FAULT_SHARED");
    if (!path) return;
    int fd = syscall(SYS_openat, AT_FDCWD, path, O_RDWR);
    void *at = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    syscall(SYS_close, fd);
    if (at == MAP_FAILED || !plan) abort();
    if (sscanf(plan, "%c %15s %ld %ld %d %d", &what, classes, &first, &times, &error, &full) != 6) abort();
    if (log) log_fd = syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    char number[24];
    snprintf(number, sizeof number, "%d", getpgrp());
    leads = !getenv("FAULT_GROUP");
    setenv("FAULT_GROUP", number, 0);
    group = atoi(getenv("FAULT_GROUP"));
    root = getenv("FAULT_ROOT");
    shared = at;
}

static int below(const char *path) {
    size_t n = root ? strlen(root) : 0;
    return n && !strncmp(path, root, n) && (path[n] == '/' || !path[n]);
}

static int path_of(int fd, char *path) {
    char link[40];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t n = syscall(SYS_readlinkat, AT_FDCWD, link, path, PATH_MAX - 1);
    path[n > 0 ? n : 0] = 0;
    return n > 0;
}

static int watched(int fd) {
    char path[PATH_MAX];
    return shared && path_of(fd, path) && below(path);
}

static int watched_name(int folder, const char *name, char *path) {
    if (!shared) return 0;
    *path = 0;
    if (*name != '/') {
        if (folder == AT_FDCWD ? syscall(SYS_getcwd, path, PATH_MAX) <= 0 : !path_of(folder, path)) return 0;
        if (strlen(path) + strlen(name) + 2 > PATH_MAX) return 0;
        strcat(path, "/");
    }
    strncat(path, name, PATH_MAX - strlen(path) - 1);
    return below(path);
}

static void die(void) {
    syscall(SYS_kill, -group, SIGKILL);
    syscall(SYS_kill, 0, SIGKILL);
    for (;;) pause();
}

static int hit(char class) {
    if (!strchr(classes, class)) return 0;
    long n = __atomic_add_fetch(&shared->calls, 1, __ATOMIC_SEQ_CST);
    return n >= first && (times < 0 || n < first + times);
}

static int spoilt(int is_hit) { /* before the call: does it fail? */
    if (is_hit && what == 'k') die();
    if (is_hit && what == 'f') errno = error;
    return is_hit && what == 'f';
}

static void after(int is_hit) {
    if (is_hit && (what == 'a' || what == 'h')) die();
}

static void record(char kind, int64_t node, int64_t at, const void *data, size_t size, const char *second) {
    if (log_fd < 0) return;
    int kept = errno;
    struct head head = {kind, node, at, size, second ? strlen(second) : 0};
    struct iovec parts[] = {{&head, sizeof head}, {(void *)data, size}, {(void *)second, head.second}};
    if (syscall(SYS_writev, log_fd, parts, 3) < 0) abort();
    errno = kept;
}

static int64_t node_of(int fd) {
    struct stat stat;
    return fstat(fd, &stat) ? -1 : (int64_t)stat.st_ino;
}

static int64_t size_of(int fd) {
    struct stat stat;
    return fstat(fd, &stat) ? 0 : stat.st_size;
}

static size_t room_for(int fd, size_t n, off_t at) { /* how much of a write a disk takes that is nearly full */
    int64_t growth = at + (int64_t)n - size_of(fd);
    if (!full || growth <= 0) return n;
    int64_t left = __atomic_fetch_sub(&shared->room, growth, __ATOMIC_SEQ_CST);
    if (left >= growth) return n;
    __atomic_store_n(&shared->room, 0, __ATOMIC_SEQ_CST);
    int64_t fits = (int64_t)n - growth + (left > 0 ? left : 0);
    return fits > 0 ? fits : 0;
}

static ssize_t put(int fd, const void *data, size_t n, off_t at) { /* at < 0: where the file stands */
    if (leads && (fd == 1 || fd == 2)) record('P', fd, 0, data, n, NULL);
    if (!watched(fd)) return at < 0 ? syscall(SYS_write, fd, data, n) : syscall(SYS_pwrite64, fd, data, n, at);
    int is_hit = hit('w');
    if (spoilt(is_hit)) return -1;
    int to_end = syscall(SYS_fcntl, fd, F_GETFL) & O_APPEND;
    off_t place = at >= 0 ? at : to_end ? size_of(fd) : syscall(SYS_lseek, fd, 0, SEEK_CUR);
    size_t some = is_hit && what == 'h' ? n / 2 : room_for(fd, n, place);
    if (n && !some && !is_hit) { errno = full; return -1; }
    ssize_t done = at < 0 ? syscall(SYS_write, fd, data, some) : syscall(SYS_pwrite64, fd, data, some, at);
    if (done > 0) record('W', node_of(fd), place, data, done, NULL);
    after(is_hit);
    return done;
}

ssize_t write(int fd, const void *data, size_t n) { return put(fd, data, n, -1); }
ssize_t pwrite(int fd, const void *data, size_t n, off_t at) { return put(fd, data, n, at); }
ssize_t pwrite64(int fd, const void *data, size_t n, off_t at) { return put(fd, data, n, at); }

ssize_t sendfile(int out, int in, off_t *at, size_t n) { /* the caller then reads and writes */
    if (watched(out)) { errno = EINVAL; return -1; }
    return syscall(SYS_sendfile, out, in, at, n);
}
ssize_t sendfile64(int out, int in, off_t *at, size_t n) { return sendfile(out, in, at, n); }

static ssize_t get(int fd, void *data, size_t n, off_t at) {
    if (shared && strchr(classes, 'r') && watched(fd) && spoilt(hit('r'))) return -1;
    return at < 0 ? syscall(SYS_read, fd, data, n) : syscall(SYS_pread64, fd, data, n, at);
}

ssize_t read(int fd, void *data, size_t n) { return get(fd, data, n, -1); }
ssize_t pread(int fd, void *data, size_t n, off_t at) { return get(fd, data, n, at); }
ssize_t pread64(int fd, void *data, size_t n, off_t at) { return get(fd, data, n, at); }

static int sync_file(int fd, long call) {
    char path[PATH_MAX];
    if (!watched(fd)) return syscall(call, fd);
    int is_hit = hit('s');
    if (spoilt(is_hit)) return -1;
    int done = syscall(call, fd);
    struct stat stat;
    if (!done && path_of(fd, path) && !fstat(fd, &stat))
        record(S_ISDIR(stat.st_mode) ? 'F' : 'S', stat.st_ino, 0, path, strlen(path), NULL);
    after(is_hit);
    return done;
}

int fsync(int fd) { return sync_file(fd, SYS_fsync); }
int fdatasync(int fd) { return sync_file(fd, SYS_fdatasync); }

int ftruncate(int fd, off_t size) {
    if (!watched(fd)) return syscall(SYS_ftruncate, fd, size);
    int is_hit = hit('w');
    if (spoilt(is_hit)) return -1;
    int done = syscall(SYS_ftruncate, fd, size);
    if (!done) record('T', node_of(fd), size, NULL, 0, NULL);
    after(is_hit);
    return done;
}
int ftruncate64(int fd, off_t size) { return ftruncate(fd, size); }

static int open_file(int folder, const char *name, int flags, mode_t mode) {
    char path[PATH_MAX];
    struct stat stat;
    int writes = (flags & O_ACCMODE) != O_RDONLY || flags & (O_CREAT | O_TRUNC);
    if (!writes || !watched_name(folder, name, path)) return syscall(SYS_openat, folder, name, flags, mode);
    int is_new = flags & O_CREAT && fstatat(folder, name, &stat, 0);
    int is_hit = hit('o') | (is_new && hit('d'));
    if (spoilt(is_hit)) return -1;
    int fd = syscall(SYS_openat, folder, name, flags, mode);
    if (fd >= 0 && is_new) record('C', node_of(fd), 0, path, strlen(path), NULL);
    if (fd >= 0 && !is_new && flags & O_TRUNC) record('T', node_of(fd), 0, NULL, 0, NULL);
    after(is_hit);
    return fd;
}

static mode_t mode_of(int flags, va_list rest) { return flags & O_CREAT ? va_arg(rest, mode_t) : 0; }

int open(const char *path, int flags, ...) {
    va_list rest;
    va_start(rest, flags);
    mode_t mode = mode_of(flags, rest);
    va_end(rest);
    return open_file(AT_FDCWD, path, flags, mode);
}
int open64(const char *path, int flags, ...) __attribute__((alias("open")));

int openat(int folder, const char *path, int flags, ...) {
    va_list rest;
    va_start(rest, flags);
    mode_t mode = mode_of(flags, rest);
    va_end(rest);
    return open_file(folder, path, flags, mode);
}
int openat64(int folder, const char *path, int flags, ...) __attribute__((alias("openat")));

int renameat(int from, const char *old, int to, const char *new) {
    char source[PATH_MAX], target[PATH_MAX];
    if (!watched_name(to, new, target) || !watched_name(from, old, source))
        return syscall(SYS_renameat2, from, old, to, new, 0);
    int is_hit = hit('d');
    if (spoilt(is_hit)) return -1;
    int done = syscall(SYS_renameat2, from, old, to, new, 0);
    if (!done) record('R', 0, 0, source, strlen(source), target);
    after(is_hit);
    return done;
}
int rename(const char *old, const char *new) { return renameat(AT_FDCWD, old, AT_FDCWD, new); }

int linkat(int from, const char *old, int to, const char *new, int flags) {
    char path[PATH_MAX];
    struct stat stat;
    if (!watched_name(to, new, path)) return syscall(SYS_linkat, from, old, to, new, flags);
    int is_hit = hit('d');
    if (spoilt(is_hit)) return -1;
    int done = syscall(SYS_linkat, from, old, to, new, flags);
    if (!done && !fstatat(to, new, &stat, 0)) record('L', stat.st_ino, 0, path, strlen(path), NULL);
    after(is_hit);
    return done;
}
int link(const char *old, const char *new) { return linkat(AT_FDCWD, old, AT_FDCWD, new, 0); }

int unlinkat(int folder, const char *name, int flags) {
    char path[PATH_MAX];
    if (!watched_name(folder, name, path)) return syscall(SYS_unlinkat, folder, name, flags);
    int is_hit = hit('d');
    if (spoilt(is_hit)) return -1;
    int done = syscall(SYS_unlinkat, folder, name, flags);
    if (!done) record('U', 0, 0, path, strlen(path), NULL);
    after(is_hit);
    return done;
}
int unlink(const char *name) { return unlinkat(AT_FDCWD, name, 0); }
int rmdir(const char *name) { return unlinkat(AT_FDCWD, name, AT_REMOVEDIR); }

int mkdirat(int folder, const char *name, mode_t mode) {
    char path[PATH_MAX];
    if (!watched_name(folder, name, path)) return syscall(SYS_mkdirat, folder, name, mode);
    int is_hit = hit('d');
    if (spoilt(is_hit)) return -1;
    int done = syscall(SYS_mkdirat, folder, name, mode);
    if (!done) record('M', 0, 0, path, strlen(path), NULL);
    after(is_hit);
    return done;
}
int mkdir(const char *name, mode_t mode) { return mkdirat(AT_FDCWD, name, mode); }

int clock_gettime(clockid_t id, struct timespec *now) {
    int done = syscall(SYS_clock_gettime, id, now);
    if (!done && shared && id == CLOCK_REALTIME) {
        int64_t ns = now->tv_nsec + (__atomic_load_n(&shared->shift_ms, __ATOMIC_SEQ_CST) % 1000) * 1000000;
        now->tv_sec += __atomic_load_n(&shared->shift_ms, __ATOMIC_SEQ_CST) / 1000;
        if (ns < 0) { ns += 1000000000; now->tv_sec--; }
        if (ns >= 1000000000) { ns -= 1000000000; now->tv_sec++; }
        now->tv_nsec = ns;
    }
    return done;
}
