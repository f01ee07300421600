import CSDL2
import CSDL2TTF

/// Where a text is in relation to its point or rectangle.
enum Alignment: Sendable { case left, centre, right }

/// A surface to draw on in physical pixels: a window's or a bitmap's, the code above does not know which.
///
/// Sprites and texts become textures once for every size and are kept; a frame is then copies and fills.
/// Everything must be called from the thread that made the canvas.
final class Canvas {
    let renderer: OpaquePointer
    private(set) var width = 0.0
    private(set) var height = 0.0
    private let fonts: Fonts
    private var textures: [Key: Texture] = [:]
    private var sizes: [TextKey: (width: Double, height: Double)] = [:]
    private var frameNumber = 0
    private var keptPixels = 0

    private enum Key: Hashable {
        case sprite(Sprite, Int32, Int32)
        case text(TextKey)
    }

    private struct TextKey: Hashable {
        let text: String
        let style: TextStyle
    }

    private struct Texture {
        let pointer: OpaquePointer
        let width: Int32
        let height: Int32
        var lastUse: Int
    }

    /// Textures of more pixels than this in all are kept only while they are in use.
    private static let maxPixels = 24 << 20

    init(renderer: OpaquePointer, fonts: Fonts) {
        self.renderer = renderer
        self.fonts = fonts
        measureOutput()
    }

    deinit { forgetTextures() }

    var bounds: Rect { Rect(0, 0, width, height) }

    /// One unit of the layout: a 720th of the height or a 1280th of the width, whichever is less.
    var unit: Double { part ?? max(0.35, min(width / 1280, height / 720)) }

    /// The unit of the part that is being drawn, where it has one of its own.
    private var part: Double?

    /// Draws what `body` draws with another unit.
    func scaled(to unit: Double, _ body: () -> Void) {
        let outer = part
        part = unit
        defer { part = outer }
        body()
    }

    /// Where sprites and texts would be, while this is not nil: they are then noted and not drawn, for tests of layouts.
    var drawings: [Drawing]?
    private var clip: Rect?

    /// Notes a drawing where these are noted.
    /// - Returns: whether they are.
    private func note(_ kind: Drawing.Kind, _ area: Rect) -> Bool {
        drawings?.append(Drawing(kind: kind, area: area, clip: clip))
        return drawings != nil
    }

    private func measureOutput() {
        var w: Int32 = 0
        var h: Int32 = 0
        SDL_GetRendererOutputSize(renderer, &w, &h)
        width = Double(w)
        height = Double(h)
    }

    // MARK: Frames

    func begin(_ background: Colour) {
        frameNumber += 1
        measureOutput()
        if keptPixels > Self.maxPixels { forgetTextures { $0.lastUse < self.frameNumber - 1 } }
        SDL_RenderSetClipRect(renderer, nil)
        set(background)
        SDL_RenderClear(renderer)
    }

    func end() { SDL_RenderPresent(renderer) }

    /// Lets go of textures, for instance when the device has lost them.
    func forgetTextures() { forgetTextures { _ in true } }

    private func forgetTextures(where unwanted: (Texture) -> Bool) {
        for (key, texture) in textures where unwanted(texture) {
            SDL_DestroyTexture(texture.pointer)
            keptPixels -= Int(texture.width) * Int(texture.height)
            textures[key] = nil
        }
        if sizes.count > 4096 { sizes.removeAll() }
    }

    /// Draws only inside `area` while `body` runs.
    func clipped(to area: Rect, _ body: () -> Void) {
        var rect = sdl(area)
        SDL_RenderSetClipRect(renderer, &rect)
        clip = area
        body()
        clip = nil
        SDL_RenderSetClipRect(renderer, nil)
    }

    // MARK: Shapes

    func fill(_ area: Rect, _ colour: Colour) {
        guard colour.alpha > 0, area.width > 0, area.height > 0 else { return }
        var rect = sdl(area)
        set(colour)
        SDL_RenderFillRect(renderer, &rect)
    }

    /// A rectangle with round corners.
    func panel(_ area: Rect, radius: Double, _ colour: Colour) {
        let area = area.snapped
        let r = min(radius, area.width / 2, area.height / 2).rounded(.down)
        guard r >= 1 else { return fill(area, colour) }
        fill(Rect(area.x + r, area.y, area.width - 2 * r, r), colour)
        fill(Rect(area.x, area.y + r, area.width, area.height - 2 * r), colour)
        fill(Rect(area.x + r, area.maxY - r, area.width - 2 * r, r), colour)
        let corners = [(area.x, area.y), (area.maxX - r, area.y), (area.maxX - r, area.maxY - r), (area.x, area.maxY - r)]
        for (quarter, corner) in corners.enumerated() {
            draw(.corner(quarter: quarter, colour), in: Rect(corner.0, corner.1, r, r))
        }
    }

    /// The outline of a panel.
    func box(_ area: Rect, radius: Double, width: Double, _ edge: Colour, _ inside: Colour) {
        let area = area.snapped
        let width = max(1, width.rounded())
        panel(area, radius: radius, edge)
        panel(area.inset(width), radius: radius - width, inside)
    }

    func draw(_ sprite: Sprite, in area: Rect, opacity: Double = 1) {
        let area = area.snapped
        let w = Int32(area.width)
        let h = Int32(area.height)
        guard w > 0, h > 0, !note(.sprite(sprite), area), let texture = texture(sprite, w, h) else { return }
        copy(texture, x: area.x, y: area.y, opacity: opacity)
    }

    // MARK: Text

    func size(_ text: String, _ style: TextStyle) -> (width: Double, height: Double) {
        let key = TextKey(text: text, style: style)
        if let size = sizes[key] { return size }
        let size = fonts.size(text, style)
        sizes[key] = size
        return size
    }

    /// Height of a line of `style`.
    func lineHeight(_ style: TextStyle) -> Double { size("Ag", style).height }

    /// One line at a point: its left top, middle top, or right top. Returns its width.
    @discardableResult
    func text(_ text: String, _ x: Double, _ y: Double, _ style: TextStyle, _ align: Alignment = .left, opacity: Double = 1) -> Double {
        guard !text.isEmpty else { return 0 }
        let (width, height) = size(text, style)
        let left = align == .left ? x : align == .centre ? x - width / 2 : x - width
        if note(.text(text), Rect(left.rounded(), y.rounded(), width, height)) { return width }
        guard let texture = texture(text, style) else { return 0 }
        copy(texture, x: left.rounded(), y: y.rounded(), opacity: opacity)
        return width
    }

    /// One line in the middle of `area`'s height, shortened with "…" where it does not fit.
    func text(_ text: String, in area: Rect, _ style: TextStyle, _ align: Alignment = .left) {
        let text = fitted(text, style, width: area.width)
        let y = area.midY - lineHeight(style) / 2
        let x = align == .left ? area.x : align == .centre ? area.midX : area.maxX
        self.text(text, x, y, style, align)
    }

    /// `text`, or as much of it as `width` holds with "…".
    func fitted(_ text: String, _ style: TextStyle, width: Double) -> String {
        guard size(text, style).width > width else { return text }
        var low = 0
        var high = text.count
        while low < high {
            let middle = (low + high + 1) / 2
            if size(text.prefix(middle) + "…", style).width <= width { low = middle } else { high = middle - 1 }
        }
        return text.prefix(low) + "…"
    }

    /// Text broken into lines of at most `width`; empty lines part paragraphs.
    func lines(_ text: String, _ style: TextStyle, width: Double) -> [String] {
        var lines: [String] = []
        for paragraph in text.split(separator: "\n", omittingEmptySubsequences: false) {
            var line = ""
            for word in paragraph.split(separator: " ") {
                let longer = line.isEmpty ? String(word) : line + " " + word
                if line.isEmpty || size(longer, style).width <= width {
                    line = longer
                } else {
                    lines.append(line)
                    line = String(word)
                }
            }
            lines.append(line)
        }
        return lines
    }

    /// As many whole lines of a text as there is room for in `rest`, at most `most`, the last one shortened with "…" where
    /// there are more; takes their height off `rest`.
    func lines(_ text: String, in rest: inout Rect, _ style: TextStyle, most: Int) {
        let step = (lineHeight(style) * 1.08).rounded(.up)
        let lines = lines(text, style, width: rest.width)
        let shown = min(lines.count, most, Int(rest.height / step))
        for index in 0..<max(0, shown) {
            let isCut = index == shown - 1 && shown < lines.count
            self.text(fitted(isCut ? lines[index] + " …" : lines[index], style, width: rest.width), rest.x, rest.y, style)
            _ = rest.takeTop(step)
        }
    }

    /// A paragraph from the top of `area`; returns the height that it took.
    @discardableResult
    func paragraph(_ text: String, in area: Rect, _ style: TextStyle, _ align: Alignment = .left) -> Double {
        let step = lineHeight(style) * 1.12
        let x = align == .left ? area.x : align == .centre ? area.midX : area.maxX
        let lines = lines(text, style, width: area.width)
        for (index, line) in lines.enumerated() {
            self.text(fitted(line, style, width: area.width), x, area.y + Double(index) * step, style, align)
        }
        return Double(lines.count) * step
    }

    // MARK: Textures

    private func set(_ colour: Colour) {
        // The software renderer mixes pixel by pixel where it need not, unless asked not to.
        SDL_SetRenderDrawBlendMode(renderer, colour.alpha == 255 ? SDL_BLENDMODE_NONE : SDL_BLENDMODE_BLEND)
        SDL_SetRenderDrawColor(renderer, colour.red, colour.green, colour.blue, colour.alpha)
    }

    private func sdl(_ area: Rect) -> SDL_Rect {
        let area = area.snapped
        return SDL_Rect(x: Int32(area.x), y: Int32(area.y), w: Int32(area.width), h: Int32(area.height))
    }

    private func copy(_ texture: Texture, x: Double, y: Double, opacity: Double) {
        var target = SDL_Rect(x: Int32(x), y: Int32(y), w: texture.width, h: texture.height)
        SDL_SetTextureAlphaMod(texture.pointer, UInt8(max(0, min(255, opacity * 255))))
        SDL_RenderCopy(renderer, texture.pointer, nil, &target)
    }

    private func texture(_ sprite: Sprite, _ w: Int32, _ h: Int32) -> Texture? {
        kept(.sprite(sprite, w, h)) {
            let bitmap = Rasteriser.draw(sprite.picture, width: Int(w), height: Int(h))
            return make(bitmap)
        }
    }

    private func texture(_ text: String, _ style: TextStyle) -> Texture? {
        kept(.text(TextKey(text: text, style: style))) {
            guard let font = fonts.font(style) else { return nil }
            let colour = SDL_Color(r: style.colour.red, g: style.colour.green, b: style.colour.blue, a: style.colour.alpha)
            guard let surface = TTF_RenderUTF8_Blended(font, text, colour) else { return nil }
            defer { SDL_FreeSurface(surface) }
            guard let pointer = SDL_CreateTextureFromSurface(renderer, surface) else { return nil }
            return Texture(pointer: pointer, width: surface.pointee.w, height: surface.pointee.h, lastUse: frameNumber)
        }
    }

    private func kept(_ key: Key, _ make: () -> Texture?) -> Texture? {
        if textures[key] != nil {
            textures[key]?.lastUse = frameNumber
            return textures[key]
        }
        guard let texture = make() else { return nil }
        keptPixels += Int(texture.width) * Int(texture.height)
        textures[key] = texture
        return texture
    }

    /// The texture of a bitmap, in the byte order that the software renderer copies fastest.
    private func make(_ bitmap: Bitmap) -> Texture? {
        let w = Int32(bitmap.width)
        let h = Int32(bitmap.height)
        let format = SDL_PIXELFORMAT_ARGB8888.rawValue
        let access = Int32(SDL_TEXTUREACCESS_STATIC.rawValue)
        guard let pointer = SDL_CreateTexture(renderer, format, access, w, h) else { return nil }
        var opaque = true
        let words = stride(from: 0, to: bitmap.bytes.count, by: 4).map { index -> UInt32 in
            let alpha = bitmap.bytes[index + 3]
            opaque = opaque && alpha == 255
            return UInt32(alpha) << 24 | UInt32(bitmap.bytes[index]) << 16 | UInt32(bitmap.bytes[index + 1]) << 8
                | UInt32(bitmap.bytes[index + 2])
        }
        SDL_UpdateTexture(pointer, nil, words, w * 4)
        SDL_SetTextureBlendMode(pointer, opaque ? SDL_BLENDMODE_NONE : SDL_BLENDMODE_BLEND)
        return Texture(pointer: pointer, width: w, height: h, lastUse: frameNumber)
    }
}
