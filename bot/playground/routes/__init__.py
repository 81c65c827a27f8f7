"""Discord's routes by resource: a handler parses, checks, calls one method of the store and serializes."""
