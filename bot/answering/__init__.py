"""A question to an answer: what is asked, what the texts hold of it, and the verdict."""
