"""The index: BM25 over passages, on rank-bm25."""
