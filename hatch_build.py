"""Build hook: put the compiled form of the bundled cards into the wheel, so that a cold start need not make it."""

import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompiledRules(BuildHookInterface):  # type: ignore[type-arg]
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":  # cards change while they are written; the user's cache serves
            return
        sys.path.insert(0, self.root)
        from reply_lint import packs

        place = Path(tempfile.mkdtemp()) / "compiled.json"
        place.write_bytes(packs.compiled(packs.bundled()))
        build_data["force_include"][str(place)] = "reply_lint/rules/compiled.json"
