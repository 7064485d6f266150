"""What is read on Google Cloud, one file for each group of services."""
