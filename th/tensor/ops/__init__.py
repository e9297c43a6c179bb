"""The declarations of the operations, by family."""
