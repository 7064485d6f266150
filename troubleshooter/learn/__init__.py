"""Finding it yourself: a lesson being taken, what it earns, and what has been learnt so far. Terminal-free."""
