"""Language server: findings as diagnostics, the rule's reason on hover, fixes as quick fixes.

Offsets are code points here; the client counts lines and UTF-16, UTF-8 or UTF-32 units, as both agreed. The texts are
kept here and not by pygls, whose lines also end where Python's do (at U+2028, U+0085 or a vertical tab of a pasted
letter) and then lie elsewhere than the client's.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from lsprotocol import types
from pygls.lsp.server import LanguageServer
from pygls.uris import to_fs_path

from reply_lint import __version__, allow, edits
from reply_lint.config import Config
from reply_lint.formats.words import advice, fix_advice
from reply_lint.linter import Linter
from reply_lint.model import Finding, Fix, Markup, ReplyLintError

PAUSE = 0.15
"""Seconds without a keystroke before a text is linted."""
CHOICES = 3
"""How many fixes a finding offers."""
SEVERITY = {
    # A hint of the protocol is three faint dots in some editors: nobody would see it.
    "hint": types.DiagnosticSeverity.Information,
    "warning": types.DiagnosticSeverity.Warning,
    "error": types.DiagnosticSeverity.Error,
    "critical": types.DiagnosticSeverity.Error,
}
_MARKUPS: dict[str, Markup] = {"markdown": "markdown", "html": "html"}
_NEWLINE = re.compile("\r\n|\r|\n")
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True)
class Document:
    """A text as the client has it."""

    uri: str
    language: str
    """The client's name for the kind of text: ``"plaintext"``, ``"markdown"``."""
    version: int
    text: str
    encoding: str
    """``"utf-8"``, ``"utf-16"`` or ``"utf-32"``: what the characters of a position are counted in."""

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(newline.end() for newline in _NEWLINE.finditer(self.text))]

    def offset(self, position: types.Position) -> int:
        """The code point at ``position``; past the end of a line its end, past the last line the end of the text."""
        if position.line >= len(self._starts):
            return len(self.text)
        start = self._starts[position.line]
        newline = _NEWLINE.search(self.text, start)
        end = newline.start() if newline else len(self.text)
        units = 0
        for offset in range(start, end):
            if units >= position.character:
                return offset
            units += self._units(self.text[offset])
        return end

    def position(self, offset: int) -> types.Position:
        line = bisect_right(self._starts, offset) - 1
        return types.Position(line, self._units(self.text[self._starts[line] : offset]))

    def range(self, start: int, end: int) -> types.Range:
        return types.Range(self.position(start), self.position(end))

    def edited(self, version: int, change: types.TextDocumentContentChangeEvent) -> Document:
        """The document after a change, which gives either a part anew or the whole."""
        text = change.text
        if isinstance(change, types.TextDocumentContentChangePartial):
            start, end = self.offset(change.range.start), self.offset(change.range.end)
            text = self.text[:start] + text + self.text[end:]
        return replace(self, version=version, text=text)

    def _units(self, text: str) -> int:
        if self.encoding == "utf-32":
            return len(text)
        if self.encoding == "utf-8":
            return len(text.encode("utf-8", "surrogatepass"))
        return len(text.encode("utf-16-le", "surrogatepass")) // 2

    @property
    def folder(self) -> Path:
        """Where its configuration is looked for; a text that was never saved is taken to lie in the working folder."""
        path = to_fs_path(self.uri) if self.uri.startswith("file:") else None
        return Path(path).parent if path else Path.cwd()


@dataclass
class Session:
    """One client: its open texts, and the linters that their configurations ask for."""

    server: LanguageServer
    documents: dict[str, Document] = field(default_factory=dict)
    linters: list[tuple[Config, Linter]] = field(default_factory=list)
    complaints: dict[Path, str] = field(default_factory=dict)
    """What was last said about the configuration of a folder: it is not said again."""
    waiting: dict[str, asyncio.TimerHandle] = field(default_factory=dict)

    def linter(self, folder: Path) -> Linter:
        """The linter for the texts of ``folder``; the default one, and a word to the person, when its settings fail."""
        try:
            config = Config.find(folder)
        except ReplyLintError as error:
            self._complain(folder, str(error))
            config = Config()
        for known, linter in self.linters:
            if known == config:
                return linter
        try:
            linter = Linter(config)
        except ReplyLintError as error:
            self._complain(folder, str(error))
            linter = Linter()
        self.linters.append((config, linter))
        return linter

    def read(self, document: Document) -> tuple[list[Finding], list[tuple[int, str]]]:
        """Findings that no allow comment lets pass, and what is wrong with the comments, by their offsets."""
        linter = self.linter(document.folder)
        # JSON may carry half a character: that is no text, but no reason to fall silent either
        text = _SURROGATE.sub("\ufffd", document.text)
        found = linter.lint(text, markup=_MARKUPS.get(document.language, "auto")).findings
        allows = allow.find(text)
        return allow.remaining(found, allows), list(allow.trouble(allows, found, linter.cards))

    def publish(self, uri: str) -> None:
        """Tell the client what is to say of a text."""
        self.waiting.pop(uri, None)
        document = self.documents.get(uri)
        if document is None:
            return
        findings, trouble = self.read(document)
        diagnostics = [_diagnostic(document, finding) for finding in findings]
        diagnostics += [_comment_diagnostic(document, offset, what) for offset, what in trouble]
        self.server.text_document_publish_diagnostics(
            types.PublishDiagnosticsParams(uri, diagnostics, document.version)
        )

    def publish_later(self, uri: str) -> None:
        if uri in self.waiting:
            self.waiting[uri].cancel()
        self.waiting[uri] = asyncio.get_running_loop().call_later(PAUSE, self.publish, uri)

    def reload(self) -> None:
        """Settings or rules may have changed."""
        self.linters.clear()
        self.complaints.clear()
        for uri in self.documents:
            self.publish(uri)

    def _complain(self, folder: Path, what: str) -> None:
        if self.complaints.get(folder) != what:
            self.complaints[folder] = what
            message = f"reply-lint: {what}\nПока действуют настройки по умолчанию."
            self.server.window_show_message(types.ShowMessageParams(types.MessageType.Error, message))


def serve() -> None:
    """Serve one client on standard input and output until it says goodbye."""
    gc.enable()  # the command turns it off for its own short life
    # pygls logs the messages of requests that failed, and with them the client's text
    logging.getLogger("pygls").addHandler(logging.NullHandler())
    logging.getLogger("pygls").propagate = False
    make().start_io()


def make() -> LanguageServer:
    """The server with all that it can do."""
    server = LanguageServer("reply-lint", __version__)
    session = Session(server)

    @server.feature(types.INITIALIZED)
    def initialized(_: types.InitializedParams) -> None:
        files = server.client_capabilities.workspace and server.client_capabilities.workspace.did_change_watched_files
        if files and files.dynamic_registration:
            # cards and word lists of packs are TOML too
            options = types.DidChangeWatchedFilesRegistrationOptions([types.FileSystemWatcher("**/*.toml")])
            watch = types.Registration("toml", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)
            server.client_register_capability(types.RegistrationParams([watch]))

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def opened(params: types.DidOpenTextDocumentParams) -> None:
        given = params.text_document
        encoding = server.workspace.position_encoding or types.PositionEncodingKind.Utf16
        document = Document(given.uri, given.language_id, given.version, given.text, encoding)
        session.documents[given.uri] = document
        session.publish(given.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def changed(params: types.DidChangeTextDocumentParams) -> None:
        uri, version = params.text_document.uri, params.text_document.version
        for change in params.content_changes:
            session.documents[uri] = session.documents[uri].edited(version, change)
        session.publish_later(uri)

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def closed(params: types.DidCloseTextDocumentParams) -> None:
        session.documents.pop(params.text_document.uri, None)
        server.text_document_publish_diagnostics(types.PublishDiagnosticsParams(params.text_document.uri, []))

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def files_changed(_: types.DidChangeWatchedFilesParams) -> None:
        session.reload()

    @server.feature(types.WORKSPACE_DID_CHANGE_CONFIGURATION)
    def settings_changed(_: types.DidChangeConfigurationParams) -> None:
        session.reload()

    @server.feature(types.TEXT_DOCUMENT_HOVER)
    def hover(params: types.HoverParams) -> types.Hover | None:
        document = session.documents.get(params.text_document.uri)
        return _hover(session, document, params.position) if document else None

    kinds = [types.CodeActionKind.QuickFix, types.CodeActionKind.SourceFixAll]

    @server.feature(types.TEXT_DOCUMENT_CODE_ACTION, types.CodeActionOptions(code_action_kinds=kinds))
    def actions(params: types.CodeActionParams) -> list[types.CodeAction]:
        document = session.documents.get(params.text_document.uri)
        if document is None:
            return []
        findings, _ = session.read(document)
        start, end = document.offset(params.range.start), document.offset(params.range.end)
        here = [finding for finding in findings if finding.start <= end and start <= finding.end]
        offered = [action for finding in here for action in _quick_fixes(document, finding)]
        offered += _fix_all(document, findings)
        return [action for action in offered if _wanted(action.kind or "", params.context.only)]

    return server


def _diagnostic(document: Document, finding: Finding) -> types.Diagnostic:
    return types.Diagnostic(
        document.range(finding.start, finding.end),
        "\n".join(filter(None, (finding.message, advice(finding.suggestion)))),
        SEVERITY[finding.severity],
        code=finding.rule,
        source="reply-lint",
    )


def _comment_diagnostic(document: Document, offset: int, what: str) -> types.Diagnostic:
    """An allow comment that does not do what it says."""
    place = document.range(offset, document.text.index("-->", offset) + len("-->"))
    return types.Diagnostic(place, what, types.DiagnosticSeverity.Warning, source="reply-lint")


def _hover(session: Session, document: Document, position: types.Position) -> types.Hover | None:
    """Why the rules found here exist, and what to do instead."""
    offset = document.offset(position)
    here = [finding for finding in session.read(document)[0] if finding.start <= offset <= finding.end]
    if not here:
        return None
    linter = session.linter(document.folder)
    said = []
    for finding in here:
        card = linter.cards[finding.rule]
        head = f"**{card.title}** · `{finding.rule}`"
        said.append("\n\n".join(filter(None, (head, " ".join(card.page().why.split()), advice(finding.suggestion)))))
    text = types.MarkupContent(types.MarkupKind.Markdown, "\n\n---\n\n".join(said))
    return types.Hover(text, document.range(here[0].start, here[0].end))


def _quick_fixes(document: Document, finding: Finding) -> list[types.CodeAction]:
    """An action for each fix; the editor may put the safe one first."""
    return [
        types.CodeAction(
            fix_advice(document.text, replace(finding, fixes=(fix,))),
            types.CodeActionKind.QuickFix,
            [_diagnostic(document, finding)],
            is_preferred=fix.safe,
            edit=_edit(document, [fix]),
        )
        for fix in finding.fixes[:CHOICES]
    ]


def _fix_all(document: Document, findings: Sequence[Finding]) -> list[types.CodeAction]:
    """One action for all safe fixes, when there are any."""
    chosen = edits.choose(findings)
    if not chosen:
        return []
    title = f"Исправить все опечатки ({len(chosen)})"
    return [types.CodeAction(title, types.CodeActionKind.SourceFixAll, edit=_edit(document, chosen))]


def _edit(document: Document, fixes: Sequence[Fix]) -> types.WorkspaceEdit:
    return types.WorkspaceEdit(
        {document.uri: [types.TextEdit(document.range(fix.start, fix.end), fix.text) for fix in fixes]}
    )


def _wanted(kind: str, only: Sequence[types.CodeActionKind | str] | None) -> bool:
    """Did the client ask for this kind of action, or for one above it?"""
    return only is None or any(kind == asked or kind.startswith(asked + ".") for asked in only)
