/// How a model is asked to say which option it chooses.
///
/// Whatever the form, every reply is read in the same forgiving way (`MenuReader`).
public enum AnswerForm: String, Codable, CaseIterable, Sendable {
    /// A JSON object that the endpoint itself holds to a schema, in which the choice is one of the options.
    case schema
    /// A JSON object, by the endpoint's `json_object` where it has one, and by words of the prompt.
    case json
    /// The number of an option: one token.
    case number
    /// The option in words.
    case text

    /// What the prompt says about it.
    /// - Parameter further: what else an object is to say, by its key.
    func instruction(_ further: [String: String] = [:]) -> String {
        switch self {
        case .schema, .json:
            """
            Reply with one JSON object and nothing else:
            {"analysis": "what matters in this state, in a sentence", \(further.sorted { $0.key < $1.key }.map { "\"\($0.key)\": \"\($0.value)\", " }.joined())"intention": "what you want to achieve, in a few words", "skill": "one of the skills listed, word by word"}
            """
        case .number: "Reply with the number of one of the skills listed, and nothing else."
        case .text: "Reply with the words of one of the skills listed, and nothing else."
        }
    }

    /// What the question ends with, where a short answer is wanted.
    var reminder: String {
        switch self {
        case .schema, .json: ""
        case .number: "\nAnswer with one number."
        case .text: "\nAnswer with the words of one skill alone."
        }
    }

    /// The form in which a question is put again after a reply in this one that cannot be used.
    var other: AnswerForm { self == .number ? .text : .number }
}

/// How endpoints are told the schema of a reply.
enum SchemaStyle: CaseIterable, Hashable, Sendable {
    /// OpenAI's `json_schema`; llama.cpp's server, vLLM and Ollama take it, too.
    case openAI
    /// `json_object` with a schema, as llama-cpp-python's server and older ones of llama.cpp have it.
    case llama
    /// vLLM's `guided_json`, before it had the others.
    case guided

    /// The style to try where an endpoint refuses this one.
    var next: SchemaStyle? {
        let all = SchemaStyle.allCases
        return all.firstIndex(of: self).flatMap { $0 + 1 < all.count ? all[$0 + 1] : nil }
    }

    /// The keys of a request that ask for a choice among `options`.
    func keys(_ options: [String], further: [String]) -> [String: JSONValue] {
        let schema = schema(options, further)
        switch self {
        case .openAI:
            let named = JSONValue.object(["name": .text("choice"), "strict": .truth(true), "schema": schema])
            return ["response_format": .object(["type": .text("json_schema"), "json_schema": named])]
        case .llama: return ["response_format": .object(["type": .text("json_object"), "schema": schema])]
        case .guided: return ["guided_json": schema]
        }
    }

    private func schema(_ options: [String], _ further: [String]) -> JSONValue {
        // OpenAI's strict schemas know no lengths; small models need them, or they never come to the choice.
        func text(_ length: Int) -> JSONValue {
            .object(self == .openAI ? ["type": .text("string")] : ["type": .text("string"), "maxLength": .integer(length)])
        }
        let keys = Dictionary(further.map { ($0, text(80)) } + [("analysis", text(200)), ("intention", text(80))]) { first, _ in first }
        let required = ["analysis"] + further + ["intention", "skill"]
        let skill = JSONValue.object(["type": .text("string"), "enum": .list(options.map(JSONValue.text))])
        return .object([
            "type": .text("object"), "properties": .object(keys.merging(["skill": skill]) { first, _ in first }),
            "required": .list(required.map(JSONValue.text)), "additionalProperties": .truth(false),
        ])
    }
}
