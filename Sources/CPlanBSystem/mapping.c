// Files that are written through memory. Whoever touches a page that its file system cannot provide gets SIGBUS: that a
// disk broke, or a copy-on-write file system is full, must be an error here and not the end of the process.
#define _GNU_SOURCE
#include "CPlanBSystem.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>

int planb_take_room(int file, int64_t from, int64_t size) {
#ifdef __linux__
    // Not posix_fallocate, which writes zeros where the file system cannot: that promises nothing to a mapping.
    int result;
    do result = fallocate(file, 0, from, size);
    while (result != 0 && errno == EINTR);
    return result == 0 ? 0 : errno;
#else
    (void)file;
    (void)from;
    (void)size;
    return EOPNOTSUPP;
#endif
}

// Where a copy of this thread ends that touches a page which is not to be had.
static __thread sigjmp_buf *volatile landing;
static struct sigaction before;

static void on_bus_error(int number, siginfo_t *info, void *context) {
    (void)context;
    sigjmp_buf *place = landing;
    if (place != NULL && info->si_code > 0) {
        landing = NULL;
        siglongjmp(*place, 1);
    }
    // Somebody else's: what was in force before decides, when the access is repeated or right away.
    sigaction(SIGBUS, &before, NULL);
    if (info->si_code <= 0) raise(number);
}

static void guard(void) {
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_sigaction = on_bus_error;
    // The handler is left by a jump, which does not unblock the signal.
    action.sa_flags = SA_SIGINFO | SA_NODEFER;
    sigaction(SIGBUS, &action, &before);
}

void *planb_map(int file, size_t length) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, guard);
    void *start = mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    return start == MAP_FAILED ? NULL : start;
}

void planb_unmap(void *start, size_t length) { munmap(start, length); }

void planb_touch(void *start, size_t length) {
#ifdef __linux__
#ifndef MADV_POPULATE_WRITE
#define MADV_POPULATE_WRITE 23
#endif
    // Before Linux 5.14 there is no such thing; then each page comes when it is first written to.
    madvise(start, length, MADV_POPULATE_WRITE);
#else
    (void)start;
    (void)length;
#endif
}

void planb_leave(void *start, size_t length) {
#ifdef __linux__
    // Of a shared mapping of a file this takes away the mapping and keeps the contents.
    madvise(start, length, MADV_DONTNEED);
#else
    (void)start;
    (void)length;
#endif
}

int planb_publish(void *to, const void *from, size_t count) {
    sigjmp_buf place;
    if (count < 4) return -1;
    if (sigsetjmp(place, 0) != 0) return -1;
    landing = &place;
    __asm__ volatile("" ::: "memory");
    memcpy((char *)to + 4, (const char *)from + 4, count - 4);
    __atomic_thread_fence(__ATOMIC_RELEASE);
    memcpy(to, from, 4);
    __asm__ volatile("" ::: "memory");
    landing = NULL;
    return 0;
}
