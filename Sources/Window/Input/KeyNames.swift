import CSDL2

/// Keys are known by their place on the keyboard, under the name that the place has on an American one ("W", "Space",
/// "Left Shift"): where a hand lies is the same on a French or a Russian keyboard, what is printed there is not.
package enum KeyNames {
    /// The name of a place.
    static func place(_ code: SDL_Scancode) -> String { String(cString: SDL_GetScancodeName(code)) }

    /// What is printed on the key at `place` on this person's keyboard, e.g. "Z" for "W" on a French one.
    package static func local(_ place: String) -> String {
        let code = SDL_GetScancodeFromName(place)
        guard code != SDL_SCANCODE_UNKNOWN else { return place }
        let name = String(cString: SDL_GetKeyName(SDL_GetKeyFromScancode(code)))
        // SDL makes capitals of American letters only.
        return name.isEmpty ? place : name.count == 1 ? name.uppercased() : name
    }

    /// The name of the place that `name` means in capital or small letters; nil where there is none.
    package static func place(named name: String) -> String? {
        let code = SDL_GetScancodeFromName(name)
        return code == SDL_SCANCODE_UNKNOWN ? nil : place(code)
    }
}
