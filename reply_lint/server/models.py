"""Shapes of requests and answers, for validation and for the OpenAPI document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, Tag, WithJsonSchema

from reply_lint import hook
from reply_lint.config import Config
from reply_lint.model import Severity, Verdict

REPLIES = 500
"""Most replies of one request."""

Text = Annotated[str, Field(max_length=hook.LONGEST)]
RuleName = Annotated[str, Field(max_length=100), WithJsonSchema({"$ref": "#/components/schemas/RuleName"})]
"""Checked by the linter; the OpenAPI document lists what there is."""
RuleNames = Annotated[list[RuleName], Field(max_length=1000)]
Word = Annotated[str, Field(min_length=1, max_length=100)]
_Whole = BeforeValidator(lambda value: int(value) if isinstance(value, float) and value % 1 == 0 else value)
"""In JSON 5.0 is a whole number too."""
Percent = Annotated[int, Field(ge=0, le=100), _Whole]
Weight = Annotated[float, Field(ge=0, le=10)]
Offset = Annotated[int, Field(ge=0, description="In code points from the beginning of the text.")]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Settings(_Strict):
    """Settings of `reply-lint.toml` that a request may change: those that name no file and run nothing."""

    select: RuleNames | None = Field(None, description="Categories and rules to run; empty: all.")
    ignore: RuleNames | None = None
    severity: dict[RuleName, Severity] | None = Field(None, max_length=1000)
    weight: dict[RuleName, Weight] | None = Field(None, max_length=1000)
    min_score: Percent | None = None
    block_below: Percent | None = None
    words: Annotated[list[Word], Field(max_length=1000)] | None = Field(None, description="Terms that clients know.")
    address: Literal["any", "capital", "small"] | None = None
    audience: Literal["general", "technical"] | None = None
    own_contacts: Annotated[list[Word], Field(max_length=100)] | None = None

    def over(self, config: Config) -> Config:
        """``config`` with what is set here."""
        given = self.model_dump(exclude_none=True)
        values = {key: tuple(value) if isinstance(value, list) else value for key, value in given.items()}
        return config.set("config", **values)


class Single(_Strict):
    """One reply."""

    text: Text
    client: Text | None = Field(None, description="The message that the reply answers.")
    config: Settings | None = None


class Named(_Strict):
    id: str = Field(max_length=200, description="Comes back as `name`.")
    text: Text
    client: Text | None = None


class Batch(_Strict):
    """Several replies."""

    replies: Annotated[list[Named], Field(max_length=REPLIES)]
    config: Settings | None = None


Asked = Annotated[
    Annotated[Single, Tag("one")] | Annotated[Batch, Tag("several")],
    Discriminator(lambda value: "several" if isinstance(value, dict) and "replies" in value else "one"),
]


class Override(BaseModel):
    model_config = ConfigDict(strict=True)

    reason: str | None = None


class HookRequest(BaseModel):
    """What a helpdesk asks when an agent presses Send: docs/hook.md."""

    model_config = ConfigDict(strict=True)

    text: str
    client: str | None = None
    id: str | Annotated[int, _Whole] | None = None
    ticket: str | Annotated[int, _Whole] | None = None
    agent: str | Annotated[int, _Whole] | None = None
    override: Override | None = None

    def request(self) -> hook.Request:
        return hook.Request.read(self.model_dump())


class Fix(BaseModel):
    start: Offset
    end: Offset
    text: str
    safe: bool


class Finding(BaseModel):
    rule: str
    category: str
    severity: Severity
    start: Offset
    end: Offset
    line: int
    column: int
    text: str
    message: str
    suggestion: str | None
    fixes: list[Fix]
    lost: float


class Reply(BaseModel):
    name: str
    score: Percent
    verdict: Verdict
    lost: dict[str, float]
    findings: list[Finding]


class Linted(BaseModel):
    """The JSON of `reply-lint --format json`."""

    schema_: Literal[1] = Field(alias="schema")
    tool: str
    replies: list[Reply]


class Decision(BaseModel):
    schema_: Literal[1] = Field(alias="schema")
    decision: Literal["send", "advise", "stop"]
    message: str | None
    score: Percent | None
    verdict: Verdict | None
    findings: list[Finding]
    overridden: bool
    may_override: bool
    skipped: hook.Skipped | None


class Category(BaseModel):
    category: str
    title: str
    summary: str


class Rule(BaseModel):
    rule: str
    category: str
    severity: Severity
    title: str
    points: float


class Rules(BaseModel):
    schema_: Literal[1] = Field(alias="schema")
    categories: list[Category]
    rules: list[Rule]


class Example(BaseModel):
    reply: str = Field(description="Marked: `[[place]]`, `[[place => fix]]`; `\\[` and `\\]` are brackets of the text.")
    client: str | None


class RulePage(Rule):
    category_title: str
    message: str
    suggestion: str | None
    why: str
    source: str
    bad: list[Example]
    good: list[Example]


class Health(BaseModel):
    status: Literal["ok"]
    version: str


class Problem(BaseModel):
    """RFC 9457."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[dict[str, str]] = []


class Language(BaseModel):
    name: str
    code: str
    longCode: str  # noqa: N815 - LanguageTool's name


class Checked(BaseModel):
    """LanguageTool's answer; offsets count UTF-16 units."""

    software: Mapping[str, Any]
    warnings: Mapping[str, Any]
    language: Mapping[str, Any]
    matches: list[Mapping[str, Any]]
