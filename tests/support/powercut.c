/* Writes down what a program does to the files of one folder, for tests/support/powercut.py.

   gcc -shared -fPIC -O1 -o powercut.so powercut.c -ldl
   LD_PRELOAD=powercut.so POWERCUT_FOLDER=/dir POWERCUT_LOG=/log program

   One record an operation, in the order in which they came back:
     char kind; u64 inode; u64 a; u64 b; u32 first; u32 second; bytes of first; bytes of second
   C create (first: name), D new folder (first), W write (a: offset, first: data), T truncate
   (a: size), S sync of a file, F sync of a folder (first: name), R rename (first to second),
   L link (first to second), U unlink (first), A a line written to POWERCUT_FOLDER/ack (first).
   Y symbolic link (first: its name, second: where it leads), X folder taken away (first), M mode
   of a file (a), G sync of the whole file system.
   POWERCUT_COUNT=/file (16 bytes of zeros): several processes, one after the other, write into one
   log, and operations are counted there; POWERCUT_KILL=n: after the n-th its whole process group is
   killed.
   What the database maps into memory is not seen: only the WAL's index is, and it is made anew. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

#define FDS 4096

static pthread_mutex_t guard = PTHREAD_MUTEX_INITIALIZER;
static const char *folder;
static int log_fd = -1;
static volatile uint64_t *count;
static uint64_t kill_at;
static char kinds[FDS]; /* 0 not ours, 'f' file, 'd' folder, 'a' the acknowledgements */

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static void begin(void) {
    if (log_fd >= 0) return;
    folder = getenv("POWERCUT_FOLDER");
    const char *path = getenv("POWERCUT_LOG");
    if (!folder || !path) abort();
    const char *shared = getenv("POWERCUT_COUNT");
    log_fd = REAL(open)(path, O_WRONLY | O_CREAT | O_CLOEXEC | (shared ? O_APPEND : O_TRUNC), 0600);
    if (log_fd < 0) abort();
    if (shared) {
        int fd = REAL(open)(shared, O_RDWR | O_CLOEXEC);
        void *at = mmap(0, sizeof *count, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
        if (fd < 0 || at == MAP_FAILED) abort();
        REAL(close)(fd);
        count = at;
        const char *n = getenv("POWERCUT_KILL");
        kill_at = n ? strtoull(n, 0, 10) : 0;
    }
}

static void put(const void *data, size_t size) {
    const char *at = data;
    while (size) {
        ssize_t done = REAL(write)(log_fd, at, size);
        if (done <= 0) abort();
        at += done;
        size -= (size_t)done;
    }
}

static void record(char kind, uint64_t inode, uint64_t a, const void *first, size_t n, const void *second,
                   size_t m) {
    struct __attribute__((packed)) {
        char kind;
        uint64_t inode, a;
        uint32_t first, second;
    } head = {kind, inode, a, (uint32_t)n, (uint32_t)m};
    int kept = errno;
    pthread_mutex_lock(&guard);
    begin();
    put(&head, sizeof head);
    if (n) put(first, n);
    if (m) put(second, m);
    if (count && __sync_add_and_fetch(count, 1) == kill_at) kill(0, SIGKILL);
    pthread_mutex_unlock(&guard);
    errno = kept;
}

/* The whole of a path that is given from a folder or from where the program stands. */
static const char *whole(int at, const char *path, char *room) {
    if (!path || path[0] == '/') return path;
    char link[64];
    ssize_t size;
    if (at == AT_FDCWD) {
        if (!getcwd(room, PATH_MAX)) return path;
        size = (ssize_t)strlen(room);
    } else {
        snprintf(link, sizeof link, "/proc/self/fd/%d", at);
        size = readlink(link, room, PATH_MAX);
        if (size < 0) return path;
    }
    snprintf(room + size, (size_t)(PATH_MAX - size), "/%s", path);
    return room;
}

static int ours(const char *path) {
    pthread_mutex_lock(&guard);
    begin();
    pthread_mutex_unlock(&guard);
    return path && !strncmp(path, folder, strlen(folder));
}

static uint64_t inode_of(int fd) {
    struct stat told;
    return fstat(fd, &told) ? 0 : told.st_ino;
}

static void moded(const struct stat *told) {
    if (S_ISREG(told->st_mode)) record('M', told->st_ino, told->st_mode & 07777, 0, 0, 0, 0);
}

static int opened(const char *path, int flags, int fd, int was) {
    if (fd >= FDS) abort();
    if (fd < 0) return fd;
    kinds[fd] = 0;
    if (!ours(path)) return fd;
    size_t end = strlen(path);
    struct stat told;
    int is_folder = !fstat(fd, &told) && S_ISDIR(told.st_mode);
    kinds[fd] = is_folder ? 'd' : end > 4 && !strcmp(path + end - 4, "/ack") ? 'a' : 'f';
    if (kinds[fd] == 'f' && !was) {
        record('C', inode_of(fd), 0, path, end, 0, 0);
        moded(&told);
    }
    if (kinds[fd] == 'f' && was && flags & O_TRUNC) record('T', inode_of(fd), 0, 0, 0, 0, 0);
    return fd;
}

#define OPEN(name)                                             \
    int name(const char *path, int flags, ...) {               \
        va_list rest;                                          \
        va_start(rest, flags);                                 \
        mode_t mode = flags & O_CREAT ? va_arg(rest, mode_t) : 0; \
        va_end(rest);                                          \
        int was = access(path, F_OK) == 0;                     \
        char room[PATH_MAX];                                   \
        int fd = REAL(name)(path, flags, mode);                \
        return opened(whole(AT_FDCWD, path, room), flags, fd, was); \
    }
OPEN(open)
OPEN(open64)

#define OPENAT(name)                                             \
    int name(int at, const char *path, int flags, ...) {         \
        va_list rest;                                            \
        va_start(rest, flags);                                   \
        mode_t mode = flags & O_CREAT ? va_arg(rest, mode_t) : 0; \
        va_end(rest);                                            \
        char room[PATH_MAX];                                     \
        const char *full = whole(at, path, room);                \
        int was = access(full, F_OK) == 0;                       \
        return opened(full, flags, REAL(name)(at, path, flags, mode), was); \
    }
OPENAT(openat)
OPENAT(openat64)

int close(int fd) {
    if (fd >= 0 && fd < FDS) kinds[fd] = 0;
    return REAL(close)(fd);
}

static char kind_of(int fd) { return fd >= 0 && fd < FDS ? kinds[fd] : 0; }

ssize_t write(int fd, const void *data, size_t size) {
    char kind = kind_of(fd);
    off_t at = kind == 'f' ? lseek(fd, 0, SEEK_CUR) : 0;
    if (kind == 'f' && fcntl(fd, F_GETFL) & O_APPEND) at = lseek(fd, 0, SEEK_END);
    ssize_t done = REAL(write)(fd, data, size);
    if (done > 0 && kind == 'f') record('W', inode_of(fd), (uint64_t)at, data, (size_t)done, 0, 0);
    if (done > 0 && kind == 'a') record('A', 0, 0, data, (size_t)done, 0, 0);
    return done;
}

#define PWRITE(name, offset_type)                                                      \
    ssize_t name(int fd, const void *data, size_t size, offset_type at) {              \
        ssize_t done = REAL(name)(fd, data, size, at);                                 \
        if (done > 0 && kind_of(fd) == 'f')                                            \
            record('W', inode_of(fd), (uint64_t)at, data, (size_t)done, 0, 0);         \
        return done;                                                                   \
    }
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

#define FTRUNCATE(name, offset_type)                                                   \
    int name(int fd, offset_type size) {                                               \
        int done = REAL(name)(fd, size);                                               \
        if (!done && kind_of(fd) == 'f') record('T', inode_of(fd), (uint64_t)size, 0, 0, 0, 0); \
        return done;                                                                   \
    }
FTRUNCATE(ftruncate, off_t)
FTRUNCATE(ftruncate64, off64_t)

static void synced(int fd) {
    if (kind_of(fd) == 'f') record('S', inode_of(fd), 0, 0, 0, 0, 0);
    if (kind_of(fd) == 'd') {
        char link[64], path[PATH_MAX];
        snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
        ssize_t size = readlink(link, path, sizeof path);
        if (size > 0) record('F', 0, 0, path, (size_t)size, 0, 0);
    }
}

int fsync(int fd) {
    int done = REAL(fsync)(fd);
    if (!done) synced(fd);
    return done;
}

int fdatasync(int fd) {
    int done = REAL(fdatasync)(fd);
    if (!done) synced(fd);
    return done;
}

int syncfs(int fd) {
    int done = REAL(syncfs)(fd);
    if (!done) record('G', 0, 0, 0, 0, 0, 0);
    return done;
}

void sync(void) {
    REAL(sync)();
    record('G', 0, 0, 0, 0, 0, 0);
}

/* One that makes or takes away names: what was done, and how it is written down. */
static int named(int done, char kind, int at, const char *path, int to_at, const char *to) {
    char first[PATH_MAX], second[PATH_MAX];
    int kept = errno;
    const char *a = whole(at, path, first);
    const char *b = kind == 'Y' ? to : to ? whole(to_at, to, second) : 0;
    if (!done && (ours(a) || (kind == 'R' && ours(b)))) record(kind, 0, 0, a, strlen(a), b, b ? strlen(b) : 0);
    errno = kept;
    return done;
}

int rename(const char *from, const char *to) {
    return named(REAL(rename)(from, to), 'R', AT_FDCWD, from, AT_FDCWD, to);
}
int renameat(int at, const char *from, int to_at, const char *to) {
    return named(REAL(renameat)(at, from, to_at, to), 'R', at, from, to_at, to);
}
int renameat2(int at, const char *from, int to_at, const char *to, unsigned flags) {
    return named(REAL(renameat2)(at, from, to_at, to, flags), 'R', at, from, to_at, to);
}
int link(const char *from, const char *to) {
    return named(REAL(link)(from, to), 'L', AT_FDCWD, from, AT_FDCWD, to);
}
int linkat(int at, const char *from, int to_at, const char *to, int flags) {
    return named(REAL(linkat)(at, from, to_at, to, flags), 'L', at, from, to_at, to);
}
int symlink(const char *target, const char *path) {
    return named(REAL(symlink)(target, path), 'Y', AT_FDCWD, path, AT_FDCWD, target);
}
int symlinkat(const char *target, int at, const char *path) {
    return named(REAL(symlinkat)(target, at, path), 'Y', at, path, AT_FDCWD, target);
}
int unlink(const char *path) {
    return named(REAL(unlink)(path), 'U', AT_FDCWD, path, 0, 0);
}
int rmdir(const char *path) {
    return named(REAL(rmdir)(path), 'X', AT_FDCWD, path, 0, 0);
}
int unlinkat(int at, const char *path, int flags) {
    return named(REAL(unlinkat)(at, path, flags), flags & AT_REMOVEDIR ? 'X' : 'U', at, path, 0, 0);
}
int mkdir(const char *path, mode_t mode) {
    return named(REAL(mkdir)(path, mode), 'D', AT_FDCWD, path, 0, 0);
}
int mkdirat(int at, const char *path, mode_t mode) {
    return named(REAL(mkdirat)(at, path, mode), 'D', at, path, 0, 0);
}

int fchmod(int fd, mode_t mode) {
    int done = REAL(fchmod)(fd, mode);
    struct stat told;
    if (!done && kind_of(fd) == 'f' && !fstat(fd, &told)) moded(&told);
    return done;
}
int chmod(const char *path, mode_t mode) {
    int done = REAL(chmod)(path, mode);
    char room[PATH_MAX];
    struct stat told;
    if (!done && ours(whole(AT_FDCWD, path, room)) && !stat(path, &told)) moded(&told);
    return done;
}
int fchmodat(int at, const char *path, mode_t mode, int flags) {
    int done = REAL(fchmodat)(at, path, mode, flags);
    char room[PATH_MAX];
    struct stat told;
    const char *full = whole(at, path, room);
    if (!done && ours(full) && !stat(full, &told)) moded(&told);
    return done;
}

/* A copy inside the kernel would not be seen: refused, so that it is made by read and write. */
ssize_t sendfile(int out, int in, off_t *at, size_t size) {
    (void)out, (void)in, (void)at, (void)size;
    errno = EINVAL;
    return -1;
}
ssize_t sendfile64(int out, int in, off64_t *at, size_t size) {
    (void)out, (void)in, (void)at, (void)size;
    errno = EINVAL;
    return -1;
}
ssize_t copy_file_range(int in, off64_t *a, int out, off64_t *b, size_t size, unsigned flags) {
    (void)in, (void)a, (void)out, (void)b, (void)size, (void)flags;
    errno = EINVAL;
    return -1;
}
