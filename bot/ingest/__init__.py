"""Files to documents: readers by format, sections, passages, and statements by rules."""
