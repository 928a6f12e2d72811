"""The web page: files read once at the start, so that no address can name another."""

from __future__ import annotations

import mimetypes
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from starlette.responses import Response

NONCE = "__NONCE__"
FOLDER = Path(__file__).parent / "static"
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


@dataclass(frozen=True)
class Page:
    index: str
    """HTML with ``__NONCE__`` where the nonce of a style goes."""
    assets: Mapping[str, tuple[bytes, str]]
    """Name under ``/assets/`` → content and media type."""

    @classmethod
    def read(cls, folder: Path = FOLDER) -> Page:
        files = sorted(path for path in folder.glob("assets/**/*") if path.is_file())
        assets = {path.relative_to(folder / "assets").as_posix(): (path.read_bytes(), _media(path)) for path in files}
        return cls((folder / "index.html").read_text(encoding="utf-8"), assets)

    def show(self) -> Response:
        """The page with a fresh nonce, which its policy names."""
        nonce = secrets.token_urlsafe(16)
        headers = {"Content-Security-Policy": _POLICY.format(nonce=nonce), "Cache-Control": "no-store"}
        return Response(self.index.replace(NONCE, nonce), headers=headers, media_type="text/html")

    def asset(self, name: str) -> Response | None:
        """A file of the page; its name changes with its content."""
        if name not in self.assets:
            return None
        content, media = self.assets[name]
        return Response(content, headers={"Cache-Control": "public, max-age=31536000, immutable"}, media_type=media)


def _media(path: Path) -> str:
    # The system's own table of types may say anything of .js; a browser then would not run it.
    known = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".woff2": "font/woff2"}
    return known.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
