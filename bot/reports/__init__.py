"""Reports over all statements."""
