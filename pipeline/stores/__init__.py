"""What is on disk: kept bytes and ledger, conformed tables, releases, the secret, the lock. The only room that knows the home directory."""
