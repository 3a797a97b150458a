"""What hosts take and how they build a site."""

__all__ = ["capacity", "deploys", "limits"]
"""The modules that other folders use. They are not imported here: a command needs one."""
