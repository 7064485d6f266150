"""What Azure's services, its SDKs, the Functions host and its tools say: one file for each family."""
