"""The database of many kiosks, in PostgreSQL through psycopg.

connecting, faults    a connection, and what went wrong with one, in words
schema, preparing     the tables, and making them
writing               kiosk.fleet.replica.Replica
reading               what the owner asks of all kiosks
"""
