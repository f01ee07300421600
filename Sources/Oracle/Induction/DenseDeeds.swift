/// What interacts make of each configuration, those together that make the same of it.
struct DenseDeeds: Sendable {
    typealias Lanes = SIMD16<Int16>

    /// Interacts of one cook or of both.
    struct Deed {
        /// The configuration after cooking.
        let to: Int
        /// Which gains each cook has, in `firstGains` and `secondGains`; -1 where it moves, turns or stays.
        let first: Int
        let second: Int
    }

    /// By configuration: the one after cooking.
    private(set) var cooked: [Int] = []
    private(set) var list: [Deed] = []
    private var starts = [0]
    /// What a cook earns by cell and both cooks' orientations; `DenseInduction.never` where it cannot do it.
    private(set) var firstGains: [[Lanes]] = []
    private(set) var secondGains: [[Lanes]] = []

    /// Where the deeds of a configuration are in `list`.
    func range(_ configuration: Int) -> Range<Int> { starts[configuration]..<starts[configuration + 1] }

    init(_ tables: LayerTables, configurations: Int) {
        var first = Poses(tables.firstFaces, cells: tables.firstCells) { pose in (0..<4).map { (pose & 3) * 4 + $0 } }
        var second = Poses(tables.secondFaces, cells: tables.secondCells) { pose in (0..<4).map { $0 * 4 + pose & 3 } }
        for configuration in 0..<configurations {
            let here = Int(tables.raw[configuration])
            cooked.append(Int(tables.cooked[here]))
            func seconds(_ middle: Int, _ one: Int) {
                let row = tables.second + middle * tables.secondFaces.count
                for (after, gains) in second.groups(of: middle, row, held: Int(tables.secondHeld[middle])) {
                    list.append(Deed(to: Int(tables.cooked[after]), first: one, second: gains))
                }
            }
            let row = tables.first + configuration * tables.firstFaces.count
            for (after, gains) in first.groups(of: here, row, held: Int(tables.firstHeld[here])) {
                list.append(Deed(to: Int(tables.cooked[after]), first: gains, second: -1))
                seconds(after, gains)
            }
            seconds(here, -1)
            starts.append(list.count)
        }
        (firstGains, secondGains) = (first.gains, second.gains)
    }

    /// One cook's gains by pose, each list of them once.
    private struct Poses {
        private let faces: FaceTables
        private let cells: Int
        private let lanes: (Int) -> [Int]
        private var numbers: [[Int32]: Int] = [:]
        private(set) var gains: [[Lanes]] = []

        init(_ faces: FaceTables, cells: Int, lanes: @escaping (Int) -> [Int]) {
            (self.faces, self.cells, self.lanes) = (faces, cells, lanes)
        }

        /// The configurations that a cook's interacts lead to from `here`, with the number of the gains.
        /// - Parameter row: what each face makes of it.
        mutating func groups(of here: Int, _ row: UnsafePointer<UInt32>, held: Int) -> [(after: Int, gains: Int)] {
            var order: [Int] = []
            var groups: [Int: [Int32]] = [:]
            for face in 0..<faces.count where Int(row[face]) != here {
                let after = Int(row[face])
                if groups[after] == nil { order.append(after) }
                groups[after, default: []] += [Int32(face), faces.rewards[face * faces.codes + held]]
            }
            return order.map { ($0, number(groups[$0] ?? [])) }
        }

        /// The number of gains, from faces and rewards in turn.
        private mutating func number(_ group: [Int32]) -> Int {
            if let known = numbers[group] { return known }
            var lanes = [Lanes](repeating: Lanes(repeating: DenseInduction.never), count: cells)
            for position in stride(from: 0, to: group.count, by: 2) {
                let (face, reward) = (Int(group[position]), Int16(truncatingIfNeeded: group[position + 1]))
                for index in faces.starts[face]..<faces.starts[face + 1] {
                    let pose = faces.poses[index]
                    for lane in self.lanes(pose) { lanes[pose >> 2][lane] = max(lanes[pose >> 2][lane], reward) }
                }
            }
            gains.append(lanes)
            numbers[group] = gains.count - 1
            return gains.count - 1
        }
    }
}
