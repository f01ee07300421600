import ArgumentParser
import Basics
import Foundation
import KitchenMaps
import Window

struct GalleryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gallery",
        abstract: "Draw every page of the window as PNG files, without a display.",
        discussion: """
            The pages show a staged game and are the same each time; docs/images has those of this version.

            Examples:
              brigade gallery docs/images
              brigade gallery pictures --three-sizes
            """)

    @OptionGroup var maps: MapOptions
    @OptionGroup var agents: AgentOptions
    @Option(help: "Size in pixels.")
    var size = PictureSize(width: 1280, height: 720)
    @Flag(help: "Draw every page at 1280x720, 1024x768 and 640x480, with the size in the name.")
    var threeSizes = false
    @Argument(help: "Folder for the pictures; it is made where it is missing.")
    var folder: String

    func run() throws {
        let layouts = try maps.library.names().map(maps.library.layout)
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let cooks = try agents.library.allCooks()
        let sizes = threeSizes ? [(1280, 720), (1024, 768), (640, 480)] : [(size.width, size.height)]
        for (width, height) in sizes {
            let ending = threeSizes ? "-\(width)x\(height)" : ""
            for (name, png) in try Gallery.pictures(layouts: layouts, agents: cooks, width: width, height: height) {
                let path = "\(folder)/window-\(name)\(ending).png"
                try WholeFile.write(png, to: path)
                print(path)
            }
        }
    }
}
