-- A page of the keys on the server that has ours: in a Cluster a bare SCAN would go to any node.
-- keys: ours
-- args: cursor pattern count
return redis.call('SCAN', cursor, 'MATCH', pattern, 'COUNT', count)
