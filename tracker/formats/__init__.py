"""Formats: what turns the bytes of a page, a PDF or an office document into plain text. One module a format."""
