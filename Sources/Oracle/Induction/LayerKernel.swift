/// What backward induction counts: whole units of reward, or an expectation.
protocol LayerValue: Comparable, Sendable {
    /// The sum; what does not fit wraps, since the caller has seen to it that all fits.
    static func plus(_ one: Self, _ other: Self) -> Self

    /// The best that both cooks reach by moving, turning or staying, for all places of a block; see `LayerTables.moveBothOneByOne`.
    static func moveBoth(_ tables: LayerTables, _ from: UnsafePointer<Self>, _ out: UnsafeMutablePointer<Self>)
}

extension LayerValue {
    @inline(__always)
    static func moveBoth(_ tables: LayerTables, _ from: UnsafePointer<Self>, _ out: UnsafeMutablePointer<Self>) {
        tables.moveBothOneByOne(from, out)
    }
}

extension LayerValue where Self: FixedWidthInteger {
    @inline(__always)
    static func plus(_ one: Self, _ other: Self) -> Self { one &+ other }
}

extension UInt8: LayerValue {
    @inline(__always)
    static func moveBoth(_ tables: LayerTables, _ from: UnsafePointer<UInt8>, _ out: UnsafeMutablePointer<UInt8>) {
        // Without optimisation, vectors are by far slower than their numbers one by one; a test compares both.
        #if DEBUG
            tables.moveBothOneByOne(from, out)
        #else
            tables.moveBoth(from, out)
        #endif
    }
}
extension UInt16: LayerValue {}
extension Int16: LayerValue {}
extension Float: LayerValue {
    @inline(__always)
    static func plus(_ one: Float, _ other: Float) -> Float { one + other }
}

/// One step of backward induction for one configuration: the best that any joint action leads to, for all its places.
extension LayerTables {
    /// Writes the values with one tick more into `out`, the block of configuration `number`.
    ///
    /// With more time there is no less to be had. So what leads to a block that did not change in the last layer has been counted: it is
    /// part of the configuration's values with one tick less, from which this begins.
    /// - Parameters:
    ///   - old: the values of all states with one tick less.
    ///   - changed: whether a configuration's block has other values in `old` than with two ticks less.
    @inline(__always)
    func induce<Value: FixedWidthInteger & LayerValue>(
        _ number: Int, from old: UnsafePointer<Value>, where changed: UnsafePointer<Bool>, into out: UnsafeMutablePointer<Value>
    ) {
        let here = Int(raw[number])
        let before = old + number &* places
        if changed[Int(cooked[here])] {
            Value.moveBoth(self, block(old, here), out)
            for place in 0..<places { out[place] = max(out[place], before[place]) }
        } else {
            out.update(from: before, count: places)
        }
        let ownFirst = Int(firstHeld[here])
        for face in 0..<firstFaces.count {
            let after = Int(first[number &* firstFaces.count &+ face])
            guard after != here else { continue }
            let gain = Value(truncatingIfNeeded: firstFaces.rewards[face &* firstFaces.codes &+ ownFirst])
            if changed[Int(cooked[after])] { firstInteracts(face, gain, block(old, after), out) }
            secondToo(after, face, gain, old, changed, out)
        }
        let ownSecond = Int(secondHeld[here])
        for face in 0..<secondFaces.count {
            let after = Int(second[here &* secondFaces.count &+ face])
            guard after != here, changed[Int(cooked[after])] else { continue }
            let gain = Value(truncatingIfNeeded: secondFaces.rewards[face &* secondFaces.codes &+ ownSecond])
            secondInteracts(face, gain, block(old, after), out)
        }
    }

    /// The values after cooking a raw configuration.
    @inline(__always)
    private func block<Value>(_ old: UnsafePointer<Value>, _ raw: Int) -> UnsafePointer<Value> {
        old + Int(cooked[raw]) &* places
    }

    /// Both move, turn or stay.
    @inline(__always)
    func moveBothOneByOne<Value: LayerValue>(_ from: UnsafePointer<Value>, _ out: UnsafeMutablePointer<Value>) {
        for pair in pairs {
            let at = pair &* 16
            var both = from[Int(bothMove[at])]
            for move in 1..<16 { both = max(both, from[Int(bothMove[at &+ move])]) }
            for orientation in 0..<4 {
                var best = both
                for move in 0..<4 {
                    best = max(best, from[Int(secondMoves[pair &* 4 &+ move]) &+ orientation &* 4])
                }
                let row = at &+ orientation &* 4
                for other in 0..<4 { out[row &+ other] = max(best, from[row &+ other]) }
            }
            for orientation in 0..<4 {
                var best = from[Int(firstMoves[pair &* 4]) &+ orientation]
                for move in 1..<4 { best = max(best, from[Int(firstMoves[pair &* 4 &+ move]) &+ orientation]) }
                for other in 0..<4 {
                    let place = at &+ other &* 4 &+ orientation
                    out[place] = max(out[place], best)
                }
            }
        }
    }

    /// The first cook does `face` while the second moves, turns or stays.
    @inline(__always)
    func firstInteracts<Value: LayerValue>(
        _ face: Int, _ gain: Value, _ from: UnsafePointer<Value>, _ out: UnsafeMutablePointer<Value>
    ) {
        for index in firstFaces.starts[face]..<firstFaces.starts[face &+ 1] {
            let pose = firstFaces.poses[index]
            let orientation = (pose & 3) &* 4
            for cell in 0..<secondCells {
                let pair = (pose &>> 2) &* secondCells &+ cell
                guard isPair[pair] else { continue }
                var best = from[Int(secondMoves[pair &* 4]) &+ orientation]
                for move in 1..<4 { best = max(best, from[Int(secondMoves[pair &* 4 &+ move]) &+ orientation]) }
                let row = pair &* 16 &+ orientation
                for other in 0..<4 { out[row &+ other] = max(out[row &+ other], .plus(max(best, from[row &+ other]), gain)) }
            }
        }
    }

    /// The second cook does `face` while the first moves, turns or stays.
    @inline(__always)
    func secondInteracts<Value: LayerValue>(
        _ face: Int, _ gain: Value, _ from: UnsafePointer<Value>, _ out: UnsafeMutablePointer<Value>
    ) {
        for index in secondFaces.starts[face]..<secondFaces.starts[face &+ 1] {
            let pose = secondFaces.poses[index]
            let orientation = pose & 3
            for cell in 0..<firstCells {
                let pair = cell &* secondCells &+ pose &>> 2
                guard isPair[pair] else { continue }
                var best = from[Int(firstMoves[pair &* 4]) &+ orientation]
                for move in 1..<4 { best = max(best, from[Int(firstMoves[pair &* 4 &+ move]) &+ orientation]) }
                let column = pair &* 16 &+ orientation
                for other in 0..<4 {
                    let place = column &+ other &* 4
                    out[place] = max(out[place], .plus(max(best, from[place]), gain))
                }
            }
        }
    }

    /// The first cook has done `face`, which led to the raw configuration `middle`; the second interacts, too.
    @inline(__always)
    private func secondToo<Value: FixedWidthInteger & LayerValue>(
        _ middle: Int, _ face: Int, _ gain: Value, _ old: UnsafePointer<Value>, _ changed: UnsafePointer<Bool>,
        _ out: UnsafeMutablePointer<Value>
    ) {
        let own = Int(secondHeld[middle])
        for other in 0..<secondFaces.count {
            let after = Int(second[middle &* secondFaces.count &+ other])
            guard after != middle, changed[Int(cooked[after])] else { continue }
            let both = gain &+ Value(truncatingIfNeeded: secondFaces.rewards[other &* secondFaces.codes &+ own])
            bothInteract(face, other, both, block(old, after), out)
        }
    }

    /// The first cook does `face`, the second does `other`.
    @inline(__always)
    func bothInteract<Value: LayerValue>(
        _ face: Int, _ other: Int, _ gain: Value, _ from: UnsafePointer<Value>, _ out: UnsafeMutablePointer<Value>
    ) {
        for index in firstFaces.starts[face]..<firstFaces.starts[face &+ 1] {
            let pose = firstFaces.poses[index]
            for otherIndex in secondFaces.starts[other]..<secondFaces.starts[other &+ 1] {
                let otherPose = secondFaces.poses[otherIndex]
                let pair = (pose &>> 2) &* secondCells &+ otherPose &>> 2
                guard isPair[pair] else { continue }
                let place = pair &* 16 &+ (pose & 3) &* 4 &+ otherPose & 3
                out[place] = max(out[place], .plus(from[place], gain))
            }
        }
    }

    /// Whether `holds` for any block that the values of configuration `number` follow from.
    @inline(__always)
    func anySource(_ number: Int, _ holds: UnsafePointer<Bool>) -> Bool {
        let here = Int(raw[number])
        if anySecond(here, holds) { return true }
        for face in 0..<firstFaces.count {
            let after = Int(first[number &* firstFaces.count &+ face])
            if after != here && anySecond(after, holds) { return true }
        }
        return false
    }

    @inline(__always)
    private func anySecond(_ middle: Int, _ holds: UnsafePointer<Bool>) -> Bool {
        if holds[Int(cooked[middle])] { return true }
        for face in 0..<secondFaces.count where holds[Int(cooked[Int(second[middle &* secondFaces.count &+ face])])] {
            return true
        }
        return false
    }
}
