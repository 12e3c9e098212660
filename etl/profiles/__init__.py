"""One TOML file per vendor export: how to recognise it, which column is which."""
