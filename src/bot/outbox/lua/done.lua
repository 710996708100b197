-- Lets go: done when the record has not moved since, else due again at once.
-- keys: outbox chat record
-- args: entry token rev
-- with: now
if redis.call('HGET', chat, 'lease') ~= token then return 0 end
redis.call('HDEL', chat, 'lease')
if redis.call('HGET', record, 'rev') == rev then redis.call('ZREM', outbox, entry) else redis.call('ZADD', outbox, now, entry) end
return 1
