import Agents
import Episodes
import Foundation
import Kitchen
import KitchenMaps
import TestSupport
import Testing

@testable import Window

/// Names that people read.
@Suite struct PlainNameTests {
    @Test func everyShippedKitchenHasAName() throws {
        let files = try MapLibrary(folder: Checkout.path("Maps")).names()
        for file in files { #expect(KitchenNames.name(file) != nil, "\(file) has no line in KitchenNames") }
        let named = KitchenNames.groups.flatMap(\.kitchens)
        #expect(Set(named.map(\.file)) == Set(files) && named.count == files.count)
        #expect(Set(named.map(\.name.title)).count == named.count, "no two have the same name")
        for group in KitchenNames.groups where !group.isForExperiments {
            #expect(group.kitchens.allSatisfy { $0.name.skill != nil && $0.name.about.hasSuffix(".") }, "\(group.title)")
        }
    }

    @Test func everyShippedAgentHasAName() throws {
        let folder = Checkout.path("Agents")
        let files = try #require(FileManager.default.enumerator(atPath: folder)?.allObjects as? [String]).filter { $0.hasSuffix(".yaml") }
        #expect(files.count > 40)
        for file in files where !["colour-listener.yaml", "tangram-partner.yaml"].contains(file) {
            let text = try String(contentsOfFile: "\(folder)/\(file)", encoding: .utf8)
            let path = NSTemporaryDirectory() + "brigade-names-\(UUID().uuidString)/\(file)"
            defer { try? FileManager.default.removeItem(atPath: path) }
            let place = URL(fileURLWithPath: path)
            try FileManager.default.createDirectory(at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
            // The name and the kitchens are what counts here, not the kind and its weights.
            let lines = text.split(separator: "\n").filter { $0.hasPrefix("name:") || $0.hasPrefix("kitchens:") }
            try (["kind: stay"] + lines.map(String.init)).joined(separator: "\n").write(to: place, atomically: true, encoding: .utf8)
            let agent = try AgentFile.read(path, catalogue: AgentCatalogue([StayKind.self]))
            let name = AgentNames.name(agent)
            let isKnown = name.about != "An agent of the kind stay."
            #expect(isKnown || AgentNames.isForExperiments(agent), "\(file) has no line in AgentNames")
            #expect(!name.about.contains { $0.isNumber }, "\(file): figures are for 'more'")
        }
    }

    // MARK: Explanations

    private func words(_ map: String) throws -> PlainWords { PlainWords(try MapLibrary.standard.layout(map)) }

    @Test func placesAreNamedByWhereTheyAre() throws {
        let ring = try words("coordination_ring")
        #expect(ring.name(Cell(3, 0)) == "the upper pot" && ring.name(Cell(4, 1)) == "the lower pot")
        #expect(ring.name(Cell(2, 4)) == "the bell" && ring.name(Cell(0, 2)) == "the dishes")
        let room = try words("cramped_room")
        #expect(room.name(Cell(0, 1)) == "the left onions" && room.name(Cell(4, 1)) == "the right onions")
        #expect(room.name(Cell(2, 0)) == "the pot")
    }

    @Test func sentencesHaveNoCoordinates() throws {
        let ring = try words("coordination_ring")
        #expect(ring.sentence("takes an onion from the onion dispenser at (0, 3)") == "takes an onion from the upper onions")
        #expect(ring.sentence("puts an onion into the pot at (3, 0)") == "puts an onion into the upper pot")
        #expect(ring.sentence("takes a dish from (0, 2)") == "takes a dish from the dishes")
        #expect(ring.sentence("delivers the soup at (2, 4)") == "delivers the soup at the bell")
        #expect(ring.sentence("goes to (99, 99) and back") == "goes to  and back")
    }

    @Test func bubblesSayWhatIsMeant() throws {
        let ring = try words("coordination_ring")
        func remark(_ intention: String, _ reason: String? = nil) -> PlainWords.Remark {
            ring.remark(Explanation(intention: intention, reason: reason))
        }
        #expect(remark("brings an ingredient to the pot at (3, 0)") == .init(bubble: "to the upper pot", station: Cell(3, 0)))
        #expect(remark("steps aside at random", "somebody was in the way several times") == .init(bubble: "after you?", station: nil))
        #expect(remark("waits with a dish for the pot at (4, 1)").bubble == "waiting for the lower pot")
        #expect(remark("stands by").bubble == "what can I do?")
        #expect(remark("north") == .init(bubble: nil, station: nil), "a network has no words")
    }
}
