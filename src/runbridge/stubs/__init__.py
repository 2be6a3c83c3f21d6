"""Types of the record shapes, and of what users' workflows take and give, in the languages that users write."""
