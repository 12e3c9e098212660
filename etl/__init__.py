"""From files to the published files. May touch the disk and DuckDB; never Streamlit."""
