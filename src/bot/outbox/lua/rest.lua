-- Lets go for a while, which the next notice ends; at once when the record has moved since.
-- keys: outbox chat record
-- args: entry token rev rest_ms
-- with: now
if redis.call('HGET', chat, 'lease') ~= token then return 0 end
redis.call('HDEL', chat, 'lease')
if redis.call('HGET', record, 'rev') ~= rev then
  redis.call('ZADD', outbox, now, entry)
  return 1
end
redis.call('ZADD', outbox, now + rest_ms, entry)
redis.call('SADD', outbox .. ':resting', entry)
return 1
