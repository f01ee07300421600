import Agents
import SourceFiles

extension StudyReader {
    private enum Kind: String, CaseIterable { case within, between, subsets }

    mutating func readDesign(_ entries: [Node.Entry], into study: inout Study) {
        study.people = int(entries, "people", 1...2) ?? 1
        if let node = node(entries, "seat") {
            study.seat = word(node, "seat", Study.Seat.self) ?? .first
            places.seat = node.position
        }
        for item in node(entries, "hide").map({ fields.list($0, "hide") }) ?? [] {
            if let part = word(item, "what is hidden", Study.PanelPart.self) { study.hidden.insert(part) }
        }
        if let node = node(entries, "design") { readDesign(node, into: &study) }
        if let node = node(entries, "break") { study.rest = rest(node) }
        if let node = node(entries, "coach") { study.coach = coach(node, study) }
        guard study.people == 2 else { return }
        if study.seat != .first, let node = node(entries, "seat") {
            fields.report("two people sit on the first two seats; leave 'seat' out", at: node.position)
        }
    }

    private mutating func readDesign(_ node: Node, into study: inout Study) {
        let parts = fields.entries(node, "a design")
        fields.checkKeys(parts, known: ["kind", "partners", "blocks", "games"], in: "a design")
        let kind = self.node(parts, "kind").flatMap { word($0, "a design's kind", Kind.self) } ?? .within
        if let blocks = self.node(parts, "blocks") {
            study.design.block = word(blocks, "what a block has in common", StudyDesign.Block.self) ?? .kitchen
        }
        study.design.games = int(parts, "games", 1...100) ?? 1
        let size = int(parts, "partners", 1...max(1, study.partners.count))
        switch kind {
        case .within: study.design.subset = nil
        case .between: study.design.subset = 1
        case .subsets: study.design.subset = size
        }
        if kind == .subsets && size == nil && self.node(parts, "partners") == nil {
            fields.report("a design of subsets needs 'partners', how many each participant meets", at: node.position)
        }
        if kind != .subsets, let node = self.node(parts, "partners") {
            fields.report("'partners' is for a design of subsets; leave it out, or write kind: subsets", at: node.position)
        }
        if let size = study.design.subset, StudyOrder.subsetCount(of: study.partners.count, size: size) > StudyOrder.maxSubsets {
            fields.report(
                "\(size) of \(study.partners.count) partners have more than \(StudyOrder.maxSubsets) subsets; name fewer partners",
                at: node.position)
        }
    }

    private mutating func coach(_ node: Node, _ study: Study) -> Study.Coach {
        let parts = fields.entries(node, "a coach")
        fields.checkKeys(parts, known: ["arms", "transfer"], in: "a coach")
        var arms: [HintLevel?] = []
        for item in self.node(parts, "arms").map({ fields.list($0, "arms") }) ?? [] {
            let word = fields.text(item, "an arm of the coach")
            let level = word.flatMap(HintLevel.init)
            if let word, word != "none", level == nil {
                let known = (["none"] + HintLevel.allCases.map(\.rawValue)).joined(separator: ", ")
                fields.report("an arm of the coach is '\(word)'; it can be \(known)", at: item.position)
            }
            arms.append(level)
        }
        let coach = Study.Coach(arms: arms, hasTransfer: bool(parts, "transfer"))
        if arms.isEmpty { fields.report("a coach needs 'arms', such as [none, reason]", at: node.position) }
        let place = self.node(parts, "arms")?.position ?? node.position
        if !arms.isEmpty, arms.allSatisfy({ $0 == nil }) {
            refuse("no arm of the coach has hints; name one that has, such as reason, or leave 'coach' out", at: place)
        } else if arms.count > 1, Set(arms).count == 1 {
            refuse("all arms of the coach are the same; let them differ, or name one", at: place)
        }
        if study.people == 2 { fields.report("a coach is for one person; two people have none", at: node.position) }
        let blocks = study.design.block == .kitchen ? study.kitchens.count : study.design.subset ?? study.partners.count
        if coach.hasTransfer, blocks < 2 { fields.report("'transfer' is the last of several blocks, but there is one", at: node.position) }
        return coach
    }

    private mutating func rest(_ node: Node) -> Study.Break {
        let parts = fields.entries(node, "a break")
        fields.checkKeys(parts, known: ["blocks", "text", "seconds"], in: "a break")
        return Study.Break(
            blocks: int(parts, "blocks", 1...1000) ?? 1,
            text: text(parts, "text") ?? "Take a short break. Go on when you are ready.", seconds: int(parts, "seconds", 0...3600) ?? 0)
    }
}
