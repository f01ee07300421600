/* What the engine asks of a C library and old ones have not. */
#define _GNU_SOURCE
#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

/* In glibc only from 2.36 on; hash tables of the engine are seeded with it. */
__attribute__((visibility("hidden"))) void arc4random_buf(void *buffer, size_t count) {
    char *next = buffer;
    while (count > 0) {
        long got = syscall(SYS_getrandom, next, count, 0);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) abort();
        next += got;
        count -= (size_t)got;
    }
}
