/// Whose rules a kitchen follows.
public enum RuleFamily: String, Sendable, Hashable, CaseIterable {
    /// Those of overcooked_ai (docs/kitchen-rules.md).
    case overcooked = "overcooked"
    /// Those of OvercookedV2 in JaxMARL (docs/overcooked-v2-rules.md): up to ten ingredients, one recipe that is wanted and that
    /// only some cooks may see, buttons that show it for a price.
    case overcookedV2 = "overcooked-v2"

    /// What a person calls it.
    public var name: String { self == .overcooked ? "Overcooked-AI" : "OvercookedV2" }
}
