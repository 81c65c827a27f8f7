"""What Easel offers by HTTP: webhooks for the upstream, and signs of life for the operator. Never Discord."""
