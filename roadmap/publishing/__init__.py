"""What everybody may read of a roadmap: chosen, written down, read again, and compared."""
