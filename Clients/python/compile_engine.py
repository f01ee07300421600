"""Compiles the engine's Swift sources as Embedded Swift: object files that need nothing but a C library.

    python3 compile_engine.py FOLDER        # compiles into FOLDER, which shows whether the sources can be

setup.py links them into the extension module. In a checkout the sources are those of the program itself (../../Sources); a source
distribution carries them in `swift`. Only Python's own library is needed.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
CHECKOUT = HERE.parent.parent
IN_CHECKOUT = (CHECKOUT / "Sources/Kitchen").is_dir()
SOURCES = CHECKOUT / "Sources" if IN_CHECKOUT else HERE / "swift/Sources"
MAPS = CHECKOUT / "Maps" if IN_CHECKOUT else HERE / "swift/Maps"

# What the engine needs of the room Basics: numbers, no files and no Foundation.
BASICS = ["Basics/Random", "Basics/Sequence+Unique.swift"]
MODULES = [("Basics", BASICS), ("Kitchen", ["Kitchen"]), ("KitchenC", ["KitchenC"])]
FLAGS = [
    "-enable-experimental-feature", "Embedded", "-O", "-wmo", "-swift-version", "6", "-package-name", "brigade", "-parse-as-library",
    "-Xcc", "-fPIC",
]
# BRIGADE_SANITIZE puts the address sanitizer into the engine and the extension module (make python-sanitize).
SANITIZES = bool(os.environ.get("BRIGADE_SANITIZE"))
if SANITIZES:
    FLAGS.append("-sanitize=address")


def swift_files(places):
    for place in places:
        path = SOURCES / place
        yield from ([path] if path.is_file() else sorted(path.rglob("*.swift")))


def compile_engine(folder):
    """Object files of the engine, compiled into `folder`, and the toolchain's tables of Unicode."""
    swiftc = shutil.which(os.environ.get("SWIFTC", "swiftc"))
    if swiftc is None:
        sys.exit(
            "there is no swiftc here, which the engine is compiled with: install Swift 6.2 or newer from https://swift.org/install, "
            "or install the wheel, which needs no compiler: pip install --only-binary :all: brigade-kitchen")
    folder.mkdir(parents=True, exist_ok=True)
    objects = []
    target_info = subprocess.run([swiftc, "-print-target-info"], check=True, capture_output=True, text=True).stdout
    made_of = hashlib.sha256(repr((FLAGS, target_info)).encode())
    for name, places in MODULES:
        target, stamp, files = folder / f"{name}.o", folder / f"{name}.stamp", list(swift_files(places))
        for path in files:
            made_of.update(path.name.encode() + b"\0" + path.read_bytes())
        # A module is compiled again only when it or one before it has changed: that takes a minute.
        if not (target.exists() and stamp.exists() and stamp.read_text() == made_of.hexdigest()):
            subprocess.run(
                [swiftc, *FLAGS, "-module-name", name, "-I", str(folder), "-emit-module", "-emit-module-path",
                 str(folder / f"{name}.swiftmodule"), "-c", "-o", str(target), *map(str, files)], check=True)
            stamp.write_text(made_of.hexdigest())
        objects.append(target)
    info = json.loads(target_info)
    resources, triple = Path(info["paths"]["runtimeResourcePath"]), info["target"]["unversionedTriple"]
    return objects, resources / "embedded" / triple / "libswiftUnicodeDataTables.a"


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    compile_engine(Path(sys.argv[1]))
