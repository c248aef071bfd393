"""Many kiosks: how a replica hears of visits, what is told of all of them. Pure; no network.

replica, replication    what a replica is, and the conversation with one as a value
columns                 visits and stays as rows of the replica
told                    how copying went last
reanalysis              what a new analysis of old recordings changed
"""
