"""How voice and video are packed: each kind of container is read strictly and packed anew, with nothing but sound and
picture in it. Pure Python: a hostile file can be refused here, never run past the end of a buffer.
"""
