"""The rows: tables, migrations, one store per table family. Knows SQL and the engine's values, nothing of Discord."""
