"""Easel: the Discord bot that gives a server Midjourney through any Midjourney-compatible HTTP API."""
