/// Values with one tick less, for one belief's step of backward induction.
struct BeliefLayer {
    let belief: Int
    /// By belief.
    let old: UnsafePointer<UnsafeMutablePointer<Float>>
    let deeds: DeedTables
    /// Values of a configuration's block.
    let size: Int
    /// Room for a block, for mixtures.
    let mixture: UnsafeMutablePointer<Float>

    @inline(__always)
    func outcome(_ first: Int, _ second: Int) -> DeedTables.Outcome {
        deeds.outcomes[(belief &* deeds.deeds &+ first) &* deeds.deeds &+ second]
    }

    /// The block at `start` as these deeds lead to it: the belief's own, or a mixture with the tick's reward.
    @inline(__always)
    func block(_ start: Int, _ first: Int, _ second: Int) -> UnsafePointer<Float> {
        let outcome = outcome(first, second)
        if outcome.isNothing { return UnsafePointer(old[belief] + start) }
        mixture.update(repeating: outcome.reward, count: size)
        for index in Int(outcome.first)..<Int(outcome.first &+ outcome.count) {
            let part = deeds.parts[index]
            let from = old[part.belief] + start
            for place in 0..<size { mixture[place] += part.weight * from[place] }
        }
        return UnsafePointer(mixture)
    }

    /// One value of such a block.
    @inline(__always)
    func value(_ at: Int, _ first: Int) -> Float {
        let outcome = outcome(first, 0)
        if outcome.isNothing { return old[belief][at] }
        var value = outcome.reward
        for index in Int(outcome.first)..<Int(outcome.first &+ outcome.count) {
            value += deeds.parts[index].weight * old[deeds.parts[index].belief][at]
        }
        return value
    }
}

/// Backward induction where deeds have to do with a recipe that cooks may not know.
extension LayerTables {
    /// Writes the values of two cooks with one tick more into `out`, the block of configuration `number`.
    @inline(__always)
    func induce(_ number: Int, _ layer: BeliefLayer, into out: UnsafeMutablePointer<Float>) {
        let here = Int(raw[number])
        moveBothOneByOne(layer.block(start(here), 0, 0), out)
        let own = layer.deeds.ofFace[0] + Int(firstHeld[here])
        for face in 0..<firstFaces.count {
            let after = Int(first[number &* firstFaces.count &+ face])
            let deed = Int(own[face &* firstFaces.codes])
            guard after != here || deed != 0 else { continue }
            firstInteracts(face, 0, layer.block(start(after), deed, 0), out)
            eachSecond(after, layer) { other, then, otherDeed in
                bothInteract(face, other, 0, layer.block(start(then), deed, otherDeed), out)
            }
        }
        eachSecond(here, layer) { face, after, deed in secondInteracts(face, 0, layer.block(start(after), 0, deed), out) }
    }

    /// Every interact of the second cook that does something in the raw configuration `middle`.
    @inline(__always)
    private func eachSecond(_ middle: Int, _ layer: BeliefLayer, _ body: (_ face: Int, _ after: Int, _ deed: Int) -> Void) {
        let own = layer.deeds.ofFace[1] + Int(secondHeld[middle])
        for face in 0..<secondFaces.count {
            let after = Int(second[middle &* secondFaces.count &+ face])
            let deed = Int(own[face &* secondFaces.codes])
            if after != middle || deed != 0 { body(face, after, deed) }
        }
    }

    /// Writes the values of a cook who is alone; a block has a value for each of its poses.
    @inline(__always)
    func induceAlone(_ number: Int, _ layer: BeliefLayer, into out: UnsafeMutablePointer<Float>) {
        let here = Int(raw[number])
        let from = layer.old[layer.belief] + Int(cooked[here]) &* layer.size
        for cell in 0..<firstCells {
            var best = from[Int(firstMoves[cell &* 4] &>> 2)]
            for move in 1..<4 { best = max(best, from[Int(firstMoves[cell &* 4 &+ move] &>> 2)]) }
            for pose in (cell &* 4)..<(cell &* 4 &+ 4) { out[pose] = max(best, from[pose]) }
        }
        let own = layer.deeds.ofFace[0] + Int(firstHeld[here])
        for face in 0..<firstFaces.count {
            let after = Int(first[number &* firstFaces.count &+ face])
            let deed = Int(own[face &* firstFaces.codes])
            guard after != here || deed != 0 else { continue }
            let start = Int(cooked[after]) &* layer.size
            for index in firstFaces.starts[face]..<firstFaces.starts[face &+ 1] {
                let pose = firstFaces.poses[index]
                out[pose] = max(out[pose], layer.value(start &+ pose, deed))
            }
        }
    }

    /// Where the block begins that cooking makes of a raw configuration.
    @inline(__always)
    private func start(_ raw: Int) -> Int { Int(cooked[raw]) &* places }
}
