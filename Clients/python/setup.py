"""Builds the extension module: the engine's Swift sources as Embedded Swift, linked with a module in CPython's stable ABI.

In a checkout the sources are those of the program itself (../../Sources); a source distribution carries them in `swift`.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from setuptools import Extension, setup
from setuptools.command.build_ext import build_ext
from setuptools.command.build_py import build_py
from setuptools.command.sdist import sdist

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
        objects.append(str(target))
    info = json.loads(target_info)
    resources, triple = Path(info["paths"]["runtimeResourcePath"]), info["target"]["unversionedTriple"]
    return objects, str(resources / "embedded" / triple / "libswiftUnicodeDataTables.a")


def map_list():
    """Every map of the checkout by its name, as the keys of its file."""
    import yaml

    maps = {}
    for path in sorted(MAPS.rglob("*.yaml")):
        described = yaml.safe_load(path.read_text(encoding="utf-8"))
        described["grid"] = [row.rstrip() for row in described["grid"].split("\n") if row.strip()]
        maps[path.relative_to(MAPS).with_suffix("").as_posix()] = described
    return maps


class BuildExtension(build_ext):
    def build_extension(self, ext):
        objects, tables = compile_engine(Path(self.build_temp) / "engine")
        ext.extra_objects = [*objects, tables]
        super().build_extension(ext)


class BuildPython(build_py):
    def run(self):
        super().run()
        target = Path(self.build_lib) / "brigade_kitchen/maps.json"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(json.dumps(map_list(), indent=1, sort_keys=True) + "\n", encoding="utf-8")


class SourceDistribution(sdist):
    def make_release_tree(self, base_dir, files):
        super().make_release_tree(base_dir, files)
        for _, places in MODULES:
            for path in swift_files(places):
                target = Path(base_dir) / "swift/Sources" / path.relative_to(SOURCES)
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(path, target)
        shutil.copytree(MAPS, Path(base_dir) / "swift/Maps", dirs_exist_ok=True)


ENGINE = Extension(
    "brigade_kitchen._engine", sources=["csrc/engine.c", "csrc/shim.c"], depends=["csrc/brigade_kitchen.h", "csrc/exports.map"],
    include_dirs=["csrc"], py_limited_api=True, extra_compile_args=["-O2", "-Wall", "-Wextra", "-fvisibility=hidden"],
    extra_link_args=["-Wl,--gc-sections", "-Wl,-s", "-Wl,--version-script=" + str(HERE / "csrc/exports.map"), "-lm"])

setup(
    ext_modules=[ENGINE], cmdclass={"build_ext": BuildExtension, "build_py": BuildPython, "sdist": SourceDistribution},
    options={"bdist_wheel": {"py_limited_api": "cp38"}})
