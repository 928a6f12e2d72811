"""The language server as an editor meets it: a process, spoken to over its standard input and output."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lsprotocol import types
from pygls.lsp.client import LanguageClient

from reply_lint.lsp import Document

REFUSAL = "Извините, мы не сможем выполнить ваш заказ на этой неделе."
SECONDS = 30
"""How long an answer may take on a busy machine."""


class Editor:
    """A client with a server of its own."""

    def __init__(self, folder: Path, encodings: list[str] | None = None, watches: bool = False) -> None:
        self.folder = folder
        self.versions: dict[str, int] = {}
        self.published: dict[str, types.PublishDiagnosticsParams] = {}
        self.messages: list[types.ShowMessageParams] = []
        self.registered: list[types.Registration] = []
        self._news = asyncio.Event()
        self._loop = asyncio.new_event_loop()
        self.client = client = LanguageClient("editor", "1")

        @client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        def published(params: types.PublishDiagnosticsParams) -> None:
            self.published[params.uri] = params
            self._news.set()

        @client.feature(types.WINDOW_SHOW_MESSAGE)
        def shown(params: types.ShowMessageParams) -> None:
            self.messages.append(params)
            self._news.set()

        @client.feature(types.CLIENT_REGISTER_CAPABILITY)
        def registered(params: types.RegistrationParams) -> None:
            self.registered += params.registrations
            self._news.set()

        files = types.DidChangeWatchedFilesClientCapabilities(dynamic_registration=watches)
        capabilities = types.ClientCapabilities(
            general=types.GeneralClientCapabilities(position_encodings=encodings),
            workspace=types.WorkspaceClientCapabilities(did_change_watched_files=files),
        )
        self.run(client.start_io(sys.executable, "-m", "reply_lint", "lsp", cwd=folder))
        params = types.InitializeParams(capabilities, process_id=os.getpid(), root_uri=folder.as_uri())
        self.started = self.run(client.initialize_async(params))
        client.initialized(types.InitializedParams())

    def run(self, coroutine: Any) -> Any:
        return self._loop.run_until_complete(asyncio.wait_for(coroutine, SECONDS))

    def wait(self, done: Callable[[], bool]) -> None:
        async def watch() -> None:
            while not done():
                self._news.clear()
                await self._news.wait()

        self.run(watch())

    def close(self) -> tuple[int, bytes]:
        """Say goodbye; the server's exit status and what it wrote to standard error."""
        server = self.client._server
        assert server is not None
        assert server.stderr is not None

        async def bye() -> bytes:
            await self.client.shutdown_async(None)
            self.client.exit(None)
            await server.wait()
            return await server.stderr.read()

        errors = self.run(bye())
        self.run(self.client.stop())
        self._loop.close()
        return server.returncode or 0, errors

    def uri(self, name: str) -> str:
        return (self.folder / name).as_uri()

    def open(self, text: str, name: str = "draft.txt", language: str = "plaintext") -> list[types.Diagnostic]:
        uri = self.uri(name)
        self.versions[uri] = 1
        self.published.pop(uri, None)
        item = types.TextDocumentItem(uri, language, 1, text)
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(item))
        return self.diagnostics(name)

    def change(self, *edits: tuple[types.Range | None, str], name: str = "draft.txt") -> list[types.Diagnostic]:
        """Replace ranges, one after the other; ``None``: the whole text."""
        uri = self.uri(name)
        self.versions[uri] += 1
        changes = [
            types.TextDocumentContentChangePartial(place, text)
            if place
            else types.TextDocumentContentChangeWholeDocument(text)
            for place, text in edits
        ]
        document = types.VersionedTextDocumentIdentifier(self.versions[uri], uri)
        self.client.text_document_did_change(types.DidChangeTextDocumentParams(document, changes))
        return self.diagnostics(name)

    def diagnostics(self, name: str = "draft.txt") -> list[types.Diagnostic]:
        """Those of the text's last version."""
        uri = self.uri(name)
        self.wait(lambda: uri in self.published and self.published[uri].version == self.versions[uri])
        return list(self.published[uri].diagnostics)

    def again(self, tell: Callable[[], None], name: str = "draft.txt") -> list[types.Diagnostic]:
        """What is published after the editor has told something else than a change of the text."""
        del self.published[self.uri(name)]
        tell()
        return self.diagnostics(name)

    def actions(
        self, place: types.Range, name: str = "draft.txt", only: list[str] | None = None
    ) -> list[types.CodeAction]:
        document = types.TextDocumentIdentifier(self.uri(name))
        context = types.CodeActionContext([], only)
        asked = types.CodeActionParams(document, place, context)
        return list(self.run(self.client.text_document_code_action_async(asked)) or [])

    def hover(self, position: types.Position, name: str = "draft.txt") -> types.Hover | None:
        asked = types.HoverParams(types.TextDocumentIdentifier(self.uri(name)), position)
        found: types.Hover | None = self.run(self.client.text_document_hover_async(asked))
        return found

    def touched(self, path: Path) -> None:
        event = types.FileEvent(path.as_uri(), types.FileChangeType.Changed)
        self.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([event]))


@pytest.fixture
def editors() -> Iterator[Callable[..., Editor]]:
    with ExitStack() as stack:

        def start(*args: Any, **options: Any) -> Editor:
            editor = Editor(*args, **options)
            stack.callback(lambda: editor._loop.is_closed() or editor.close())
            return editor

        yield start


@pytest.fixture(scope="module")
def editor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editor]:
    """An editor for the tests that leave its folder alone."""
    editor = Editor(tmp_path_factory.mktemp("drafts"))
    yield editor
    status, errors = editor.close()
    assert (status, errors) == (0, b"")


def codes(diagnostics: list[types.Diagnostic]) -> set[object]:
    return {diagnostic.code for diagnostic in diagnostics}


def found(diagnostics: list[types.Diagnostic], code: str) -> types.Diagnostic:
    return next(diagnostic for diagnostic in diagnostics if diagnostic.code == code)


def cut(text: str, place: types.Range, codec: str = "utf-16-le", unit: int = 2) -> str:
    """What a client sees in a range that lies on one line."""
    line = text.replace("\r\n", "\n").split("\n")[place.start.line].encode(codec)
    return line[place.start.character * unit : place.end.character * unit].decode(codec)


def applied(text: str, action: types.CodeAction, uri: str) -> str:
    """A text of one line after the action's edits, in UTF-16 units."""
    assert action.edit is not None
    assert action.edit.changes is not None
    raw = text.encode("utf-16-le")
    for edit in reversed(action.edit.changes[uri]):
        start, end = edit.range.start.character * 2, edit.range.end.character * 2
        raw = raw[:start] + edit.new_text.encode("utf-16-le") + raw[end:]
    return raw.decode("utf-16-le")


def test_a_finding_is_a_diagnostic_of_its_severity_with_its_rule_as_code(editor: Editor) -> None:
    given = editor.open(f"{REFUSAL} Тикет закрыт, ответим позже. Ваша карта 4276 1600 1234 5674.")
    refusal = found(given, "negative-framing/refusal")
    assert refusal.severity == types.DiagnosticSeverity.Error
    assert refusal.source == "reply-lint"
    assert "клиент читает об отказе" in refusal.message
    assert "\nЛучше: " in refusal.message
    assert cut(REFUSAL, refusal.range) == "не сможем выполнить"
    assert found(given, "jargon/support-slang").severity == types.DiagnosticSeverity.Warning
    card = next(one for one in given if str(one.code).startswith("private-data/"))
    assert card.severity == types.DiagnosticSeverity.Error


@pytest.mark.parametrize(
    ("encoding", "codec", "unit"), [("utf-16", "utf-16-le", 2), ("utf-8", "utf-8", 1), ("utf-32", "utf-32-le", 4)]
)
def test_positions_count_the_units_that_the_client_asked_for(
    encoding: str, codec: str, unit: int, editors: Callable[..., Editor], tmp_path: Path
) -> None:
    editor = editors(tmp_path, encodings=[encoding])
    assert editor.started.capabilities.position_encoding == encoding
    text = f"Добрый день!\r\n😀👍🏽 Ну и ё! {REFUSAL}"
    place = found(editor.open(text), "negative-framing/refusal").range
    assert place.start.line == 1
    assert cut(text, place, codec, unit) == "не сможем выполнить"
    # the same units in an edit of the client's
    assert "negative-framing/refusal" not in codes(editor.change((place, "выполним")))


def test_what_is_typed_changes_the_diagnostics(editor: Editor) -> None:
    assert codes(editor.open("Здравствуйте! Номер тикета — 55.")) == {"jargon/support-slang"}
    place = editor.diagnostics()[0].range
    assert codes(editor.change((place, "вопроса"))) == set()
    assert codes(editor.change((None, "Здраствуйте! Номер вопроса — 55."))) == {"typos/misspelt-word"}
    start = types.Position(0, 0)
    edits = (types.Range(start, start), "😀 "), (types.Range(types.Position(0, 3), types.Position(0, 4)), "З")
    place = found(editor.change(*edits), "typos/misspelt-word").range
    assert cut("😀 Здраствуйте! Номер вопроса — 55.", place) == "Здраствуйте"


def test_lines_end_where_the_protocol_says_and_nowhere_else(editor: Editor) -> None:
    text = "Добрый день!\u2028Пишем о вашем\x0b заказе.\u0085 Ждём.\rТикет закрыт.\r\nТикет открыт."
    given = editor.open(text, "pasted.txt")
    assert [one.range.start.line for one in given if one.code == "jargon/support-slang"] == [1, 2]
    place = types.Range(types.Position(2, 0), types.Position(2, 5))
    left = editor.change((place, "Вопрос"), name="pasted.txt")
    assert [one.range.start.line for one in left if one.code == "jargon/support-slang"] == [1]


def test_hover_says_why_the_rule_exists(editor: Editor) -> None:
    place = found(editor.open(f"😀 {REFUSAL}"), "negative-framing/refusal").range
    hover = editor.hover(types.Position(0, place.start.character + 2))
    assert hover is not None
    assert isinstance(hover.contents, types.MarkupContent)
    assert "`negative-framing/refusal`" in hover.contents.value
    assert "Отказ в начале фразы заслоняет всё" in hover.contents.value
    assert hover.range == place
    assert editor.hover(types.Position(0, 4)) is None


def test_a_quick_fix_mends_its_place_and_fix_all_mends_every_typo(editor: Editor) -> None:
    text = "😀 Здраствуйте! Мы получили ваше сообшение."
    given = editor.open(text)
    whole = types.Range(types.Position(0, 0), types.Position(0, 0))
    assert [action.kind for action in editor.actions(whole)] == ["source.fixAll"]
    place = found(given, "typos/misspelt-word").range
    first, *_, every = editor.actions(place)
    assert first.title == "Заменить на: «Здравствуйте»"
    assert first.kind == "quickfix"
    assert first.is_preferred
    assert list(first.diagnostics or ()) == [given[0]]
    assert applied(text, first, editor.uri("draft.txt")) == "😀 Здравствуйте! Мы получили ваше сообшение."
    assert every.title == "Исправить все опечатки (2)"
    assert applied(text, every, editor.uri("draft.txt")) == "😀 Здравствуйте! Мы получили ваше сообщение."
    assert [action.kind for action in editor.actions(place, only=["source"])] == ["source.fixAll"]
    assert {action.kind for action in editor.actions(place, only=["quickfix"])} == {"quickfix"}
    assert editor.actions(place, only=["refactor"]) == []


def test_a_fix_that_needs_a_look_is_offered_but_not_preferred(editor: Editor) -> None:
    text = "Напишите пожалуйста номер заказа, и мы проверим его сегодня до 18:00."
    offered = [
        action
        for diagnostic in editor.open(text)
        for action in editor.actions(diagnostic.range)
        if action.kind == "quickfix"
    ]
    assert offered
    safe = {action.title for action in offered if action.is_preferred}
    assert all("пожалуйста" in title or "," in title for title in safe)


def test_an_allow_comment_silences_its_rule_and_needs_a_reason(editor: Editor) -> None:
    allow = "<!-- reply-lint: allow negative-framing/refusal — так велит закон -->"
    text = f"{REFUSAL}\n\n{allow}\n"
    assert "negative-framing/refusal" not in codes(editor.open(text, "canned.md", "markdown"))
    hasty = text.replace(" — так велит закон", "")
    given = editor.change((None, hasty), name="canned.md")
    assert "negative-framing/refusal" in codes(given)
    comment = next(one for one in given if one.code is None)
    assert "допишите причину" in comment.message
    assert cut(hasty, comment.range) == "<!-- reply-lint: allow negative-framing/refusal -->"


def test_the_kind_of_text_decides_what_is_markup(editor: Editor) -> None:
    text = "Здравствуйте! Номер `тикета` — 55."
    assert codes(editor.open(text, "code.md", "markdown")) == set()
    assert codes(editor.open(text, "code.html", "html")) == {"jargon/support-slang"}


def test_a_closed_text_has_no_diagnostics(editor: Editor) -> None:
    assert editor.open(REFUSAL, "gone.txt")
    uri = editor.uri("gone.txt")
    editor.client.text_document_did_close(types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(uri)))
    editor.wait(lambda: not editor.published[uri].diagnostics)
    assert editor.actions(types.Range(types.Position(0, 0), types.Position(0, 9)), "gone.txt") == []


def test_half_a_character_silences_nothing(editor: Editor) -> None:
    assert "negative-framing/refusal" in codes(editor.open(f"\ud83d {REFUSAL}", "half.txt"))


def test_a_text_that_was_never_saved_is_read_too(editor: Editor) -> None:
    item = types.TextDocumentItem("untitled:Untitled-1", "plaintext", 1, REFUSAL)
    editor.client.text_document_did_open(types.DidOpenTextDocumentParams(item))
    editor.wait(lambda: "untitled:Untitled-1" in editor.published)
    assert editor.published["untitled:Untitled-1"].diagnostics


def test_the_nearest_configuration_holds_and_is_read_again_when_it_changes(
    editors: Callable[..., Editor], tmp_path: Path
) -> None:
    folder = tmp_path / "canned"
    folder.mkdir()
    settings = folder / "reply-lint.toml"
    settings.write_text('ignore = ["jargon"]\n', encoding="utf-8")
    editor = editors(tmp_path, watches=True)
    editor.wait(lambda: bool(editor.registered))
    assert editor.registered[0].method == "workspace/didChangeWatchedFiles"

    text = "Здравствуйте! Номер тикета — 55."
    assert codes(editor.open(text)) == {"jargon/support-slang"}
    assert codes(editor.open(text, "canned/draft.txt")) == set()

    settings.write_text('severity = { jargon = "error" }\n', encoding="utf-8")
    given = editor.again(lambda: editor.touched(settings), "canned/draft.txt")
    assert [one.severity for one in given] == [types.DiagnosticSeverity.Error]

    settings.write_text('words = ["тикет"]\n', encoding="utf-8")
    told = types.DidChangeConfigurationParams({})
    tell = lambda: editor.client.workspace_did_change_configuration(told)  # noqa: E731
    assert codes(editor.again(tell, "canned/draft.txt")) == set()


def test_a_broken_configuration_is_said_once_and_the_defaults_hold(
    editors: Callable[..., Editor], tmp_path: Path
) -> None:
    settings = tmp_path / "reply-lint.toml"
    settings.write_text('ignor = ["jargon"]\n', encoding="utf-8")
    editor = editors(tmp_path)
    assert codes(editor.open("Здравствуйте! Номер тикета — 55.")) == {"jargon/support-slang"}
    (message,) = editor.messages
    assert message.type == types.MessageType.Error
    assert str(settings) in message.message
    assert "ignor: неизвестный ключ; возможно, ignore" in message.message
    assert "настройки по умолчанию" in message.message
    editor.change((None, "Здравствуйте! Тикета номер 55."))
    assert len(editor.messages) == 1

    settings.write_text('rules = ["no-such-folder"]\n', encoding="utf-8")
    assert codes(editor.again(lambda: editor.touched(settings))) == {"jargon/support-slang"}
    assert "no-such-folder" in editor.messages[1].message

    settings.write_text('ignore = ["jargon"]\n', encoding="utf-8")
    assert codes(editor.again(lambda: editor.touched(settings))) == set()
    assert len(editor.messages) == 2
    assert editor.close() == (0, b"")


PIECES = st.sampled_from(["a", "ё", "😀", "👍🏽", "\n", "\r\n", "\r", "\u2028", "\x85", "\t", "\u0301"])


@given(
    text=st.lists(PIECES, max_size=12).map("".join),
    new=st.lists(PIECES, max_size=4).map("".join),
    encoding=st.sampled_from(["utf-8", "utf-16", "utf-32"]),
    data=st.data(),
)
def test_an_edit_changes_what_it_says_in_every_encoding(
    text: str, new: str, encoding: str, data: st.DataObject
) -> None:
    document = Document("file:///a.txt", "plaintext", 1, text, encoding)
    # the protocol has no position between \r and \n
    places = [i for i in range(len(text) + 1) if text[i - 1 : i + 1] != "\r\n" or i == 0]
    start, end = sorted(data.draw(st.tuples(st.sampled_from(places), st.sampled_from(places))))
    assert document.offset(document.position(start)) == start
    change = types.TextDocumentContentChangePartial(document.range(start, end), new)
    assert document.edited(2, change).text == text[:start] + new + text[end:]
