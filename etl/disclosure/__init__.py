"""Release plan, suppression, and the auditor, which shares no code with it."""
