#define _GNU_SOURCE
#include "CPlanBSystem.h"

#include <sys/resource.h>
#include <unistd.h>

#ifdef __linux__
#include <link.h>
#include <sched.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#endif

int planb_forbid_dumps(void) {
    struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);
#ifdef __linux__
    return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
#else
    return -1;
#endif
}

int planb_allowed_processors(void) {
#ifdef __linux__
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) == 0 && CPU_COUNT(&set) > 0) return CPU_COUNT(&set);
#endif
    long online = sysconf(_SC_NPROCESSORS_ONLN);
    return online > 0 ? (int)online : 1;
}

void planb_name_thread(const char *name) {
#ifdef __linux__
    prctl(PR_SET_NAME, name, 0, 0, 0);
#else
    (void)name;
#endif
}

void planb_run_when_idle(void) {
#ifdef __linux__
    struct sched_param none = {0};
    sched_setscheduler(0, SCHED_IDLE, &none);
#endif
}

#ifdef __linux__
static int release_segments(struct dl_phdr_info *program, size_t size, void *unused) {
    (void)size;
    (void)unused;
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    int writes_code = 0;
    for (int i = 0; i < program->dlpi_phnum; i++) {
        const ElfW(Phdr) *header = &program->dlpi_phdr[i];
        if (header->p_type != PT_DYNAMIC) continue;
        const ElfW(Dyn) *entry = (const ElfW(Dyn) *)(program->dlpi_addr + header->p_vaddr);
        for (; entry->d_tag != DT_NULL; entry++) {
            if (entry->d_tag == DT_TEXTREL) writes_code = 1;
            if (entry->d_tag == DT_FLAGS && (entry->d_un.d_val & DF_TEXTREL)) writes_code = 1;
        }
    }
    for (int i = 0; i < program->dlpi_phnum && !writes_code; i++) {
        const ElfW(Phdr) *header = &program->dlpi_phdr[i];
        if (header->p_type != PT_LOAD || (header->p_flags & PF_W)) continue;
        uintptr_t start = (program->dlpi_addr + header->p_vaddr) & ~(page - 1);
        uintptr_t end = (program->dlpi_addr + header->p_vaddr + header->p_filesz + page - 1) & ~(page - 1);
        madvise((void *)start, end - start, MADV_DONTNEED);
    }
    // The program itself comes first; libraries are shared with others.
    return 1;
}
#endif

void planb_release_program_pages(void) {
#ifdef __linux__
    dl_iterate_phdr(release_segments, NULL);
#endif
}
