/// Which configurations lead to which: for each one, those from which a tick's interacts and cooking lead to it.
///
/// A link is the same for all places from which the interacts can be done, see `Configurations`. Interacts that change nothing have
/// no link of their own: they are like staying.
final class BlockLinks {
    struct Link {
        let from: UInt32
        /// The faces that the cooks interact with, or `none`.
        let first: UInt8
        let second: UInt8
        /// Units that the interacts earn.
        let gain: UInt8
    }

    /// By what a link leads on. The links of a configuration are in this order.
    enum Kind: Int, CaseIterable {
        /// Cooking alone.
        case cooking
        /// An interact of the first cook, of the second cook, of both, that earns nothing.
        case first, second, both
        /// Interacts that earn something.
        case paid
    }

    static let none = UInt8.max

    let links: UnsafeMutableBufferPointer<Link>
    /// Where the links of each configuration begin by kind, `[configuration * kinds + kind]`, with an end after the last.
    let starts: UnsafeMutableBufferPointer<UInt32>
    /// The most units that a link earns.
    let highestGain: Int

    init(_ tables: LayerTables, configurations: Int) {
        let kinds = Kind.allCases.count
        let ends = UnsafeMutableBufferPointer<UInt32>.allocate(capacity: configurations * kinds + 1)
        ends.initialize(repeating: 0)
        var highest = 0
        for configuration in 0..<configurations {
            tables.eachLink(from: configuration) { to, kind, link in
                ends[to &* kinds &+ kind.rawValue] &+= 1
                highest = max(highest, Int(link.gain))
            }
        }
        var count: UInt32 = 0
        for index in ends.indices { (ends[index], count) = (count, count + ends[index]) }
        let links = UnsafeMutableBufferPointer<Link>.allocate(capacity: Int(count))
        LargeMemory.advise(UnsafeMutableRawPointer(links.baseAddress.unsafelyUnwrapped), bytes: Int(count) * MemoryLayout<Link>.stride)
        for configuration in 0..<configurations {
            tables.eachLink(from: configuration) { to, kind, link in
                let index = to &* kinds &+ kind.rawValue
                links[Int(ends[index])] = link
                ends[index] &+= 1
            }
        }
        // Every start has become the end of its links, which is where the next ones begin.
        for index in ends.indices.dropFirst().reversed() { ends[index] = ends[index - 1] }
        ends[0] = 0
        (self.links, starts, highestGain) = (links, ends, highest)
    }

    deinit {
        links.deallocate()
        starts.deallocate()
    }

    /// Bytes held.
    var bytes: Int { links.count * MemoryLayout<Link>.stride + starts.count * 4 }

    /// The links of a kind that lead to `configuration`.
    @inline(__always)
    func range(_ configuration: Int, _ kind: Kind) -> Range<Int> {
        let index = configuration &* Kind.allCases.count &+ kind.rawValue
        return Int(starts[index])..<Int(starts[index &+ 1])
    }
}

extension LayerTables {
    /// Calls `body` for every link from `configuration` with the configuration that it leads to.
    @inline(__always)
    fileprivate func eachLink(from configuration: Int, _ body: (_ to: Int, BlockLinks.Kind, BlockLinks.Link) -> Void) {
        let here = Int(raw[configuration])
        func call(_ raw: Int, _ kind: BlockLinks.Kind, _ first: UInt8, _ second: UInt8, _ gain: Int32) {
            let link = BlockLinks.Link(
                from: UInt32(truncatingIfNeeded: configuration), first: first, second: second, gain: UInt8(truncatingIfNeeded: gain))
            body(Int(cooked[raw]), gain == 0 ? kind : .paid, link)
        }
        func seconds(_ middle: Int, _ kind: BlockLinks.Kind, _ first: UInt8, _ gain: Int32) {
            let held = Int(secondHeld[middle])
            for face in 0..<secondFaces.count {
                let after = Int(second[middle &* secondFaces.count &+ face])
                guard after != middle else { continue }
                call(after, kind, first, UInt8(truncatingIfNeeded: face), gain &+ secondFaces.rewards[face &* secondFaces.codes &+ held])
            }
        }
        call(here, .cooking, BlockLinks.none, BlockLinks.none, 0)
        seconds(here, .second, BlockLinks.none, 0)
        let held = Int(firstHeld[here])
        for face in 0..<firstFaces.count {
            let after = Int(first[configuration &* firstFaces.count &+ face])
            guard after != here else { continue }
            let gain = firstFaces.rewards[face &* firstFaces.codes &+ held]
            call(after, .first, UInt8(truncatingIfNeeded: face), BlockLinks.none, gain)
            seconds(after, .both, UInt8(truncatingIfNeeded: face), gain)
        }
    }
}
