// The few system calls that Swift's own C library modules do not show.
#ifndef PLANB_CSYSTEM_H
#define PLANB_CSYSTEM_H

#include <stddef.h>
#include <stdint.h>

/// Forbids core dumps and that other processes of the same user read our memory (prctl(2), PR_SET_DUMPABLE).
/// Returns 0, or -1 where the system has no such thing.
int planb_forbid_dumps(void);

/// How many processors this process may run on (sched_getaffinity(2)); at least 1.
int planb_allowed_processors(void);

/// Names the calling thread, for those who look at the process from outside; 15 bytes at most.
void planb_name_thread(const char *name);

/// Has the calling thread run only while a processor has nothing else to do (sched(7), SCHED_IDLE). It cannot go back.
void planb_run_when_idle(void);

/// Gives the pages of this program's own code and constants back to the page cache, from which they come again when they
/// are used: madvise(2), MADV_DONTNEED, on segments that are mapped from the executable and cannot have been written.
void planb_release_program_pages(void);

/// The CRC-32C (Castagnoli) of `count` bytes, continued from `start`, which is 0 at first. Uses the instruction that the
/// processor has for it, if it has.
uint32_t planb_crc32c(uint32_t start, const void *bytes, size_t count);

/// The same without it.
uint32_t planb_crc32c_portable(uint32_t start, const void *bytes, size_t count);

/// Takes room on the disk for `size` bytes of a file from `from` on, which read as zeros, and makes the file that long
/// (fallocate(2)). Returns 0, or the error's number: EOPNOTSUPP where the file system has no such thing.
int planb_take_room(int file, int64_t from, int64_t size);

/// Maps the first `length` bytes of a file to be written, more than it has if need be (mmap(2), MAP_SHARED). NULL if that
/// cannot be done. Catches SIGBUS from the first call on, for `planb_publish`.
void *planb_map(int file, size_t length);

/// Ends a mapping.
void planb_unmap(void *start, size_t length);

/// Has whole pages of a mapping ready to be written to (madvise(2), MADV_POPULATE_WRITE), where the system can.
void planb_touch(void *start, size_t length);

/// Takes whole pages of a mapping out of this process's memory; what was written to them stays in the file.
void planb_leave(void *start, size_t length);

/// Copies `count` bytes into a mapping, the first four of them last: who sees those sees the others. Returns 0, or -1 if
/// a page of the mapping is not to be had: its file system is full or broken, or the file was cut.
int planb_publish(void *to, const void *from, size_t count);

#endif
