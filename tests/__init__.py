"""The tests of th, laid out as th/ is."""
