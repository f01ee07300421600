import Kitchen
import Neural

/// A policy network before its kitchen is known: what it is shown and which layers it has.
///
/// A body of layers, then a head of six logits in the order of `Action` and, for learners, a head of one value.
public struct PolicyPlan: Sendable, Hashable {
    public var input: InputEncoding
    public var body: [LayerPlan]
    public var policy: LayerPlan
    public var value: LayerPlan?
    /// Whether each seat has parameters of its own, their names beginning with `seat_0/` and `seat_1/`.
    public var isPerSeat: Bool

    public init(input: InputEncoding, body: [LayerPlan], policy: LayerPlan, value: LayerPlan?, isPerSeat: Bool = false) {
        self.input = input
        self.body = body
        self.policy = policy
        self.value = value
        self.isPerSeat = isPerSeat
    }

    /// Whether its network remembers earlier passes.
    public var isRecurrent: Bool { (body + [policy]).contains { $0.kind.isRecurrent } }

    /// Whether what the agent does depends on more than the state: its network remembers, or is shown the ticks before.
    public var isRemembering: Bool { isRecurrent || input.isRemembering }
}

/// A policy network for one kitchen: its layers and where their parameters lie.
public struct PolicyNetwork: Sendable {
    public let plan: PolicyPlan
    /// Names without the prefix of a seat.
    public let table: ParameterTable
    public let body: Sequential
    public let policy: Sequential
    public let value: Sequential?

    /// - Throws: `ShapeError` where a layer does not fit the kitchen, or the head is not of six actions.
    public init(_ plan: PolicyPlan, layout: Layout) throws { try self.init(plan, input: plan.input.shape(layout)) }

    /// - Parameter input: the shape of one player's view.
    /// - Throws: as `init(_:layout:)`.
    init(_ plan: PolicyPlan, input: Shape) throws {
        var table = ParameterTable()
        let body = try Sequential(plan.body, input: input, in: &table)
        let policy = try Sequential([plan.policy], input: [body.output.volume], in: &table)
        let value = try plan.value.map { try Sequential([$0], input: [body.output.volume], in: &table) }
        guard policy.output == [Action.allCases.count] else {
            throw ShapeError("the head '\(plan.policy.name)' gives \(policy.output.words) numbers; a policy needs one an action, 6")
        }
        guard value.map({ $0.output == [1] }) ?? true else {
            throw ShapeError("the head '\(plan.value?.name ?? "")' must give one value")
        }
        (self.plan, self.table, self.body, self.policy, self.value) = (plan, table, body, policy, value)
    }

    /// The prefix of the parameters that `seat` uses.
    public static func prefix(seat: Int, isPerSeat: Bool) -> String { isPerSeat ? "seat_\(seat)/" : "" }

    /// The parameters of `seat` as one buffer.
    /// - Throws: `ShapeError` where one is missing or of another shape.
    public func parameters(_ tensors: [String: Tensor], seat: Int) throws -> [Float] {
        let prefix = PolicyNetwork.prefix(seat: seat, isPerSeat: plan.isPerSeat)
        guard !prefix.isEmpty else { return try table.flat(tensors) }
        let own = tensors.filter { $0.key.hasPrefix(prefix) }.map { (String($0.key.dropFirst(prefix.count)), $0.value) }
        return try table.flat(Dictionary(uniqueKeysWithValues: own))
    }
}
