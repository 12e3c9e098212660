"""What is measured, as data: measures and instruments, and their readers."""
