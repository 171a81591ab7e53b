"""Hash chains: each entry names the hash of the one before, so that none can be changed or taken out unseen.

One link (`link`), and two places that hold chains: a file of lines (`file`) and a table of a database (`table`).
"""

from fanlight.chain.link import START, canonical, holds, link, linked, sound, verify

__all__ = ["START", "canonical", "holds", "link", "linked", "sound", "verify"]
