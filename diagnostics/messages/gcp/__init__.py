"""What Google Cloud, its client libraries and its tools say when they refuse or fail."""
