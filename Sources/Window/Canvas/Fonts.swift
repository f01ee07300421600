import CSDL2
import CSDL2TTF
import Foundation

/// How a text looks.
struct TextStyle: Hashable, Sendable {
    /// Height of the letters' box in pixels.
    var size: Double
    var bold = false
    var colour = Palette.ink

    init(_ size: Double, bold: Bool = false, _ colour: Colour = Palette.ink) {
        self.size = size
        self.bold = bold
        self.colour = colour
    }

    /// The whole pixels that the font is opened at.
    var pixels: Int32 { Int32(max(6, size.rounded())) }
}

/// The two fonts of the window, at every size that was asked for.
final class Fonts {
    private struct Key: Hashable {
        let bold: Bool
        let pixels: Int32
    }

    private let regularPath: String
    private let boldPath: String
    private var open: [Key: OpaquePointer] = [:]

    /// Where systems keep a sans serif of many letters: folder, regular, bold.
    private static let candidates = [
        ("/usr/share/fonts/truetype/dejavu", "DejaVuSans.ttf", "DejaVuSans-Bold.ttf"),
        ("/usr/share/fonts/TTF", "DejaVuSans.ttf", "DejaVuSans-Bold.ttf"),
        ("/usr/share/fonts/dejavu-sans-fonts", "DejaVuSans.ttf", "DejaVuSans-Bold.ttf"),
        ("/usr/share/fonts/truetype/liberation2", "LiberationSans-Regular.ttf", "LiberationSans-Bold.ttf"),
        ("/usr/share/fonts/truetype/liberation", "LiberationSans-Regular.ttf", "LiberationSans-Bold.ttf"),
        ("/usr/share/fonts/truetype/noto", "NotoSans-Regular.ttf", "NotoSans-Bold.ttf"),
    ]

    /// - Parameter folder: where to look instead of the usual places, from the environment's BRIGADE_FONTS.
    /// - Throws: `WindowError` where there is no font, with what to install.
    init(folder: String? = ProcessInfo.processInfo.environment["BRIGADE_FONTS"]) throws {
        let places = Self.candidates.map { (folder ?? $0.0, $0.1, $0.2) }
        let files = FileManager.default
        guard let place = places.first(where: { files.isReadableFile(atPath: "\($0.0)/\($0.1)") }) else {
            let looked = folder.map { "in \($0), which BRIGADE_FONTS names" } ?? "in the system's font folders"
            throw WindowError(
                "there is no font to write with \(looked); install fonts-dejavu-core (apt-get install fonts-dejavu-core), "
                    + "or set BRIGADE_FONTS to a folder with DejaVuSans.ttf and DejaVuSans-Bold.ttf")
        }
        regularPath = "\(place.0)/\(place.1)"
        let bold = "\(place.0)/\(place.2)"
        boldPath = files.isReadableFile(atPath: bold) ? bold : regularPath
        guard TTF_Init() == 0 else { throw WindowError.sdl("SDL_ttf does not start") }
    }

    deinit {
        for font in open.values { TTF_CloseFont(font) }
        TTF_Quit()
    }

    /// The font of `style`; nil where the file is no font.
    func font(_ style: TextStyle) -> OpaquePointer? {
        let key = Key(bold: style.bold, pixels: style.pixels)
        if let font = open[key] { return font }
        let font = TTF_OpenFont(style.bold ? boldPath : regularPath, key.pixels)
        if let font {
            TTF_SetFontHinting(font, Int32(TTF_HINTING_LIGHT_SUBPIXEL))
            open[key] = font
        }
        return font
    }

    func size(_ text: String, _ style: TextStyle) -> (width: Double, height: Double) {
        var width: Int32 = 0
        var height: Int32 = 0
        guard let font = font(style) else { return (0, style.size) }
        TTF_SizeUTF8(font, text, &width, &height)
        return (Double(width), Double(height))
    }
}
