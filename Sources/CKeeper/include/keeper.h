#ifndef BRIGADE_KEEPER_H
#define BRIGADE_KEEPER_H

#include <sys/types.h>

/// A program that runs under a keeper: a small process of its own, and a second one below it, that ends the program, and
/// everything which the program has started, as soon as it exits, the lifeline is closed, or we are gone, whatever the way.
struct keeper {
    /// The keeper's process; its exit status is the program's, or 128 plus the signal that ended it.
    pid_t pid;
    /// Our ends of the program's standard input, output and error. They do not block.
    int input;
    int output;
    int errors;
    /// Held open as long as the program may run.
    int lifeline;
};

/// Starts the file `program` in `folder`. Its session is its own and without a terminal; it inherits no descriptors.
/// Returns 0, or the error number of what failed, then with nothing left behind.
int keeper_start(
    struct keeper *keeper, const char *program, char *const arguments[], char *const environment[], const char *folder);

/// As write(2), without SIGPIPE: returns the bytes written, or the negative error number.
ssize_t keeper_write(int descriptor, const void *bytes, size_t count);

/// A file in memory of `size` bytes, zeros, which nobody can shrink or grow. Returns its descriptor, or the negative error number. It
/// has no name; another process of the same user opens it as /proc/PID/fd/DESCRIPTOR.
int keeper_memory(size_t size);

#endif
