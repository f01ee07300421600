import Testing

@testable import Basics

/// Threads are as many as the scheduler gave.
@Suite struct AvailableCoresTests {
    @Test func theSchedulerDecides() {
        #expect(AvailableCores.count(["SLURM_CPUS_PER_TASK": "3", "SLURM_CPUS_ON_NODE": "8"]) == 3)
        #expect(AvailableCores.count(["SLURM_CPUS_ON_NODE": "8"]) == 8)
        #expect(AvailableCores.count(["NSLOTS": "5"]) == 5 && AvailableCores.count(["NCPUS": "6"]) == 6)
        #expect(AvailableCores.count(["SLURM_CPUS_PER_TASK": "1000000"]) == 1024)
    }

    @Test func whatIsNoNumberIsPassedOver() {
        let own = AvailableCores.count([:])
        #expect(own >= 1)
        for text in ["", "0", "-2", "many", "2(x3)"] { #expect(AvailableCores.count(["SLURM_CPUS_PER_TASK": text]) == own) }
    }

    @Test func quotasAreRoundedUp() {
        #expect(AvailableCores.quota("150000 100000\n") == 2 && AvailableCores.quota("50000 100000") == 1)
        #expect(AvailableCores.quota("max 100000") == nil && AvailableCores.quota("") == nil && AvailableCores.quota("1 0") == nil)
    }
}
