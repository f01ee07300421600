/// How a convolution treats the border.
public enum Padding: String, Sendable, Hashable, CaseIterable {
    /// The output is as large as the input; beyond the border are zeros.
    case same
    /// Only where the kernel fits.
    case valid
}

/// A convolution of stride 1 over `[rows, columns, channels]` images.
///
/// Kernels are `[height, width, channels, filters]`, as Keras keeps them. The product is one of matrices: each
/// output's patch of the input is a row (im2col).
public struct Convolution: Sendable {
    public let input: Shape
    public let output: Shape
    let size: (height: Int, width: Int)
    let offset: (row: Int, column: Int)
    let kernel: Int
    let bias: Int

    /// Places `name/kernel` and `name/bias` in `table`.
    /// - Throws: `ShapeError` when the kernel is larger than an image without padding.
    public init(
        _ name: String, input: Shape, height: Int, width: Int, filters: Int, padding: Padding, in table: inout ParameterTable
    ) throws {
        guard input.count == 3 else {
            throw ShapeError("the convolution '\(name)' needs rows x columns x channels, not \(input.words)")
        }
        let same = padding == .same
        output = [same ? input[0] : input[0] - height + 1, same ? input[1] : input[1] - width + 1, filters]
        guard output[0] > 0, output[1] > 0 else {
            throw ShapeError("the kernel of '\(name)', \(height) x \(width), does not fit into \(input.words) without padding")
        }
        self.input = input
        size = (height, width)
        offset = same ? ((height - 1) / 2, (width - 1) / 2) : (0, 0)
        kernel = table.add(name + "/kernel", [height, width, input[2], filters])
        bias = table.add(name + "/bias", [filters])
    }

    /// Elements of a patch.
    var patch: Int { size.height * size.width * input[2] }
    /// Patches of an image.
    var patches: Int { output[0] * output[1] }
    /// Elements of scratch memory that an image needs.
    public var scratchPerImage: Int { patch * patches }

    /// Computes `output` `[batch] + output` from `input` `[batch] + input`.
    /// - Parameter scratch: `batch * scratchPerImage` elements.
    public func forward(
        _ parameters: UnsafePointer<Float>, input images: UnsafePointer<Float>, output: UnsafeMutablePointer<Float>,
        scratch: UnsafeMutablePointer<Float>, batch: Int
    ) {
        gatherPatches(images, into: scratch, batch: batch)
        Products.fill(output, rows: batch &* patches, with: parameters + bias, columns: self.output.span[2])
        Products.multiply(
            scratch, parameters + kernel, into: output, rows: batch &* patches, inner: patch, columns: self.output.span[2],
            adding: true)
    }

    /// As `forward`, with the same shapes, for images that are mostly zeros: those are skipped.
    public func forwardSparse(
        _ parameters: UnsafePointer<Float>, input images: UnsafePointer<Float>, output: UnsafeMutablePointer<Float>, batch: Int
    ) {
        let (rows, columns, channels) = (input.span[0], input.span[1], input.span[2])
        let (outRows, outColumns, filters) = (self.output.span[0], self.output.span[1], self.output.span[2])
        Products.fill(output, rows: batch &* patches, with: parameters + bias, columns: filters)
        for image in 0..<batch {
            let pixels = images + image &* rows &* columns &* channels
            let out = output + image &* patches &* filters
            for row in 0..<rows {
                let outRow = max(0, row &+ offset.row &- size.height &+ 1)...min(outRows &- 1, row &+ offset.row)
                for column in 0..<columns {
                    let pixel = pixels + (row &* columns &+ column) &* channels
                    for channel in 0..<channels where pixel[channel] != 0 {
                        let value = pixel[channel]
                        for r in outRow {
                            var c = max(0, column &+ offset.column &- size.width &+ 1)
                            let last = min(outColumns &- 1, column &+ offset.column)
                            while c <= last {
                                let tap = (row &+ offset.row &- r) &* size.width &+ (column &+ offset.column &- c)
                                let weights = parameters + (kernel &+ (tap &* channels &+ channel) &* filters)
                                let target = out + (r &* outColumns &+ c) &* filters
                                for filter in 0..<filters { target[filter] += value * weights[filter] }
                                c &+= 1
                            }
                        }
                    }
                }
            }
        }
    }

    /// Adds to `gradients`, `[parameters]`, and writes the input's gradient, `[batch] + input`, where it is wanted.
    /// - Parameters:
    ///   - images: `[batch] + input`.
    ///   - outputGradient: `[batch] + output`.
    ///   - scratch: `batch * scratchPerImage` elements.
    public func backward(
        _ parameters: UnsafePointer<Float>, gradients: UnsafeMutablePointer<Float>, input images: UnsafePointer<Float>,
        outputGradient: UnsafePointer<Float>, inputGradient: UnsafeMutablePointer<Float>?,
        scratch: UnsafeMutablePointer<Float>, batch: Int
    ) {
        let filters = output.span[2]
        gatherPatches(images, into: scratch, batch: batch)
        Products.multiply(
            scratch, aSide: .transposed, outputGradient, into: gradients + kernel, rows: patch, inner: batch &* patches,
            columns: filters, adding: true)
        Products.addRows(outputGradient, rows: batch &* patches, columns: filters, to: gradients + bias)
        guard let inputGradient else { return }
        Products.multiply(
            outputGradient, parameters + kernel, bSide: .transposed, into: scratch, rows: batch &* patches, inner: filters,
            columns: patch)
        scatterPatches(scratch, into: inputGradient, batch: batch)
    }

    /// Copies every patch into a row of `scratch`.
    private func gatherPatches(_ images: UnsafePointer<Float>, into scratch: UnsafeMutablePointer<Float>, batch: Int) {
        let channels = input.span[2]
        forEachRun(batch) { image, patchRow, run, inside in
            let target = scratch + patchRow
            guard run >= 0 else {
                target.update(repeating: 0, count: size.width &* channels)
                return
            }
            let (before, length) = inside
            target.update(repeating: 0, count: before &* channels)
            (target + before &* channels).update(from: images + (image &+ run) &* channels, count: length &* channels)
            (target + (before &+ length) &* channels).update(
                repeating: 0, count: (size.width &- before &- length) &* channels)
        }
    }

    /// Adds every patch of `scratch` to where it came from.
    private func scatterPatches(_ scratch: UnsafePointer<Float>, into images: UnsafeMutablePointer<Float>, batch: Int) {
        let channels = input.span[2]
        images.update(repeating: 0, count: batch &* input.span[0] &* input.span[1] &* channels)
        forEachRun(batch) { image, patchRow, run, inside in
            guard run >= 0 else { return }
            let source = scratch + (patchRow &+ inside.before &* channels)
            let target = images + (image &+ run) &* channels
            for index in 0..<(inside.length &* channels) { target[index] += source[index] }
        }
    }

    /// Calls `body` for every row of every patch, which lies in one piece in the image, with the image's first
    /// pixel, where the patch's row begins in the scratch memory, the run's first pixel in the image (-1 when it is
    /// all border) and how much border comes before how many pixels.
    @inline(__always)
    private func forEachRun(_ batch: Int, _ body: (Int, Int, Int, (before: Int, length: Int)) -> Void) {
        let (rows, columns, channels) = (input.span[0], input.span[1], input.span[2])
        let (outRows, outColumns) = (output.span[0], output.span[1])
        var patchRow = 0
        for image in 0..<batch {
            for row in 0..<outRows {
                for column in 0..<outColumns {
                    let first = column &- offset.column
                    let before = max(0, -first)
                    let length = min(columns, first &+ size.width) &- first &- before
                    for tap in 0..<size.height {
                        let line = row &+ tap &- offset.row
                        let isInside = line >= 0 && line < rows && length > 0
                        body(
                            image &* rows &* columns, patchRow, isInside ? line &* columns &+ first &+ before : -1,
                            (before, length))
                        patchRow &+= size.width &* channels
                    }
                }
            }
        }
    }
}
