import CSDL2

/// A canvas without any display: a bitmap in memory that SDL's software renderer draws on.
final class OffscreenCanvas {
    let canvas: Canvas
    private let surface: UnsafeMutablePointer<SDL_Surface>
    private let renderer: OpaquePointer

    /// - Throws: `WindowError` where there is no font or no memory.
    init(width: Int, height: Int) throws {
        let fonts = try Fonts()
        let format = SDL_PIXELFORMAT_ARGB8888.rawValue
        guard let surface = SDL_CreateRGBSurfaceWithFormat(0, Int32(width), Int32(height), 32, format) else {
            throw WindowError.sdl("no picture of \(width) x \(height) pixels can be made")
        }
        guard let renderer = SDL_CreateSoftwareRenderer(surface) else {
            SDL_FreeSurface(surface)
            throw WindowError.sdl("the software renderer does not start")
        }
        self.surface = surface
        self.renderer = renderer
        canvas = Canvas(renderer: renderer, fonts: fonts)
    }

    deinit {
        canvas.forgetTextures()
        SDL_DestroyRenderer(renderer)
        SDL_FreeSurface(surface)
    }

    /// What has been drawn.
    var bitmap: Bitmap {
        SDL_RenderFlush(renderer)
        let width = Int(surface.pointee.w)
        let height = Int(surface.pointee.h)
        var bitmap = Bitmap(width: width, height: height)
        guard let pixels = surface.pointee.pixels else { return bitmap }
        for y in 0..<height {
            let row = pixels.advanced(by: y * Int(surface.pointee.pitch)).assumingMemoryBound(to: UInt32.self)
            for x in 0..<width {
                let index = (y * width + x) * 4
                bitmap.bytes[index] = UInt8(truncatingIfNeeded: row[x] >> 16)
                bitmap.bytes[index + 1] = UInt8(truncatingIfNeeded: row[x] >> 8)
                bitmap.bytes[index + 2] = UInt8(truncatingIfNeeded: row[x])
                bitmap.bytes[index + 3] = 255
            }
        }
        return bitmap
    }
}
