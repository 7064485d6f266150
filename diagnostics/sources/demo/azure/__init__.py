"""An embedded Azure: one server on localhost that speaks what the tool reads, filled from plain data."""
