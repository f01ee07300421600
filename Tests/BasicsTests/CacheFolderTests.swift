import Basics
import Testing

@Suite struct CacheFolderTests {
    @Test func theFolderFollowsFromTheEnvironment() {
        #expect(CacheFolder.path(["HOME": "/home/a"]) == "/home/a/.cache/brigade")
        #expect(CacheFolder.path(["HOME": "/home/a", "XDG_CACHE_HOME": "/var/c"]) == "/var/c/brigade")
        #expect(CacheFolder.path(["HOME": "/home/a", "XDG_CACHE_HOME": "c"]) == "/home/a/.cache/brigade")
        #expect(CacheFolder.path(["HOME": "/home/a", "BRIGADE_CACHE": "here"]) == "here")
        #expect(CacheFolder.path(["HOME": "/home/a", "BRIGADE_CACHE": "off"]) == nil)
        #expect(CacheFolder.path([:]) == nil)
    }
}
