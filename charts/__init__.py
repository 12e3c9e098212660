"""Frame in, Plotly figure out. The only folder that imports Plotly."""
