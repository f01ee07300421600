import Foundation

/// Processor time, which other programs on the machine do not disturb as they do the clock.
package enum ProcessorTime {
    /// What the calling thread has used, in microseconds.
    package static var thread: Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) * 1e6 + Double(time.tv_nsec) / 1e3
    }
}
