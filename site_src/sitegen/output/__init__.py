"""Where a site goes: a folder, memory, or a trial that changes nothing.

How a folder is written. All files of a build are first staged in a folder beside the output, so that nothing is
public before the build is known to be good. Then, in the one process that holds the lock, they are committed:

* *First* build (or a clean one): the staged folder, completed by the files that are not ours, takes the output's
  place in one step.
* *Rebuild*: only what differs was staged. The new manifest is laid down beside it: from here on the next build can
  finish what this one began. Then each staged file is renamed into its place, files that are no longer made are
  removed, and the new manifest is renamed into place as the last step of all.

Whenever a build is killed, each published file is therefore whole, old or new, and the next build sets the rest right.
"""

__all__ = ["disk", "folder", "manifest", "scratch", "sink", "staging", "trial"]
"""The modules that other folders use. They are not imported here: a build with nothing to do needs few of them."""
