"""The service: linting, the hook and LanguageTool's protocol over HTTP, and the page. Needs the extra ``serve``."""
