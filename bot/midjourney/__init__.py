"""The upstream: everything Easel knows of Midjourney-compatible HTTP APIs. Knows neither Discord nor SQL."""
