"""An embedded Google Cloud: one small server that speaks the REST of the APIs used, filled from plain data."""
