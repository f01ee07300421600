import Agents
import ArgumentParser
import Episodes
import Kitchen
import Tournaments

extension ExitCode {
    /// All was done, and figures contain episodes in which agents failed or lack some that they refused.
    static let faults = ExitCode(3)
}

/// Sentences that a command says beside its result, so that nobody takes the result for more than it is.
enum Warnings {
    /// Says on standard error which of `agents` play in kitchens that they were not made for.
    static func sayMisfits(_ agents: [AgentFile], in kitchens: [String]) {
        for agent in agents {
            if let misfit = agent.misfit(kitchens) { Terminal.say("warning: \(misfit)") }
        }
    }

    /// Who failed and how, a line each under a heading, then who decided for those who say so; empty where there is nothing
    /// to tell.
    static func lines(_ conduct: [NamedConduct]) -> [String] {
        let faulty = conduct.filter(\.conduct.isFaulty)
        let others = conduct.filter { !$0.conduct.isFaulty && $0.conduct.isNotable }
        let heading = faulty.isEmpty ? [] : ["! agents failed; figures with their episodes are not what they can do:"]
        return heading + faulty.map { "  ! \($0.words)" } + others.map { "    \($0.words)" }
    }
}
