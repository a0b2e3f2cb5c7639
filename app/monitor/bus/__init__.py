"""The bus: what is sampled here or elsewhere, on its way to whoever shows, judges and keeps it.

`local` carries it within this program; over Redis it goes as `wire` writes it, is numbered and kept
by an `outbox`, and read in order by `order` (`flows/watch/feed` puts these together).
"""
