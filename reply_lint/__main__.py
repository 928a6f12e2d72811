"""``python -m reply_lint``."""

from reply_lint.cli import main

main()
