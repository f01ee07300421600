// Runs in a fork of a program with threads: between fork and exec, and in the keeper, only async-signal-safe calls.
#define _GNU_SOURCE
#include "keeper.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { INPUT, OUTPUT, ERRORS, LIFELINE, REPORT, PIPES };

struct plan {
    const char *program;
    char *const *arguments;
    char *const *environment;
    const char *folder;
    // What the program reads and writes, the keeper's end of the lifeline, and where a failed exec is told.
    int ends[PIPES];
};

static void close_both(int pipe[2]) {
    for (int i = 0; i < 2; i++)
        if (pipe[i] >= 0) close(pipe[i]);
}

static void default_signals(void) {
    for (int number = 1; number < NSIG; number++) signal(number, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

static void run_program(const struct plan *plan) {
    // A session of its own has no terminal: no keys can be pushed into ours, and nothing read from it.
    setsid();
    // Should somebody kill the keeper, the program goes with it.
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    int failed = 0;
    for (int i = INPUT; i <= ERRORS; i++) failed |= dup2(plan->ends[i], i) < 0;
    failed |= dup2(plan->ends[REPORT], 3) < 0 || fcntl(3, F_SETFD, FD_CLOEXEC) < 0;
    close_range(4, ~0U, 0);
    failed |= chdir(plan->folder) < 0;
    default_signals();
    if (!failed) execve(plan->program, plan->arguments, plan->environment);
    int error = errno;
    (void)!write(3, &error, sizeof error);
    _exit(127);
}

// Kills every child that is left, also those that became ours because their parents died.
static int kill_children(void) {
    char list[4096];
    int file = open("/proc/thread-self/children", O_RDONLY | O_CLOEXEC);
    ssize_t length = file < 0 ? 0 : read(file, list, sizeof list);
    if (file >= 0) close(file);
    int killed = 0;
    pid_t pid = 0;
    for (ssize_t i = 0; i < length; i++) {
        if (list[i] >= '0' && list[i] <= '9') {
            pid = pid * 10 + (list[i] - '0');
        } else if (pid > 0) {
            kill(pid, SIGKILL);
            killed++;
            pid = 0;
        }
    }
    return killed;
}

static void end_everything(pid_t program, int *status) {
    kill(-program, SIGKILL);
    kill(program, SIGKILL);
    for (;;) {
        kill_children();
        int ended;
        pid_t pid = waitpid(-1, &ended, WNOHANG);
        if (pid == program) *status = ended;
        if (pid < 0 && errno == ECHILD) return;
        if (pid == 0) poll(NULL, 0, 2);
    }
}

// A session of its own, so that a terminal's Ctrl-C and hanging up are not for the keeper: it ends when its starter does.
static void become_keeper(void) {
    setsid();
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    // A keeper that was stopped goes on when its starter dies, and ends everything.
    prctl(PR_SET_PDEATHSIG, SIGCONT);
    prctl(PR_SET_NAME, "brigade-keeper");
}

// Waits until `child` has ended or the lifeline is closed, ends everything that is left, and then ends as the child did.
// Once the lifeline is closed, a child that ends by itself within `patience` milliseconds can still say how.
static void watch_over(pid_t child, const struct plan *plan, int patience) {
    int error = errno;
    if (child < 0) (void)!write(plan->ends[REPORT], &error, sizeof error);
    int lifeline = dup2(plan->ends[LIFELINE], 3);
    int nowhere = open("/dev/null", O_RDWR);
    for (int i = INPUT; i <= ERRORS; i++) dup2(nowhere, i);
    close_range(4, ~0U, 0);
    if (child < 0) _exit(127);

    int watch = (int)syscall(SYS_pidfd_open, child, 0);
    struct pollfd events[2] = {{.fd = lifeline, .events = POLLIN}, {.fd = watch, .events = POLLIN}};
    int status = 0;
    for (;;) {
        poll(events, watch < 0 ? 1 : 2, watch < 0 ? 50 : -1);
        if (waitpid(child, &status, WNOHANG) == child) break;
        if (events[0].revents == 0) continue;
        if (watch >= 0) poll(&events[1], 1, patience);
        break;
    }
    end_everything(child, &status);
    _exit(WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status));
}

// Two keepers, one above the other: a program that kills its parent leaves what it has started to the upper one, and the lower
// one ends everything should the upper be killed.
//
// The forks of a fork run no handlers of fork(2): another thread may have been in one when the keeper was forked, and what it had locked
// (OpenBLAS locks its workers) stays locked here for ever.
static void keep(const struct plan *plan) {
    become_keeper();
    // Out of the way of the numbers that run_program uses.
    struct plan moved = *plan;
    for (int i = 0; i < PIPES; i++) moved.ends[i] = fcntl(plan->ends[i], F_DUPFD_CLOEXEC, 10);
    pid_t lower = _Fork();
    if (lower != 0) watch_over(lower, &moved, 1000);
    become_keeper();
    pid_t program = _Fork();
    if (program == 0) run_program(&moved);
    watch_over(program, &moved, 0);
}

int keeper_start(
    struct keeper *keeper, const char *program, char *const arguments[], char *const environment[], const char *folder) {
    int pipes[PIPES][2];
    for (int i = 0; i < PIPES; i++) pipes[i][0] = pipes[i][1] = -1;
    int error = 0;
    for (int i = 0; i < PIPES && error == 0; i++)
        if (pipe2(pipes[i], O_CLOEXEC) < 0) error = errno;
    pid_t pid = -1;
    if (error == 0) {
        struct plan plan = {
            program, arguments, environment, folder,
            {pipes[INPUT][0], pipes[OUTPUT][1], pipes[ERRORS][1], pipes[LIFELINE][0], pipes[REPORT][1]}};
        // No handler of ours may run in the fork.
        sigset_t all, before;
        sigfillset(&all);
        pthread_sigmask(SIG_SETMASK, &all, &before);
        pid = fork();
        if (pid == 0) keep(&plan);
        if (pid < 0) error = errno;
        pthread_sigmask(SIG_SETMASK, &before, NULL);
    }
    if (pid > 0) {
        close(pipes[REPORT][1]);
        pipes[REPORT][1] = -1;
        ssize_t length;
        do length = read(pipes[REPORT][0], &error, sizeof error);
        while (length < 0 && errno == EINTR);
        if (length != (ssize_t)sizeof error) error = 0;
    }
    if (error == 0 && pid > 0) {
        *keeper = (struct keeper){
            pid, pipes[INPUT][1], pipes[OUTPUT][0], pipes[ERRORS][0], pipes[LIFELINE][1]};
        int ours[3] = {keeper->input, keeper->output, keeper->errors};
        for (int i = 0; i < 3; i++) fcntl(ours[i], F_SETFL, fcntl(ours[i], F_GETFL) | O_NONBLOCK);
        pipes[INPUT][1] = pipes[OUTPUT][0] = pipes[ERRORS][0] = pipes[LIFELINE][1] = -1;
    }
    for (int i = 0; i < PIPES; i++) close_both(pipes[i]);
    if (error != 0 && pid > 0)
        while (waitpid(pid, NULL, 0) < 0 && errno == EINTR) {}
    return error;
}

ssize_t keeper_write(int descriptor, const void *bytes, size_t count) {
    sigset_t broken, before, pending;
    sigemptyset(&broken);
    sigaddset(&broken, SIGPIPE);
    sigpending(&pending);
    pthread_sigmask(SIG_BLOCK, &broken, &before);
    ssize_t written = write(descriptor, bytes, count);
    int error = errno;
    if (written < 0 && error == EPIPE && !sigismember(&pending, SIGPIPE)) {
        struct timespec now = {0, 0};
        while (sigtimedwait(&broken, NULL, &now) < 0 && errno == EINTR) {}
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return written < 0 ? -error : written;
}

int keeper_memory(size_t size) {
    int descriptor = memfd_create("brigade", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (descriptor < 0) return -errno;
    if (ftruncate(descriptor, (off_t)size) == 0 && fcntl(descriptor, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) == 0)
        return descriptor;
    int error = errno;
    close(descriptor);
    return -error;
}
