"""Command line: one module a family of commands."""
