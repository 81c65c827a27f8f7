"""What runs `advance`: adapters of the `bot.jobs.ports.Wake` port."""
