-- Lets go for a while, whatever comes.
-- keys: outbox chat
-- args: entry token later_ms
-- with: now
if redis.call('HGET', chat, 'lease') ~= token then return 0 end
redis.call('HDEL', chat, 'lease')
redis.call('ZADD', outbox, now + later_ms, entry)
return 1
