"""Builds the package: the engine (compile_engine.py), an extension module in CPython's stable ABI, and the maps."""

import json
import os
import shutil
import sys
from pathlib import Path

import numpy
from setuptools import Extension, setup
from setuptools.command.build_ext import build_ext
from setuptools.command.build_py import build_py
from setuptools.command.sdist import sdist

sys.path.insert(0, str(Path(__file__).resolve().parent))
from compile_engine import HERE, MAPS, MODULES, SANITIZES, SOURCES, compile_engine, swift_files  # noqa: E402


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
        objects, tables = compile_engine(Path(os.environ.get("BRIGADE_ENGINE") or Path(self.build_temp) / "engine"))
        ext.extra_objects = [*map(str, objects), str(tables)]
        ext.depends = [*ext.depends, *ext.extra_objects]
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


SANITIZER = ["-fsanitize=address"] if SANITIZES else []
ENGINE = Extension(
    "brigade_kitchen._engine", sources=[f"csrc/{name}.c" for name in ("engine", "kitchens", "rules", "overlay", "batch", "shim")],
    depends=["csrc/brigade_kitchen.h", "csrc/engine.h", "csrc/exports.map"],
    include_dirs=["csrc", numpy.get_include()], py_limited_api=True, extra_compile_args=["-O2", "-Wall", "-Wextra", "-fvisibility=hidden", *SANITIZER],
    extra_link_args=[*(SANITIZER or ["-Wl,--gc-sections", "-Wl,-s"]), "-Wl,--version-script=" + str(HERE / "csrc/exports.map"), "-lm"])

setup(
    ext_modules=[ENGINE], cmdclass={"build_ext": BuildExtension, "build_py": BuildPython, "sdist": SourceDistribution},
    options={"bdist_wheel": {"py_limited_api": "cp38"}})
