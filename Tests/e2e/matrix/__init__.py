"""Every client dialect with every provider: what the tests of it share."""
