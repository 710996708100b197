-- Removes the archived entries and leaves the last one's number and hash as the anchor, if nobody has moved that since.
-- keys: chain anchor
-- args: anchored_seq seq hash *ids
if (redis.call('HGET', anchor, 'seq') or '0') ~= anchored_seq then return 0 end
redis.call('HSET', anchor, 'seq', seq, 'hash', hash)
return redis.call('XDEL', chain, unpack(ids))
