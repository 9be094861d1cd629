"""How the product is put together and run: settings, addresses, database, health."""
