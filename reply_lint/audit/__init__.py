"""Batch audits of ticket exports: readers → rows → record batches → replies, findings, promises → report."""
