"""What `analysis` says of stressors and outcomes: from shown cells, and from nothing else."""
