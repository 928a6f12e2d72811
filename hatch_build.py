"""Build hook: the bundled cards compiled, so that a cold start need not make them, and the engine compiled to C.

The engine (``ENGINE``) is plain Python that runs as it is; mypyc makes an extension of it that is 1.3 to 1.5 times as
quick. Where that can't be done (no C compiler) the wheel is built without it, and ``REPLY_LINT_PURE=1`` asks for that.
What was compiled is kept in ``build/compiled`` and used again while the sources are the same.
"""

import glob
import hashlib
import os
import shutil
import sys
import sysconfig
import tempfile
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version as version_of
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ENGINE = [
    *(f"reply_lint/{name}.py" for name in (
        "model", "recent", "ends", "markup", "masks", "text", "clause", "match", "inflect", "regexes", "weights",
        "ruleset", "sentences", "context", "edits", "score", "reader",
    )),
    "reply_lint/spelling/[a-z]*.py",
    "reply_lint/checks/[a-z]*.py",
]  # fmt: skip
"""What is run for each word and sentence. Not ``linter``: a compiled class can't be subclassed or patched."""
SUFFIX = sysconfig.get_config_var("EXT_SUFFIX")


class Compiled(BuildHookInterface):  # type: ignore[type-arg]
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        editable = version == "editable"
        engine = {} if os.environ.get("REPLY_LINT_PURE") else _engine(Path(self.root))
        if editable:
            # The sources change while they are worked on: what was compiled lies apart and is used while they have not.
            if engine:
                place = Path(tempfile.mkdtemp())
                build_data["force_include_editable"] |= _beside(Path(self.root), engine, place)
            return  # cards change too; the user's cache serves
        sys.path.insert(0, self.root)
        from reply_lint import packs

        cards = Path(tempfile.mkdtemp()) / f"compiled{packs.SUFFIX}"
        cards.write_bytes(packs.compiled(packs.bundled()))
        build_data["force_include"][str(cards)] = f"reply_lint/rules/{cards.name}"
        if engine:
            build_data["pure_python"], build_data["infer_tag"] = False, True
            build_data["force_include"] |= {str(path): name for name, path in engine.items()}


def _engine(root: Path) -> dict[str, Path]:
    """Name in the wheel → file, of the engine's extension; none when it can't be made here."""
    try:
        kept = root / "build" / "compiled" / _stamp(root)
        if not kept.is_dir():
            _compile(root, _sources(root), kept)
    except (Exception, SystemExit) as error:
        print(f"The engine stays plain Python, which is slower: {error}", file=sys.stderr)
        return {}
    return {path.relative_to(kept).as_posix(): path for path in sorted(kept.rglob(f"*{SUFFIX}"))}


def _stamp(root: Path) -> str:
    """Of all that decides what is made."""
    stamp = hashlib.sha256(f"{SUFFIX} {version_of('mypy')}".encode() + Path(__file__).read_bytes())
    for source in _sources(root):
        stamp.update(source.encode() + b"\0" + (root / source).read_bytes())
    return f"{sys.implementation.cache_tag}-{stamp.hexdigest()[:16]}"


def _sources(root: Path) -> list[str]:
    return [name for pattern in ENGINE for name in sorted(glob.glob(pattern, root_dir=root))]


def _compile(root: Path, sources: list[str], place: Path) -> None:
    """Extension modules of ``sources`` into ``place``, laid out as in the wheel. Raises what the compilers raise."""
    from mypyc.build import mypycify
    from setuptools import Distribution
    from setuptools.command.build_ext import build_ext

    work = Path(tempfile.mkdtemp())
    before = os.getcwd()
    os.chdir(root)
    try:
        extensions = mypycify(
            ["--ignore-missing-imports", f"--cache-dir={work}", *sources],
            target_dir=str(work / "c"), multi_file=True, opt_level="1", debug_level="0",
        )  # fmt: skip
        command = build_ext(Distribution({"ext_modules": extensions}))
        command.build_lib, command.build_temp = str(work / "lib"), str(work / "o")
        command.ensure_finalized()
        _in_parallel(command)
        command.run()
        place.parent.mkdir(parents=True, exist_ok=True)
        for old in place.parent.glob(f"{sys.implementation.cache_tag}-*"):
            shutil.rmtree(old)
        shutil.move(work / "lib", place)
    finally:
        os.chdir(before)
        shutil.rmtree(work, ignore_errors=True)


def _in_parallel(command: Any) -> None:
    """Compile as many files at once as there are cores: setuptools takes one after the other."""
    build = command.build_extensions

    def build_extensions() -> None:
        one_by_one = command.compiler.compile

        def compile_(files: list[str], **options: Any) -> list[str]:
            with ThreadPoolExecutor(os.cpu_count()) as pool:
                return [made for part in pool.map(lambda file: one_by_one([file], **options), files) for made in part]

        command.compiler.compile = compile_
        build()

    command.build_extensions = build_extensions


_FINDER = '''\
"""Finds reply-lint's compiled modules, while none of their sources has changed since."""

import os
import sys
from importlib.util import spec_from_file_location

ROOT = {root!r}
SOURCES = {sources!r}
MODULES = {modules!r}


class Finder:
    unchanged = None

    @classmethod
    def find_spec(cls, name, path=None, target=None):
        if name not in MODULES or not (path is None or all(_is_ours(place) for place in path)):
            return None
        if cls.unchanged is None:
            cls.unchanged = not os.environ.get("REPLY_LINT_PURE") and all(map(_unchanged, SOURCES))
        place = os.path.join(os.path.dirname(__file__), "_reply_lint_compiled", MODULES[name])
        return spec_from_file_location(name, place) if cls.unchanged else None


def _is_ours(place):
    return place == ROOT or place.startswith(ROOT + os.sep)


def _unchanged(source):
    try:
        found = os.stat(os.path.join(ROOT, source))
    except OSError:
        return False
    return [found.st_mtime_ns, found.st_size] == SOURCES[source]


sys.meta_path.insert(0, Finder)
'''


def _beside(root: Path, engine: dict[str, Path], place: Path) -> dict[str, str]:
    """File → place in an editable installation: the extension modules, and a finder that heeds their sources' state."""
    stats = {source.removeprefix("reply_lint/"): (root / source).stat() for source in _sources(root)}
    finder = _FINDER.format(
        root=str(root / "reply_lint"),
        sources={source: [stat.st_mtime_ns, stat.st_size] for source, stat in stats.items()},
        modules={name.removesuffix(SUFFIX).replace("/", "."): name for name in engine},
    )
    (place / "finder.py").write_text(finder, encoding="utf-8")
    (place / "finder.pth").write_text("import _reply_lint_compiled_finder\n", encoding="utf-8")
    return {
        str(place / "finder.py"): "_reply_lint_compiled_finder.py",
        str(place / "finder.pth"): "_reply_lint_compiled.pth",
        **{str(path): f"_reply_lint_compiled/{name}" for name, path in engine.items()},
    }
