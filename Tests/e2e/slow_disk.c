/* A disk that takes its time: loaded before a program (LD_PRELOAD), it delays each write and each flush of a file by
   PLANB_DISK_DELAY_MS milliseconds while the file PLANB_DISK_SWITCH exists. Sockets and pipes are not touched. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

static void delay(void) {
    const char *name = getenv("PLANB_DISK_SWITCH"), *text = getenv("PLANB_DISK_DELAY_MS");
    if (!name || !text || access(name, F_OK) != 0) return;
    long span = atol(text);
    struct timespec rest = {span / 1000, span % 1000 * 1000000L};
    while (nanosleep(&rest, &rest) != 0) {}
}

#define NEXT(name) ((__typeof__(name) *)dlsym(RTLD_NEXT, #name))

int fsync(int file) { delay(); return NEXT(fsync)(file); }
int fdatasync(int file) { delay(); return NEXT(fdatasync)(file); }
ssize_t pwrite(int file, const void *bytes, size_t count, off_t place) {
    delay();
    return NEXT(pwrite)(file, bytes, count, place);
}
ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t place) {
    delay();
    return NEXT(pwrite64)(file, bytes, count, place);
}
ssize_t pwritev(int file, const struct iovec *parts, int count, off_t place) {
    delay();
    return NEXT(pwritev)(file, parts, count, place);
}
ssize_t pwritev64(int file, const struct iovec *parts, int count, off64_t place) {
    delay();
    return NEXT(pwritev64)(file, parts, count, place);
}
