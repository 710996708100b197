-- Takes an entry that is due, and answers when; until the lease is over nobody else finds it due.
-- keys: outbox chat
-- args: entry token lease_ms
-- with: now
local due_at = redis.call('ZSCORE', outbox, entry)
if not due_at or tonumber(due_at) > now then return 0 end
redis.call('ZADD', outbox, now + lease_ms, entry)
redis.call('SREM', outbox .. ':resting', entry)
redis.call('HSET', chat, 'lease', token)
return now
