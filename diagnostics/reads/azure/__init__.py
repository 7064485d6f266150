"""What is read on Azure, one file for each group of services."""
