"""Stages: each turns one kind of value into the next, and none knows of another."""
