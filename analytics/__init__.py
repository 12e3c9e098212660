"""Statistics: frames and numbers in, frames and frozen values out. No files, no pages."""
