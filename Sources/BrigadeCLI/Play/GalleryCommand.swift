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

            Example:
              brigade gallery docs/images
            """)

    @OptionGroup var maps: MapOptions
    @OptionGroup var agents: AgentOptions
    @Option(help: "Size in pixels.")
    var size = PictureSize(width: 1280, height: 720)
    @Argument(help: "Folder for the pictures; it is made where it is missing.")
    var folder: String

    func run() throws {
        let layouts = try maps.library.names().map(maps.library.layout)
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let pictures = try Gallery.pictures(
            layouts: layouts, agents: agents.library.allCooks(), width: size.width, height: size.height)
        for (name, png) in pictures {
            let path = "\(folder)/window-\(name).png"
            try WholeFile.write(png, to: path)
            print(path)
        }
    }
}
