"""Who pays a courier: the warehouse's and the shops' accounts, locked with the secret key."""
