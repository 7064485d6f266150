"""An embedded AWS with broken functions: moto behind a layer that adds Event history. Needs the extra `demo`."""
