"""The `ballast` command: one module per family of subcommands."""
