// The few system calls that Swift's own C library modules do not show.
#ifndef PLANB_CSYSTEM_H
#define PLANB_CSYSTEM_H

/// Forbids core dumps and that other processes of the same user read our memory (prctl(2), PR_SET_DUMPABLE).
/// Returns 0, or -1 where the system has no such thing.
int planb_forbid_dumps(void);

/// How many processors this process may run on (sched_getaffinity(2)); at least 1.
int planb_allowed_processors(void);

#endif
