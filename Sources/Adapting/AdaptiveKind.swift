import Agents
import Basics
import Foundation
import Kitchen
import KitchenMaps

/// Recognises whom it plays with, and plays as is best beside them.
public struct AdaptiveKind: AgentKind {
    public static let name = "adaptive"
    public static let summary = """
        Finds out which agent of a library its partner plays like, and plays as the agent that is best beside it (docs/adapting.md).
        models: names of agents that the partner may play like; {kitchen} stands for the kitchen's name
        ways: names of agents that it can play as, the first where nothing is known
        agents: the folder where they are, with the folders in it, as seen from the file (.)
        measured: the file of best-known responses, made by 'brigade responses measure'
        \(AdaptiveSettings.summary)
        """

    let settings: AdaptiveSettings
    private let models: [String]
    private let ways: [String]
    private let folder: String
    private let measured: String
    private let catalogue: AgentCatalogue
    /// Content hashes of agents that it does not know.
    private var left: Set<String> = []
    private var crews = SolvedOnce<KitchenKey, Crew>()
    private let index = SolvedOnce<String, [String: String]>()
    private let tables = SolvedOnce<String, ResponseTable>()
    /// By path, so that what agents of one file work out is worked out once.
    private let known = SolvedOnce<String, AgentFile>()

    public init(_ reader: inout ParameterReader) {
        models = reader.texts("models")
        ways = reader.texts("ways")
        let place = reader.text("agents", ".")
        folder = place.hasPrefix("/") || reader.folder.isEmpty ? place : reader.folder + "/" + place
        measured = reader.path("measured", "")
        catalogue = reader.catalogue
        settings = AdaptiveSettings(&reader)
        if ways.isEmpty { reader.report("'ways' must name at least one agent, such as planner", at: "ways") }
    }

    /// How likely it takes a partner to be none of its models at first.
    public var strangers: Double { settings.posterior.stranger }

    public func makeAgent() throws -> any Agent { AdaptiveAgent(self) }

    /// The same agent without some others: it neither knows nor plays as them, and has never measured them; nor does it play as agents
    /// that learned to be best beside them.
    /// - Parameter hashes: their content hashes.
    public func leavingOut(_ hashes: Set<String>) -> AdaptiveKind {
        var kind = self
        kind.left.formUnion(hashes)
        kind.crews = SolvedOnce()
        return kind
    }

    /// The library in a kitchen: those of the file that are there.
    public func library(in kitchen: Kitchen) throws -> (models: [AgentFile], ways: [AgentFile]) {
        let crew = try crew(kitchen, horizon: 1, seat: 0)
        return (crew.models, crew.ways)
    }

    /// Who is known and who can be played as in a kitchen, with what was measured there.
    func crew(_ kitchen: Kitchen, horizon: Int, seat: Int) throws -> Crew {
        let key = KitchenKey(layout: kitchen.layout, dynamics: kitchen.dynamics, horizon: horizon, seat: seat)
        return try crews.value(key) {
            var crew = Crew()
            let table = self.table(&crew.remarks)
            let left = self.left.union(table.pairs.filter { $0.isLearned && self.left.contains($0.partnerHash) }.map(\.agentHash))
            let ways = try files(self.ways, in: kitchen, except: left, &crew.remarks)
            guard let first = ways.first else {
                throw AgentError("none of its ways of playing is there: \(self.ways.joined(separator: ", "))")
            }
            guard kitchen.players == 2 else {
                crew.remarks = ["it adapts to one partner; in this kitchen for \(kitchen.players) it plays as \(first.name)"]
                crew.ways = [first]
                return crew
            }
            crew.ways = ways
            crew.models = try files(models, in: kitchen, except: left, &crew.remarks)
            if settings.isHalved { crew.models = crew.models.enumerated().filter { $0.offset % 2 == 0 }.map(\.element) }
            crew.pairs = table.pairs(layout: kitchen.layout.contentHash, dynamics: kitchen.dynamics == .old ? "old" : "new").filter {
                $0.seat == seat && !left.contains($0.partnerHash) && !left.contains($0.agentHash)
            }
            if crew.pairs.isEmpty {
                crew.remarks.append(
                    "nothing was measured in \(kitchen.layout.name), where it plays as \(first.name) as long as that goes well; "
                        + "'brigade responses measure' measures")
            }
            return crew
        }
    }

    /// The agents of that name that are there and play this kitchen.
    private func files(
        _ names: [String], in kitchen: Kitchen, except left: Set<String>, _ remarks: inout [String]
    ) throws -> [AgentFile] {
        let paths = try index.value(folder) {
            let paths = try AgentLibrary(folder: folder, catalogue: catalogue).paths()
            return Dictionary(paths.map { (URL(fileURLWithPath: $0).deletingPathExtension().lastPathComponent, $0) }) { first, _ in first }
        }
        var missing: [String] = []
        let files = try names.compactMap { name -> AgentFile? in
            let own = name.replacing("{kitchen}", with: kitchen.layout.name)
            guard let path = paths[own] else {
                if own == name { missing.append(name) }
                return nil
            }
            let file = try known.value(path) { try AgentFile.read(path, catalogue: catalogue) }
            return left.contains(file.contentHash) || file.kind is AdaptiveKind ? nil : file
        }
        if !missing.isEmpty { remarks.append("its library has no \(missing.joined(separator: ", ")) in \(folder)") }
        return files
    }

    /// What was measured; nothing where there is no file.
    private func table(_ remarks: inout [String]) -> ResponseTable {
        guard !measured.isEmpty else { return ResponseTable() }
        do {
            return try tables.value(measured) { try ResponseTable(reading: measured) }
        } catch {
            remarks.append("what was measured cannot be read: \(error)")
            return ResponseTable()
        }
    }
}

/// What an adaptive agent has to work with in one kitchen and seat.
struct Crew: Sendable {
    var models: [AgentFile] = []
    var ways: [AgentFile] = []
    var pairs: [MeasuredPair] = []
    /// What its user should know.
    var remarks: [String] = []
}
