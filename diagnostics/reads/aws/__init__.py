"""What is read on AWS, one file for each group of services."""
