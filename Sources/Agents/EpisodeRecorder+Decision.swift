import Episodes

extension EpisodeRecorder {
    /// Notes what an agent said with its decision for the tick that the game is at, what went wrong, and who decided.
    public mutating func note(_ decision: Decision, explanation: Explanation?, seat: Int) {
        let tick = game.timestep
        if let message = decision.message {
            if let objection = channel?.objection(to: message) {
                self.fault(seat: seat, kind: AgentFault.unsaid.rawValue, detail: objection)
            } else {
                say(message, seat: seat)
            }
        }
        if let fault = decision.fault { self.fault(seat: seat, kind: fault.rawValue, detail: decision.faultDetail) }
        if let source = decision.source { countDecision(of: source.rawValue, isOwn: source.isOwn, seat: seat) }
        for exchange in decision.exchanges {
            notes.append(.init(tick: tick, seat: seat, kind: .exchange, text: exchange.text, data: exchange.data))
        }
        if let explanation {
            notes.append(.init(tick: tick, seat: seat, kind: .explanation, text: explanation.sentence, data: explanation.json))
        }
    }

    /// Notes what an agent had left to say when the episode was over, with its last tick.
    public mutating func note(_ end: EpisodeEnd, seat: Int) {
        let tick = max(0, game.timestep - 1)
        notes += end.exchanges.map { .init(tick: tick, seat: seat, kind: .exchange, text: $0.text, data: $0.data) }
        notes += end.remarks.map { .init(tick: tick, seat: seat, kind: .remark, text: $0) }
    }
}
